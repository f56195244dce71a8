"""Behaviour that CDK, SAM and other clients rely on."""

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cfn_sandbox.server import Sandbox

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

METADATA = {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:H4sI"}}
HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
PAGE = "<!doctype html"
JSON = {"Content-Type": "application/x-amz-json-1.1"}
CREATE_PACKAGE = {**JSON, "X-Amz-Target": "SageMaker.CreateModelPackage"}
BATCH_DESCRIBE = {**JSON, "X-Amz-Target": "SageMaker.BatchDescribeModelPackage"}


@pytest.fixture
def cfn(server: Sandbox, client: "SageMakerClient") -> Any:
    """Return a client of CloudFormation."""
    assert client
    return boto3.client("cloudformation", endpoint_url=server.url)


def deploy(cfn: Any, template: dict[str, Any], name: str = "stack") -> str:
    """Create a stack and return its status."""
    cfn.create_stack(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_AUTO_EXPAND"])
    return str(cfn.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])


def test_metadata_of_cdk_is_recorded(cfn: Any) -> None:
    """AWS::CDK::Metadata is a resource with a physical ID that does nothing."""
    assert "CREATE_COMPLETE" == deploy(cfn, {"Resources": {"CDKMetadata": METADATA}})
    (found,) = cfn.list_stack_resources(StackName="stack")["StackResourceSummaries"]
    assert "AWS::CDK::Metadata" == found["ResourceType"]
    assert found["PhysicalResourceId"]


def test_a_missing_change_set_can_be_deleted(cfn: Any) -> None:
    """If the stack exists, deleting a missing change set succeeds; otherwise it is refused."""
    deploy(cfn, {"Resources": {"Handle": HANDLE}})
    cfn.delete_change_set(StackName="stack", ChangeSetName="none")
    with pytest.raises(ClientError, match="does not exist"):
        cfn.delete_change_set(StackName="no-stack", ChangeSetName="none")


def test_a_name_is_that_of_the_living_stack(cfn: Any) -> None:
    """A change set of a deleted stack isn't one of the next stack of its name: CDK waits until there is none."""
    names: Any = {"StackName": "stack", "ChangeSetName": "changes"}
    text = json.dumps({"Resources": {"Handle": HANDLE}})
    cfn.create_change_set(**names, ChangeSetType="CREATE", TemplateBody=text)
    cfn.execute_change_set(**names)
    cfn.get_waiter("stack_create_complete").wait(StackName="stack")
    cfn.delete_stack(StackName="stack")
    cfn.get_waiter("stack_delete_complete").wait(StackName="stack")
    deploy(cfn, {"Resources": {"Handle": HANDLE}})
    with pytest.raises(cfn.exceptions.ChangeSetNotFoundException):
        cfn.describe_change_set(**names)


def test_events_have_different_times(cfn: Any) -> None:
    """Clients sort events by milliseconds: each event has a later one than the previous."""
    deploy(cfn, {"Resources": {f"Handle{number}": HANDLE for number in range(20)}})
    events = cfn.describe_stack_events(StackName="stack")["StackEvents"]
    times = [int(event["Timestamp"].timestamp() * 1000) for event in events]
    assert times == sorted(set(times), reverse=True)
    assert "AWS::CloudFormation::Stack" == events[0]["ResourceType"]


def test_a_policy_with_a_condition_lets_objects_be_put(cfn: Any, server: Sandbox) -> None:
    """The policy of CDK's buckets, which denies requests without TLS, is ignored; one without a condition is enforced."""
    s3 = boto3.client("s3", endpoint_url=server.url)
    s3.create_bucket(Bucket="assets")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    insecure = {"Bool": {"aws:SecureTransport": "false"}}

    def policy(more: dict[str, Any]) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": [statement | more]})

    s3.put_bucket_policy(Bucket="assets", Policy=policy({"Condition": insecure}))
    s3.put_object(Bucket="assets", Key="template.json", Body=json.dumps({"Resources": {"Handle": HANDLE}}))
    cfn.create_stack(StackName="stack", TemplateURL=f"{server.url}/assets/template.json")
    s3.put_bucket_policy(Bucket="assets", Policy=policy({}))
    with pytest.raises(ClientError, match="Forbidden"):
        s3.put_object(Bucket="assets", Key="other", Body=b"")


def test_a_missing_template_in_s3_is_refused(cfn: Any, server: Sandbox) -> None:
    """The message is CloudFormation's."""
    with pytest.raises(ClientError, match="S3 error: "):
        cfn.create_stack(StackName="stack", TemplateURL=f"{server.url}/no-bucket/template.json")


def test_sam_resources_are_transformed(cfn: Any) -> None:
    """SAM's library turns a SimpleTable into a table of DynamoDB; an invalid resource is refused with its message."""
    sam = {"Transform": "AWS::Serverless-2016-10-31"}
    table = {"Type": "AWS::Serverless::SimpleTable", "Properties": {}}
    assert "CREATE_COMPLETE" == deploy(cfn, sam | {"Resources": {"Table": table}})
    (found,) = cfn.list_stack_resources(StackName="stack")["StackResourceSummaries"]
    assert "AWS::DynamoDB::Table" == found["ResourceType"]
    with pytest.raises(ClientError, match=r"Transform AWS::Serverless-2016-10-31 failed with: .*Function"):
        deploy(cfn, sam | {"Resources": {"Function": {"Type": "AWS::Serverless::Function"}}}, "other")


def test_sam_templates_without_resources_of_sam_are_taken(cfn: Any) -> None:
    """A template with the transform, but without resources of SAM, is deployed as it is."""
    template = {"Transform": ["AWS::Serverless-2016-10-31"], "Resources": {"Handle": HANDLE}}
    assert "CREATE_COMPLETE" == deploy(cfn, template)


@pytest.mark.parametrize("service", ["cloudformation", "sagemaker", "s3", "sts", "ssm"])
def test_an_unknown_region_is_an_error_of_aws(server: Sandbox, service: str) -> None:
    """The error has the protocol of the service."""
    calls = {
        "cloudformation": "describe_stacks",
        "sagemaker": "list_models",
        "s3": "list_buckets",
        "sts": "get_caller_identity",
        "ssm": "describe_parameters",
    }
    make: Any = boto3.client
    client = make(service, endpoint_url=server.url, region_name="eu-nowhere-1")
    with pytest.raises(ClientError, match="Credential should be scoped to a valid region, not 'eu-nowhere-1'"):
        getattr(client, calls[service])()


@pytest.mark.parametrize(
    ("service", "headers", "body", "wanted"),
    [
        ("sagemaker", CREATE_PACKAGE, b"[1]", '"__type": "InternalFailure"'),
        ("sagemaker", BATCH_DESCRIBE, b"{}", "The sandbox has no BatchDescribeModelPackage."),
        ("cloudformation", {}, b"Action=NoSuch&Version=2010-05-15", "<Code>InvalidAction</Code>"),
    ],
)
def test_an_unanswerable_request_gets_an_error_of_aws(
    server: Sandbox, service: str, headers: dict[str, str], body: bytes, wanted: str
) -> None:
    """The answer is an error in AWS's protocol, not a page in HTML."""
    signed = f"AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/{service}/aws4_request"
    request = urllib.request.Request(server.url, body, headers | {"Authorization": signed})  # noqa: S310 - our own
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310 - our own
    text = refused.value.read().decode()
    assert PAGE not in text
    assert wanted in text
