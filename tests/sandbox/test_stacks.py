"""Stacks: create, update in place and by replacement, outputs, change sets, delete, with boto3 and the AWS CLI."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cfn_sandbox.cloudformation import runner
from mlops_sagemaker_modelpackage.schema import SCHEMA
from sagemaker_calls import describe, names, tags
from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

from ..faults import Fault
from ..harness import WIRE
from .stacks import ARN, WAIT, Stacks, based_on, bucket, invalid, of_image, package, template, unversioned

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

APPROVED = package(ModelApprovalStatus="Approved")
OUTPUTS: Any = {
    "Arn": {"Value": {"Ref": "Version"}},
    "Status": {"Value": {"Fn::GetAtt": ["Version", "ModelPackageStatus"]}},
    "Text": {"Value": {"Fn::Sub": "${Version.ModelPackageArn} in ${AWS::Region}, ${!literal}"}},
}


def test_a_stack_creates_the_package(stacks: Stacks, client: "SageMakerClient") -> None:
    """The handler creates the package, and the outputs have the values of Ref, GetAtt and Sub."""
    assert "CREATE_COMPLETE" == stacks.create(template(Outputs=OUTPUTS))
    assert ["churn/1"] == names(client, ModelPackageType="Both")
    expected = {"Arn": f"{ARN}/1", "Status": "Completed", "Text": f"{ARN}/1 in us-east-1, ${{literal}}"}
    assert expected == stacks.outputs()


def test_events_come_in_order(stacks: Stacks) -> None:
    """The events of a resource come between those of the stack, in CloudFormation's order."""
    stacks.create(template())
    in_progress = ("Version", "CREATE_IN_PROGRESS")
    expected = [("stack", "CREATE_IN_PROGRESS"), in_progress, in_progress, ("Version", "CREATE_COMPLETE")]
    assert [*expected, ("stack", "CREATE_COMPLETE")] == stacks.events()


def test_a_handler_is_called_back(stacks: Stacks, client: "SageMakerClient", monkeypatch: pytest.MonkeyPatch) -> None:
    """After an answer IN_PROGRESS and its callback delay, the handler is invoked again with its context."""
    waits: list[float] = []
    monkeypatch.setattr(runner.current_runner(), "sleep", lambda seconds, _is_cancelled: waits.append(seconds))
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)  # of botocore's retries
    WIRE.fail("DescribeModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=3)
    assert "CREATE_COMPLETE" == stacks.create(template())
    assert [5] == waits
    assert ["churn/1"] == names(client, ModelPackageType="Both")


def test_an_update_in_place_keeps_the_package(stacks: Stacks, client: "SageMakerClient") -> None:
    """A property that isn't create-only is changed by the update handler."""
    stacks.create(template())
    assert "UPDATE_COMPLETE" == stacks.update(template({"Version": APPROVED}))
    assert "Approved" == describe(client, f"{ARN}/1")["ModelApprovalStatus"]
    assert ["churn/1"] == names(client, ModelPackageType="Both")


def test_a_create_only_change_replaces(stacks: Stacks) -> None:
    """In a change set, each of the schema's createOnlyProperties requires a replacement, and another property doesn't."""
    create_only = {pointer.rpartition("/")[2] for pointer in SCHEMA["createOnlyProperties"]}
    stacks.create(template())
    changed = package(**dict.fromkeys(create_only, "other"), ModelApprovalStatus="Approved")
    change = _change(stacks, template({"Version": changed}))
    recreation = {item["Target"]["Name"]: item["Target"]["RequiresRecreation"] for item in change["Details"]}
    assert {**dict.fromkeys(create_only, "Always"), "ModelApprovalStatus": "Never"} == recreation
    assert "True" == change["Replacement"]


def _change(stacks: Stacks, text: str) -> Any:
    stacks.client.create_change_set(StackName="stack", ChangeSetName="look", TemplateBody=text)
    return stacks.client.describe_change_set(StackName="stack", ChangeSetName="look")["Changes"][0]["ResourceChange"]


def _with_values(stacks: Stacks, resources: dict[str, Any]) -> dict[str, Any]:
    stacks.client.create_change_set(StackName="stack", ChangeSetName="values", TemplateBody=template(resources))
    given: Any = {"StackName": "stack", "ChangeSetName": "values", "IncludePropertyValues": True}
    found = stacks.client.describe_change_set(**given)["Changes"]
    return {item["ResourceChange"]["LogicalResourceId"]: item["ResourceChange"] for item in found}


def test_a_change_set_has_the_values_before_and_after(stacks: Stacks) -> None:
    """With IncludePropertyValues, each changed property has its path and both values as texts, otherwise it doesn't."""
    stacks.create(template({"Version": package(Task="OTHER", ModelApprovalStatus="Rejected")}))
    metadata = {"key": "value"}
    after = package(ModelApprovalStatus="Approved", CustomerMetadataProperties=metadata)
    change = _with_values(stacks, {"Version": after})["Version"]
    targets = {detail["Target"]["Name"]: detail["Target"] for detail in change["Details"]}
    approval = targets["ModelApprovalStatus"]
    assert ("/Properties/ModelApprovalStatus", "Modify") == (approval["Path"], approval["AttributeChangeType"])
    assert ("Rejected", "Approved") == (approval["BeforeValue"], approval["AfterValue"])
    added, removed = targets["CustomerMetadataProperties"], targets["Task"]
    assert ("Add", metadata) == (added["AttributeChangeType"], json.loads(added["AfterValue"]))
    assert ("Remove", "OTHER") == (removed["AttributeChangeType"], removed["BeforeValue"])
    assert "BeforeValue" not in added
    assert "AfterValue" not in removed
    assert "OTHER" == json.loads(change["BeforeContext"])["Properties"]["Task"]
    assert after["Properties"] == json.loads(change["AfterContext"])["Properties"]
    plain = stacks.client.describe_change_set(StackName="stack", ChangeSetName="values")["Changes"][0]["ResourceChange"]
    assert not {"BeforeContext", "AfterContext"} & plain.keys()
    assert not any("BeforeValue" in detail["Target"] for detail in plain["Details"])


def test_a_change_set_has_the_context_of_what_comes_and_goes(stacks: Stacks) -> None:
    """A new resource has only an AfterContext, a removed one only a BeforeContext; unknown values have a placeholder."""
    stacks.create(template({"Version": package(), "Old": bucket()}))
    resources = {"Version": package(), "New": bucket(), "User": based_on("New")}
    changes = _with_values(stacks, resources)
    assert "BeforeContext" not in changes["New"]
    assert "AfterContext" not in changes["Old"]
    assert {"Properties": {}} == json.loads(changes["Old"]["BeforeContext"])
    based = json.loads(changes["User"]["AfterContext"])["Properties"]["CustomerMetadataProperties"]
    assert {"based-on": "{{changeSet:KNOWN_AFTER_APPLY}}"} == based


def test_a_replacement_is_created_first(stacks: Stacks, client: "SageMakerClient") -> None:
    """The new package is created first, then its dependents are updated, and the old one is deleted in the clean-up."""
    user = based_on("Version")
    stacks.create(template({"Version": package(), "User": user}))
    assert "UPDATE_COMPLETE" == stacks.update(template({"Version": of_image("image:2"), "User": user}, Outputs=OUTPUTS))
    assert ["churn/2", "churn/3"] == sorted(names(client, ModelPackageType="Both"))
    assert f"{ARN}/3" == stacks.outputs()["Arn"]
    assert {"based-on": f"{ARN}/3"} == describe(client, f"{ARN}/2")["CustomerMetadataProperties"]
    order = stacks.events()
    positions = [
        order.index(("Version", "UPDATE_COMPLETE")),
        order.index(("User", "UPDATE_COMPLETE")),
        order.index(("stack", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")),
        order.index(("Version", "DELETE_COMPLETE")),
    ]
    assert sorted(positions) == positions


def test_a_change_that_cannot_be_made_in_place_replaces(stacks: Stacks, client: "SageMakerClient") -> None:
    """NotUpdatable for a conditional create-only property makes CloudFormation replace the resource."""
    extra = {"Name": "extra", "Containers": [{"Image": "image:1"}]}
    stacks.create(template({"Version": package(AdditionalInferenceSpecifications=[extra])}))
    assert "UPDATE_COMPLETE" == stacks.update(template())
    assert ["churn/2"] == names(client, ModelPackageType="Both")


def test_nothing_to_update(stacks: Stacks) -> None:
    """An update that changes nothing is refused with CloudFormation's message."""
    stacks.create(template())
    with invalid("No updates are to be performed."):
        stacks.update(template())


def test_resources_are_created_after_their_dependencies(stacks: Stacks) -> None:
    """References and DependsOn order the creation, and deletion has the reverse order."""
    resources = {
        "Version": package(ModelPackageGroupName={"Fn::Sub": "${Name}"}) | {"DependsOn": ["Group"]},
        "Group": {
            "Type": "AWS::SageMaker::ModelPackageGroup",
            "Properties": {"ModelPackageGroupName": {"Ref": "Name"}},
        },
        "Bucket": bucket(DependsOn="Version"),
    }
    stack_id = stacks.client.create_stack(
        StackName="stack", TemplateBody=template(resources, Parameters={"Name": {"Type": "String", "Default": "own"}})
    )["StackId"]
    assert "CREATE_COMPLETE" == stacks.status()
    made = [name for name, status in stacks.events() if status == "CREATE_COMPLETE"]
    assert ["Group", "Version", "Bucket", "stack"] == made
    stacks.delete()
    gone = [name for name, status in stacks.events(stack_id) if status == "DELETE_COMPLETE"]
    assert ["Bucket", "Version", "Group", "stack"] == gone


def test_a_group_is_a_resource(stacks: Stacks, client: "SageMakerClient") -> None:
    """Ref of a group is its ARN; tags are updated in place, another description replaces it."""
    group = {"ModelPackageGroupName": "own", "Tags": [{"Key": "team", "Value": "a"}]}
    outputs: Any = {"Arn": {"Value": {"Ref": "Group"}}}
    kind = "AWS::SageMaker::ModelPackageGroup"
    stacks.create(
        template({"Group": {"Type": kind, "Properties": group}}, Outputs=outputs),
        Tags=[{"Key": "stage", "Value": "dev"}],
    )
    arn = stacks.outputs()["Arn"]
    assert {"team": "a", "stage": "dev"} == tags(client, arn)
    stacks.update(template({"Group": {"Type": kind, "Properties": {"ModelPackageGroupName": "own"}}}, Outputs=outputs))
    assert (arn, {"stage": "dev"}) == (stacks.outputs()["Arn"], tags(client, arn))
    with_text = {"ModelPackageGroupName": "own", "ModelPackageGroupDescription": "text"}
    change = _change(stacks, template({"Group": {"Type": kind, "Properties": with_text}}, Outputs=outputs))
    assert "True" == change["Replacement"]


def test_conditions_and_parameters_decide(stacks: Stacks, client: "SageMakerClient") -> None:
    """A resource with a false condition isn't created; Fn::If and AWS::NoValue choose properties."""
    text = template(
        {
            "Version": package(
                ModelApprovalStatus={"Fn::If": ["Live", "Approved", {"Ref": "AWS::NoValue"}]},
                CustomerMetadataProperties={"stage": {"Ref": "Stage"}},
            ),
            "Other": package() | {"Condition": "Live"},
        },
        Parameters={"Stage": {"Type": "String", "AllowedValues": ["dev", "live"], "Default": "dev"}},
        Conditions={"Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}},
        Outputs={"Other": {"Condition": "Live", "Value": {"Ref": "Other"}}},
    )
    stacks.create(text)
    assert (["churn/1"], {}) == (names(client, ModelPackageType="Both"), stacks.outputs())
    stacks.update(text, Parameters=[{"ParameterKey": "Stage", "ParameterValue": "live"}])
    assert {"Other": f"{ARN}/2"} == stacks.outputs()
    found = describe(client, f"{ARN}/1")
    assert ("Approved", {"stage": "live"}) == (found["ModelApprovalStatus"], found["CustomerMetadataProperties"])
    with invalid("Parameter 'Stage' must be one of AllowedValues"):
        stacks.update(text, Parameters=[{"ParameterKey": "Stage", "ParameterValue": "other"}])


def test_the_handler_gets_the_tags_of_the_stack(stacks: Stacks, client: "SageMakerClient") -> None:
    """The tags of the stack are added to an unversioned package, and updated with the stack's."""
    text = template({"Model": unversioned(Tags=[{"Key": "team", "Value": "own"}])})
    stacks.create(text, Tags=[{"Key": "team", "Value": "stack"}, {"Key": "cost", "Value": "1"}])
    arn = stacks.physical_ids()["Model"]
    assert {"team": "own", "cost": "1"} == tags(client, arn)
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "others", "Value": "kept"}])
    stacks.update(text, Tags=[{"Key": "stage", "Value": "live"}])
    assert {"team": "own", "stage": "live", "others": "kept"} == tags(client, arn)


def test_a_change_set_is_created_and_executed(stacks: Stacks, client: "SageMakerClient") -> None:
    """A change set changes nothing until it is executed."""
    for kind, text in (
        ("CREATE", template(Outputs=OUTPUTS)),
        ("UPDATE", template({"Version": of_image("image:2")}, Outputs=OUTPUTS)),
    ):
        before = names(client, ModelPackageType="Both")
        given: Any = {"StackName": "stack", "ChangeSetName": kind.lower(), "ChangeSetType": kind, "TemplateBody": text}
        change_set = stacks.client.create_change_set(**given)["Id"]
        stacks.client.get_waiter("change_set_create_complete").wait(ChangeSetName=change_set)
        assert before == names(client, ModelPackageType="Both")
        stacks.client.execute_change_set(ChangeSetName=change_set)
        stacks.client.get_waiter(f"stack_{kind.lower()}_complete").wait(StackName="stack", WaiterConfig=WAIT)
    assert f"{ARN}/2" == stacks.outputs()["Arn"]


def test_a_change_set_without_changes_fails(stacks: Stacks) -> None:
    """A change set without changes is FAILED, and can't be executed."""
    stacks.create(template())
    stacks.client.create_change_set(StackName="stack", ChangeSetName="same", TemplateBody=template())
    found = stacks.client.describe_change_set(StackName="stack", ChangeSetName="same")
    assert ("FAILED", "UNAVAILABLE") == (found["Status"], found["ExecutionStatus"])
    assert "didn't contain changes" in found["StatusReason"]
    with invalid("cannot be executed", "InvalidChangeSetStatus"):
        stacks.client.execute_change_set(StackName="stack", ChangeSetName="same")


def test_a_change_set_shows_a_replacement(stacks: Stacks) -> None:
    """A create-only change is a replacement, and the dependents of the resource change too."""
    user = based_on("Version")
    stacks.create(template({"Version": package(), "User": user}))
    text = template({"Version": of_image("image:2"), "User": user})
    stacks.client.create_change_set(StackName="stack", ChangeSetName="look", TemplateBody=text)
    changes = stacks.client.describe_change_set(StackName="stack", ChangeSetName="look")["Changes"]
    found = [change["ResourceChange"] for change in changes]
    assert [("User", "False"), ("Version", "True")] == [
        (item["LogicalResourceId"], item["Replacement"]) for item in found
    ]


def test_waiters_wait(stacks: Stacks) -> None:
    """boto3's waiters end with the operation, also for a deleted stack."""
    stack_id = stacks.client.create_stack(StackName="stack", TemplateBody=template())["StackId"]
    stacks.client.get_waiter("stack_create_complete").wait(StackName="stack", WaiterConfig=WAIT)
    stacks.client.delete_stack(StackName="stack")
    stacks.client.get_waiter("stack_delete_complete").wait(StackName="stack", WaiterConfig=WAIT)
    assert "DELETE_COMPLETE" == stacks.status(stack_id)
    with invalid("Stack with id stack does not exist"):
        stacks.describe()


def test_a_policy_retains(stacks: Stacks, client: "SageMakerClient") -> None:
    """With DeletionPolicy or UpdateReplacePolicy Retain, a package isn't deleted."""
    kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    stacks.create(template({"Version": package() | kept}))
    stacks.update(template({"Version": of_image("image:2") | kept}))
    stacks.delete()
    assert ["churn/1", "churn/2"] == sorted(names(client, ModelPackageType="Both"))


def test_the_aws_cli_deploys(stacks: Stacks, server: Sandbox) -> None:
    """`aws cloudformation deploy` creates a stack from an example, and updates it."""
    command = [str(Path(sys.executable).with_name("aws")), "--endpoint-url", server.url, "cloudformation"]
    deploy = ["deploy", "--template-file", str(EXAMPLES / "versioned.yaml"), "--stack-name", "cli"]
    for others in ([], ["--parameter-overrides", "Image=image:2", "--tags", "team=a"]):
        done = subprocess.run([*command, *deploy, *others], text=True, capture_output=True, check=False)
        assert "Successfully created/updated stack - cli" in done.stdout, done.stderr
    shown = subprocess.run([*command, "describe-stacks", "--stack-name", "cli"], capture_output=True, check=True)
    assert f"{ARN}/2" == json.loads(shown.stdout)["Stacks"][0]["Outputs"][0]["OutputValue"]
    assert "UPDATE_COMPLETE" == stacks.status("cli")
