"""`make adopt STACK=…`: packages move from AWS's type to this one, and none is deleted or replaced."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import cfn_flip
import pytest

import tools.adopt.stacks
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sagemaker_calls import describe, names
from sandbox.server import Sandbox
from tools.adopt.__main__ import main
from tools.adopt.console import Console, Problem
from tools.adopt.move import check_retained
from tools.adopt.move_templates import PLACEHOLDER, TYPE_OF_AWS, plan_move
from tools.adopt.uploads import Uploads

from ..faults import Wire
from ..sandbox.stacks import ARN, Stacks, package

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

STACK = "churn-model"
SESSION = boto3.Session()  # it keeps the service models that it has read
PACKAGE = {**package(ModelPackageDescription={"Ref": "Text"}, ClientToken="once"), "Type": TYPE_OF_AWS}
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Text": {"Type": "String", "Default": "First"}},
    "Resources": {
        "Version": PACKAGE,
        "Next": {**package(), "Type": TYPE_OF_AWS, "DependsOn": "Version"},
        "Served": {
            "Type": "AWS::SSM::Parameter",
            "DependsOn": ["Next"],
            "Properties": {"Name": "served", "Type": "String", "Value": {"Ref": "Version"}},
        },
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": "news", "DisplayName": {"Fn::Sub": "${Next} of ${AWS::StackName}"}},
        },
    },
    "Outputs": {
        "Arn": {"Value": {"Fn::GetAtt": ["Version", "ModelPackageArn"]}, "Export": {"Name": "served"}},
        "Status": {"Value": {"Fn::GetAtt": "Next.ModelPackageStatus"}},
    },
}


@pytest.fixture
def stacks(client: "SageMakerClient", server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Stacks:
    """Return the stacks of the sandbox, in which the command is run."""
    assert client  # with the group
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    return Stacks(server.url)


@pytest.fixture
def move(stacks: Stacks, tmp_path: Path) -> Any:
    """Return a function that runs the command for the stack with some variables, and returns its exit status."""
    assert stacks
    return lambda **others: main({"STACK": STACK, "OUT": str(tmp_path), **others}, SESSION)


def _create(stacks: Stacks, template: dict[str, Any] = TEMPLATE) -> None:
    given: Any = [{"ParameterKey": name, "ParameterValue": "Second"} for name in template.get("Parameters", {})]
    assert "CREATE_COMPLETE" == stacks.create(json.dumps(template), STACK, Parameters=given)


def _deployed(stacks: Stacks) -> dict[str, Any]:
    """Return the template of the stack as CloudFormation has it."""
    body = stacks.client.get_template(StackName=STACK)["TemplateBody"]
    template: dict[str, Any] = json.loads(cfn_flip.to_json(body if isinstance(body, str) else json.dumps(body)))
    return template


def test_packages_move_and_nothing_else_changes(
    client: "SageMakerClient", stacks: Stacks, wire: Wire, move: Any
) -> None:
    """They are the same packages, under the new type; references, outputs and parameters are as before."""
    _create(stacks)
    ids, outputs = stacks.physical_ids(STACK), stacks.outputs(STACK)
    packages = [describe(client, ids[name]) for name in ("Version", "Next")]
    wire.reset()
    assert 0 == move(IMPORT="1", YES="1")
    assert {"DescribeModelPackage"} == set(wire.operations())
    assert (ids, outputs) == (stacks.physical_ids(STACK), stacks.outputs(STACK))
    assert packages == [describe(client, ids[name]) for name in ("Version", "Next")]
    expected = json.loads(json.dumps(TEMPLATE).replace(TYPE_OF_AWS, TYPE_NAME))
    expected["Outputs"]["Status"]["Value"] = {"Fn::GetAtt": ["Next", "ModelPackageStatus"]}  # as YAML has it
    for name in ("Version", "Next"):
        expected["Resources"][name] |= {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    del expected["Resources"]["Version"]["Properties"]["ClientToken"]
    assert expected == _deployed(stacks)
    assert "Second" == packages[0]["ModelPackageDescription"]


def test_a_second_run_has_nothing_to_do(stacks: Stacks, move: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Once all packages have moved, there is no step left."""
    _create(stacks)
    assert 0 == move(IMPORT="1", YES="1")
    capsys.readouterr()
    assert 0 == move(IMPORT="1", YES="1")
    assert f"Nothing to do: {STACK} has no resource of {TYPE_OF_AWS}.\n" == capsys.readouterr().out


def test_the_dry_run_changes_nothing(stacks: Stacks, move: Any, tmp_path: Path) -> None:
    """It writes the template of each step, and the list of the import."""
    _create(stacks)
    before = stacks.events(STACK)
    assert 0 == move()
    assert before == stacks.events(STACK)
    written = ["1-retain.yaml", "2-remove.yaml", "3-import.json", "3-import.yaml", "4-restore.yaml"]
    assert [f"{STACK}-{name}" for name in written] == sorted(path.name for path in tmp_path.iterdir())


def test_a_stack_of_packages_only_gets_a_placeholder_for_the_time(stacks: Stacks, move: Any) -> None:
    """A stack needs a resource between the removal and the import."""
    _create(stacks, {"Resources": {"Version": {**package(), "Type": TYPE_OF_AWS}}})
    assert 0 == move(IMPORT="1", YES="1")
    assert {"Version": f"{ARN}/1"} == stacks.physical_ids(STACK)
    assert (PLACEHOLDER, "CREATE_COMPLETE") in stacks.events(STACK)


def test_an_interrupted_run_continues(client: "SageMakerClient", stacks: Stacks, move: Any, tmp_path: Path) -> None:
    """If it ended after the packages were taken out, the next run imports them."""
    _create(stacks)
    ids = stacks.physical_ids(STACK)
    assert 0 == move()
    for step in ("1-retain", "2-remove"):
        text = (tmp_path / f"{STACK}-{step}.yaml").read_text(encoding="utf-8")
        kept: Any = [{"ParameterKey": "Text", "UsePreviousValue": True}]
        assert "UPDATE_COMPLETE" == stacks.update(text, STACK, Parameters=kept)
    assert ["churn/1", "churn/2"] == sorted(names(client, ModelPackageType="Both"))
    assert 0 == move(IMPORT="1", YES="1")
    assert ids == stacks.physical_ids(STACK)
    assert [TYPE_NAME] * 2 == [_deployed(stacks)["Resources"][name]["Type"] for name in ("Version", "Next")]


def test_a_change_that_is_not_of_the_move_stops_it(
    stacks: Stacks, server: Sandbox, move: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """If a deployment of the stack would change something anyway, no change set is executed."""
    ssm = boto3.client("ssm", endpoint_url=server.url)
    ssm.put_parameter(Name="title", Type="String", Value="before")
    titled = json.loads(json.dumps(TEMPLATE))
    titled["Parameters"]["Title"] = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "title"}
    titled["Resources"]["Topic"]["Properties"]["DisplayName"] = {"Ref": "Title"}
    given: Any = [{"ParameterKey": "Text", "ParameterValue": "Second"}]
    assert "CREATE_COMPLETE" == stacks.create(json.dumps(titled), STACK, Parameters=given)
    ssm.put_parameter(Name="title", Type="String", Value="after", Overwrite=True)
    assert 1 == move(IMPORT="1", YES="1")
    assert "would do more than it should:\n  Modify  Topic" in capsys.readouterr().err
    assert "CREATE_COMPLETE" == stacks.status(STACK)


def test_no_package_leaves_without_its_policy(stacks: Stacks) -> None:
    """Whatever the step before did, the template that CloudFormation has must retain the packages."""
    _create(stacks)
    body = _deployed(stacks)
    states = {"Version": {"ModelPackageArn": f"{ARN}/1", "ModelPackageStatus": "Completed"}}
    retain, remove, *_ = plan_move(body, {**states, "Next": states["Version"]})
    session = boto3.Session()
    service = tools.adopt.stacks.Stacks(session, Uploads(session, "123456789012", ""), Console())
    check_retained(retain, STACK, service)
    with pytest.raises(Problem, match="Version, Next would be deleted: CloudFormation has no policy Retain for them"):
        check_retained(remove, STACK, service)


def test_an_attribute_that_the_type_lacks_is_named() -> None:
    """AWS's type has attributes that this one doesn't have; the template has to do without them first."""
    used = {"Time": {"Value": {"Fn::Sub": "changed at ${Version.LastModifiedTime}"}}}
    states = {"Version": {"ModelPackageArn": f"{ARN}/1"}}
    with pytest.raises(Problem, match=f"{TYPE_NAME} has no attribute LastModifiedTime, which the template uses"):
        plan_move({**TEMPLATE, "Outputs": used}, states)


def test_a_stack_that_is_not_there_is_an_error(move: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so, and how to see those that are there."""
    assert 1 == move(STACK="chrun-model")
    assert capsys.readouterr().err.startswith("There is no stack chrun-model in this account and region: aws ")
