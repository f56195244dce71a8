"""The delete handler, against the sandbox."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..faults import Call, Fault, Wire
from ..harness import slowly
from ..templates import GROUP, SPECIFICATION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture
def identifier(client: "SageMakerClient", wire: Wire) -> dict[str, Any]:
    """Return the identifier of a version."""
    made = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION)
    wire.reset()
    return {"ModelPackageArn": made["ModelPackageArn"]}


def _left(client: "SageMakerClient") -> list[Any]:
    return list(client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"])


def test_a_package_is_deleted(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """The delete call comes first; success comes without a model, once Describe finds nothing (DELETE-3, DELETE-6, READ-3)."""
    answer = engine.run(event("DELETE", identifier))
    assert "SUCCESS" == answer["status"]
    assert "resourceModel" not in answer
    assert ["DeleteModelPackage", "DescribeModelPackage"] == wire.operations()
    assert [] == _left(client)


def test_a_slow_deletion_is_waited_for(client: "SageMakerClient", identifier: dict[str, Any], engine: Engine) -> None:
    """IN_PROGRESS carries the identifier until the package is gone."""
    client.describe_model_package(ModelPackageName=identifier["ModelPackageArn"])
    slowly(15)
    *waiting, last = engine.answers_to(event("DELETE", identifier))
    assert waiting
    assert [identifier] * len(waiting) == [answer["resourceModel"] for answer in waiting]
    assert "SUCCESS" == last["status"]


def test_a_package_that_is_being_created_is_waited_for_and_deleted(
    client: "SageMakerClient", engine: Engine, wire: Wire
) -> None:
    """A conflict with the work on the package is waited out: the delete call decides when it is over (DELETE-2)."""
    slowly(8)
    made = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION)
    answer = engine.run(event("DELETE", {"ModelPackageArn": made["ModelPackageArn"]}))
    assert "SUCCESS" == answer["status"]
    assert "DeleteModelPackage" == wire.operations()[1]
    assert [] == _left(client)


@pytest.mark.parametrize(
    "given", [{}, {"ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/9"}]
)
def test_a_missing_package_is_not_found(engine: Engine, given: dict[str, Any]) -> None:
    """A package that doesn't exist when the delete begins is NotFound (DELETE-1)."""
    answer = engine.run(event("DELETE", given))
    assert "NotFound" == answer["errorCode"]
    assert answer["message"]


def test_a_deletion_in_progress_is_waited_for(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """A deletion that somebody else started answers the delete call with a conflict, and is waited for (DELETE-5)."""
    client.describe_model_package(ModelPackageName=identifier["ModelPackageArn"])
    slowly(3)
    client.delete_model_package(ModelPackageName=identifier["ModelPackageArn"])
    assert "SUCCESS" == engine.run(event("DELETE", identifier))["status"]
    assert [] == _left(client)


def test_a_package_that_others_delete_before_the_call_is_deleted(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """Somebody else deleted it before the call: NotFound, as CloudFormation knows it (DELETE-1)."""

    def first(call: Call) -> None:
        if call.operation == "DeleteModelPackage" and wire.before is not None:
            wire.before = None
            client.delete_model_package(ModelPackageName=identifier["ModelPackageArn"])
            client.list_model_packages()

    wire.before = first
    assert "NotFound" == engine.run(event("DELETE", identifier))["errorCode"]


def test_a_lost_answer_of_the_delete_call_is_no_failure(identifier: dict[str, Any], wire: Wire, engine: Engine) -> None:
    """The connection breaks after the deletion; the retry doesn't find it."""
    wire.fail("DeleteModelPackage", Fault(None, applied=True))
    assert "SUCCESS" == engine.run(event("DELETE", identifier))["status"]


def test_an_old_status_after_the_call_is_waited_out(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """Describe may still say Completed: the call is made again, and success comes when there is nothing to delete (DELETE-6)."""
    client.describe_model_package(ModelPackageName=identifier["ModelPackageArn"])

    def stale(call: Call) -> None:
        if call.operation == "DeleteModelPackage":
            wire.fail("DescribeModelPackage", Fault(stale=True), times=12)

    wire.before = stale
    *waiting, last = engine.answers_to(event("DELETE", identifier))
    assert waiting
    assert "SUCCESS" == last["status"]
    assert 2 == wire.operations().count("DeleteModelPackage")


def test_a_fault_while_waiting_does_not_end_the_operation(
    identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """Throttling after the delete call returns IN_PROGRESS (WAIT-5)."""

    def throttle(call: Call) -> None:
        if call.operation == "DeleteModelPackage":
            wire.fail("DescribeModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=3)

    wire.before = throttle
    statuses = [answer["status"] for answer in engine.answers_to(event("DELETE", identifier))]
    assert ["IN_PROGRESS", "SUCCESS"] == statuses


def test_a_denied_deletion_fails_with_the_identifier(identifier: dict[str, Any], wire: Wire, engine: Engine) -> None:
    """The package is kept, and the event has its identifier."""
    wire.fail(
        "DeleteModelPackage",
        Fault(400, "AccessDeniedException", "not authorized to perform: sagemaker:DeleteModelPackage"),
    )
    answer = engine.run(event("DELETE", identifier))
    assert ("AccessDenied", identifier) == (answer["errorCode"], answer["resourceModel"])


def test_another_conflict_is_a_resource_conflict(identifier: dict[str, Any], wire: Wire, engine: Engine) -> None:
    """A conflict that lasts for an hour is ResourceConflict, with SageMaker's words (ERR-6)."""
    wire.fail("DeleteModelPackage", Fault(400, "ConflictException", "in use"), times=1000)
    answer = engine.run(event("DELETE", identifier))
    assert "in use" in answer["message"]
    assert ("ResourceConflict", identifier) == (answer["errorCode"], answer["resourceModel"])


def test_a_package_that_vanishes_while_it_is_waited_for_is_deleted(
    client: "SageMakerClient", engine: Engine, wire: Wire
) -> None:
    """It was there when the delete began, so that somebody else's deletion is a success (DELETE-1, DELETE-5)."""
    slowly(30)
    made = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION)
    arn = made["ModelPackageArn"]
    answers = engine.answers_to(event("DELETE", {"ModelPackageArn": arn}))
    assert "IN_PROGRESS" == next(answers)["status"]
    wire.fail("DeleteModelPackage", Fault(400, "ValidationException", f"ModelPackage {arn} does not exist."))
    assert "SUCCESS" == next(answers)["status"]


def test_a_fault_while_a_conflict_is_waited_out_does_not_end_the_operation(
    identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """Throttling of the DescribeModelPackage after a conflict is waited out (WAIT-5)."""
    wire.fail("DeleteModelPackage", Fault(400, "ConflictException", "in use"))
    wire.fail("DescribeModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=3)
    assert ["IN_PROGRESS", "SUCCESS"] == [answer["status"] for answer in engine.answers_to(event("DELETE", identifier))]


def test_a_lost_answer_and_a_slow_deletion_are_no_conflict(
    client: "SageMakerClient", identifier: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """The retry finds the package Deleting, which is the expected status."""
    client.describe_model_package(ModelPackageName=identifier["ModelPackageArn"])
    slowly(6)
    wire.fail("DeleteModelPackage", Fault(None, applied=True))
    assert "SUCCESS" == engine.run(event("DELETE", identifier))["status"]
