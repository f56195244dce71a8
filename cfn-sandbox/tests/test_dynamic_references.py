"""Dynamic references: what they stand for goes to the service and nowhere else."""

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cfn_sandbox.server import Sandbox

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

SECRET = "hunter2-of-the-registry"


def template(value: Any, kind: str = "AWS::SSM::Parameter") -> str:
    """Return a template of one parameter with this value."""
    properties = {"Type": "String", "Value": value, "Name": "/made"} if kind == "AWS::SSM::Parameter" else value
    return json.dumps({"Resources": {"Made": {"Type": kind, "Properties": properties}}})


@pytest.fixture
def cfn(server: Sandbox, client: "SageMakerClient") -> Any:
    """Return a client of CloudFormation, in whose account there are a parameter and two secrets."""
    assert client
    ssm, secrets = (boto3.client(name, endpoint_url=server.url) for name in ("ssm", "secretsmanager"))
    for value in ("one", "two"):
        ssm.put_parameter(Name="/plain/name", Type="String", Value=value, Overwrite=True)
    ssm.put_parameter(Name="/secure", Type="SecureString", Value=SECRET)
    secrets.create_secret(Name="text", SecretString=SECRET)
    arn = secrets.create_secret(Name="json", SecretString=json.dumps({"password": SECRET, "port": 5432}))["ARN"]
    client = boto3.client("cloudformation", endpoint_url=server.url)
    client.arn = arn  # type: ignore[attr-defined]
    client.ssm = ssm  # type: ignore[attr-defined]
    return client


def deploy(cfn: Any, value: Any, kind: str = "AWS::SSM::Parameter") -> str:
    """Create a stack and return its status."""
    cfn.create_stack(StackName="stack", TemplateBody=template(value, kind))
    return str(cfn.describe_stacks(StackName="stack")["Stacks"][0]["StackStatus"])


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
def test_a_resource_gets_what_a_reference_stands_for(cfn: Any, reference: str, value: str) -> None:
    """Of a version, of the newest, inside a longer text, of a key in a secret."""
    assert deploy(cfn, reference) == "CREATE_COMPLETE"
    assert cfn.ssm.get_parameter(Name="/made")["Parameter"]["Value"] == value


def test_a_secret_can_be_named_by_its_arn(cfn: Any) -> None:
    """The colons of the ARN belong to the name."""
    assert deploy(cfn, f"{{{{resolve:secretsmanager:{cfn.arn}:SecretString:password}}}}") == "CREATE_COMPLETE"
    assert cfn.ssm.get_parameter(Name="/made")["Parameter"]["Value"] == SECRET


def test_a_reference_can_be_put_together_by_functions(cfn: Any) -> None:
    """It is resolved after the functions of the template."""
    assert deploy(cfn, {"Fn::Join": ["", ["{{resolve:ssm:/plain/", "name", ":1}}"]]}) == "CREATE_COMPLETE"
    assert cfn.ssm.get_parameter(Name="/made")["Parameter"]["Value"] == "one"


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
def test_what_cannot_be_is_refused_with_the_template(cfn: Any, reference: str, words: str) -> None:
    """By name, in CloudFormation's words, before there is a stack."""
    with pytest.raises(ClientError) as refused:
        deploy(cfn, reference)
    assert refused.value.response["Error"]["Code"] == "ValidationError"
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
def test_a_secret_that_cannot_be_had_fails_the_resource(cfn: Any, reference: str, words: str) -> None:
    """Its event names the reference and says why."""
    assert deploy(cfn, reference) == "ROLLBACK_COMPLETE"
    events = cfn.describe_stack_events(StackName="stack")["StackEvents"]
    reason = next(event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == "CREATE_FAILED")
    assert reference in reason
    assert words in reason


def test_a_secret_shows_nowhere(cfn: Any) -> None:
    """Neither in events, nor in the template, nor in a change set: they have the text of the reference."""
    reference = "{{resolve:secretsmanager:text}}"
    assert deploy(cfn, reference) == "CREATE_COMPLETE"
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


def test_a_failure_does_not_tell_a_secret(cfn: Any) -> None:
    """What a service says of a value is shown without the secret in it."""
    bucket = {"BucketName": "{{resolve:secretsmanager:text}} is no name"}
    assert deploy(cfn, bucket, "AWS::S3::Bucket") == "ROLLBACK_COMPLETE"
    assert SECRET not in json.dumps(cfn.describe_stack_events(StackName="stack"), default=str)


def test_a_new_value_is_no_update(cfn: Any) -> None:
    """CloudFormation compares the text of the references."""
    assert deploy(cfn, "{{resolve:ssm:/plain/name}}") == "CREATE_COMPLETE"
    cfn.ssm.put_parameter(Name="/plain/name", Type="String", Value="three", Overwrite=True)
    with pytest.raises(ClientError, match="No updates are to be performed"):
        cfn.update_stack(StackName="stack", TemplateBody=template("{{resolve:ssm:/plain/name}}"))
