"""The create handler, against the sandbox."""

import json
import time
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage.waiting import MAX_LOOKS, CallbackContext
from sandbox.engine import Engine, event
from sandbox.examples import properties

from ..clock import Clock
from ..faults import Call, Fault, Wire
from ..harness import invoke, slowly
from ..templates import ARN, GROUP, PACKAGE, SPECIFICATION, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ROLE = "arn:aws:iam::123456789012:role/model"
NOT_THERE = Fault(400, "ValidationException", f"ModelPackage {ARN}/churn/1 does not exist.")


def _arns(client: "SageMakerClient") -> list[str]:
    return [
        item["ModelPackageArn"]
        for item in client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
    ]


@pytest.mark.parametrize("name", ["clone", "model-card", "registered-model", "s3-prefix", "unversioned", "versioned"])
def test_an_example_is_created(client: "SageMakerClient", engine: Engine, name: str) -> None:
    """The model of the SUCCESS event has the template's values and equals what Read returns (KIND-1, CREATE-1)."""
    wanted = properties(name)
    if wanted.get("ModelPackageGroupName", GROUP) != GROUP:
        client.create_model_package_group(ModelPackageGroupName=wanted["ModelPackageGroupName"])
    if "SourceUri" in wanted:
        client.create_model_package(**VERSION)
        client.create_model(ModelName="churn", PrimaryContainer={"Image": "image:1"}, ExecutionRoleArn=ROLE)

    answer = engine.run(event("CREATE", wanted))

    model = answer["resourceModel"]
    assert ("SUCCESS", "Completed") == (answer["status"], model["ModelPackageStatus"])
    assert model["InferenceSpecification"]["Containers"]
    for key in wanted.keys() - {"InferenceSpecification"}:
        assert wanted[key] == model[key]
    assert model == engine.run(event("READ", {"ModelPackageArn": model["ModelPackageArn"]}))["resourceModel"]


def test_creating_a_version_takes_two_calls(wire: Wire, engine: Engine) -> None:
    """A package that settles at once costs CreateModelPackage and one DescribeModelPackage."""
    engine.run(event("CREATE", VERSION))
    assert ["CreateModelPackage", "DescribeModelPackage"] == wire.operations()


def test_the_token_of_the_request_makes_a_repeated_create_harmless(client: "SageMakerClient", engine: Engine) -> None:
    """A repeated create request never creates a second version (TOKEN-1, TOKEN-2)."""
    sent = event("CREATE", VERSION, token="a token with more than 36 characters, as CloudFormation may send it")
    first, second = engine.run(sent), engine.run(sent)
    assert first["resourceModel"] == second["resourceModel"]
    assert [f"{ARN}/churn/1"] == _arns(client)


def test_a_lost_answer_causes_no_second_version(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """The connection is lost after SageMaker has created the version: the retry returns the same version."""
    wire.fail("CreateModelPackage", Fault(None, applied=True))
    assert "SUCCESS" == engine.run(event("CREATE", VERSION))["status"]
    assert [f"{ARN}/churn/1"] == _arns(client)


@pytest.mark.parametrize("fault", [Fault(None, applied=True), Fault(500, "InternalFailure", "", applied=True)])
def test_repeatedly_lost_answers_leave_no_orphan(
    client: "SageMakerClient", wire: Wire, engine: Engine, fault: Fault
) -> None:
    """The call is retried while its outcome is unknown, so that no version is orphaned (CREATE-6)."""
    wire.fail("CreateModelPackage", fault, times=5)
    answer = engine.run(event("CREATE", VERSION))
    assert ("SUCCESS", [f"{ARN}/churn/1"]) == (answer["status"], _arns(client))


@pytest.mark.parametrize(
    "then",
    [("ThrottlingException", "Rate exceeded"), ("AccessDeniedException", "no"), ("ExpiredTokenException", "old")],
)
def test_a_lost_answer_and_refusals_after_it_leave_no_orphan(
    client: "SageMakerClient", wire: Wire, engine: Engine, then: tuple[str, str]
) -> None:
    """Found by the storm: although the retry is refused, the request before it may have created the version."""
    wire.fail("CreateModelPackage", Fault(500, "InternalFailure", "", applied=True))
    wire.fail("CreateModelPackage", Fault(400, *then), times=4)
    answer = engine.run(event("CREATE", VERSION))
    assert ("SUCCESS", [f"{ARN}/churn/1"]) == (answer["status"], _arns(client))


def test_a_throttled_create_is_not_repeated_for_longer(wire: Wire, engine: Engine) -> None:
    """A throttled call created nothing: CloudFormation may send the request again (CREATE-7)."""
    wire.fail("CreateModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=99)
    assert "Throttling" == engine.run(event("CREATE", VERSION))["errorCode"]
    assert 3 == wire.operations().count("CreateModelPackage")


@pytest.mark.parametrize("wanted", [VERSION, PACKAGE])
def test_without_a_token_a_lost_answer_is_final(wire: Wire, engine: Engine, wanted: dict[str, Any]) -> None:
    """Nothing makes a second create harmless then: it ends with the outcome of the one call (CREATE-6)."""
    sent = event("CREATE", wanted)
    sent.pop("bearerToken")
    wire.fail("CreateModelPackage", Fault(500, "InternalFailure", "", applied=True), times=99)
    answer = invoke(sent)
    assert ("FAILED", "ServiceInternalError") == (answer["status"], answer["errorCode"])
    assert 3 == wire.operations().count("CreateModelPackage")  # botocore's own tries of one call, with one token


@pytest.mark.parametrize(
    "fault", [Fault(503, "ServiceUnavailable", ""), Fault(400, "ThrottlingException", "Rate exceeded")]
)
def test_a_fault_while_a_package_is_adopted_loses_no_identifier(
    client: "SageMakerClient", wire: Wire, engine: Engine, fault: Fault
) -> None:
    """The container died with the answer, and the repeated event meets a fault when it looks for the package (CREATE-6)."""
    sent = event("CREATE", {"InferenceSpecification": SPECIFICATION})
    first = engine.run(sent)["resourceModel"]
    taken = Fault(400, "ValidationException", f"ModelPackage {first['ModelPackageArn']} already exists.")
    wire.fail("CreateModelPackage", taken, times=2)
    wire.fail("DescribeModelPackage", fault, times=3)
    answer = engine.run(sent)
    assert ("SUCCESS", first["ModelPackageArn"]) == (answer["status"], answer["resourceModel"]["ModelPackageArn"])
    assert [first["ModelPackageArn"]] == _arns(client)


@pytest.mark.parametrize(
    ("code", "message"),
    [("ValidationException", "ModelPackage x already exists."), ("ResourceInUse", "The name is in use.")],
)
def test_a_generated_name_is_adopted_when_its_answer_was_lost(
    wire: Wire, engine: Engine, code: str, message: str
) -> None:
    """The name is derived from the request token, so this request created the package: its ARN is returned."""
    sent = event("CREATE", {"InferenceSpecification": SPECIFICATION})
    first = engine.run(sent)["resourceModel"]
    wire.reset()
    wire.fail("CreateModelPackage", Fault(400, code, message))

    answer = engine.run(sent)

    assert ("SUCCESS", first) == (answer["status"], answer["resourceModel"])
    assert 1 == wire.operations().count("CreateModelPackage")


def test_a_package_that_is_not_visible_yet_is_adopted_later(wire: Wire, engine: Engine) -> None:
    """Its answer was lost, its name is taken, and Describe doesn't know it yet: the call is repeated (CREATE-6)."""
    wire.fail("CreateModelPackage", Fault(500, "InternalFailure", "", applied=True))
    taken = Fault(400, "ValidationException", "ModelPackage x already exists.")
    wire.fail("CreateModelPackage", taken, times=2)
    wire.fail("DescribeModelPackage", NOT_THERE)
    answer = engine.run(event("CREATE", {"InferenceSpecification": SPECIFICATION}))
    assert "SUCCESS" == answer["status"]
    assert answer["resourceModel"]["ModelPackageArn"].startswith(f"{ARN}/sandbox-ModelPackage-")


def test_an_answer_without_an_arn_is_named(wire: Wire, engine: Engine) -> None:
    """Something between the handler and SageMaker answered: whether a package was made is unknown (CREATE-6)."""
    sent = event("CREATE", VERSION)
    sent.pop("bearerToken")
    wire.fail("CreateModelPackage", Fault(200, "", ""))
    answer = invoke(sent)
    assert "ServiceInternalError" == answer["errorCode"]
    assert "UnreadableResponse: the response to CreateModelPackage can't be read." in answer["message"]


def test_a_create_is_repeated_after_growing_pauses(
    wire: Wire, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a second at first, two in the end, on top of botocore's own pauses (CREATE-6)."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    wire.fail("CreateModelPackage", Fault(200, "", ""), times=7)  # which botocore doesn't send again by itself
    assert "SUCCESS" == engine.run(event("CREATE", VERSION))["status"]
    assert [0.5, 0.5, 1.0, 1.0, 2.0, 2.0, 2.0] == slept


def test_a_package_without_a_name_gets_one(engine: Engine) -> None:
    """Without a name: an unversioned package whose name is derived from stack, logical ID and token (NAME-1)."""
    model = engine.run(event("CREATE", {"InferenceSpecification": SPECIFICATION}))["resourceModel"]
    assert model["ModelPackageName"].startswith("sandbox-ModelPackage-")
    assert f"{ARN}/{model['ModelPackageName']}" == model["ModelPackageArn"]


@pytest.mark.parametrize("missing", [("stackId",), ("stackId", "logicalResourceId"), ("bearerToken",)])
def test_a_name_is_generated_from_incomplete_requests(client: "SageMakerClient", missing: tuple[str, ...]) -> None:
    """A stack, a logical id or a token may be missing: the name still fits (NAME-1)."""
    sent = event("CREATE", {"InferenceSpecification": SPECIFICATION})
    for name in missing:
        (sent["requestData"] if name == "logicalResourceId" else sent).pop(name)
    assert "SUCCESS" == invoke(sent)["status"]


def test_the_first_in_progress_event_has_the_identifier_and_the_desired_state(engine: Engine) -> None:
    """The model of an IN_PROGRESS event is the next invocation's input, write-only properties included (WAIT-1, CREATE-2)."""
    slowly(6)
    wanted = VERSION | {"Environment": {"A": "1"}, "ApprovalDescription": "later"}

    first, *_, last = engine.answers_to(event("CREATE", wanted))

    assert "IN_PROGRESS" == first["status"]
    assert wanted | {"ModelPackageArn": f"{ARN}/churn/1"} == first["resourceModel"]
    assert {field.name for field in fields(CallbackContext)} == first["callbackContext"].keys()
    assert first["callbackDelaySeconds"] > 0
    assert ("SUCCESS", "later") == (last["status"], last["resourceModel"]["ApprovalDescription"])
    assert "Environment" not in last["resourceModel"]


def test_the_callback_delay_grows(engine: Engine) -> None:
    """A slow package is polled once per invocation, with growing delays (WAIT-3)."""
    slowly(7)
    engine.run(event("CREATE", VERSION))
    delays = [answer["callbackDelaySeconds"] for answer in engine.answers[:-1]]
    assert sorted(delays) == delays
    assert [5, 10, 15] == delays[:3]


@pytest.mark.parametrize(("invocations", "delay"), [(0, 1), (1, 5), (2, 10), (6, 30), (7, 30)])
def test_the_callback_delay_of_each_invocation(invocations: int, delay: int) -> None:
    """At least one second, then five more with each invocation, at most thirty (WAIT-3)."""
    assert delay == CallbackContext(invocations=invocations).delay()


def test_properties_that_no_create_call_takes_are_set_by_an_update(wire: Wire, engine: Engine) -> None:
    """ApprovalDescription is set with an update once the package is stable (CREATE-5)."""
    wanted = VERSION | {"ApprovalDescription": "reviewed", "ModelApprovalStatus": "Approved"}
    model = engine.run(event("CREATE", wanted))["resourceModel"]
    assert ("reviewed", "Approved") == (model["ApprovalDescription"], model["ModelApprovalStatus"])
    assert {"ModelPackageArn": f"{ARN}/churn/1", "ApprovalDescription": "reviewed"} == wire.parameters(
        "UpdateModelPackage"
    )


def test_a_throttled_update_after_the_create_is_deferred(wire: Wire, engine: Engine) -> None:
    """Once the package exists, a transient error doesn't fail the create."""
    wire.fail("UpdateModelPackage", Fault(400, "ThrottlingException", "slow down"), times=3)
    answer = engine.run(event("CREATE", VERSION | {"ApprovalDescription": "reviewed"}))
    assert ("SUCCESS", "reviewed") == (answer["status"], answer["resourceModel"]["ApprovalDescription"])


def test_a_failed_package_fails_the_create_with_the_reasons_and_the_identifier(engine: Engine) -> None:
    """NotStabilized with SageMaker's reasons; with the ARN, or CloudFormation can't clean up (CREATE-2, CREATE-3)."""
    wanted = VERSION | {"InferenceSpecification": {"Containers": [{"Image": "image:missing"}]}}
    answer = engine.run(event("CREATE", wanted))
    assert ("FAILED", "NotStabilized") == (answer["status"], answer["errorCode"])
    assert "The image image:missing was not found" in answer["message"]
    assert f"{ARN}/churn/1" == answer["resourceModel"]["ModelPackageArn"]


def test_a_package_that_is_not_visible_yet_is_waited_for(wire: Wire, engine: Engine) -> None:
    """Just after create, Describe may still answer "does not exist" (CREATE-4)."""
    wire.fail("DescribeModelPackage", NOT_THERE, times=4)
    assert "SUCCESS" == engine.run(event("CREATE", VERSION))["status"]


def test_a_package_that_is_never_visible_fails_the_create(wire: Wire, engine: Engine) -> None:
    """The wait is bounded, and the event has the identifier (CREATE-4)."""
    wire.fail("DescribeModelPackage", NOT_THERE, times=100)
    answer = engine.run(event("CREATE", VERSION))
    assert ("NotStabilized", f"{ARN}/churn/1") == (answer["errorCode"], answer["resourceModel"]["ModelPackageArn"])
    assert MAX_LOOKS == wire.operations().count("DescribeModelPackage")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(400, "ThrottlingException", "Rate exceeded"),
        Fault(500, "InternalFailure", "oops"),
        Fault(503, "ServiceUnavailable", "busy"),
        Fault(None),
    ],
)
def test_a_fault_while_waiting_does_not_end_the_operation(wire: Wire, engine: Engine, fault: Fault) -> None:
    """Throttling, a 5xx or a lost connection while waiting returns IN_PROGRESS (WAIT-5)."""
    wire.fail("DescribeModelPackage", fault, times=6)  # botocore tries three times by itself
    statuses = [answer["status"] for answer in engine.answers_to(event("CREATE", VERSION))]
    assert ["IN_PROGRESS", "IN_PROGRESS", "SUCCESS"] == statuses


def test_a_fault_that_lasts_ends_the_operation(wire: Wire, engine: Engine) -> None:
    """After a bounded number of retries the operation fails with the error's code and the identifier."""
    wire.fail("DescribeModelPackage", Fault(503, "ServiceUnavailable", "busy"), times=1000)
    answer = engine.run(event("CREATE", VERSION))
    assert ("ServiceInternalError", f"{ARN}/churn/1") == (
        answer["errorCode"],
        answer["resourceModel"]["ModelPackageArn"],
    )
    assert 13 == len(engine.answers)


@pytest.mark.parametrize(
    ("operation", "fault", "code", "invocations"),
    [
        ("UpdateModelPackage", Fault(400, "ConflictException", "in status InProgress"), "ResourceConflict", 13),
        ("UpdateModelPackage", Fault(503, "ServiceUnavailable", "busy"), "ServiceInternalError", 13),
        ("ListTags", NOT_THERE, "NotFound", 13),
    ],
)
def test_an_error_that_lasts_ends_the_operation_though_other_calls_succeed(
    wire: Wire, engine: Engine, operation: str, fault: Fault, code: str, invocations: int
) -> None:
    """The successful DescribeModelPackage of each invocation doesn't restart the counts (WAIT-5, CREATE-4)."""
    wire.fail(operation, fault, times=1000)
    wanted = PACKAGE if operation == "ListTags" else VERSION | {"ApprovalDescription": "reviewed"}
    assert code == engine.run(event("CREATE", wanted))["errorCode"]
    assert invocations == len(engine.answers)


def test_a_property_that_is_never_visible_fails_the_create(wire: Wire, engine: Engine) -> None:
    """After a bounded number of looks the create fails, and names what SageMaker doesn't show (UPDATE-10)."""
    wire.fail("UpdateModelPackage", Fault(200, body={"ModelPackageArn": f"{ARN}/churn/1"}))
    answer = engine.run(event("CREATE", VERSION | {"ApprovalDescription": "reviewed"}))
    assert ("NotStabilized", f"{ARN}/churn/1") == (answer["errorCode"], answer["resourceModel"]["ModelPackageArn"])
    assert "still doesn't show ApprovalDescription" in answer["message"]
    assert 1 == wire.operations().count("UpdateModelPackage")


@pytest.mark.parametrize("context", [{}, None, [], "x", {"odd": 1}, {"arn": 5}])
def test_a_create_continues_with_an_unknown_context(client: "SageMakerClient", engine: Engine, context: Any) -> None:
    """A callback context of any shape is no error, and doesn't cause a second version (WAIT-2)."""
    slowly(20)
    sent = event("CREATE", VERSION)
    invoke(sent)
    slowly(0)
    assert "SUCCESS" == engine.run(sent | {"callbackContext": context})["status"]
    assert [f"{ARN}/churn/1"] == _arns(client)


def test_a_context_without_its_arn_takes_the_models(client: "SageMakerClient", engine: Engine) -> None:
    """The model has the identifier as well; a create that has one isn't started again."""
    arn = client.create_model_package(
        ModelPackageGroupName=GROUP, InferenceSpecification=VERSION["InferenceSpecification"]
    )
    sent = event("CREATE", VERSION | {"ModelPackageArn": arn["ModelPackageArn"]}, callbackContext={"invocations": 1})
    assert "SUCCESS" == engine.run(sent)["status"]
    assert [f"{ARN}/churn/1"] == _arns(client)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (VERSION | {"ModelPackageName": "n"}, "ModelPackageGroupName and ModelPackageName are both set"),
        (VERSION | {"Tags": [{"Key": "a", "Value": "b"}]}, "Tags doesn't apply to a versioned package"),
        (PACKAGE | {"SourceUri": "s3://bucket/run"}, "SourceUri doesn't apply to an unversioned package"),
        (VERSION | {"SourceUri": f"{ARN}/churn/1"}, "SourceUri and InferenceSpecification are both set"),
        (VERSION | {"ModelApprovalStatus": "approved"}, "ModelApprovalStatus must be one of"),
        (VERSION | {"ApprovalDescription": "x" * 1025}, "ApprovalDescription must have at most 1024 characters"),
        (VERSION | {"ModelPackageArn": f"{ARN}/churn/9"}, "ModelPackageArn is read-only"),
        (VERSION | {"ModelApproval": "Approved"}, "did you mean ModelApprovalStatus?"),
        (
            {"InferenceSpecification": {"Containers": []}},
            "InferenceSpecification.Containers must have at least 1 items",
        ),
    ],
)
def test_bad_input_is_refused_before_any_call(wire: Wire, engine: Engine, wanted: dict[str, Any], words: str) -> None:
    """InvalidRequest with the problem and what to do; nothing is created, and the event has no identifier."""
    answer = engine.run(event("CREATE", wanted))
    assert "InvalidRequest" == answer["errorCode"]
    assert words in answer["message"]
    assert answer["message"].endswith("Correct the template.")
    assert [] == wire.operations()
    assert "resourceModel" not in answer


@pytest.mark.parametrize("source", ["https://example.com/churn.git", "s3://bucket/run", "mlflow:runs/1"])
def test_a_text_as_source_is_set_after_the_create(wire: Wire, engine: Engine, source: str) -> None:
    """SourceUri and InferenceSpecification are never in one call, so an update sets it (SOURCE-1, SOURCE-3)."""
    wanted = VERSION | {"SourceUri": source, "ApprovalDescription": "why"}
    model = engine.run(event("CREATE", wanted))["resourceModel"]
    assert "SourceUri" not in wire.parameters("CreateModelPackage")
    assert {"SourceUri": source, "ApprovalDescription": "why"}.items() <= wire.parameters("UpdateModelPackage").items()
    assert 1 == wire.operations().count("UpdateModelPackage")
    assert (source, "why") == (model["SourceUri"], model["ApprovalDescription"])


def test_a_package_as_source_is_in_the_create_call(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """The source provides the containers (API reference: SourceUri)."""
    source = client.create_model_package(**VERSION)["ModelPackageArn"]
    wire.reset()
    model = engine.run(event("CREATE", {"ModelPackageGroupName": GROUP, "SourceUri": source}))["resourceModel"]
    assert source == wire.parameters("CreateModelPackage")["SourceUri"]
    assert "UpdateModelPackage" not in wire.operations()
    assert "image:1" == model["InferenceSpecification"]["Containers"][0]["Image"]


def test_an_unversioned_package_may_have_an_approval(wire: Wire, engine: Engine) -> None:
    """AWS's SDK sends one for every unversioned package; it is passed on, without effect (KIND-8)."""
    answer = engine.run(event("CREATE", PACKAGE | {"ModelApprovalStatus": "Approved"}))
    assert "SUCCESS" == answer["status"]
    assert "Approved" == wire.parameters("CreateModelPackage")["ModelApprovalStatus"]
    assert "ModelApprovalStatus" not in answer["resourceModel"]


@pytest.mark.parametrize("fault", [Fault(None), Fault(500, "InternalFailure", ""), Fault(200, "", "")])
def test_a_create_of_unknown_outcome_is_repeated_until_fifty_seconds(
    wire: Wire, engine: Engine, clock: Clock, fault: Fault
) -> None:
    """A FAILED event without an identifier may leave an orphan, so the time of the contract is used (CREATE-6)."""
    began = clock()
    wire.fail("CreateModelPackage", fault, times=1000)
    answer = engine.run(event("CREATE", VERSION))
    assert ("FAILED", True) == (answer["status"], 44 <= clock() - began <= 50)
    assert answer["errorCode"] in ("NetworkFailure", "ServiceInternalError")
    assert "a version of group churn" in answer["message"]
    assert "look for it" in answer["message"]


def test_an_unanswered_create_ends_within_a_minute(wire: Wire, engine: Engine, clock: Clock) -> None:
    """CloudFormation waits 60 seconds for an answer; logs and metrics may take three of them (WAIT-4)."""
    began = clock()
    wire.before = lambda call: clock.sleep(10)  # the two time-outs together
    wire.fail("CreateModelPackage", Fault(None, applied=True), times=1000)
    assert "NetworkFailure" == engine.run(event("CREATE", VERSION))["errorCode"]
    assert 40 <= clock() - began <= 56


@pytest.mark.parametrize("group", [VERSION, {"InferenceSpecification": SPECIFICATION}])
def test_a_late_answer_is_received(
    client: "SageMakerClient", wire: Wire, engine: Engine, clock: Clock, group: dict[str, Any]
) -> None:
    """The create was carried out at once, its answers were lost for 40 seconds: one package, and its identifier."""
    began = clock()

    def lose_answers(call: Call) -> None:
        if call.operation == "CreateModelPackage" and clock() - began < 40:
            wire.fail("CreateModelPackage", Fault(None, applied=True))

    wire.fail("CreateModelPackage", Fault(None, applied=True))
    wire.before = lose_answers
    answer = engine.run(event("CREATE", group))
    assert ("SUCCESS", True) == (answer["status"], clock() - began > 40)
    assert [answer["resourceModel"]["ModelPackageArn"]] == _arns(client)


def test_a_create_that_was_never_sent_fails_soon(
    wire: Wire, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a connection nothing can have been created, so the create isn't repeated for long."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    began = clock()
    assert "NetworkFailure" == engine.run(event("CREATE", VERSION))["errorCode"]
    assert clock() - began < 20


def test_invocations_do_not_share_retries(wire: Wire, engine: Engine) -> None:
    """The client is kept, but each invocation has the same number of tries (botocore's retry quota is per client)."""
    for _ in range(150):
        wire.fail("DescribeModelPackage", Fault(500, "InternalFailure", ""), times=3)
        wire.reset()
        wire.fail("DescribeModelPackage", Fault(500, "InternalFailure", ""), times=9)
        engine.run(event("READ", {"ModelPackageArn": f"{ARN}/churn/1"}))
        assert 3 == len(wire.operations())


def test_a_missing_group_is_an_invalid_request(engine: Engine) -> None:
    """The missing resource is not this one: InvalidRequest, not NotFound (GROUP-3)."""
    answer = engine.run(event("CREATE", VERSION | {"ModelPackageGroupName": "nowhere"}))
    assert "InvalidRequest" == answer["errorCode"]
    assert "a version of group nowhere" in answer["message"]
    assert "Create the model package group first" in answer["message"]
    assert "DependsOn" in answer["message"]
    assert "resourceModel" not in answer


def test_a_name_that_is_taken_returns_no_identifier(engine: Engine) -> None:
    """AlreadyExists without an identifier, so that CloudFormation doesn't delete the other package (CREATE-8, ERR-2)."""
    engine.run(event("CREATE", PACKAGE))
    answer = engine.run(event("CREATE", PACKAGE))
    assert "AlreadyExists" == answer["errorCode"]
    assert "resourceModel" not in answer


def test_a_refusal_has_sagemakers_message(engine: Engine) -> None:
    """Input that only SageMaker refuses is InvalidRequest with SageMaker's message."""
    answer = engine.run(event("CREATE", VERSION | {"ModelPackageDescription": "a\u0007b"}))
    assert "InvalidRequest" == answer["errorCode"]
    assert "modelPackageDescription" in answer["message"]


def test_tags_are_those_of_the_template_over_those_of_the_stack(wire: Wire, engine: Engine) -> None:
    """An unversioned package gets both; AWS's own are never sent (TAG-1, TAG-3)."""
    stack = {"team": "stack", "cost": "42", "aws:cloudformation:stack-name": "s"}
    wanted = PACKAGE | {"Tags": [{"Key": "team", "Value": "own"}]}
    model = engine.run(event("CREATE", wanted, data={"stackTags": stack}))["resourceModel"]
    assert [{"Key": "cost", "Value": "42"}, {"Key": "team", "Value": "own"}] == model["Tags"]
    assert {"cost", "team"} == {tag["Key"] for tag in wire.parameters("CreateModelPackage")["Tags"]}


def test_a_version_gets_no_stack_tags(wire: Wire, engine: Engine) -> None:
    """The group has the tags; SageMaker refuses them for a version (KIND-7)."""
    model = engine.run(event("CREATE", VERSION | {"Tags": []}, data={"stackTags": {"a": "b"}}))["resourceModel"]
    assert "Tags" not in wire.parameters("CreateModelPackage")
    assert [] == model["Tags"]


def test_reported_properties_are_never_sent(wire: Wire, engine: Engine) -> None:
    """An exported template has properties that SageMaker reports; they are no error (READ-6)."""
    reported = {
        "CreatedBy": {"UserProfileName": "somebody"},
        "LastModifiedBy": {},
        "LastModifiedTime": "2020-01-01T00:00:00Z",
        "ModelPackageVersion": 7,
        "ModelPackageStatusDetails": {"ValidationStatuses": []},
        "ModelPackageStatusItem": {"Name": "n", "Status": "Completed"},
        "CertifyForMarketplace": False,
    }
    answer = engine.run(event("CREATE", VERSION | reported))
    assert ("SUCCESS", 1) == (answer["status"], answer["resourceModel"]["ModelPackageVersion"])
    assert set() == reported.keys() & wire.parameters("CreateModelPackage").keys()


def test_no_environment_value_reaches_a_message(engine: Engine) -> None:
    """Whatever SageMaker quotes (ERR-9)."""
    wanted = VERSION | {"CustomerMetadataProperties": {"key": "hunter2\u0000"}, "Environment": {"A": "hunter3"}}
    answer = engine.run(event("CREATE", wanted))
    assert "InvalidRequest" == answer["errorCode"]
    assert "hunter" not in json.dumps(answer)


def test_a_package_deleted_by_others_while_it_is_made_fails_the_create(
    client: "SageMakerClient", wire: Wire, engine: Engine
) -> None:
    """Somebody else deletes it: NotStabilized, with the identifier."""
    answers = engine.answers_to(event("CREATE", VERSION))
    deleted: list[str] = []

    def delete(call: Call) -> None:
        if call.operation == "DescribeModelPackage" and not deleted:
            deleted.append(call.parameters["ModelPackageName"])
            client.delete_model_package(ModelPackageName=deleted[0])

    wire.before = delete
    last = list(answers)[-1]
    assert ("NotStabilized", f"{ARN}/churn/1") == (last["errorCode"], last["resourceModel"]["ModelPackageArn"])


def test_an_unexpected_answer_after_the_create_call_has_the_identifier(wire: Wire, engine: Engine) -> None:
    """An answer that can't be read is a fault like others: the event has the identifier, and the create goes on (ERR-11)."""
    wire.fail("DescribeModelPackage", Fault(200, "", ""))
    first, last = engine.answers_to(event("CREATE", VERSION))
    assert ("IN_PROGRESS", f"{ARN}/churn/1") == (first["status"], first["resourceModel"]["ModelPackageArn"])
    assert "SUCCESS" == last["status"]


@pytest.mark.parametrize("fault", [Fault(400, "ThrottlingException", "Rate exceeded"), NOT_THERE])
def test_an_error_of_list_tags_does_not_fail_the_create(wire: Wire, engine: Engine, fault: Fault) -> None:
    """The package is complete: an error of ListTags defers the operation instead of failing it."""
    wire.fail("ListTags", fault, times=4)
    assert "SUCCESS" == engine.run(event("CREATE", PACKAGE))["status"]


@pytest.mark.parametrize("fault", [NOT_THERE, Fault(400, "ConflictException", "in status InProgress")])
def test_an_update_that_is_sent_too_early_is_repeated(wire: Wire, engine: Engine, fault: Fault) -> None:
    """UpdateModelPackage may not know the package yet."""
    wire.fail("UpdateModelPackage", fault, times=3)
    answer = engine.run(event("CREATE", VERSION | {"ApprovalDescription": "why"}))
    assert ("SUCCESS", "why") == (answer["status"], answer["resourceModel"]["ApprovalDescription"])
