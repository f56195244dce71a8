"""What Read returned is accepted: as both states of an update, and as a template."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..faults import Wire
from ..normalised import ALL, Normalised, with_defaults
from ..stack import Stack
from ..templates import GROUP, PACKAGE, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

READ_ONLY = ("ModelPackageArn", "CreationTime", "ModelPackageStatus")
TAGS = [{"Key": "team", "Value": "churn"}]


def _written(model: dict[str, Any]) -> dict[str, Any]:
    """Return a model without its read-only properties, as the IaC generator exports it."""
    return {name: value for name, value in model.items() if name not in READ_ONLY}


@pytest.fixture
def clone(client: "SageMakerClient", timed: Engine, wire: Wire) -> Stack:
    """Return a clone of a version in a stack."""
    source = client.create_model_package(**VERSION)["ModelPackageArn"]
    return Stack(timed, wire, {"ModelPackageGroupName": GROUP, "SourceUri": source})


@pytest.mark.parametrize("change", [with_defaults, *ALL])
def test_tags_of_a_read_package_are_updated_whatever_describe_fills_in(timed: Engine, wire: Wire, change: Any) -> None:
    """Cloud Control sends the model of Read: defaults of versions in an unversioned package are no error (KIND-3, UPDATE-6)."""
    specification = PACKAGE["InferenceSpecification"] | {
        "Containers": [{"Image": "image:1", "ModelDataUrl": "s3://bucket/model.tar.gz"}]
    }
    package = Stack(timed, wire, PACKAGE | {"InferenceSpecification": specification})
    wire.habits = [Normalised([change])]
    model = package.read()
    answer = timed.run(event("UPDATE", model | {"Tags": TAGS}, model))
    assert ("SUCCESS", TAGS) == (answer["status"], answer.get("resourceModel", {}).get("Tags")), answer
    assert "UpdateModelPackage" not in wire.operations()


@pytest.mark.parametrize("change", ALL)
def test_an_approval_of_a_read_version_is_updated_whatever_describe_fills_in(
    timed: Engine, wire: Wire, change: Any
) -> None:
    """The same for a version; only the approval is sent (UPDATE-6)."""
    addition = {"Name": "other", "Containers": [{"Image": "image:2"}]}
    card = {"ModelCardContent": '{"b": 1, "a": 2}', "ModelCardStatus": "Draft"}
    version = Stack(timed, wire, VERSION | {"AdditionalInferenceSpecifications": [addition], "ModelCard": card})
    wire.habits = [Normalised([change])]
    model = version.read()
    answer = timed.run(event("UPDATE", model | {"ModelApprovalStatus": "Approved"}, model))
    assert "SUCCESS" == answer["status"], answer
    assert {"ModelPackageArn": version.arn, "ModelApprovalStatus": "Approved"} == wire.parameters("UpdateModelPackage")


@pytest.mark.parametrize("kept", [True, False], ids=["whole", "without read-only properties"])
def test_a_clone_as_read_is_updated(clone: Stack, kept: bool) -> None:
    """A clone's model has a source and containers; as a template it may lack what is read-only (READ-8)."""
    model = clone.read()
    before = (model if kept else _written(model)) | clone.identifier
    answer = clone.engine.run(event("UPDATE", before | {"ModelApprovalStatus": "Approved"}, before))
    assert ("SUCCESS", "Approved") == (
        answer["status"],
        answer.get("resourceModel", {}).get("ModelApprovalStatus"),
    ), answer


def test_a_clone_as_read_is_imported_and_updated(clone: Stack) -> None:
    """A stack that imports a clone with what Read returned goes on with that template."""
    before = clone.template | clone.identifier
    after = _written(clone.read()) | clone.identifier | {"ModelApprovalStatus": "Approved"}
    answer = clone.engine.run(event("UPDATE", after, before))
    assert "SUCCESS" == answer["status"], answer


def test_a_clone_as_read_is_created_again(clone: Stack) -> None:
    """The exported template makes another clone: same source, same containers (SOURCE-4)."""
    model = clone.read()
    answer = clone.engine.run(event("CREATE", _written(model)))
    assert "SUCCESS" == answer["status"], answer
    again = answer["resourceModel"]
    assert again["ModelPackageArn"] != model["ModelPackageArn"]
    for name in ("SourceUri", "InferenceSpecification"):
        assert model[name] == again[name]


@pytest.mark.parametrize("template", [VERSION | {"Environment": {"A": "1"}}, PACKAGE | {"Tags": TAGS}])
def test_a_package_as_read_is_created_again(
    client: "SageMakerClient", timed: Engine, wire: Wire, template: dict[str, Any]
) -> None:
    """The same for packages that are no clones, once their name is free."""
    stack = Stack(timed, wire, template)
    model = stack.read()
    client.delete_model_package(ModelPackageName=stack.arn)
    answer = timed.run(event("CREATE", _written(model)))
    assert "SUCCESS" == answer["status"], answer
    for name in ("InferenceSpecification", "Tags"):
        assert model[name] == answer["resourceModel"][name]


def test_containers_beside_a_source_are_still_refused_in_a_template(
    client: "SageMakerClient", timed: Engine, wire: Wire
) -> None:
    """Somebody wrote both: that is a mistake, not what Read returned (SOURCE-2)."""
    source = client.create_model_package(**VERSION)["ModelPackageArn"]
    answer = timed.run(event("CREATE", VERSION | {"SourceUri": source}))
    assert "InvalidRequest" == answer["errorCode"]
    assert "CreateModelPackage" not in wire.operations()[1:]
