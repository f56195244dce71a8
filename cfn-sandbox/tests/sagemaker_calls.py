"""Calls that many tests make of the sandbox's SageMaker, and what they look at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

import cfn_sandbox_sagemaker

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

GROUP = "churn"
ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package"
SPECIFICATION: Any = {
    "Containers": [{"Image": "image:1"}],
    "SupportedTransformInstanceTypes": ["ml.m5.large"],  # an unversioned package has to have both lists
    "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
}
MISSING: Any = {"Containers": [{"Image": "image:missing"}]}  # its scan fails


def create(client: "SageMakerClient", **parameters: Any) -> str:
    """Create a package and return its ARN."""
    return client.create_model_package(**{"InferenceSpecification": SPECIFICATION, **parameters})["ModelPackageArn"]


def version(client: "SageMakerClient", **others: Any) -> str:
    """Create a version and return its ARN."""
    return create(client, ModelPackageGroupName=GROUP, **others)


def unversioned(client: "SageMakerClient", name: str = "name", **others: Any) -> str:
    """Create an unversioned package and return its ARN."""
    return create(client, ModelPackageName=name, **others)


def additional(*names: str) -> list[Any]:
    """Return additional inference specifications of these names."""
    return [{"Name": name, **SPECIFICATION} for name in names]


def describe(client: "SageMakerClient", name: str) -> dict[str, Any]:
    """Return what Describe says of a package."""
    answer: dict[str, Any] = {**client.describe_model_package(ModelPackageName=name)}
    del answer["ResponseMetadata"]
    return answer


def names(client: "SageMakerClient", **parameters: Any) -> list[str]:
    """Return what the ARNs on a page of ListModelPackages end in: `name` or `group/number`."""
    found = client.list_model_packages(**parameters)["ModelPackageSummaryList"]
    return [summary["ModelPackageArn"].partition("/")[2] for summary in found]


def tags(client: "SageMakerClient", arn: str) -> dict[str, str]:
    """Return all tags of a resource."""
    pages = client.get_paginator("list_tags").paginate(ResourceArn=arn)
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


@contextmanager
def refused(code: str, saying: str) -> Iterator[None]:
    """Expect SageMaker to refuse, with this code and with this text in its message."""
    with pytest.raises(ClientError, match=re.escape(saying)) as refusal:
        yield
    assert code == refusal.value.response["Error"]["Code"]


def slowly(looks: int) -> None:
    """Let each change of a status take so many looks instead of time."""
    cfn_sandbox_sagemaker.settle_after_polls(looks)
