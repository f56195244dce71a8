"""The read handler."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from .conftest import GROUP
from .faults import Wire

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

SPECIFICATION: Any = {"Containers": [{"Image": "image:1"}]}


def test_read_reports_what_describe_says(client: "SageMakerClient", engine: Engine) -> None:
    """Read returns the package's properties under CloudFormation's names."""
    arn = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION, Task="OTHER")[
        "ModelPackageArn"
    ]

    model = engine.run(event("READ", {"ModelPackageArn": arn}))["resourceModel"]

    assert ("OTHER", "Completed", 1, GROUP) == (
        model["Task"],
        model["ModelPackageStatus"],
        model["ModelPackageVersion"],
        model["ModelPackageGroupName"],
    )
