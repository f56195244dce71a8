"""How an update ends: with success only when what was sent is there."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..clock import Clock
from ..faults import Fault, Wire
from ..harness import invoke
from ..stack import Stack
from ..templates import ARN, PACKAGE, VERSION
from ..worlds import Deletes, SlowUpdates, StaleReads

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

MISSING = Fault(400, "ValidationException", f"ModelPackage {ARN}/churn/1 does not exist.")


@pytest.fixture
def version(timed: Engine, wire: Wire) -> Stack:
    """Return a version in a stack, which is approved."""
    return Stack(timed, wire, VERSION | {"ModelApprovalStatus": "Approved"})


@pytest.mark.parametrize("seconds", [60, 150, 300])
def test_an_update_that_takes_minutes_is_waited_for(version: Stack, seconds: int) -> None:
    """A rejection is reported done when SageMaker shows it, not before."""
    version.wire.habits = [SlowUpdates(seconds=seconds)]
    answer = version.update(VERSION | {"ModelApprovalStatus": "Rejected"})
    assert ("SUCCESS", "Rejected") == (answer["status"], answer["resourceModel"]["ModelApprovalStatus"])
    assert 1 == version.wire.operations().count("UpdateModelPackage")


def test_an_update_that_never_applies_is_no_success(version: Stack, clock: Clock) -> None:
    """NotStabilized within the two hours that CloudFormation allows, with what is missing and the identifier (TYPE-5)."""
    began = clock()
    version.wire.habits = [SlowUpdates(never=lambda _parameters: True)]
    answer = version.update(VERSION | {"ModelApprovalStatus": "Rejected"})
    assert ("NotStabilized", version.arn) == (answer.get("errorCode"), answer["resourceModel"]["ModelPackageArn"])
    assert "ModelApprovalStatus" in answer["message"]
    assert 300 < clock() - began < 7200


def test_tags_that_are_never_shown_are_no_success(timed: Engine, wire: Wire) -> None:
    """The same for the tags of an unversioned package."""
    package = Stack(timed, wire, PACKAGE)
    wire.refuse = lambda call: Fault(200, body={}) if call.operation == "AddTags" else None
    answer = package.update(PACKAGE | {"Tags": [{"Key": "team", "Value": "a"}]})
    assert ("NotStabilized", package.arn) == (answer.get("errorCode"), answer["resourceModel"]["ModelPackageArn"])
    assert "Tags" in answer["message"]


def test_a_part_of_a_create_that_never_applies_is_no_success(timed: Engine, wire: Wire) -> None:
    """ApprovalDescription is set by an update after the create (CREATE-5): NotStabilized, with the identifier."""
    wire.habits = [SlowUpdates(never=lambda _parameters: True)]
    answer = timed.run(event("CREATE", VERSION | {"ApprovalDescription": "reviewed"}))
    assert ("NotStabilized", f"{ARN}/churn/1") == (
        answer.get("errorCode"),
        answer["resourceModel"]["ModelPackageArn"],
    )
    assert "ApprovalDescription" in answer["message"]


def test_a_part_of_a_create_that_takes_minutes_is_waited_for(timed: Engine, wire: Wire) -> None:
    """The same, if it only takes its time."""
    wire.habits = [SlowUpdates(seconds=300, in_progress=True)]
    answer = timed.run(event("CREATE", VERSION | {"ApprovalDescription": "reviewed"}))
    assert ("SUCCESS", "reviewed") == (answer["status"], answer["resourceModel"].get("ApprovalDescription"))


def test_a_version_that_an_update_makes_fail_is_no_success(version: Stack) -> None:
    """NotStabilized, with SageMaker's reason; the rollback takes the change back, and the version is Completed (UPDATE-15)."""
    before = version.template
    wanted = VERSION | {"ModelApprovalStatus": "Rejected"}
    version.wire.habits = [
        SlowUpdates(seconds=10, in_progress=True, fails=lambda sent: sent.get("ModelApprovalStatus") == "Rejected")
    ]
    answer = version.update(wanted)
    assert ("NotStabilized", version.arn) == (answer.get("errorCode"), answer["resourceModel"]["ModelPackageArn"])
    assert "no capacity" in answer["message"]
    version.template = wanted
    answer = version.update(before)
    assert ("SUCCESS", "Approved", "Completed") == (
        answer["status"],
        answer["resourceModel"]["ModelApprovalStatus"],
        answer["resourceModel"]["ModelPackageStatus"],
    )


def test_a_rollback_is_not_ended_by_the_failure_before_it(
    client: "SageMakerClient", version: Stack, clock: Clock
) -> None:
    """Found by the storm: before and after the call, looks are stale; the second one shows the failed update (UPDATE-15)."""
    stale = StaleReads([True])
    version.wire.habits = [stale, SlowUpdates(fails=lambda sent: sent.get("ModelApprovalStatus") == "Rejected")]
    client.update_model_package(ModelPackageArn=version.arn, ModelApprovalStatus="Rejected")
    failed = version.template | {"ModelApprovalStatus": "Rejected"} | version.identifier
    answer = version.engine.run(event("UPDATE", version.template | version.identifier, failed))
    assert ("SUCCESS", "Completed") == (answer["status"], answer["resourceModel"].get("ModelPackageStatus"))


def test_a_version_that_is_deleted_in_the_middle_of_an_update_is_no_success(
    client: "SageMakerClient", version: Stack, clock: Clock
) -> None:
    """Somebody deletes it while the update is waited for."""
    version.wire.habits = [Deletes(seconds=100_000), StaleReads([True] * 12)]
    answers = version.engine.answers_to(version.event(VERSION | {"ModelApprovalStatus": "Rejected"}))
    assert "IN_PROGRESS" == next(answers)["status"]
    version.wire.habits.pop()
    client.delete_model_package(ModelPackageName=version.arn)
    *_, last = answers
    assert ("FAILED", version.arn) == (last["status"], last["resourceModel"]["ModelPackageArn"])
    assert "being deleted" in last["message"]


def test_single_stale_reads_never_end_a_long_create(timed: Engine, wire: Wire) -> None:
    """A package is validated for hours, and one look in three doesn't find it: only looks in a row count (WAIT-7)."""
    seen = 0

    def world(call: Any, service: Any) -> Any:
        nonlocal seen
        reply = service(call)
        if call.operation != "DescribeModelPackage":
            return reply
        seen += 1
        status = "InProgress" if seen < 80 else "Completed"
        return type(reply).of(reply.json() | {"ModelPackageStatus": status})

    wire.habits = [world]
    wire.refuse = lambda call: (
        MISSING if call.operation == "DescribeModelPackage" and len(wire.calls) % 3 == 2 else None
    )
    answer = timed.run(event("CREATE", VERSION))
    assert "SUCCESS" == answer["status"], answer
    assert seen >= 80


def test_looks_that_begin_again_with_progress_end_an_update_with_success(version: Stack) -> None:
    """Each part of an update has looks of its own, so that two slow parts don't use up one another's."""
    version.wire.habits = [StaleReads([True] * 10, operations=("DescribeModelPackage",))]
    wanted = VERSION | {"ModelApprovalStatus": "Rejected", "SourceUri": "s3://bucket/run", "Environment": {"A": "1"}}
    answer = version.update(wanted)
    assert ("SUCCESS", "s3://bucket/run") == (answer["status"], answer["resourceModel"]["SourceUri"])


def test_a_package_that_is_not_there_is_not_found_soon(timed: Engine, wire: Wire, clock: Clock) -> None:
    """However many looks an update gives a stale answer, a package that doesn't exist is NotFound in a few minutes (READ-1)."""
    began = clock()
    identifier = {"ModelPackageArn": f"{ARN}/churn/9"}
    answer = timed.run(
        event("UPDATE", VERSION | identifier | {"ModelApprovalStatus": "Approved"}, VERSION | identifier)
    )
    assert "NotFound" == answer["errorCode"]
    assert clock() - began < 300
    assert len(wire.calls) < 30


@pytest.mark.parametrize("pattern", [[False, True], [False, False, True], [False, True, True, True]])
def test_the_reported_model_shows_what_was_waited_for(timed: Engine, wire: Wire, pattern: list[bool]) -> None:
    """Found by the storm: a stale answer to the last DescribeModelPackage isn't what a success reports (UPDATE-10)."""
    card = {"ModelCardContent": '{"a": 1}', "ModelCardStatus": "Draft"}
    wire.habits = [StaleReads(pattern)]
    version = VERSION | {"ApprovalDescription": "reviewed", "ModelCard": card}
    answer = timed.run(event("CREATE", version))
    assert ("SUCCESS", "reviewed") == (answer["status"], answer["resourceModel"].get("ApprovalDescription"))
    before = version | {"ModelPackageArn": answer["resourceModel"]["ModelPackageArn"]}
    answer = timed.run(event("UPDATE", before | {"ModelApprovalStatus": "Approved"}, before))
    assert ("SUCCESS", "Approved") == (answer["status"], answer["resourceModel"]["ModelApprovalStatus"])


def test_an_event_of_a_create_that_comes_twice_waits_for_its_own_update(timed: Engine, wire: Wire) -> None:
    """Found by the storm: the update after a create conflicts with the one of the same event before (CREATE-5)."""
    wire.habits = [StaleReads([True]), SlowUpdates(seconds=20, in_progress=True)]
    sent = event("CREATE", VERSION | {"SourceUri": "s3://bucket/run"})
    invoke(sent)
    answer = timed.run(sent)
    assert ("SUCCESS", "s3://bucket/run") == (answer["status"], answer["resourceModel"].get("SourceUri"))
