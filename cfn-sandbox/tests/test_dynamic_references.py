"""Dynamic references: services get their values, people see the text of the reference."""

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cfn_sandbox.server import Sandbox

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

SECRET = "hunter2-of-the-registry"


def template(value: Any, type_name: str = "AWS::SSM::Parameter") -> str:
    """Return a template with one resource: a parameter of SSM with this value, or a resource with these properties."""
    properties = {"Type": "String", "Value": value, "Name": "/created"} if type_name == "AWS::SSM::Parameter" else value
    return json.dumps({"Resources": {"Created": {"Type": type_name, "Properties": properties}}})


@pytest.fixture
def ssm(server: Sandbox, client: "SageMakerClient") -> Any:
    """Return a client of SSM in an empty sandbox with two versions of a parameter, and a secure one."""
    assert client
    ssm: Any = boto3.client("ssm", endpoint_url=server.url)
    for value in ("one", "two"):
        ssm.put_parameter(Name="/plain/name", Type="String", Value=value, Overwrite=True)
    ssm.put_parameter(Name="/secure", Type="SecureString", Value=SECRET)
    return ssm


@pytest.fixture
def secret_arn(server: Sandbox, ssm: Any) -> str:
    """Return the ARN of the secret `json`; there is another one, `text`."""
    assert ssm
    secrets: Any = boto3.client("secretsmanager", endpoint_url=server.url)
    secrets.create_secret(Name="text", SecretString=SECRET)
    members = json.dumps({"password": SECRET, "port": 5432})
    return str(secrets.create_secret(Name="json", SecretString=members)["ARN"])


@pytest.fixture
def cfn(server: Sandbox, secret_arn: str) -> Any:
    """Return a client of CloudFormation in a sandbox with the parameters and the secrets."""
    assert secret_arn
    return boto3.client("cloudformation", endpoint_url=server.url)


def deploy(cfn: Any, value: Any, type_name: str = "AWS::SSM::Parameter") -> str:
    """Create a stack, and return its status."""
    cfn.create_stack(StackName="stack", TemplateBody=template(value, type_name))
    return str(cfn.describe_stacks(StackName="stack")["Stacks"][0]["StackStatus"])


def _created_value(ssm: Any) -> str:
    return str(ssm.get_parameter(Name="/created")["Parameter"]["Value"])


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("{{resolve:ssm:/plain/name}}", "two"),
        ("{{resolve:ssm:/plain/name:1}}", "one"),
        ("a {{resolve:ssm:/plain/name:1}} and {{resolve:ssm:/plain/name:2}}", "a one and two"),
        ("{{resolve:secretsmanager:text}}", SECRET),
        ("{{resolve:secretsmanager:json:SecretString:password}}", SECRET),
        ("{{resolve:secretsmanager:json:SecretString:port:AWSCURRENT}}", "5432"),
    ],
)
def test_a_service_gets_the_value(cfn: Any, ssm: Any, reference: str, value: str) -> None:
    """A reference may name a version or the newest one, a key in a secret, and be part of a longer text."""
    assert "CREATE_COMPLETE" == deploy(cfn, reference)
    assert _created_value(ssm) == value


def test_a_secret_can_be_named_by_its_arn(cfn: Any, secret_arn: str, ssm: Any) -> None:
    """The colons of an ARN belong to the name of the secret."""
    assert "CREATE_COMPLETE" == deploy(cfn, f"{{{{resolve:secretsmanager:{secret_arn}:SecretString:password}}}}")
    assert SECRET == _created_value(ssm)


def test_functions_can_build_a_reference(cfn: Any, ssm: Any) -> None:
    """References are resolved after the functions of the template."""
    assert "CREATE_COMPLETE" == deploy(cfn, {"Fn::Join": ["", ["{{resolve:ssm:/plain/", "name", ":1}}"]]})
    assert "one" == _created_value(ssm)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("{{resolve:ssm:/none}}", "Parameters: [ssm:/none] cannot be found."),
        ("{{resolve:ssm:/plain/name:9}}", "Parameters: [ssm:/plain/name:9] cannot be found."),
        ("{{resolve:ssm:/secure}}", "Parameters [/secure] referenced by template have types not supported"),
        ("{{resolve:ssm:a b}}", "Incorrect format is used in the following SSM reference: [{{resolve:ssm:a b}}]"),
        ("{{resolve:ssm-secure:/secure:1}}", "SSM Secure reference is not supported in: [AWS::SSM::Parameter/Pro"),
        ("{{resolve:vault:x}}", "{{resolve:vault:x}}"),
    ],
)
def test_an_impossible_reference_is_refused_with_the_template(cfn: Any, reference: str, words: str) -> None:
    """The error names the reference, and no stack is created."""
    with pytest.raises(ClientError) as refused:
        deploy(cfn, reference)
    assert "ValidationError" == refused.value.response["Error"]["Code"]
    assert words in refused.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("{{resolve:secretsmanager:none}}", "Secrets Manager can't find the specified secret"),
        ("{{resolve:secretsmanager:json:SecretString:user}}", "Could not find a value associated with JSONKey"),
        ("{{resolve:secretsmanager:text:SecretString:user}}", "Could not parse SecretString JSON"),
        ("{{resolve:secretsmanager:text:SecretBinary}}", "Incorrect format"),
    ],
)
def test_a_missing_secret_fails_the_resource(cfn: Any, reference: str, words: str) -> None:
    """The event of the resource names the reference and the reason."""
    assert "ROLLBACK_COMPLETE" == deploy(cfn, reference)
    events = cfn.describe_stack_events(StackName="stack")["StackEvents"]
    reason = next(event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == "CREATE_FAILED")
    assert reference in reason
    assert words in reason


def test_a_secret_is_shown_nowhere(cfn: Any) -> None:
    """Events, templates, change sets and stacks have the text of the reference."""
    reference = "{{resolve:secretsmanager:text}}"
    assert "CREATE_COMPLETE" == deploy(cfn, reference)
    cfn.create_change_set(StackName="stack", ChangeSetName="next", TemplateBody=template(f"new {reference}"))
    shown = json.dumps(
        [
            cfn.describe_stack_events(StackName="stack")["StackEvents"],
            cfn.get_template(StackName="stack"),
            cfn.describe_change_set(StackName="stack", ChangeSetName="next", IncludePropertyValues=True),
            cfn.describe_stacks(StackName="stack"),
        ],
        default=str,
    )
    assert SECRET not in shown
    assert reference in shown


def test_a_failure_does_not_reveal_a_secret(cfn: Any) -> None:
    """Messages of services are shown without the secret."""
    bucket = {"BucketName": "{{resolve:secretsmanager:text}} is no name"}
    assert "ROLLBACK_COMPLETE" == deploy(cfn, bucket, "AWS::S3::Bucket")
    assert SECRET not in json.dumps(cfn.describe_stack_events(StackName="stack"), default=str)


def test_a_new_value_is_no_update(cfn: Any, ssm: Any) -> None:
    """CloudFormation compares the texts of references, not their values."""
    assert "CREATE_COMPLETE" == deploy(cfn, "{{resolve:ssm:/plain/name}}")
    ssm.put_parameter(Name="/plain/name", Type="String", Value="three", Overwrite=True)
    with pytest.raises(ClientError, match="No updates are to be performed"):
        cfn.update_stack(StackName="stack", TemplateBody=template("{{resolve:ssm:/plain/name}}"))
