"""Least privilege: a handler has the permissions for its calls, and no others."""

from typing import TYPE_CHECKING

import pytest

from mlops_sagemaker_modelpackage.schema import SCHEMA
from sandbox.engine import Engine, event

from ..faults import Wire
from ..templates import ARN, PACKAGE, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

# What a handler doesn't call itself, but SageMaker asks for on behalf of its caller.
_LOOKED_AT = {
    "ecr:BatchGetImage": "SageMaker reads each image's manifest, for ImageDigest and the scan",
    "ecr:DescribeImages": "SageMaker finds out which image a tag names",
    "s3:GetObject": "SageMaker reads the model data, for ModelDataETag",
    "s3:ListBucket": "SageMaker lists model data that is a prefix, and distinguishes a missing object from a denied one",
}
_READ = {
    "kms:Decrypt": "DescribeModelPackage decrypts the model card, with the key of SecurityConfig",
    "kms:DescribeKey": "SageMaker checks whether the key of SecurityConfig can be used",
}
_WRITTEN = {
    "kms:CreateGrant": "SageMaker goes on using the key of SecurityConfig when the call has ended",
    "kms:GenerateDataKey": "SageMaker encrypts the model card, with the key of SecurityConfig",
    **_READ,
}
ON_BEHALF = {
    "read": _READ,
    "delete": _READ,
    "create": {
        "iam:PassRole": "CreateModelPackage passes ValidationRole on to the validation jobs",
        "sagemaker:DescribeModel": "CreateModelPackage takes over what the model has that SourceUri names",
        "sagemaker:CreateModel": "a validation job needs a model of the package",
        "sagemaker:CreateTrainingJob": "a validation profile of an algorithm trains with it",
        "sagemaker:CreateTransformJob": "a validation profile runs a batch transform job",
        "sagemaker:DescribeTransformJob": "SageMaker follows the validation job",
        "ecr:StartImageScan": "SageMaker scans the images of the package",
        "ecr:DescribeImageScanFindings": "SageMaker reads what the scan of an image found",
        "sagemaker:AddTags": "CreateModelPackage with Tags is allowed to those only who may add them",
        **_LOOKED_AT,
        **_WRITTEN,
    },
    "update": {**_LOOKED_AT, **_WRITTEN},
}


def _tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


# Events of each handler that, together, make every call that it ever makes.
EVENTS = {
    "create": [
        event("CREATE", VERSION | {"ApprovalDescription": "a"}),
        event("CREATE", PACKAGE | {"Tags": _tags(a="1")}),
    ],
    "read": [
        event("READ", {"ModelPackageArn": f"{ARN}/churn/1"}),
        event("READ", {"ModelPackageArn": f"{ARN}/baseline"}),
    ],
    "update": [
        event("UPDATE", VERSION | {"ModelPackageArn": f"{ARN}/churn/1", "ModelApprovalStatus": "Approved"}, VERSION),
        event(
            "UPDATE",
            PACKAGE | {"ModelPackageArn": f"{ARN}/baseline", "Tags": _tags(b="1")},
            PACKAGE | {"Tags": _tags(a="1")},
        ),
    ],
    "delete": [event("DELETE", {"ModelPackageArn": f"{ARN}/churn/1"})],
    "list": [event("LIST", {})],
}


@pytest.mark.parametrize("handler", EVENTS)
def test_a_handler_has_exactly_the_permissions_for_its_calls(
    client: "SageMakerClient", wire: Wire, engine: Engine, handler: str
) -> None:
    """The permissions in the schema are the calls on the wire, and what SageMaker asks for on the caller's behalf (PERM-1)."""
    if handler != "create":
        client.create_model_package(**VERSION)
        client.create_model_package(**PACKAGE, Tags=_tags(a="1"))  # type: ignore[arg-type]
    wire.reset()
    for sent in EVENTS[handler]:
        assert "SUCCESS" == engine.run(sent)["status"]
    called = {f"sagemaker:{operation}" for operation in wire.operations()}
    assert set(SCHEMA["handlers"][handler]["permissions"]) == called | ON_BEHALF.get(handler, {}).keys()
