"""deploy/approved-version.yaml: the parameter names the newest approved version, after each of the documented events."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import boto3
import cfn_flip
import pytest
from moto.core.config import default_user_config
from moto.events.models import EventPattern

from cfn_sandbox.testing import DeployedStack, Stacks, fake_credentials, in_process
from sagemaker_calls import version
from sandbox.server import TYPES

from ..templates import GROUP

pytestmark = pytest.mark.slow

TEMPLATE = (Path(__file__).resolve().parents[2] / "deploy" / "approved-version.yaml").read_text(encoding="utf-8")
PARAMETER = f"/models/{GROUP}/approved"
ARN = f"arn:aws:sagemaker:us-east-1:123456789012:model-package/{GROUP}"
# The parts that matter of the example in "SageMaker model package state change", in the SageMaker developer guide.
CHANGED: dict[str, Any] = {
    "version": "0",
    "detail-type": "SageMaker Model Package State Change",
    "source": "aws.sagemaker",
    "account": "123456789012",
    "region": "us-east-1",
    "resources": [f"{ARN}/2"],
    "detail": {
        "ModelPackageGroupName": GROUP,
        "ModelPackageVersion": 2,
        "ModelPackageArn": f"{ARN}/2",
        "ModelPackageStatus": "Completed",
        "ModelApprovalStatus": "Approved",
        "UpdatedModelPackageFields": ["ModelApprovalStatus", "ApprovalDescription"],
    },
}
DELETED: dict[str, Any] = {
    "detail-type": "AWS API Call via CloudTrail",
    "source": "aws.sagemaker",
    "detail": {
        "eventSource": "sagemaker.amazonaws.com",
        "eventName": "DeleteModelPackage",
        "requestParameters": {"modelPackageName": f"{ARN}/2"},
    },
}


def _client(service: str) -> Any:
    make: Any = boto3.client
    return make(service)


@pytest.fixture(scope="module")
def stack() -> Iterator[DeployedStack]:
    """Return the deployed template, in a sandbox inside this process."""
    with fake_credentials(), in_process(TYPES):
        yield Stacks(None).deploy(TEMPLATE, "approved")


@pytest.fixture(scope="module")
def definition(stack: DeployedStack) -> str:
    """Return the definition of the deployed workflow."""
    described = _client("stepfunctions").describe_state_machine(stateMachineArn=stack.outputs["WorkflowArn"])
    return str(described["definition"])


def test_the_topic_hears_of_the_end_of_an_alarm() -> None:
    """As of its beginning; without a topic, of neither. guide/promotion.md says of each alarm what to do."""
    resources = json.loads(cfn_flip.to_json(TEMPLATE))["Resources"]
    alarms = {name: item["Properties"] for name, item in resources.items() if item["Type"] == "AWS::CloudWatch::Alarm"}
    page = (Path(__file__).resolve().parents[2] / "guide" / "promotion.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `(\w+Alarm)`:", page, re.MULTILINE) == list(alarms)
    topic = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}
    assert all(topic == alarm["AlarmActions"] == alarm["OKActions"] for alarm in alarms.values())


class Workflow:
    """The workflow, which moto's interpreter runs."""

    def __init__(self, definition: str):
        self._client = _client("stepfunctions")
        role = "arn:aws:iam::123456789012:role/workflow"
        created = self._client.create_state_machine(name="workflow", definition=definition, roleArn=role)
        self._arn = created["stateMachineArn"]

    def run(self, event: dict[str, Any] = CHANGED) -> dict[str, Any] | None:
        """Run the workflow for an event, and return the parameter that is there afterwards."""
        execution: Any = {"stateMachineArn": self._arn, "name": str(uuid4()), "input": json.dumps(event)}
        started = self._client.start_execution(**execution)["executionArn"]
        while (ended := self._client.describe_execution(executionArn=started))["status"] == "RUNNING":
            time.sleep(0.01)
        assert "SUCCEEDED" == ended["status"], ended
        found = _client("ssm").get_parameters(Names=[PARAMETER])["Parameters"]
        return found[0] if found else None


@pytest.fixture
def workflow(definition: str) -> Iterator[Workflow]:
    """Return the workflow, with a group that has no versions yet."""
    sagemaker = _client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName=GROUP)
    with patch.dict(default_user_config, {"stepfunctions": {"execute_state_machine": True}}):
        yield Workflow(definition)
    for item in sagemaker.list_model_packages(ModelPackageGroupName=GROUP)["ModelPackageSummaryList"]:
        sagemaker.delete_model_package(ModelPackageName=item["ModelPackageArn"])
    sagemaker.delete_model_package_group(ModelPackageGroupName=GROUP)
    _client("ssm").delete_parameters(Names=[PARAMETER])


def _version(approval: str = "Approved", **parameters: Any) -> str:
    return version(_client("sagemaker"), ModelApprovalStatus=approval, **parameters)


def _value(parameter: dict[str, Any] | None) -> str:
    assert parameter
    return str(parameter["Value"])


def test_the_newest_approved_version_is_the_value(workflow: Workflow) -> None:
    """Of several approved versions it is the newest; a newer one that waits for its review doesn't count."""
    _, newest, _ = _version(), _version(), _version("PendingManualApproval")
    assert newest == _value(workflow.run())


def test_a_rejection_falls_back_to_the_version_before(workflow: Workflow) -> None:
    """Once the newest is rejected, the parameter names the approved version before it."""
    before, newest = _version(), _version()
    assert newest == _value(workflow.run())
    _client("sagemaker").update_model_package(ModelPackageArn=newest, ModelApprovalStatus="Rejected")
    assert before == _value(workflow.run())


def test_a_deletion_falls_back_to_the_version_before(workflow: Workflow) -> None:
    """CloudTrail's event of a deletion has the same effect."""
    before, newest = _version(), _version()
    workflow.run()
    _client("sagemaker").delete_model_package(ModelPackageName=newest)
    assert before == _value(workflow.run(DELETED))


def test_without_an_approved_version_there_is_no_parameter(workflow: Workflow) -> None:
    """The last rejection deletes the parameter; where there is none, nothing happens."""
    only = _version()
    workflow.run()
    _client("sagemaker").update_model_package(ModelPackageArn=only, ModelApprovalStatus="Rejected")
    assert [None, None] == [workflow.run(), workflow.run()]


def test_a_version_that_failed_is_passed_over(workflow: Workflow) -> None:
    """An approved version that isn't Completed can't be deployed, so the one before it is the value."""
    usable = _version()
    for _ in range(2):
        _version(InferenceSpecification={"Containers": [{"Image": "churn:missing"}]})
    assert usable == _value(workflow.run())


def test_an_event_that_comes_twice_writes_once(workflow: Workflow) -> None:
    """SageMaker may send several events for one change: the parameter gets no second version."""
    _version()
    assert [1, 1] == [(workflow.run() or {})["Version"] for _ in range(2)]


def test_a_stack_gets_the_approved_version(workflow: Workflow) -> None:
    """A template that has the parameter as one of its own takes the value with every deployment."""
    parameters = {"Approved": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": PARAMETER}}
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Approved"}, "TopicName": "served"}}
    for _ in range(2):
        newest = _version()
        workflow.run()
        served = Stacks(None).deploy({"Parameters": parameters, "Resources": {"Topic": topic}}, "served")
        shown = _client("sns").get_topic_attributes(TopicArn=served.resources["Topic"])["Attributes"]["DisplayName"]
        assert newest == shown


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({}, True),
        ({"ModelApprovalStatus": "Rejected"}, True),
        ({"UpdatedModelPackageFields": None}, True),  # born approved
        ({"UpdatedModelPackageFields": None, "ModelApprovalStatus": "PendingManualApproval"}, False),
        ({"UpdatedModelPackageFields": ["CustomerMetadataProperties"]}, False),
        ({"UpdatedModelPackageFields": ["ModelLifeCycle", "InferenceSpecification"]}, False),
        ({"ModelPackageGroupName": "other"}, False),
    ],
)
def test_only_approvals_of_the_group_start_it(stack: DeployedStack, changes: dict[str, Any], starts: bool) -> None:
    """The rule passes on changes of the approval, and versions that are born approved; nothing else."""
    detail = {name: value for name, value in {**CHANGED["detail"], **changes}.items() if value is not None}
    assert starts is _matches(stack, "Approvals", {**CHANGED, "detail": detail})


def test_successful_deletions_start_it(stack: DeployedStack) -> None:
    """A deletion that was refused doesn't."""
    refused = {**DELETED, "detail": {**DELETED["detail"], "errorCode": "AccessDenied"}}
    assert [True, False] == [_matches(stack, "Deletions", event) for event in (DELETED, refused)]


def _matches(stack: DeployedStack, rule: str, event: dict[str, Any]) -> bool:
    described = _client("events").describe_rule(Name=stack.resources[rule].rpartition("/")[2])
    pattern: Any = EventPattern.load(described["EventPattern"])
    return bool(pattern.matches_event(event))


def test_the_workflow_may_make_its_calls_only(definition: str) -> None:
    """Its role has the actions of its tasks, on its parameter where IAM knows resources."""
    calls = {
        f"{service}:{action[0].upper()}{action[1:]}"
        for service, action in re.findall(r"aws-sdk:(\w+):(\w+)", definition)
    }
    role = json.loads(cfn_flip.to_json(TEMPLATE))["Resources"]["WorkflowRole"]["Properties"]
    versions, parameter, log = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert calls == {versions["Action"], *parameter["Action"]}
    assert parameter["Resource"]["Fn::Sub"][0].endswith(":parameter${Parameter}")
    assert all(action.startswith("logs:") for action in log["Action"])
