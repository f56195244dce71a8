"""guide/promotion.md: its commands take an approved version to another account, and its rule passes approvals on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from sandbox.server import Sandbox

from ..pages import ROOT, blocks, commands, run, write_files
from ..sandbox.stacks import Stacks, deployed_versions

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow

PAGE = "promotion"
PRODUCTION = "444455556666"
PARAMETER = "/models/churn-promoted/approved"
COPY = f"arn:aws:sagemaker:us-east-1:{PRODUCTION}:model-package/churn-copied/1"
VERSION = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn-promoted"


@pytest.fixture
def folder(client: "SageMakerClient", tmp_path: Path) -> Path:
    """Return a folder with the examples, and the profile of the page as the configuration of the AWS CLI."""
    assert client  # the sandbox is empty
    for name in ("deploy", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    assert ["~/.aws/config"] == write_files(blocks(PAGE, "Two accounts, two profiles"), tmp_path)
    return tmp_path


def _run(server: Sandbox, folder: Path, *titles: str) -> str:
    script = "".join(commands(PAGE, title) for title in titles)
    return run(script, server.url, folder)


def _client(service: str, server: Sandbox, account: str = PRODUCTION) -> Any:
    """Return a client with credentials of an account, which the sandbox gives to everybody."""
    make: Any = boto3.client
    role = f"arn:aws:iam::{account}:role/deploy"
    keys = make("sts", endpoint_url=server.url).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return make(
        service,
        endpoint_url=server.url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_the_rule_tells_production_of_approvals(server: Sandbox, folder: Path) -> None:
    """The event of the page reaches a rule in the other account; those of a rejection, another group, another change don't."""
    template = (ROOT / "examples" / "promotion.yaml").read_text(encoding="utf-8")
    assert "CREATE_COMPLETE" == Stacks(server.url).create(template, Capabilities=["CAPABILITY_IAM"])
    _run(server, folder, "An event for each approval")
    sqs, events = _client("sqs", server), _client("events", server)
    queue = sqs.create_queue(QueueName="pipeline")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="approved", EventPattern=json.dumps({"source": ["aws.sagemaker"]}))
    events.put_targets(Rule="approved", Targets=[{"Id": "pipeline", "Arn": arn}])

    (text,) = (block.text for block in blocks(PAGE, "An event for each approval") if block.language == "json")
    event = json.loads(text)
    details = [
        event["detail"] | other
        for other in (
            {"ModelApprovalStatus": "Rejected"},
            {"ModelPackageGroupName": "a"},
            {"UpdatedModelPackageFields": ["CustomerMetadataProperties"]},
        )
    ]
    for detail in (*details, event["detail"]):
        entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(detail)}
        _client("events", server, event["account"]).put_events(Entries=[entry])

    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert [event["detail"]] == [json.loads(message["Body"])["detail"] for message in messages]


def test_a_version_is_approved_promoted_and_rolled_back(server: Sandbox, folder: Path) -> None:
    """The other account serves the approved version, then the next, then the first again, which was kept."""
    said = _run(server, folder, "Approve a version", "Bring the ARN to production", "The next version, and back")
    assert {f"{VERSION}/1", "1\tApproved", "2\tPendingManualApproval"} <= set(said.splitlines())
    deployed = deployed_versions(_client("cloudformation", server), "churn-production")
    assert [f"{VERSION}/{number}" for number in (1, 2, 1)] == deployed

    sagemaker = _client("sagemaker", server)
    (endpoint,) = sagemaker.list_endpoints()["Endpoints"]
    config = sagemaker.describe_endpoint(EndpointName=endpoint["EndpointName"])["EndpointConfigName"]
    (variant,) = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    served = sagemaker.describe_model(ModelName=variant["ModelName"])["PrimaryContainer"]["ModelPackageName"]
    assert f"{VERSION}/1" == served


def test_the_workflow_can_be_started_by_hand(server: Sandbox, folder: Path) -> None:
    """With the command of the page; tests/project/test_approved_version.py runs the workflow."""
    said = _run(server, folder, "Approve a version", "The approved version, wherever it was registered")
    assert "arn:aws:states:us-east-1:123456789012:execution:churn-approved-Workflow-" in said


def test_a_version_is_copied(server: Sandbox, folder: Path) -> None:
    """Production gets a version of its own, with the image by its digest, the copied data, and the way back to the source."""
    s3 = _client("s3", server, "123456789012")
    s3.create_bucket(Bucket="amzn-s3-demo-bucket")
    s3.put_object(Bucket="amzn-s3-demo-bucket", Key="churn/2026-11/model.tar.gz", Body=b"model")
    _run(server, folder, "Approve a version", "Bring the ARN to production", "A copy in another account")
    copy = _client("sagemaker", server).describe_model_package(ModelPackageName=COPY)
    source = _client("sagemaker", server, "123456789012").describe_model_package(ModelPackageName=f"{VERSION}/1")
    (container,), (original,) = (item["InferenceSpecification"]["Containers"] for item in (copy, source))
    assert f"{PRODUCTION}.dkr.ecr.us-east-1.amazonaws.com/churn-copied@{original['ImageDigest']}" == container["Image"]
    bucket, _, key = container["ModelDataUrl"].removeprefix("s3://").partition("/")
    assert b"model" == _client("s3", server).get_object(Bucket=bucket, Key=key)["Body"].read()
    assert ("Approved", {"copied-from": f"{VERSION}/1"}) == (
        copy["ModelApprovalStatus"],
        copy["CustomerMetadataProperties"],
    )


def test_the_page_shows_parts_of_the_templates() -> None:
    """The pattern of the page is that of the template, and the parameter is the one that the stack writes."""
    (pattern,) = (block.text for block in blocks(PAGE, "An event for each approval") if block.language == "yaml")
    assert pattern in (ROOT / "examples" / "promotion.yaml").read_text(encoding="utf-8")
    (reference,) = (block.text for block in blocks(PAGE, "Approve a version") if block.language == "yaml")
    assert PARAMETER in reference
    assert reference in (ROOT / "examples" / "production.yaml").read_text(encoding="utf-8")
