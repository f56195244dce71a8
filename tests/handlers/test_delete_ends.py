"""The delete call decides: it comes first, again while the package stays, and a read alone ends nothing."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..clock import Clock
from ..faults import Fault, Wire
from ..replies import Reply
from ..templates import ARN, GROUP, VERSION
from ..worlds import Deletes, DeniedOnceGone, StaleReads, UnusableKey

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

KEY = "arn:aws:kms:us-east-1:123456789012:key/0123"
MISSING = Fault(400, "ValidationException", f"ModelPackage {ARN}/churn/1 does not exist.")
GONE = Fault(400, "ValidationException", f"Cannot find Model Package: {ARN}/churn/1")
CARD = {"ModelCardContent": "{}", "ModelCardStatus": "Draft"}
KEY_STATES = [
    ("KMSInvalidStateException", f"{KEY} is pending deletion."),
    ("ValidationException", f"The KMS key {KEY} is disabled."),
    ("ValidationException", f"{KEY} is pending deletion (Service: AWSKMS)"),
    ("AccessDeniedException", f"User: x is not authorized to perform: kms:Decrypt on resource: {KEY}"),
]


@pytest.fixture
def identifier(client: "SageMakerClient", wire: Wire) -> dict[str, Any]:
    """Return the identifier of a version."""
    made = client.create_model_package(**VERSION)
    wire.reset()
    return {"ModelPackageArn": made["ModelPackageArn"]}


def _left(client: "SageMakerClient") -> list[str]:
    pages = client.get_paginator("list_model_packages").paginate(ModelPackageType="Both")
    return [item["ModelPackageArn"] for page in pages for item in page["ModelPackageSummaryList"]]


@pytest.mark.parametrize("times", [1, 3])
def test_a_stale_read_leaves_no_orphan(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, times: int
) -> None:
    """DescribeModelPackage doesn't find a package that is there: it is deleted all the same (DELETE-1)."""
    wire.fail("DescribeModelPackage", MISSING, times=times)
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)


def test_the_delete_call_is_the_first(identifier: dict[str, Any], wire: Wire, timed: Engine) -> None:
    """Before a delete was accepted nothing is concluded from a read, so none is made."""
    timed.run(event("DELETE", identifier))
    assert "DeleteModelPackage" == wire.operations()[0]
    assert 1 == wire.operations().count("DeleteModelPackage")


def test_not_found_by_the_first_call_is_not_found(wire: Wire, timed: Engine) -> None:
    """A package that isn't there when a delete begins is NotFound, by one call (DELETE-1)."""
    answer = timed.run(event("DELETE", {"ModelPackageArn": f"{ARN}/churn/9"}))
    assert "NotFound" == answer["errorCode"]
    assert ["DeleteModelPackage"] == wire.operations()


@pytest.mark.parametrize("fault", [Fault(None, applied=True), Fault(500, "InternalFailure", "", applied=True)])
def test_not_found_after_a_lost_answer_is_success_or_not_found(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, fault: Fault
) -> None:
    """The package is gone, which is what CloudFormation wanted: both codes end its delete well."""
    wire.fail("DeleteModelPackage", fault)
    answer = timed.run(event("DELETE", identifier))
    assert answer.get("errorCode", answer["status"]) in ("SUCCESS", "NotFound")
    assert [] == _left(client)


@pytest.mark.parametrize("status", ["Pending", "InProgress"])
def test_a_package_whose_validation_lasts_is_deleted_at_once(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, clock: Clock, status: str
) -> None:
    """Its status doesn't matter: whether it can be deleted, SageMaker knows (DELETE-2)."""

    def validate(call: Any, service: Any) -> Reply:
        reply: Reply = service(call)
        if call.operation == "DescribeModelPackage" and reply.ok:
            return Reply.of(reply.json() | {"ModelPackageStatus": status})
        return reply

    began, wire.habits = clock(), [validate]
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)
    assert clock() - began < 60


@pytest.mark.parametrize("conflicts", [1, 2, 5])
def test_a_conflict_is_waited_out(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, conflicts: int
) -> None:
    """The call is made again in a later invocation until SageMaker accepts it."""
    wire.habits = [Deletes(conflicts=conflicts)]
    *waiting, last = timed.answers_to(event("DELETE", identifier))
    assert ("SUCCESS", []) == (last["status"], _left(client))
    assert conflicts + 1 == wire.operations().count("DeleteModelPackage")
    assert [identifier] * len(waiting) == [answer["resourceModel"] for answer in waiting]


@pytest.mark.parametrize("seconds", [60, 300])
def test_a_conflict_that_no_look_explains_is_waited_out(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, clock: Clock, seconds: int
) -> None:
    """SageMaker says that the package is busy, and DescribeModelPackage that it is Completed: the calls are spaced out."""
    ends = clock() + seconds
    busy = Fault(400, "ConflictException", "The package is in use.")
    wire.refuse = lambda call: busy if call.operation == "DeleteModelPackage" and clock() < ends else None
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)
    assert wire.operations().count("DeleteModelPackage") <= 12 + seconds / 5


def test_a_conflict_that_lasts_ends_the_delete(
    identifier: dict[str, Any], wire: Wire, timed: Engine, clock: Clock
) -> None:
    """A bounded number of times, within the two hours of CloudFormation, with the code and the identifier (TYPE-5)."""
    began, wire.habits = clock(), [Deletes(conflicts=10_000)]
    answer = timed.run(event("DELETE", identifier))
    assert ("ResourceConflict", identifier) == (answer["errorCode"], answer["resourceModel"])
    assert "is in use" in answer["message"]
    assert 60 < clock() - began < 7200


def test_a_lost_delete_is_made_again(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine
) -> None:
    """SageMaker accepted the call, and the package stays as it is: it is deleted again."""
    wire.habits = [Deletes(lost=1)]
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)
    assert len(timed.answers) < 20


def test_a_delete_that_is_lost_each_time_ends(
    identifier: dict[str, Any], wire: Wire, timed: Engine, clock: Clock
) -> None:
    """NotStabilized with the identifier after a bounded number of calls, not after two hours."""
    began, wire.habits = clock(), [Deletes(lost=10_000)]
    answer = timed.run(event("DELETE", identifier))
    assert ("NotStabilized", identifier) == (answer.get("errorCode"), answer["resourceModel"])
    assert clock() - began < 7000
    assert len(timed.answers) < 100


@pytest.mark.parametrize("seconds", [20, 300, 3600])
def test_a_slow_deletion_is_one_call(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, seconds: int
) -> None:
    """While the package is Deleting, the call isn't made again (DELETE-4, DELETE-5)."""
    wire.habits = [Deletes(seconds=seconds)]
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)
    assert 1 == wire.operations().count("DeleteModelPackage")


@pytest.mark.parametrize("seconds", [0, 20])
def test_a_package_that_may_not_be_described_once_it_is_gone_is_deleted(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, seconds: int
) -> None:
    """A policy by tags denies it then: the delete call says that it is gone."""
    wire.habits = [DeniedOnceGone(), Deletes(seconds=seconds)]
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)


@pytest.mark.parametrize("error", KEY_STATES, ids=lambda error: error[0])
def test_an_unusable_key_does_not_block_a_delete(
    client: "SageMakerClient", wire: Wire, timed: Engine, error: tuple[str, str]
) -> None:
    """A delete asks for the metadata only, for which no key is needed (CARD-6)."""
    made = client.create_model_package(**VERSION, ModelCard=CARD)  # type: ignore[arg-type]
    wire.habits = [UnusableKey(error), Deletes(seconds=10)]
    wire.reset()
    answer = timed.run(event("DELETE", {"ModelPackageArn": made["ModelPackageArn"]}))
    assert "SUCCESS" == answer["status"], answer
    assert [] == _left(client)
    assert {"MetadataOnly"} == {
        parameters.get("IncludedData") for parameters in wire.all_parameters("DescribeModelPackage")
    }


@pytest.mark.parametrize("error", KEY_STATES, ids=lambda error: error[0])
def test_an_unusable_key_leaves_the_content_out(
    client: "SageMakerClient", wire: Wire, timed: Engine, error: tuple[str, str]
) -> None:
    """Read and update fall back to the metadata, whatever state makes the key unusable (CARD-6)."""
    made = client.create_model_package(**VERSION, ModelCard=CARD)  # type: ignore[arg-type]
    identifier = {"ModelPackageArn": made["ModelPackageArn"]}
    wire.habits = [UnusableKey(error)]
    model = timed.run(event("READ", identifier)).get("resourceModel", {})
    assert {"ModelCardStatus": "Draft"} == model.get("ModelCard")
    before = VERSION | {"ModelCard": CARD} | identifier
    answer = timed.run(event("UPDATE", before | {"ModelApprovalStatus": "Approved"}, before))
    assert ("SUCCESS", "Approved") == (answer["status"], answer["resourceModel"].get("ModelApprovalStatus"))


def test_kms_in_the_name_of_a_group_is_no_key(client: "SageMakerClient", wire: Wire, timed: Engine) -> None:
    """A denial of DescribeModelPackage is no denial of a key: AccessDenied, by one call."""
    client.create_model_package_group(ModelPackageGroupName="team-kms-decrypt")
    arn = client.create_model_package(**{**VERSION, "ModelPackageGroupName": "team-kms-decrypt"})["ModelPackageArn"]
    action = "not authorized to perform: sagemaker:DescribeModelPackage"
    wire.refuse = lambda _call: Fault(400, "AccessDeniedException", f"User: x is {action} on resource: {arn}")
    wire.calls = []
    answer = timed.run(event("READ", {"ModelPackageArn": arn}))
    assert "AccessDenied" == answer["errorCode"]
    assert [{"ModelPackageName": arn}] == wire.all_parameters("DescribeModelPackage")


def test_a_package_deleted_by_others_while_a_conflict_is_waited_out_is_deleted(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine
) -> None:
    """It was there when the delete began, so that NotFound is a success later (DELETE-1)."""
    wire.habits = [Deletes(conflicts=1)]
    answers = timed.answers_to(event("DELETE", identifier))
    assert "IN_PROGRESS" == next(answers)["status"]
    client.delete_model_package(ModelPackageName=identifier["ModelPackageArn"])
    *_, last = answers
    assert "SUCCESS" == last["status"]


@pytest.mark.parametrize("pattern", [[True], [True] * 4])
def test_stale_reads_after_the_call_do_not_delete_again_for_nothing(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine, pattern: list[bool]
) -> None:
    """DescribeModelPackage may show the package for a moment after it is gone: that is waited out (DELETE-3)."""
    wire.habits = [StaleReads(pattern)]
    assert "SUCCESS" == timed.run(event("DELETE", identifier))["status"]
    assert wire.operations().count("DeleteModelPackage") <= 2


def test_a_context_of_the_former_release_is_continued(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, timed: Engine
) -> None:
    """The type was updated in the middle of a delete: what the former release had sent isn't NotFound now (WAIT-2)."""
    client.delete_model_package(ModelPackageName=identifier["ModelPackageArn"])
    former = {
        "arn": identifier["ModelPackageArn"],
        "invocations": 2,
        "change_sent": True,
        "stale_polls": 0,
        "consecutive_faults": 0,
        "started": 1_700_000_000,
    }
    wire.reset()
    assert "SUCCESS" == timed.run(event("DELETE", identifier, callbackContext=former))["status"]
    assert GROUP in identifier["ModelPackageArn"]


def test_a_denied_delete_is_denied_at_once(identifier: dict[str, Any], wire: Wire, timed: Engine) -> None:
    """A refusal isn't waited out: the code and the identifier, by one call (ERR-4)."""
    wire.fail("DeleteModelPackage", Fault(400, "AccessDeniedException", "not authorized to perform: sagemaker:X"))
    answer = timed.run(event("DELETE", identifier))
    assert ("AccessDenied", identifier) == (answer["errorCode"], answer["resourceModel"])
    assert ["DeleteModelPackage"] == wire.operations()
