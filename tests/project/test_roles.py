"""deploy/execution-role.yaml: what the role may do, once it is deployed, and what its parameters narrow."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cfn_sandbox.testing import Stacks
from mlops_sagemaker_modelpackage.schema import SCHEMA
from sandbox.server import Sandbox

from ..iam_policies import is_allowed

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ROLE = Path(__file__).resolve().parents[2] / "deploy" / "execution-role.yaml"
ARN = "arn:aws:sagemaker:us-east-1:123456789012"
VERSION, PACKAGE, GROUP = (
    f"{ARN}:model-package/churn/1",
    f"{ARN}:model-package/baseline",
    f"{ARN}:model-package-group/churn",
)
KEY = "arn:aws:kms:us-east-1:123456789012:key/models"
IMAGE = "arn:aws:ecr:us-east-1:123456789012:repository/churn"

Deploy = Callable[..., tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture
def deploy(client: "SageMakerClient", server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Deploy:
    """Return a function that deploys the role with parameters, and returns its trust policy and its policy."""
    assert client  # the sandbox is empty
    stacks = Stacks(server.url)

    def deploy(region: str = "us-east-1", **parameters: str) -> tuple[dict[str, Any], dict[str, Any]]:
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        name = stacks.deploy(ROLE.read_text(encoding="utf-8"), "role", parameters).resources["ExecutionRole"]
        iam = stacks.client("iam")
        (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        return iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"], document

    return deploy


def _actions(policy: Mapping[str, Any]) -> set[str]:
    listed = (item["Action"] for item in policy["Statement"] if item["Effect"] == "Allow")
    return {action for item in listed for action in ([item] if isinstance(item, str) else item)}


def test_the_role_has_the_actions_of_the_handlers(deploy: Deploy) -> None:
    """It allows what the permissions in the schema say, and nothing else."""
    _, policy = deploy()
    assert {action for handler in SCHEMA["handlers"].values() for action in handler["permissions"]} == _actions(policy)


@pytest.mark.parametrize("action", ["AddTags", "DeleteTags", "ListTags"])
def test_groups_are_never_tagged(deploy: Deploy, action: str) -> None:
    """Handlers tag unversioned packages only."""
    _, policy = deploy()
    assert is_allowed([policy], f"sagemaker:{action}", PACKAGE)
    assert not is_allowed([policy], f"sagemaker:{action}", GROUP)


def test_versions_are_created_in_groups_that_are_left_alone(deploy: Deploy) -> None:
    """A create names both the group and the version; packages are changed, groups aren't."""
    _, policy = deploy()
    assert is_allowed([policy], "sagemaker:CreateModelPackage", GROUP)
    assert all(
        is_allowed([policy], f"sagemaker:{verb}ModelPackage", VERSION) for verb in ("Create", "Update", "Delete")
    )
    assert not any(is_allowed([policy], f"sagemaker:{verb}ModelPackage", GROUP) for verb in ("Update", "Delete"))
    assert not is_allowed([policy], "sagemaker:DeleteModelPackageGroup", GROUP)


def test_a_role_is_passed_to_sagemaker_only(deploy: Deploy) -> None:
    """The role of ValidationRoleArn, and to no other service."""
    role = "arn:aws:iam::123456789012:role/validation"
    _, policy = deploy(ValidationRoleArn=role)
    passed = {"iam:PassedToService": "sagemaker.amazonaws.com"}
    assert is_allowed([policy], "iam:PassRole", role, passed)
    assert not is_allowed([policy], "iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"})
    assert not is_allowed([policy], "iam:PassRole", "arn:aws:iam::123456789012:role/other", passed)


@pytest.mark.parametrize(("region", "suffix"), [("eu-west-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn")])
def test_keys_are_used_through_their_services_only(deploy: Deploy, region: str, suffix: str) -> None:
    """SageMaker encrypts cards, S3 decrypts model data; grants are for AWS only. Services have other names in China."""
    _, policy = deploy(region)
    sagemaker, s3 = ({"kms:ViaService": f"{service}.{region}.{suffix}"} for service in ("sagemaker", "s3"))
    grant = sagemaker | {"kms:GrantIsForAWSResource": "true"}
    assert is_allowed([policy], "kms:GenerateDataKey", KEY, sagemaker)
    assert is_allowed([policy], "kms:Decrypt", KEY, s3)
    assert not is_allowed([policy], "kms:GenerateDataKey", KEY, s3)
    assert not is_allowed([policy], "kms:Decrypt", KEY)
    assert is_allowed([policy], "kms:CreateGrant", KEY, grant)
    assert not is_allowed([policy], "kms:CreateGrant", KEY, sagemaker)


def test_parameters_narrow_images_model_data_and_keys(deploy: Deploy) -> None:
    """Each is a list of ARNs; what isn't in it isn't allowed."""
    _, policy = deploy(
        ImageRepositoryArns=IMAGE, ModelDataArns="arn:aws:s3:::models,arn:aws:s3:::models/*", KeyArns=KEY
    )
    via = {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    assert is_allowed([policy], "ecr:DescribeImages", IMAGE)
    assert not is_allowed([policy], "ecr:DescribeImages", f"{IMAGE}-2")
    assert is_allowed([policy], "s3:ListBucket", "arn:aws:s3:::models")
    assert is_allowed([policy], "s3:GetObject", "arn:aws:s3:::models/churn/model.tar.gz")
    assert not is_allowed([policy], "s3:GetObject", "arn:aws:s3:::others/model.tar.gz")
    assert is_allowed([policy], "kms:Decrypt", KEY, via)
    assert not is_allowed([policy], "kms:Decrypt", f"{KEY}-2", via)


@pytest.mark.parametrize("verb", ["Create", "Update"])
def test_stacks_may_be_kept_from_approving(deploy: Deploy, verb: str) -> None:
    """With ApprovalByStacks=denied, the role can't approve a version, and can do all else with it."""
    _, policy = deploy(ApprovalByStacks="denied")
    action = f"sagemaker:{verb}ModelPackage"
    assert not is_allowed([policy], action, VERSION, {"sagemaker:ModelApprovalStatus": "Approved"})
    assert is_allowed([policy], action, VERSION, {"sagemaker:ModelApprovalStatus": "PendingManualApproval"})
    assert is_allowed([policy], action, VERSION)


def test_stacks_may_approve_by_default(deploy: Deploy) -> None:
    """Approval belongs to the template, unless somebody decides otherwise."""
    _, policy = deploy()
    approved = {"sagemaker:ModelApprovalStatus": "Approved"}
    assert is_allowed([policy], "sagemaker:UpdateModelPackage", VERSION, approved)


def test_only_cloudformation_may_assume_the_role(deploy: Deploy) -> None:
    """For this type in this account."""
    trust, _ = deploy()
    (statement,) = trust["Statement"]
    assert {"Service": "resources.cloudformation.amazonaws.com"} == statement["Principal"]
    trusted = {**trust, "Statement": [statement | {"Resource": "*"}]}
    context = {
        "aws:SourceAccount": "123456789012",
        "aws:SourceArn": "arn:aws:cloudformation:us-east-1:123456789012:type/resource/MLOps-SageMaker-ModelPackage/00000001",
    }
    assert is_allowed([trusted], "sts:AssumeRole", "*", context)
    assert not is_allowed([trusted], "sts:AssumeRole", "*", context | {"aws:SourceAccount": "444455556666"})
    other = context["aws:SourceArn"].replace("MLOps-SageMaker-ModelPackage", "Acme-Other-Type")
    assert not is_allowed([trusted], "sts:AssumeRole", "*", context | {"aws:SourceArn": other})
