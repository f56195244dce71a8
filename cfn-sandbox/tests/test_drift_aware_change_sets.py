"""Change sets that revert drift, and those that import what exists."""

from typing import Any

import pytest

from memory_type import Items, item
from stack_calls import StackCalls, template

REQUEST: Any = {"StackName": "stack", "ChangeSetName": "changes"}


class RecordingItems(Items):
    """Items that record the events of their handler."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def handle(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer an event of CloudFormation."""
        self.events.append(event)
        return super().handle(event, context)

    def clear(self) -> None:
        """Forget the items and the events."""
        super().clear()
        self.events.clear()

    def updates(self) -> list[tuple[Any, Any]]:
        """Return the previous and the desired properties of each update."""
        sent = [event["requestData"] for event in self.events if event["action"] == "UPDATE"]
        return [(data["previousResourceProperties"], data["resourceProperties"]) for data in sent]


ITEMS = RecordingItems()


def _plan(stacks: StackCalls, text: str, **parameters: Any) -> Any:
    stacks.client.create_change_set(**REQUEST, TemplateBody=text, **parameters)
    return stacks.client.describe_change_set(**REQUEST, IncludePropertyValues=True)


def _execute(stacks: StackCalls) -> str:
    stacks.client.execute_change_set(**REQUEST)
    return stacks.status()


TEXT = template({"A": item("a", Value="template"), "B": item("b")})


def test_drift_is_reverted(stacks: StackCalls) -> None:
    """What somebody changed gets the template's values by an update with equal states; the rest isn't touched."""
    stacks.create(TEXT)
    ITEMS.models["a"]["Value"] = "changed"
    planned = _plan(stacks, TEXT, DeploymentMode="REVERT_DRIFT")
    assert "REVERT_DRIFT" == planned["DeploymentMode"]
    (change,) = [change["ResourceChange"] for change in planned["Changes"]]
    assert ("A", "Modify", "MODIFIED") == (change["LogicalResourceId"], change["Action"], change["ResourceDriftStatus"])
    target = change["Details"][0]["Target"]
    assert ("Value", "changed", "template") == (target["Name"], target["BeforeValue"], target["AfterValue"])
    assert ("ACTUAL_STATE", "TEMPLATE") == (target["BeforeValueFrom"], target["AfterValueFrom"])
    assert "UPDATE_COMPLETE" == _execute(stacks)
    assert [({"Name": "a", "Value": "template"}, {"Name": "a", "Value": "template"})] == ITEMS.updates()
    assert "template" == ITEMS.models["a"]["Value"]


def test_what_was_deleted_is_created_again(stacks: StackCalls) -> None:
    """A resource that somebody deleted is added."""
    stacks.create(TEXT)
    del ITEMS.models["a"]
    (change,) = [change["ResourceChange"] for change in _plan(stacks, TEXT, DeploymentMode="REVERT_DRIFT")["Changes"]]
    assert ("Add", "DELETED") == (change["Action"], change["ResourceDriftStatus"])
    assert "UPDATE_COMPLETE" == _execute(stacks)
    assert {"a", "b"} == ITEMS.models.keys()


def test_without_drift_nothing_changes(stacks: StackCalls) -> None:
    """A change set without changes fails, with and without REVERT_DRIFT; without it, drift is no change."""
    stacks.create(TEXT)
    assert "FAILED" == _plan(stacks, TEXT, DeploymentMode="REVERT_DRIFT")["Status"]
    stacks.client.delete_change_set(**REQUEST)
    ITEMS.models["a"]["Value"] = "changed"
    assert "FAILED" == _plan(stacks, TEXT)["Status"]


@pytest.mark.parametrize("change_set_type", ["CREATE", "UPDATE"])
def test_what_exists_is_imported(stacks: StackCalls, change_set_type: str) -> None:
    """A new resource that exists by its name, with a policy that retains it, is imported, and others are created."""
    if change_set_type == "UPDATE":
        stacks.create(template({"Before": item("z")}))
    ITEMS.models["a"] = {"Name": "a", "Arn": "arn:item/a"}
    ITEMS.events.clear()
    resources = {"A": item("a", DeletionPolicy="Retain"), "B": item("b", DeletionPolicy="Retain"), "Before": item("z")}
    planned = _plan(stacks, template(resources), ChangeSetType=change_set_type, ImportExistingResources=True)
    actions = {
        item["ResourceChange"]["LogicalResourceId"]: item["ResourceChange"]["Action"] for item in planned["Changes"]
    }
    assert ("Import", "Add") == (actions["A"], actions["B"])
    assert planned["ImportExistingResources"]
    assert f"{change_set_type}_COMPLETE" == _execute(stacks)
    assert ("A", "IMPORT_COMPLETE") in stacks.events()
    created = [event["requestData"]["logicalResourceId"] for event in ITEMS.events if event["action"] == "CREATE"]
    assert "B" in created
    assert "A" not in created


@pytest.mark.parametrize("policy", ["Delete", None])
def test_what_is_not_retained_is_not_imported(stacks: StackCalls, policy: str | None) -> None:
    """Without a policy that retains it, a resource that exists is added, which then fails."""
    ITEMS.models["a"] = {"Name": "a"}
    attributes = {"DeletionPolicy": policy} if policy else {}
    planned = _plan(
        stacks, template({"A": item("a", **attributes)}), ChangeSetType="CREATE", ImportExistingResources=True
    )
    assert ["Add"] == [change["ResourceChange"]["Action"] for change in planned["Changes"]]


def test_a_rollback_keeps_what_was_imported(stacks: StackCalls) -> None:
    """An imported resource is not deleted when the operation rolls back, even by the policy RetainExceptOnCreate."""
    ITEMS.models["a"] = {"Name": "a"}
    resources = {"A": item("a", DeletionPolicy="RetainExceptOnCreate"), "B": item("b", Value="fail", DependsOn="A")}
    _plan(stacks, template(resources), ChangeSetType="CREATE", ImportExistingResources=True)
    assert "ROLLBACK_COMPLETE" == _execute(stacks)
    assert {"a"} == ITEMS.models.keys()
