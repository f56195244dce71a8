"""deploy/register.yaml: what stays registered, and which version is the default."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import cfn_flip
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.server import Sandbox

from ..sandbox.stacks import Stacks

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

# The sandbox has no registry; everything else of the template is deployed there.
REGISTRY = ("AWS::CloudFormation::ResourceVersion", "AWS::CloudFormation::ResourceDefaultVersion")
REGISTER = Path(__file__).resolve().parents[2] / "deploy" / "register.yaml"


@pytest.fixture
def template() -> dict[str, Any]:
    """Return the template."""
    read: dict[str, Any] = json.loads(cfn_flip.to_json(REGISTER.read_text(encoding="utf-8")))
    return read


@pytest.fixture
def resources(template: dict[str, Any]) -> dict[str, Any]:
    """Return the resources of the template."""
    found: dict[str, Any] = template["Resources"]
    return found


def test_a_new_package_leaves_the_earlier_version_registered(resources: dict[str, Any]) -> None:
    """Every property of a ResourceVersion is create-only: a new key replaces it, and roll-back needs the one before."""
    version = resources["ResourceVersion"]
    assert TYPE_NAME == version["Properties"]["TypeName"]
    assert {"Fn::Sub": "s3://${PackageBucket}/${PackageKey}"} == version["Properties"]["SchemaHandlerPackage"]
    assert "Retain" == version["UpdateReplacePolicy"]


def test_the_default_version_is_the_new_one_or_the_one_asked_for(resources: dict[str, Any]) -> None:
    """`latest` follows the package; a version ID goes back to that version of the same type."""
    condition, earlier, latest = resources["ResourceDefaultVersion"]["Properties"]["TypeVersionArn"]["Fn::If"]
    assert "IsRolledBack" == condition
    assert {"Fn::Sub": "${ResourceVersion.TypeArn}/${DefaultVersion}"} == earlier
    assert {"Ref": "ResourceVersion"} == latest


def test_the_log_of_the_handlers_is_kept_for_a_time_only(resources: dict[str, Any]) -> None:
    """The type logs to a group with retention, and its log role may write there and nowhere else."""
    logging = resources["ResourceVersion"]["Properties"]["LoggingConfig"]
    assert {"LogGroupName": {"Ref": "LogGroup"}, "LogRoleArn": {"Fn::GetAtt": ["LogRole", "Arn"]}} == logging
    assert {"Ref": "LogRetentionInDays"} == resources["LogGroup"]["Properties"]["RetentionInDays"]
    statements = resources["LogRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    writing = [statement for statement in statements if "logs:PutLogEvents" in statement["Action"]]
    assert [{"Fn::GetAtt": ["LogGroup", "Arn"]}] == [statement["Resource"] for statement in writing]


def test_every_log_has_the_key_that_is_given(template: dict[str, Any]) -> None:
    """LogKeyArn encrypts the log of the handlers and that of stack events; without it, CloudWatch does with its own key."""
    given = {"Fn::If": ["HasLogKey", {"Ref": "LogKeyArn"}, {"Ref": "AWS::NoValue"}]}
    groups = [item["Properties"] for item in template["Resources"].values() if item["Type"] == "AWS::Logs::LogGroup"]
    assert [given, given] == [group["KmsKeyId"] for group in groups]
    assert "" == template["Parameters"]["LogKeyArn"]["Default"]


def test_the_roles_and_the_log_are_made(server: Sandbox, client: "SageMakerClient", template: dict[str, Any]) -> None:
    """What is to be there before the type can be registered deploys as it is written."""
    assert client
    resources, stacks = template["Resources"], Stacks(server.url)
    template["Resources"] = {name: item for name, item in resources.items() if item["Type"] not in REGISTRY}
    template["Outputs"] = {name: template["Outputs"][name] for name in ("ExecutionRoleArn", "LogGroupName")}
    values = {"PackageBucket": "amzn-s3-demo-bucket", "PackageKey": "1.0.0.zip", "LogRetentionInDays": "7"}
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]

    assert "CREATE_COMPLETE" == stacks.create(
        json.dumps(template), "type", Parameters=given, Capabilities=["CAPABILITY_IAM"]
    )
    iam, logs = (boto3.client(service, endpoint_url=server.url) for service in ("iam", "logs"))
    role = stacks.outputs("type")["ExecutionRoleArn"].rpartition("/")[2]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = json.dumps(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    assert "arn:aws:sagemaker:*:*:model-package/*" in document
    (group,) = logs.describe_log_groups(logGroupNamePrefix=stacks.outputs("type")["LogGroupName"])["logGroups"]
    assert 7 == int(group["retentionInDays"])  # moto keeps the text of the parameter
