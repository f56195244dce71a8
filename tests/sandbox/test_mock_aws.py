"""The same model packages inside `moto.mock_aws`, without a server."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

import cfn_sandbox_sagemaker as sagemaker
from cfn_sandbox import cloudformation
from cfn_sandbox.cloudformation import runner
from cfn_sandbox.cloudformation.resource_types.lookup import serve_types
from sagemaker_calls import describe, names, refused, unversioned, version
from sandbox.server import ENDPOINT_VARIABLE, TYPES

from ..templates import GROUP
from .stacks import ARN, template

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture(autouse=True)
def mocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put moto in the place of AWS, in this process: nothing goes to the server, nothing in the background as there."""
    monkeypatch.delenv(ENDPOINT_VARIABLE, raising=False)
    monkeypatch.setattr(runner, "_CURRENT", runner.Runner())
    sagemaker.install()
    cloudformation.install()
    with serve_types([*TYPES, *sagemaker.resource_types()]), mock_aws():
        yield


def _client(region: str = "us-east-1") -> "SageMakerClient":
    return boto3.client("sagemaker", region_name=region)


def _client_of(account: str, service: str = "sagemaker") -> Any:
    """Return a client of an account; moto has no others than those whose role is assumed."""
    role = f"arn:aws:iam::{account}:role/developer"
    keys = boto3.client("sts", region_name="us-east-1").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    client: Any = boto3.client
    return client(
        service,
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_a_package_lives_in_mock_aws() -> None:
    """Create, describe and delete keep the registry's rules there."""
    client = _client()
    client.create_model_package_group(ModelPackageGroupName=GROUP)
    client.delete_model_package(ModelPackageName=version(client))
    assert f"{GROUP}/2" == version(client).partition("/")[2]
    assert "Completed" == describe(client, f"{GROUP}/2")["ModelPackageStatus"]


def test_limits_hold_in_mock_aws() -> None:
    """What breaks a limit is refused there too (API reference: the pattern of ModelPackageName)."""
    with refused("ValidationException", "at 'modelPackageName' failed to satisfy constraint"):
        unversioned(_client(), "a_b")


def test_regions_are_separate() -> None:
    """A package is in the region that it was made in, and its ARN says so (API reference: ModelPackageArn)."""
    here, there = _client(), _client("eu-west-1")
    unversioned(here)
    assert "arn:aws:sagemaker:eu-west-1:123456789012:model-package/name" == unversioned(there)
    here.delete_model_package(ModelPackageName="name")
    assert ([], ["name"]) == (names(here), names(there))


def test_accounts_are_separate() -> None:
    """A package is in the account that made it, and its ARN says so (API reference: ModelPackageArn)."""
    mine, others = _client(), _client_of("111111111111")
    assert "arn:aws:sagemaker:us-east-1:111111111111:model-package/name" == unversioned(others)
    assert ([], ["name"]) == (names(mine), names(others))


def test_an_arn_of_another_account_is_not_found() -> None:
    """An ARN doesn't lead to another account's package (API reference: model packages of the account)."""
    arn = unversioned(_client_of("111111111111"))
    with refused("ValidationException", f"{arn} does not exist"):
        describe(_client(), arn)


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_an_arn_has_its_partition(region: str, partition: str) -> None:
    """ARNs outside the commercial regions have their own partition (API reference: the pattern of ModelPackageArn)."""
    assert f"arn:{partition}:sagemaker:{region}:123456789012:model-package/name" == unversioned(_client(region))


def test_a_stack_is_in_the_account_of_its_caller() -> None:
    """The handler works with the keys of who asks: the package is in the same account as the stack."""
    others = _client_of("111111111111", "sagemaker")
    others.create_model_package_group(ModelPackageGroupName=GROUP)
    _client_of("111111111111", "cloudformation").create_stack(StackName="stack", TemplateBody=template())
    assert ([], [f"{GROUP}/1"]) == tuple(names(client, ModelPackageType="Both") for client in (_client(), others))


def test_a_stack_is_deployed_in_mock_aws() -> None:
    """Without a server an operation has ended when its call is answered."""
    _client().create_model_package_group(ModelPackageGroupName=GROUP)
    stacks = boto3.client("cloudformation", region_name="us-east-1")
    stacks.create_stack(StackName="stack", TemplateBody=template(Outputs={"Arn": {"Value": {"Ref": "Version"}}}))
    stack = stacks.describe_stacks(StackName="stack")["Stacks"][0]
    assert ("CREATE_COMPLETE", f"{ARN}/1") == (stack["StackStatus"], stack["Outputs"][0]["OutputValue"])
    stacks.delete_stack(StackName="stack")
    assert [] == names(_client(), ModelPackageType="Both")
