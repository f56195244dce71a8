"""Changes by others between two of our calls, at every point of every handler, and their outcome."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..faults import Call, Fault, Wire
from ..templates import ARN, PACKAGE, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

OF_VERSION, OF_PACKAGE = {"ModelPackageArn": f"{ARN}/churn/1"}, {"ModelPackageArn": f"{ARN}/baseline"}


def _tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


METADATA: dict[str, Any] = {"CustomerMetadataProperties": {"a": "1"}}
OPERATIONS: dict[str, dict[str, Any]] = {
    "create": event("CREATE", VERSION | {"ApprovalDescription": "ours"}),
    "create unversioned": event("CREATE", PACKAGE | {"Tags": _tags(ours="1")}),
    "read": event("READ", OF_VERSION),
    "read unversioned": event("READ", OF_PACKAGE),
    "update": event("UPDATE", VERSION | METADATA | OF_VERSION, VERSION | OF_VERSION),
    "update tags": event(
        "UPDATE", PACKAGE | OF_PACKAGE | {"Tags": _tags(b="1")}, PACKAGE | OF_PACKAGE | {"Tags": _tags(a="1")}
    ),
    "delete": event("DELETE", OF_VERSION),
    "list": event("LIST", {}),
}

# Operation, which call of it (name and number), what somebody does just before, and how the operation ends.
TABLE = [
    ("create", "DescribeModelPackage", 1, "deletes", "NotStabilized"),
    ("create", "UpdateModelPackage", 1, "deletes", "NotStabilized"),
    ("create", "DescribeModelPackage", 2, "deletes", "NotStabilized"),
    ("create", "DescribeModelPackage", 1, "approves", "SUCCESS"),
    ("create", "UpdateModelPackage", 1, "approves", "SUCCESS"),
    ("create", "DescribeModelPackage", 2, "approves", "SUCCESS"),
    ("create unversioned", "DescribeModelPackage", 1, "deletes", "NotStabilized"),
    ("create unversioned", "ListTags", 1, "deletes", "NotStabilized"),
    ("create unversioned", "ListTags", 1, "tags", "SUCCESS"),
    ("read", "DescribeModelPackage", 1, "deletes", "NotFound"),
    ("read unversioned", "DescribeModelPackage", 1, "deletes", "NotFound"),
    ("read unversioned", "ListTags", 1, "deletes", "NotFound"),
    ("read unversioned", "ListTags", 1, "tags", "SUCCESS"),
    ("update", "DescribeModelPackage", 1, "deletes", "NotFound"),
    ("update", "UpdateModelPackage", 1, "deletes", "NotFound"),
    ("update", "DescribeModelPackage", 2, "deletes", "NotFound"),
    ("update", "DescribeModelPackage", 1, "approves", "SUCCESS"),
    ("update", "UpdateModelPackage", 1, "approves", "SUCCESS"),
    ("update", "DescribeModelPackage", 2, "approves", "SUCCESS"),
    ("update tags", "DescribeModelPackage", 1, "deletes", "NotFound"),
    ("update tags", "ListTags", 1, "deletes", "NotFound"),
    ("update tags", "AddTags", 1, "deletes", "NotFound"),
    ("update tags", "DeleteTags", 1, "deletes", "NotFound"),
    ("update tags", "ListTags", 2, "deletes", "NotFound"),
    ("update tags", "ListTags", 1, "tags", "SUCCESS"),
    ("update tags", "AddTags", 1, "tags", "SUCCESS"),
    ("update tags", "DeleteTags", 1, "tags", "SUCCESS"),
    ("update tags", "ListTags", 2, "tags", "SUCCESS"),
    ("delete", "DeleteModelPackage", 1, "deletes", "NotFound"),
    ("delete", "DeleteModelPackage", 1, "approves", "SUCCESS"),
    ("list", "ListModelPackages", 1, "deletes", "SUCCESS"),
]


def _put_there(client: "SageMakerClient", operation: str) -> None:
    if not operation.startswith("create"):
        client.create_model_package(**VERSION)
        client.create_model_package(**PACKAGE, Tags=_tags(a="1"))  # type: ignore[arg-type]


def _interfere(client: "SageMakerClient", operation: str, what: str) -> None:
    """Delete, tag or approve the package that the operation works on; a refusal fails the test."""
    arn = (OF_PACKAGE if "unversioned" in operation or "tags" in operation else OF_VERSION)["ModelPackageArn"]
    if what == "deletes":
        client.delete_model_package(ModelPackageName=arn)
        client.list_model_packages(ModelPackageType="Both")  # a look at which it is gone
    elif what == "tags":
        client.add_tags(ResourceArn=arn, Tags=[{"Key": "others", "Value": "x"}])
    else:
        client.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")


@pytest.mark.parametrize(("operation", "call", "number", "what", "ends"), TABLE)
def test_a_change_by_others_has_its_outcome(
    client: "SageMakerClient", wire: Wire, engine: Engine, operation: str, call: str, number: int, what: str, ends: str
) -> None:
    """The outcome of each row; changes by others are kept, and a failed create or update has the identifier."""
    _put_there(client, operation)
    wire.reset()
    left = [number]

    def before(seen: Call) -> None:
        if seen.operation == call:
            left[0] -= 1
            if left[0] == 0:
                wire.before = None
                _interfere(client, operation, what)

    wire.before = before
    answer = engine.run(OPERATIONS[operation])

    assert ends == answer.get("errorCode", answer["status"])
    assert [0] == left, "the call of this row was never made"
    model = answer.get("resourceModel", {})
    if ends == "SUCCESS" and what == "approves" and model:
        assert "Approved" == model["ModelApprovalStatus"]
    if ends == "SUCCESS" and what == "tags":
        assert "others" in {tag["Key"] for tag in model["Tags"]}
    if ends in ("NotStabilized", "NotFound") and operation.startswith(("create", "update", "delete")):
        assert model["ModelPackageArn"] in (f"{ARN}/churn/1", f"{ARN}/baseline")


# How many calls each update makes when nothing is in its way: it can be cut before each of them.
CALLS = {"update": 3, "update tags": 5}


@pytest.mark.parametrize(("operation", "calls"), CALLS.items())
def test_every_cut_is_tried(client: "SageMakerClient", wire: Wire, engine: Engine, operation: str, calls: int) -> None:
    """An update makes as many calls as the next test has cuts for it."""
    _put_there(client, operation)
    wire.reset()
    engine.run(OPERATIONS[operation])
    assert calls == len(wire.calls)


@pytest.mark.parametrize(("operation", "calls"), [(name, cut) for name, total in CALLS.items() for cut in range(total)])
def test_an_update_cut_after_any_call_converges(
    client: "SageMakerClient", wire: Wire, engine: Engine, operation: str, calls: int
) -> None:
    """Tags, update call, read: wherever it ends, the same event sent again reaches the desired state."""
    _put_there(client, operation)
    wire.reset()

    def cut(_seen: Call) -> None:
        if len(wire.calls) == calls:
            for name in ("DescribeModelPackage", "UpdateModelPackage", "ListTags", "AddTags", "DeleteTags"):
                wire.fail(name, Fault(400, "AccessDeniedException", "cut"), times=99)

    wire.before = cut
    if calls == 0:
        cut(Call("", {}, "", "", ""))
    first = engine.run(OPERATIONS[operation])
    assert "AccessDenied" == first.get("errorCode"), "the operation ended before the cut"
    wire.reset()

    model = engine.run(OPERATIONS[operation])["resourceModel"]
    if operation == "update":
        assert METADATA["CustomerMetadataProperties"] == model["CustomerMetadataProperties"]
    else:
        assert _tags(b="1") == model["Tags"]
