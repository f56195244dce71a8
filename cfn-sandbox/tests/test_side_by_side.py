"""Resources of a stack at the same time: order, failures, rollback."""

import threading
from typing import Any

from memory_type import Items, item
from stack_calls import StackCalls, template

TOGETHER = 4


class MeetingItems(Items):
    """Items with two more values.

    A create, update, read or delete of an item with the Value `meet` ends only while TOGETHER of them are under way. A
    create or update to the Value `long` is in progress for a minute; `failing` starts to wait for a `long` one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.meeting = threading.Barrier(TOGETHER)
        self.long_started = threading.Semaphore(0)
        self.order: list[tuple[str, str]] = []

    def clear(self) -> None:
        """Forget the items, and who waits for whom."""
        super().clear()
        self.order.clear()
        self.meeting.reset()

    def handle(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer an event of CloudFormation."""
        model = event["requestData"]["resourceProperties"]
        self.order.append((event["action"], model["Name"]))
        value = self.models.get(model["Name"], {}).get("Value") if event["action"] == "READ" else model.get("Value")
        changes = event["action"] in ("CREATE", "UPDATE")
        if value == "meet":
            self.meeting.wait(timeout=20)
        if value == "fail" and changes and model.get("Mode") == "on":
            assert self.long_started.acquire(timeout=20)
        answer = super().handle(event, context)
        if value == "long" and changes:
            self.long_started.release()
            return answer | {"status": "IN_PROGRESS", "callbackDelaySeconds": 60, "callbackContext": {"again": True}}
        return answer


ITEMS = MeetingItems()


def _many(suffix: str = "", **properties: Any) -> dict[str, Any]:
    return {f"Item{name}": item(name + suffix, **properties) for name in "abcd"}


def test_what_does_not_depend_on_each_other_is_at_the_same_time(stacks: StackCalls) -> None:
    """Creates, updates, replacements and deletes of independent resources are under way together."""
    assert "CREATE_COMPLETE" == stacks.create(template(_many(Value="meet")))
    assert "UPDATE_COMPLETE" == stacks.update(template(_many(Value="meet", Size=2)))
    assert "UPDATE_COMPLETE" == stacks.update(template(_many("x", Value="meet")))
    assert "DELETE_COMPLETE" == stacks.delete()


def test_imports_are_at_the_same_time(stacks: StackCalls) -> None:
    """Resources of one import are read together."""
    ITEMS.models |= {name: {"Name": name, "Value": "meet"} for name in "abcd"}
    imported = [
        {"ResourceType": resource["Type"], "LogicalResourceId": name, "ResourceIdentifier": {"Name": name[-1]}}
        for name, resource in _many().items()
    ]
    request: Any = {"StackName": "stack", "ChangeSetName": "import"}
    text = template({name: resource | {"DeletionPolicy": "Retain"} for name, resource in _many(Value="meet").items()})
    stacks.client.create_change_set(**request, ChangeSetType="IMPORT", ResourcesToImport=imported, TemplateBody=text)
    stacks.client.execute_change_set(**request)
    assert "IMPORT_COMPLETE" == stacks.status()


def test_dependencies_are_kept(stacks: StackCalls) -> None:
    """What depends on something is created after it, and deleted before it."""
    resources = {
        "Last": item("d", DependsOn=["Left", "Right"]),
        "Left": item("b", Value={"Ref": "First"}),
        "Right": item("c", DependsOn="First"),
        "First": item("a"),
    }
    stacks.create(template(resources))
    assert ("a", {"b", "c"}, "d") == _by_turns("CREATE")
    stacks.delete()
    assert ("d", {"b", "c"}, "a") == _by_turns("DELETE")


def _by_turns(action: str) -> tuple[str, set[str], str]:
    first, *middle, last = [name for done, name in ITEMS.order if done == action]
    return first, set(middle), last


def test_a_failure_cancels_what_is_under_way(stacks: StackCalls) -> None:
    """One failure cancels the others, which are deleted with the rest; what has not begun has no event."""
    resources = {
        "Failing": item("f", Value="fail", Mode="on"),
        "Long": item("l", Value="long"),
        "Never": item("n", DependsOn="Failing"),
    }
    assert "ROLLBACK_COMPLETE" == stacks.create(template(resources))
    assert "Resource creation cancelled" == stacks.reason("CREATE_FAILED", "Long")
    assert "The value is fail" in stacks.reason("CREATE_FAILED", "Failing")
    expected = "The following resource(s) failed to create: [Failing, Long]. Rollback requested by user."
    assert expected == stacks.reason("ROLLBACK_IN_PROGRESS", "stack")
    assert {} == ITEMS.models
    assert not any("Never" in event for event in stacks.events())


def test_a_failed_update_cancels_and_rolls_back(stacks: StackCalls) -> None:
    """Updates under way are cancelled and undone, creates are deleted; the stack's reason names both."""
    stacks.create(template({"Failing": item("f"), "Long": item("l")}))
    changed = {
        "Failing": item("f", Value="fail", Mode="on"),
        "Long": item("l", Value="long"),
        "New": item("n", Value="long"),
    }
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(template(changed))
    assert "Resource update cancelled" == stacks.reason("UPDATE_FAILED", "Long")
    assert "Resource creation cancelled" == stacks.reason("CREATE_FAILED", "New")
    reason = stacks.reason("UPDATE_ROLLBACK_IN_PROGRESS", "stack")
    assert "The following resource(s) failed to update: [Failing, Long]. " in reason
    assert "The following resource(s) failed to create: [New]. " in reason
    assert {"f": None, "l": None} == {name: model.get("Value") for name, model in ITEMS.models.items()}


def test_without_rollback_other_resources_go_on(stacks: StackCalls) -> None:
    """A failure stops only what depends on it (CloudFormation guide: stack failure options)."""
    resources = {
        "Failing": item("f", Value="fail"),
        "Never": item("n", DependsOn="Failing"),
        "First": item("a", Value="wait"),
        "Second": item("b", DependsOn="First"),
    }
    assert "CREATE_FAILED" == stacks.create(template(resources), DisableRollback=True)
    assert ("Second", "CREATE_COMPLETE") in stacks.events()
    assert not any("Never" in event for event in stacks.events())
