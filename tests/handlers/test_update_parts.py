"""An update of several parts: their order, each part sent once, and the way back from wherever it failed."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..clock import Clock
from ..faults import Call, Fault, Wire
from ..harness import invoke
from ..normalised import Normalised, with_image_digests, without_data_addresses, without_slashes
from ..stack import Stack
from ..templates import PACKAGE, VERSION
from ..worlds import SlowUpdates, StaleReads, StrictCards

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

MISSING = Fault(400, "ValidationException", "ModelPackage x does not exist.")
ADDITION: dict[str, Any] = {"Name": "compiled", "Containers": [{"Image": "image:1"}]}
PARTS: dict[str, Any] = {
    "ModelApprovalStatus": "Approved",
    "ApprovalDescription": "reviewed",
    "AdditionalInferenceSpecifications": [ADDITION],
    "CustomerMetadataProperties": {"team": "churn"},
    "ModelLifeCycle": {"Stage": "Production", "StageStatus": "Approved"},
    "ModelCard": {"ModelCardContent": '{"a": 2}', "ModelCardStatus": "Approved"},
    "Environment": {"A": "2"},
    "SourceUri": "s3://bucket/new",
}
BEFORE: dict[str, Any] = VERSION | {
    "ModelApprovalStatus": "PendingManualApproval",
    "CustomerMetadataProperties": {"team": "fraud"},
    "ModelLifeCycle": {"Stage": "QA", "StageStatus": "Approved"},
    "ModelCard": {"ModelCardContent": '{"a": 1}', "ModelCardStatus": "Draft"},
    "Environment": {"A": "1"},
    "SourceUri": "s3://bucket/old",
}
TWO_PARTS = {"SourceUri": "s3://bucket/new", "Environment": {"A": "2"}}  # never in one call (SOURCE-5)
# What shows in the parameters of UpdateModelPackage that a part of PARTS is in a call.
SENT_AS = {
    "AdditionalInferenceSpecifications": "AdditionalInferenceSpecificationsToAdd",
    "Environment": "InferenceSpecification",
}
CARD_CONTENT, CARD_STATUS = "ModelCard.ModelCardContent", "ModelCard.ModelCardStatus"


@pytest.fixture
def version(timed: Engine, wire: Wire) -> Stack:
    """Return a version in a stack."""
    return Stack(timed, wire, VERSION)


@pytest.fixture
def full(timed: Engine, wire: Wire) -> Stack:
    """Return a version with a value for everything that an update can change and take back."""
    return Stack(timed, wire, BEFORE)


def _has(call: Call, part: str) -> bool:
    """Tell whether a call of UpdateModelPackage has a part of PARTS."""
    name, _, member = part.partition(".")
    value = call.parameters.get(SENT_AS.get(name, name))
    return call.operation == "UpdateModelPackage" and value is not None and (not member or member in value)


def _rollback(stack: Stack, failed: dict[str, Any]) -> dict[str, Any]:
    """Return the last answer of the rollback after a failed update."""
    return stack.engine.run(event("UPDATE", stack.template | stack.identifier, failed | stack.identifier))


def _environment(model: dict[str, Any]) -> Any:
    return model["InferenceSpecification"]["Containers"][0].get("Environment")


@pytest.mark.parametrize("refused", [*(name for name in PARTS if name != "ModelCard"), CARD_CONTENT, CARD_STATUS])
def test_a_refused_part_leaves_no_approval_and_a_way_back(full: Stack, refused: str) -> None:
    """Whichever part is refused: the version isn't Approved, nothing that can't be taken back is there, and the rollback succeeds."""
    before = full.read()
    full.wire.refuse = lambda call: Fault(400, "ValidationException", "no") if _has(call, refused) else None
    answer = full.update(BEFORE | PARTS)
    assert ("InvalidRequest", full.arn) == (answer["errorCode"], answer["resourceModel"]["ModelPackageArn"])
    full.wire.reset()
    after = full.read()
    assert "PendingManualApproval" == after["ModelApprovalStatus"]
    assert "AdditionalInferenceSpecifications" not in after

    answer = _rollback(full, BEFORE | PARTS)

    assert "SUCCESS" == answer["status"], answer
    assert before | {"LastModifiedTime": ""} == full.read() | {"LastModifiedTime": ""}


def test_an_approval_goes_with_the_last_call(full: Stack) -> None:
    """Approvals start deployments: a version is Approved once everything else of the template is there."""
    assert "SUCCESS" == full.update(BEFORE | PARTS)["status"]
    sent = full.wire.all_parameters("UpdateModelPackage")
    assert len(sent) > 1
    assert [False] * (len(sent) - 1) + [True] == ["ModelApprovalStatus" in parameters for parameters in sent]
    assert "AdditionalInferenceSpecificationsToAdd" in sent[-1]


def test_drift_is_reverted_part_by_part(version: Stack) -> None:
    """The part that is sent in a later invocation has the specifications that the package lacks, too (UPDATE-14)."""
    version.wire.habits = [SlowUpdates(seconds=20, in_progress=True)]
    version.template = VERSION | TWO_PARTS | {"AdditionalInferenceSpecifications": [ADDITION]}
    model = version.update(version.template)["resourceModel"]
    assert ("s3://bucket/new", {"A": "2"}) == (model["SourceUri"], _environment(model))
    assert ["compiled"] == [item["Name"] for item in model.get("AdditionalInferenceSpecifications", [])]
    assert 2 == version.wire.operations().count("UpdateModelPackage")


@pytest.mark.parametrize("in_progress", [True, False])
@pytest.mark.parametrize("seconds", [1, 20, 300])
def test_each_part_is_waited_for(version: Stack, in_progress: bool, seconds: int) -> None:
    """An update may take minutes, and the version may be InProgress meanwhile: each part is sent once, one after the other."""
    version.wire.habits = [SlowUpdates(seconds=seconds, in_progress=in_progress)]
    answer = version.update(VERSION | TWO_PARTS)
    assert "SUCCESS" == answer["status"], answer
    assert ("s3://bucket/new", {"A": "2"}) == (
        answer["resourceModel"]["SourceUri"],
        _environment(answer["resourceModel"]),
    )
    assert 2 == version.wire.operations().count("UpdateModelPackage")


def test_a_rollback_of_two_parts_is_waited_for(full: Stack) -> None:
    """The way back has two parts as well, while the version is InProgress after each."""
    full.wire.habits = [SlowUpdates(seconds=20, in_progress=True)]
    full.wire.refuse = lambda call: (
        Fault(400, "ValidationException", "no") if _has(call, "ModelApprovalStatus") else None
    )
    failed = BEFORE | TWO_PARTS | {"ModelApprovalStatus": "Approved"}
    assert "InvalidRequest" == full.update(failed)["errorCode"]
    full.wire.reset()
    answer = _rollback(full, failed)
    assert "SUCCESS" == answer["status"], answer
    assert ("s3://bucket/old", {"A": "1"}) == (
        answer["resourceModel"]["SourceUri"],
        _environment(answer["resourceModel"]),
    )


@pytest.mark.parametrize("latency", [3, 6])
def test_slow_calls_send_each_part_once(version: Stack, latency: int) -> None:
    """When an invocation has time for two calls only, the next one continues with the next part."""
    version.wire.latency = latency
    answer = version.update(VERSION | TWO_PARTS)
    assert "SUCCESS" == answer["status"], answer
    assert 2 == version.wire.operations().count("UpdateModelPackage")


@pytest.mark.parametrize("world", [StaleReads(seconds=60), SlowUpdates(seconds=60)])
def test_a_persons_rejection_between_two_invocations_stays(
    client: "SageMakerClient", version: Stack, clock: Clock, world: Any
) -> None:
    """The approval was sent, and isn't sent again over what a person decided meanwhile.

    That ends the update with what the person decided: a failed one would be rolled back, over that decision.
    """
    version.wire.habits = [world]
    answers = version.engine.answers_to(version.event(VERSION | {"ModelApprovalStatus": "Approved"}))
    assert "IN_PROGRESS" == next(answers)["status"]
    clock.sleep(60)
    version.wire.habits = []
    client.update_model_package(ModelPackageArn=version.arn, ModelApprovalStatus="Rejected")
    version.wire.reset()

    *_, last = answers

    assert "UpdateModelPackage" not in version.wire.operations()
    assert ("SUCCESS", "Rejected") == (last["status"], last["resourceModel"]["ModelApprovalStatus"])
    assert "Rejected" == version.read()["ModelApprovalStatus"]


@pytest.mark.parametrize("metadata", [{"team": "fraud"}, {"team": "churn", "stage": "2"}, {}])
def test_metadata_that_a_person_adds_between_two_invocations_stays(
    client: "SageMakerClient", full: Stack, clock: Clock, metadata: dict[str, str]
) -> None:
    """The update ends with it: what the template changed is there (UPDATE-13)."""
    full.update(BEFORE | {"CustomerMetadataProperties": {"team": "churn", "cost": "1"}})
    full.wire.habits = [SlowUpdates(seconds=60)]
    answers = full.engine.answers_to(full.event(BEFORE | {"CustomerMetadataProperties": metadata}))
    assert "IN_PROGRESS" == next(answers)["status"]
    clock.sleep(90)
    full.wire.habits = []
    client.update_model_package(ModelPackageArn=full.arn, CustomerMetadataProperties={"seen": "yes"})
    *_, last = answers
    assert ("SUCCESS", metadata | {"seen": "yes"}) == (
        last["status"],
        last["resourceModel"]["CustomerMetadataProperties"],
    )


def test_an_earlier_approval_is_not_taken_for_a_decision_since(client: "SageMakerClient", version: Stack) -> None:
    """Found by the storm: the first look didn't show it, and the first call was refused (UPDATE-13)."""
    version.wire.habits = [StaleReads([True])]
    client.update_model_package(ModelPackageArn=version.arn, ModelApprovalStatus="Approved")
    version.wire.fail("UpdateModelPackage", MISSING)
    answer = version.update(VERSION | {"ModelApprovalStatus": "Rejected"})
    assert ("SUCCESS", "Rejected") == (answer["status"], answer["resourceModel"]["ModelApprovalStatus"])


def test_an_approval_from_before_the_call_is_not_taken_for_a_decision_since(
    client: "SageMakerClient", version: Stack
) -> None:
    """Found by the storm: neither the look before the call nor the one after it was up to date (UPDATE-13)."""
    version.wire.habits = [StaleReads([True])]
    client.update_model_package(ModelPackageArn=version.arn, ModelApprovalStatus="Approved")
    answer = version.update(VERSION | {"ModelApprovalStatus": "Rejected"})
    assert ("SUCCESS", "Rejected") == (answer["status"], answer["resourceModel"]["ModelApprovalStatus"])


@pytest.mark.parametrize("status", ["Draft", "Approved", "Archived"])
@pytest.mark.parametrize("fault", [Fault(None, applied=True), Fault(500, "InternalFailure", "oops", applied=True)])
def test_a_first_card_whose_answer_was_lost_is_a_success(version: Stack, fault: Fault, status: str) -> None:
    """Content and status go in one call (CARD-1); SageMaker refuses the repeated call, and the card is as desired."""
    version.wire.habits = [StrictCards()]
    version.wire.fail("UpdateModelPackage", fault)
    card = {"ModelCardContent": '{"a": 1}', "ModelCardStatus": status}
    answer = version.update(VERSION | {"ModelCard": card})
    assert ("SUCCESS", card) == (answer["status"], answer["resourceModel"]["ModelCard"])


@pytest.mark.parametrize("world", [StaleReads([True, True]), StaleReads(seconds=60), SlowUpdates(seconds=120)])
def test_a_first_card_of_an_event_that_comes_again_is_a_success(version: Stack, world: Any) -> None:
    """The container died after the call, and the next one reads the old state: the call is refused, the card is as desired."""
    version.wire.habits = [world, StrictCards()]
    card = {"ModelCardContent": '{"a": 1}', "ModelCardStatus": "Archived"}
    invoke(version.event(VERSION | {"ModelCard": card}))
    answer = version.update(VERSION | {"ModelCard": card})
    assert ("SUCCESS", card) == (answer["status"], answer["resourceModel"]["ModelCard"])


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"ModelCard": {"ModelCardContent": '{"a": 2}', "ModelCardStatus": "Archived"}}, "The card's content is odd."),
        ({"AdditionalInferenceSpecifications": [ADDITION]}, "The specification already exists."),
    ],
)
def test_a_refusal_that_may_come_from_a_repetition_ends_with_its_words(
    full: Stack, clock: Clock, change: dict[str, Any], refusal: str
) -> None:
    """SageMaker may have carried the call out already: that is waited for about ten minutes, not for two hours (UPDATE-7)."""
    began = clock()
    full.wire.refuse = lambda call: (
        Fault(400, "ValidationException", refusal) if call.operation == "UpdateModelPackage" else None
    )
    answer = full.update(BEFORE | change)
    assert answer["errorCode"] in ("InvalidRequest", "AlreadyExists")
    assert refusal.rstrip(".") in answer["message"]
    assert clock() - began < 1000


def test_a_card_that_the_first_look_does_not_show_gets_two_calls(client: "SageMakerClient", version: Stack) -> None:
    """Found by the storm: a failed update left a card, which the next one first doesn't see (CARD-2, UPDATE-7)."""
    version.wire.habits = [StaleReads(seconds=40), StrictCards()]
    left: Any = {"ModelCard": {"ModelCardContent": '{"a": 1}', "ModelCardStatus": "Draft"}}
    client.update_model_package(ModelPackageArn=version.arn, **left)
    card = {"ModelCardContent": '{"a": 2}', "ModelCardStatus": "Archived"}
    answer = version.update(VERSION | {"ModelCard": card})
    assert ("SUCCESS", card) == (answer["status"], answer["resourceModel"].get("ModelCard"))


@pytest.mark.parametrize("pattern", [[], [True], [True] * 4])
def test_a_card_that_is_archived_with_a_new_content_survives_lost_answers(
    timed: Engine, wire: Wire, pattern: list[bool]
) -> None:
    """SageMaker refuses content for the archived card, but it has that content already; stale reads don't matter (CARD-7)."""
    draft = {"ModelCardContent": '{"a": 1}', "ModelCardStatus": "Draft"}
    version = Stack(timed, wire, VERSION | {"ModelCard": draft})
    archived = {"ModelCardContent": '{"a": 2}', "ModelCardStatus": "Archived"}
    wire.habits = [StrictCards(), StaleReads(pattern)]
    invoke(version.event(VERSION | {"ModelCard": archived}))
    answer = version.update(VERSION | {"ModelCard": archived})
    assert ("SUCCESS", archived) == (answer["status"], answer["resourceModel"]["ModelCard"])


@pytest.mark.parametrize("change", [with_image_digests, without_slashes, without_data_addresses])
def test_an_addition_that_comes_back_in_other_words_is_the_same(version: Stack, change: Any) -> None:
    """The container died after the call: the next one finds its own addition, with a digest or without a slash (ADD-2, UPDATE-6)."""
    source = {"S3DataSource": {"S3Uri": "s3://bucket/model/", "S3DataType": "S3Prefix", "CompressionType": "None"}}
    addition = {"Name": "compiled", "Containers": [{"Image": "image:1", "ModelDataSource": source}]}
    version.wire.habits = [Normalised([change])]
    wanted = VERSION | {"AdditionalInferenceSpecifications": [addition]}
    invoke(version.event(wanted))
    answer = version.update(wanted)
    assert "SUCCESS" == answer["status"], answer
    assert 1 == len(answer["resourceModel"]["AdditionalInferenceSpecifications"])


def test_an_addition_of_others_in_another_image_is_still_a_conflict(client: "SageMakerClient", version: Stack) -> None:
    """Only the same image may come back by its digest: another repository is another image (ADD-2)."""
    theirs: Any = [{"Name": "compiled", "Containers": [{"Image": "theirs:1"}]}]
    client.update_model_package(ModelPackageArn=version.arn, AdditionalInferenceSpecificationsToAdd=theirs)
    version.wire.habits = [Normalised([with_image_digests])]
    answer = version.update(VERSION | {"AdditionalInferenceSpecifications": [ADDITION]})
    assert "NotUpdatable" == answer["errorCode"]


@pytest.mark.parametrize("seconds", [40, 120])
def test_a_rollback_of_tags_is_planned_from_the_templates(timed: Engine, wire: Wire, seconds: int) -> None:
    """ListTags still shows the tags before the update: they are set again, not taken for what is there (TAG-6)."""
    old, new = ([{"Key": "team", "Value": value}, {"Key": value, "Value": "x"}] for value in ("a", "b"))
    package = Stack(timed, wire, PACKAGE | {"Tags": old})
    wire.habits = [StaleReads(seconds=seconds, operations=("ListTags",))]
    invoke(package.event(PACKAGE | {"Tags": new}))  # CloudFormation rolls back, whatever the answer was
    answer = _rollback(package, PACKAGE | {"Tags": new})
    assert "SUCCESS" == answer["status"], answer
    wire.habits = []
    assert sorted(map(str, old)) == sorted(map(str, package.read()["Tags"]))


def test_a_rollback_of_stack_tags_is_planned_from_both_states(timed: Engine, wire: Wire) -> None:
    """Only tags of the stack changed, and ListTags is stale: they are set back as well (TAG-1, TAG-2)."""
    package = Stack(timed, wire, PACKAGE, stackTags={"cost": "1"})
    wire.habits = [StaleReads(seconds=40, operations=("ListTags",))]
    invoke(package.event(PACKAGE, stackTags={"cost": "2"}, previousStackTags={"cost": "1"}))
    answer = package.update(PACKAGE, stackTags={"cost": "1"}, previousStackTags={"cost": "2"})
    assert "SUCCESS" == answer["status"], answer
    wire.habits = []
    assert [{"Key": "cost", "Value": "1"}] == package.read()["Tags"]


@pytest.mark.parametrize("operation", ["DescribeModelPackage", "UpdateModelPackage"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_stale_answer_does_not_end_an_update(version: Stack, operation: str, times: int) -> None:
    """A package that is there may not be found for a moment (UPDATE-10)."""
    version.wire.fail(operation, MISSING, times=times)
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert ("SUCCESS", "Approved") == (answer["status"], answer.get("resourceModel", {}).get("ModelApprovalStatus"))


@pytest.mark.parametrize("times", [1, 12])
def test_a_conflict_of_the_first_call_is_waited_out(version: Stack, times: int) -> None:
    """SageMaker works on the version, and DescribeModelPackage doesn't show it: the call is made again later (DELETE-2)."""
    version.wire.fail("UpdateModelPackage", Fault(400, "ConflictException", "is being modified"), times=times)
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert ("SUCCESS", "Approved") == (answer["status"], answer["resourceModel"].get("ModelApprovalStatus"))


def test_faults_are_counted_anew_after_each_part(version: Stack) -> None:
    """Eight invocations end with a fault after each of two parts: twelve in a row are too many without progress (WAIT-5)."""

    def fail(call: Call) -> None:
        if call.operation == "UpdateModelPackage":
            version.wire.fail("DescribeModelPackage", Fault(503, "ServiceUnavailable", "busy"), times=8 * 3)

    version.wire.before = fail
    assert "SUCCESS" == version.update(VERSION | TWO_PARTS)["status"]


@pytest.mark.parametrize("operation", ["AddTags", "DeleteTags"])
@pytest.mark.parametrize("fault", [Fault(None, applied=True), Fault(500, "InternalFailure", "oops", applied=True)])
def test_tags_whose_answer_was_lost_are_a_success(timed: Engine, wire: Wire, operation: str, fault: Fault) -> None:
    """The call may have changed them, so the update goes on, though this is its first invocation (WAIT-5)."""
    package = Stack(timed, wire, PACKAGE | {"Tags": [{"Key": "old", "Value": "1"}]})
    wire.fail(operation, fault, times=3)
    new = [{"Key": "new", "Value": "1"}]
    answer = package.update(PACKAGE | {"Tags": new})
    assert ("SUCCESS", new) == (answer["status"], answer["resourceModel"]["Tags"])


@pytest.mark.parametrize("latency", [6, 9])
def test_slow_calls_do_not_set_the_same_tags_for_ever(timed: Engine, wire: Wire, latency: int) -> None:
    """An invocation has time for two slow calls: a later one makes the rest of an update of tags (WAIT-4)."""
    package = Stack(timed, wire, PACKAGE | {"Tags": [{"Key": "old", "Value": "1"}]})
    wire.latency = latency
    answer = package.update(PACKAGE | {"Tags": [{"Key": "new", "Value": "1"}]})
    assert ("SUCCESS", [{"Key": "new", "Value": "1"}]) == (answer["status"], answer["resourceModel"].get("Tags"))
    assert wire.operations().count("AddTags") <= 2


@pytest.mark.parametrize("operation", ["DescribeModelPackage", "ListTags", "AddTags", "DeleteTags"])
def test_a_stale_answer_does_not_end_an_update_of_tags(timed: Engine, wire: Wire, operation: str) -> None:
    """The same for each call of an update of tags (UPDATE-10)."""
    package = Stack(timed, wire, PACKAGE | {"Tags": [{"Key": "old", "Value": "1"}]})
    wire.fail(operation, MISSING)
    answer = package.update(PACKAGE | {"Tags": [{"Key": "new", "Value": "1"}]})
    assert ("SUCCESS", [{"Key": "new", "Value": "1"}]) == (
        answer["status"],
        answer.get("resourceModel", {}).get("Tags"),
    )


@pytest.mark.parametrize("environment", [{"A": "2"}, {"B": "2"}])
def test_a_patch_of_the_environment_is_applied(timed: Engine, wire: Wire, environment: dict[str, str]) -> None:
    """Cloud Control patches what Read returned, whose containers have the variables of the template already (ENV-3)."""
    version = Stack(timed, wire, VERSION | {"Environment": {"A": "1"}})
    model = version.read()
    answer = version.engine.run(event("UPDATE", model | {"Environment": environment}, model))
    assert "SUCCESS" == answer["status"], answer
    assert environment.items() <= _environment(answer["resourceModel"]).items()
    assert 1 == wire.operations().count("UpdateModelPackage")


def test_an_update_never_takes_an_addition_for_lost(version: Stack) -> None:
    """The addition was sent and isn't shown for a while: it isn't sent again, and the update ends with it (ADD-2)."""
    version.wire.habits = [SlowUpdates(seconds=60)]
    answer = version.update(VERSION | {"AdditionalInferenceSpecifications": [ADDITION]})
    assert "SUCCESS" == answer["status"], answer
    assert 1 == version.wire.operations().count("UpdateModelPackage")


@pytest.mark.parametrize("world", [StaleReads(seconds=60), SlowUpdates(seconds=120)])
def test_an_addition_of_an_event_that_comes_again_is_a_success(version: Stack, world: Any) -> None:
    """Found by the storm: the repeated addition is refused, and DescribeModelPackage shows it minutes later (UPDATE-7)."""
    version.wire.habits = [world]
    wanted = VERSION | {"AdditionalInferenceSpecifications": [ADDITION]}
    invoke(version.event(wanted))
    answer = version.update(wanted)
    assert "SUCCESS" == answer["status"], answer
    assert 1 == len(answer["resourceModel"]["AdditionalInferenceSpecifications"])


@pytest.mark.parametrize(
    "fault", [Fault(200, body={"message": "hello"}), Fault(500, "InternalFailure", ""), Fault(None)]
)
def test_a_part_of_unknown_outcome_is_sent_again_though_a_look_shows_it(
    version: Stack, clock: Clock, fault: Fault
) -> None:
    """Found by the storm: a rollback looks while the failed update isn't shown yet, so that all looks as desired (UPDATE-7)."""
    version.update(VERSION | {"CustomerMetadataProperties": {"team": "fraud"}})
    version.wire.habits = [SlowUpdates(seconds=120)]
    failed = VERSION | {"CustomerMetadataProperties": {"team": "churn"}}
    invoke(version.event(failed))
    version.wire.fail("UpdateModelPackage", fault, times=3)

    answer = _rollback(version, failed)

    if answer["status"] != "SUCCESS":  # nothing was sent that it knows of: CloudFormation sends it again
        answer = _rollback(version, failed)
    assert "SUCCESS" == answer["status"], answer
    clock.sleep(1000)
    assert {"team": "fraud"} == version.read()["CustomerMetadataProperties"]


def test_a_rollback_that_conflicts_is_sent_though_a_look_shows_it(
    client: "SageMakerClient", version: Stack, clock: Clock
) -> None:
    """Found by the storm: SageMaker works on the failed update, and a stale look shows the state before it (UPDATE-10)."""
    version.wire.habits = [StaleReads(seconds=5), SlowUpdates(seconds=20, in_progress=True)]
    failed: Any = {"CustomerMetadataProperties": {"team": "churn"}}
    client.update_model_package(ModelPackageArn=version.arn, **failed)

    answer = _rollback(version, VERSION | failed)

    assert "SUCCESS" == answer["status"], answer
    clock.sleep(1000)
    assert "CustomerMetadataProperties" not in version.read()


@pytest.mark.parametrize("context", [{"tried": True}, {"tried": True, "parts": "ModelApprovalStatus"}])
def test_a_context_without_its_parts_is_no_false_success(
    client: "SageMakerClient", version: Stack, context: dict[str, Any]
) -> None:
    """A plan that isn't in the context any more is made again from the templates (WAIT-2)."""
    arn = version.identifier["ModelPackageArn"]
    before = VERSION | version.identifier
    sent = event("UPDATE", before | {"ModelApprovalStatus": "Approved"}, before, callbackContext=context)
    assert "SUCCESS" == invoke(sent)["status"]
    assert "Approved" == client.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"]
