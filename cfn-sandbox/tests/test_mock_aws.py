"""The same services inside `moto.mock_aws`, without a server."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cfn_sandbox.engine import REGION
from cfn_sandbox.testing import fake_credentials, in_process
from sagemaker_calls import GROUP, describe, names, refused, unversioned, version
from stack_calls import template

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture(autouse=True)
def mocked() -> Iterator[None]:
    """Run the sandbox inside this process."""
    with fake_credentials(), in_process():
        yield


def _client(region: str = REGION) -> "SageMakerClient":
    return boto3.client("sagemaker", region_name=region)


def _client_in(account: str) -> "SageMakerClient":
    """Return a client with the credentials of a role in another account."""
    role = f"arn:aws:iam::{account}:role/developer"
    keys = boto3.client("sts", region_name=REGION).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], REGION)
    return session.client("sagemaker")


def test_a_package_lives_in_mock_aws() -> None:
    """Create, describe and delete follow the registry's rules there."""
    client = _client()
    client.create_model_package_group(ModelPackageGroupName=GROUP)
    client.delete_model_package(ModelPackageName=version(client))
    assert f"{GROUP}/2" == version(client).partition("/")[2]
    assert "Completed" == describe(client, f"{GROUP}/2")["ModelPackageStatus"]


def test_limits_hold_in_mock_aws() -> None:
    """A value that breaks a limit is refused there too (API reference: the pattern of ModelPackageName)."""
    with refused("ValidationException", "at 'modelPackageName' failed to satisfy constraint"):
        unversioned(_client(), "a_b")


def test_regions_are_separate() -> None:
    """A package is in the region that it was created in, and its ARN says so (API reference: ModelPackageArn)."""
    here, there = _client(), _client("eu-west-1")
    unversioned(here)
    assert "arn:aws:sagemaker:eu-west-1:123456789012:model-package/name" == unversioned(there)
    here.delete_model_package(ModelPackageName="name")
    assert ([], ["name"]) == (names(here), names(there))


def test_accounts_are_separate() -> None:
    """A package is in the account that created it, and its ARN says so (API reference: ModelPackageArn)."""
    own, other = _client(), _client_in("111111111111")
    assert "arn:aws:sagemaker:us-east-1:111111111111:model-package/name" == unversioned(other)
    assert ([], ["name"]) == (names(own), names(other))


def test_an_arn_of_another_account_is_not_found() -> None:
    """An ARN doesn't lead to another account's package (API reference: model packages of the account)."""
    arn = unversioned(_client_in("111111111111"))
    with refused("ValidationException", f"{arn} does not exist"):
        describe(_client(), arn)


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_an_arn_has_its_partition(region: str, partition: str) -> None:
    """ARNs outside the commercial regions have their own partition (API reference: the pattern of ModelPackageArn)."""
    assert f"arn:{partition}:sagemaker:{region}:123456789012:model-package/name" == unversioned(_client(region))


def test_a_stack_has_ended_when_its_call_is_answered() -> None:
    """Without a server, an operation runs inside its request."""
    cloudformation: Any = boto3.client("cloudformation", region_name=REGION)
    cloudformation.create_stack(StackName="stack", TemplateBody=template())
    assert "CREATE_COMPLETE" == cloudformation.describe_stacks(StackName="stack")["Stacks"][0]["StackStatus"]
    cloudformation.delete_stack(StackName="stack")
    assert [] == boto3.client("sns", region_name=REGION).list_topics()["Topics"]
