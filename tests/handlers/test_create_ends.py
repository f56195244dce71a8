"""The outcome of the create call: what is repeated, what isn't, and what a message may say about it."""

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage import retry
from sandbox.engine import Engine, event

from ..clock import Clock
from ..common_errors import (
    BAD_BODIES,
    CREDENTIALS,
    DENIALS,
    INVALID,
    LIMITS,
    RESETS,
    SERVICE_FAULTS,
    THROTTLES,
    Meaning,
    label,
)
from ..faults import Fault, Wire
from ..harness import invoke
from ..replies import Call, Reply, Service, missing
from ..templates import ARN, PACKAGE, SPECIFICATION, VERSION
from ..worlds import ForgottenTokens, HiddenPackages

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

NAMELESS: dict[str, Any] = {"InferenceSpecification": SPECIFICATION}
DENIED = "User: x is not authorized to perform: sagemaker:{} on resource: y"
UNKNOWN_OUTCOMES = [*SERVICE_FAULTS, *BAD_BODIES, *RESETS]
REFUSALS = [*DENIALS, *CREDENTIALS, *LIMITS, *INVALID]


def _arns(client: "SageMakerClient") -> list[str]:
    found = client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
    return [item["ModelPackageArn"] for item in found]


@pytest.mark.parametrize("wanted", [VERSION, NAMELESS, PACKAGE], ids=["version", "nameless", "named"])
@pytest.mark.parametrize("meaning", UNKNOWN_OUTCOMES, ids=label)
def test_an_answer_that_does_not_tell_the_outcome_loses_no_package(
    client: "SageMakerClient", wire: Wire, timed: Engine, meaning: Meaning, wanted: dict[str, Any]
) -> None:
    """The package was made, and the answer doesn't say so: the call is repeated with its token (CREATE-6)."""
    wire.fail("CreateModelPackage", replace(meaning.fault, applied=True), times=4)
    answer = timed.run(event("CREATE", wanted))
    assert "SUCCESS" == answer["status"], answer
    assert [answer["resourceModel"]["ModelPackageArn"]] == _arns(client)


@pytest.mark.parametrize("meaning", UNKNOWN_OUTCOMES, ids=label)
def test_an_outcome_that_stays_unknown_says_so(wire: Wire, timed: Engine, clock: Clock, meaning: Meaning) -> None:
    """After 50 seconds: what SageMaker or the connection said, and that the package may exist (CREATE-6, WAIT-4)."""
    wire.refuse = lambda call: meaning.fault if call.operation == "CreateModelPackage" else None
    began = clock()
    answer = invoke(event("CREATE", VERSION))
    assert 40 < clock() - began <= 52
    assert answer["errorCode"] in meaning.codes
    assert "may have been created" in answer["message"]
    assert "OutOfTime" not in answer["message"]
    assert (meaning.fault.message or "") in answer["message"]


@pytest.mark.parametrize("meaning", THROTTLES, ids=label)
def test_a_throttled_create_is_tried_three_times(wire: Wire, timed: Engine, meaning: Meaning) -> None:
    """Whatever the status: a throttled call made nothing, and the message doesn't say that it may have (CREATE-7)."""
    wire.refuse = lambda call: meaning.fault if call.operation == "CreateModelPackage" else None
    answer = timed.run(event("CREATE", VERSION))
    assert "Throttling" == answer["errorCode"]
    assert wire.operations().count("CreateModelPackage") <= 3
    assert "may have been created" not in answer["message"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nowhere.invalid"])
def test_a_create_that_reached_nobody_made_nothing(
    timed: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A refused connection and a name without an address: NetworkFailure, soon, and nothing may have been created."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    began = clock()
    answer = timed.run(event("CREATE", VERSION))
    assert "NetworkFailure" == answer["errorCode"]
    assert "may have been created" not in answer["message"]
    assert clock() - began < 20


@pytest.mark.parametrize("meaning", REFUSALS, ids=label)
def test_a_refused_create_made_nothing(wire: Wire, timed: Engine, meaning: Meaning) -> None:
    """One call, and no word of a package that may exist."""
    wire.refuse = lambda call: meaning.fault if call.operation == "CreateModelPackage" else None
    answer = timed.run(event("CREATE", VERSION))
    assert ("FAILED", False) == (answer["status"], "resourceModel" in answer)
    assert "may have been created" not in answer["message"]
    assert 1 == wire.operations().count("CreateModelPackage")


@pytest.mark.parametrize("refusal", [Fault(400, "AccessDeniedException", "no"), Fault(400, "ExpiredToken", "old")])
def test_a_refusal_after_a_lost_answer_does_not_hide_it(wire: Wire, timed: Engine, refusal: Fault) -> None:
    """The first request may have made the package: the message says so, and has what SageMaker said last."""
    wire.fail("CreateModelPackage", Fault(500, "InternalFailure", "oops"))
    wire.refuse = lambda call: refusal if call.operation == "CreateModelPackage" else None
    answer = invoke(event("CREATE", VERSION))
    assert "may have been created" in answer["message"]
    assert f"SageMaker said: {refusal.message}" in answer["message"]


@pytest.mark.parametrize("seconds", [5, 20, 40])
def test_a_generated_name_that_exists_but_is_not_shown_yet_is_adopted(
    client: "SageMakerClient", wire: Wire, timed: Engine, seconds: int
) -> None:
    """The answer was lost, the name is taken, and DescribeModelPackage doesn't know it yet (CREATE-6)."""
    wire.habits = [HiddenPackages(seconds), ForgottenTokens()]
    wire.fail("CreateModelPackage", Fault(None, applied=True))
    answer = timed.run(event("CREATE", NAMELESS))
    assert "SUCCESS" == answer["status"], answer
    assert [answer["resourceModel"]["ModelPackageArn"]] == _arns(client)


@pytest.mark.parametrize("seconds", [20, 80])
def test_a_generated_name_of_an_event_that_comes_again_is_adopted(
    client: "SageMakerClient", wire: Wire, timed: Engine, seconds: int
) -> None:
    """The container died with the answer, and the same event finds the name taken and the package not yet shown (CREATE-9)."""
    wire.habits = [HiddenPackages(seconds), ForgottenTokens()]
    sent = event("CREATE", NAMELESS)
    invoke(sent)
    answer = timed.run(sent)
    assert "choose another name" not in answer.get("message", "").lower()
    assert "SUCCESS" == answer["status"], answer
    assert [answer["resourceModel"]["ModelPackageArn"]] == _arns(client)


def test_a_generated_name_that_is_never_shown_is_not_orphaned(wire: Wire, timed: Engine) -> None:
    """However it ends, CloudFormation gets the identifier, by which it deletes the package (CREATE-2)."""
    wire.habits = [HiddenPackages(100_000), ForgottenTokens()]
    sent = event("CREATE", NAMELESS)
    arn = invoke(sent)["resourceModel"]["ModelPackageArn"]
    answer = timed.run(sent)
    assert ("FAILED", arn) == (answer["status"], answer.get("resourceModel", {}).get("ModelPackageArn"))
    assert "choose another name" not in answer["message"].lower()


def test_a_refused_look_up_of_a_taken_name_repeats_nothing(wire: Wire, timed: Engine) -> None:
    """The name is taken, and the role may not describe the package: AccessDenied, after one create call."""
    wire.habits = [ForgottenTokens()]
    sent = event("CREATE", NAMELESS)
    timed.run(sent)
    wire.calls = []
    denied = Fault(400, "AccessDeniedException", DENIED.format("DescribeModelPackage"))
    wire.refuse = lambda call: denied if call.operation == "DescribeModelPackage" else None
    answer = timed.run(sent)
    assert "AccessDenied" == answer["errorCode"]
    assert 1 == wire.operations().count("CreateModelPackage")


def test_the_token_of_a_deleted_package_is_named(client: "SageMakerClient", wire: Wire, timed: Engine) -> None:
    """SageMaker answers a known ClientToken with the package that was deleted: another deployment would fail alike."""

    def remember(call: Any, service: Any) -> Reply:
        if call.operation == "CreateModelPackage":
            return Reply.of({"ModelPackageArn": f"{ARN}/churn/1"})
        return missing("churn/1") if call.operation == "DescribeModelPackage" else service(call)

    wire.habits = [remember]
    answer = timed.run(event("CREATE", VERSION | {"ClientToken": "token-of-the-template"}))
    assert "NotStabilized" == answer["errorCode"]
    assert "ClientToken" in answer["message"]
    assert "token-of-the-template" not in answer["message"]
    assert [] == _arns(client)


def test_a_token_that_has_other_parameters_is_named(wire: Wire, timed: Engine) -> None:
    """A ClientToken that was used before says so (TOKEN-3): the advice is another token, not another try."""
    timed.run(event("CREATE", VERSION | {"ClientToken": "token-of-the-template"}))
    wire.calls = []
    answer = timed.run(event("CREATE", VERSION | {"ClientToken": "token-of-the-template", "Task": "OTHER"}))
    assert "FAILED" == answer["status"]
    assert "ClientToken" in answer["message"]
    assert 1 == wire.operations().count("CreateModelPackage")


@pytest.mark.parametrize("times", [1, 10])
def test_a_created_package_is_reported_with_its_tags(wire: Wire, timed: Engine, times: int) -> None:
    """Found by the storm: ListTags doesn't show yet what the create call set, and is asked again (CREATE-4)."""
    tags = [{"Key": "team", "Value": "churn"}]
    wire.fail("ListTags", Fault(200, body={"Tags": []}), times=times)
    answer = timed.run(event("CREATE", PACKAGE | {"Tags": tags}))
    assert ("SUCCESS", tags) == (answer["status"], answer["resourceModel"]["Tags"])


def test_a_create_call_that_is_slow_each_time_is_waited_for(
    client: "SageMakerClient", wire: Wire, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes longer than a request may: the repeated one has more time, so that the package isn't orphaned (CREATE-6)."""

    def slow(call: Any, service: Any) -> Reply:
        reply: Reply = service(call)
        if call.operation == "CreateModelPackage":
            threading.Event().wait(0.8)
        return reply

    wire.habits = [slow]
    monkeypatch.setattr(retry, "MAX_REQUEST_SECONDS", 0.3)
    answer = engine.run(event("CREATE", VERSION))
    assert ("SUCCESS", _arns(client)) == (answer["status"], [answer["resourceModel"]["ModelPackageArn"]])


@pytest.mark.parametrize(("looks", "end"), [(12, "SUCCESS"), (1000, "NotStabilized")])
def test_a_status_that_nobody_knows_is_waited_for(wire: Wire, timed: Engine, looks: int, end: str) -> None:
    """A new status of SageMaker is no failure: the package may be Completed in the next minutes (CREATE-3)."""
    seen: list[Call] = []

    def unknown(call: Call, service: Service) -> Reply:
        reply = service(call)
        if call.operation != "DescribeModelPackage" or len(seen) >= looks:
            return reply
        seen.append(call)
        return Reply.of(reply.json() | {"ModelPackageStatus": "Scanning"})

    wire.habits = [unknown]
    answer = timed.run(event("CREATE", VERSION))
    assert end == answer.get("errorCode", answer["status"])
    assert end == "SUCCESS" or "the status Completed" in answer["message"]
