"""Stacks of the type inside `moto.mock_aws`, without a server."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cfn_sandbox.testing import in_process
from sagemaker_calls import names
from sandbox.engine import REGION
from sandbox.server import TYPES

from ..templates import GROUP
from .stacks import ARN, template


@pytest.fixture(autouse=True)
def mocked() -> Iterator[None]:
    """Run the sandbox inside this process."""
    with in_process(TYPES):
        yield


def _session_in(account: str) -> boto3.Session:
    """Return a session with the credentials of a role in another account."""
    role = f"arn:aws:iam::{account}:role/developer"
    keys = boto3.client("sts", region_name=REGION).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], REGION)


def test_a_stack_is_in_the_account_of_its_caller() -> None:
    """The handler gets the caller's credentials: the package is in the same account as the stack."""
    other = _session_in("111111111111")
    other.client("sagemaker").create_model_package_group(ModelPackageGroupName=GROUP)
    other.client("cloudformation").create_stack(StackName="stack", TemplateBody=template())
    packages = [names(client, ModelPackageType="Both") for client in (_client(), other.client("sagemaker"))]
    assert [[], [f"{GROUP}/1"]] == packages


def test_a_stack_is_deployed_in_mock_aws() -> None:
    """The handlers run in the process, as behind the server."""
    _client().create_model_package_group(ModelPackageGroupName=GROUP)
    cloudformation: Any = boto3.client("cloudformation", region_name=REGION)
    cloudformation.create_stack(
        StackName="stack", TemplateBody=template(Outputs={"Arn": {"Value": {"Ref": "Version"}}})
    )
    stack = cloudformation.describe_stacks(StackName="stack")["Stacks"][0]
    assert ("CREATE_COMPLETE", f"{ARN}/1") == (stack["StackStatus"], stack["Outputs"][0]["OutputValue"])
    cloudformation.delete_stack(StackName="stack")
    assert [] == names(_client(), ModelPackageType="Both")


def _client() -> Any:
    return boto3.client("sagemaker", region_name=REGION)
