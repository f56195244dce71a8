"""Stacks that are resources of other stacks."""

import json
from typing import Any

import boto3
import pytest

from memory_type import Items, item
from stack_calls import StackCalls, invalid, template

ITEMS = Items()
CHILD = {
    "Parameters": {"Value": {"Type": "String"}, "Name": {"Type": "String", "Default": "a"}},
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["A", "Arn"]}}},
}
RESOURCES = {"A": item("a", Value={"Ref": "Value"})}


def _put_child(stacks: StackCalls, text: str) -> None:
    make: Any = boto3.client
    s3 = make("s3", endpoint_url=stacks.url)
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="child.json", Body=text.encode())


def _parent(stacks: StackCalls, value: str = "old", url: str = "/templates/child.json", **others: Any) -> str:
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": f"{stacks.url}{url}", "Parameters": {"Value": value}},
    }
    outputs = {"Arn": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Arn"]}}}
    return template({"Child": nested, **others}, Outputs=outputs)


@pytest.fixture
def child(stacks: StackCalls) -> str:
    """Return the ID of the child of a stack with a nested one."""
    _put_child(stacks, template(RESOURCES, **CHILD))
    assert "CREATE_COMPLETE" == stacks.create(_parent(stacks), ClientRequestToken="first"), stacks.reason(
        "CREATE_FAILED", "Child"
    )
    return stacks.physical_ids()["Child"]


def test_a_nested_stack_is_a_stack(stacks: StackCalls, child: str) -> None:
    """It is listed, has its parent, events with the parent's token and outputs, which the parent uses."""
    described = stacks.describe(child)
    parent = stacks.describe()["StackId"]
    assert (parent, parent) == (described["ParentId"], described["RootId"])
    assert described["StackName"].startswith("stack-Child-")
    assert {"Arn": "arn:item/a"} == stacks.outputs(child) == stacks.outputs()
    names = [item["StackName"] for item in stacks.client.list_stacks()["StackSummaries"]]
    assert {"stack", described["StackName"]} == {*names}
    events = stacks.client.describe_stack_events(StackName=child)["StackEvents"]
    assert {"first"} == {event["ClientRequestToken"] for event in events}
    assert ("A", "CREATE_COMPLETE") in stacks.events(child)


def test_a_nested_stack_is_updated_and_deleted_with_its_parent(stacks: StackCalls, child: str) -> None:
    """Other parameters, or another template behind the same URL, update it; the parent's deletion deletes it."""
    assert "UPDATE_COMPLETE" == stacks.update(_parent(stacks, "new"))
    assert "new" == ITEMS.models["a"]["Value"]
    _put_child(stacks, template(RESOURCES | {"B": item("b")}, **CHILD))
    assert "UPDATE_COMPLETE" == stacks.update(_parent(stacks, "new"))
    assert {"a", "b"} == ITEMS.models.keys()
    assert "UPDATE_COMPLETE" == stacks.status(child)
    assert "DELETE_COMPLETE" == stacks.delete()
    assert "DELETE_COMPLETE" == stacks.status(child)
    assert {} == ITEMS.models


def test_a_failure_in_a_nested_stack_fails_its_parent(stacks: StackCalls) -> None:
    """The parent's reason has the child's; the rollback of the parent deletes the child."""
    _put_child(stacks, template(RESOURCES, **CHILD))
    assert "ROLLBACK_COMPLETE" == stacks.create(_parent(stacks, "fail", Other=item("o")))
    reason = stacks.reason("CREATE_FAILED", "Child")
    assert "was not successfully created: The following resource(s) failed to create: [A]" in reason
    assert "DELETE_COMPLETE" == stacks.status(reason.split()[2])
    assert {} == ITEMS.models


def test_a_failed_update_of_a_nested_stack_is_rolled_back(stacks: StackCalls, child: str) -> None:
    """Child and parent roll back; a failure elsewhere in the parent brings the child back as well."""
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(_parent(stacks, "fail"))
    reason = stacks.reason("UPDATE_FAILED", "Child")
    assert "Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update" in reason
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.status(child)
    assert "old" == ITEMS.models["a"]["Value"]
    other = item("o", Value="fail", DependsOn="Child")
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(_parent(stacks, "new", Other=other))
    assert {"a": "old"} == {name: model["Value"] for name, model in ITEMS.models.items()}


def test_a_nested_stack_that_cannot_be_deleted_fails_the_deletion(stacks: StackCalls, child: str) -> None:
    """The child is DELETE_FAILED, and so is the parent, until the child can be deleted."""
    ITEMS.is_locked = True
    assert "DELETE_FAILED" == stacks.delete()
    assert "was not successfully deleted: The following resource(s) failed" in stacks.reason("DELETE_FAILED", "Child")
    assert "DELETE_FAILED" == stacks.status(child)
    ITEMS.is_locked = False
    assert "DELETE_COMPLETE" == stacks.delete()


@pytest.mark.parametrize(
    ("changed", "saying"),
    [
        ({"TemplateURL": "https://s3.amazonaws.com/templates/none.json"}, "S3 error"),
        ({"TimeoutInMinutes": 5}, "The sandbox doesn't honour TimeoutInMinutes of nested stacks"),
        ({"Parameters": {}}, "Parameters: [Value] must have values"),
    ],
)
def test_what_a_nested_stack_lacks_is_its_reason(stacks: StackCalls, changed: Any, saying: str) -> None:
    """A missing template, a missing parameter, or a property that the sandbox doesn't honour fails the resource."""
    _put_child(stacks, template(RESOURCES, **CHILD))
    parent = json.loads(_parent(stacks))
    parent["Resources"]["Child"]["Properties"] |= changed
    assert "ROLLBACK_COMPLETE" == stacks.create(json.dumps(parent))
    assert saying in stacks.reason("CREATE_FAILED", "Child")


def test_change_sets_of_nested_stacks_are_refused(stacks: StackCalls, child: str) -> None:
    """A change set of the parent has the nested stack, which may change; nested change sets are refused by name."""
    assert child
    request: Any = {"StackName": "stack", "ChangeSetName": "changes", "TemplateBody": _parent(stacks, "new")}
    with invalid("The sandbox makes no change sets of nested stacks: leave IncludeNestedStacks out"):
        stacks.client.create_change_set(**request, IncludeNestedStacks=True)
    assert "Modify" == stacks.changes(request["TemplateBody"])["Child"]["Action"]
