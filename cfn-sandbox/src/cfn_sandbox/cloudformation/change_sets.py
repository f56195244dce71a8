"""Change sets: what an update, a creation or an import would do, to be looked at before it is done."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow

from . import registry
from .plan import Action, Change
from .stack import Shown, Stack
from .wanted import Wanted

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


@dataclass
class ChangeSet:
    """A change set as it was made for a stack. `imports` are the identifiers of the resources to import."""

    change_set_id: str
    name: str
    kind: str
    stack: Stack
    wanted: Wanted
    changes: list[Change]
    imports: dict[str, str] = field(default_factory=dict)
    description: str | None = None
    on_failure: str = "ROLLBACK"
    execution: str = "AVAILABLE"
    status: str = "CREATE_COMPLETE"
    reason: str | None = None
    created: datetime = field(default_factory=utcnow)

    def fail(self, reason: str) -> None:
        """Note why the change set can't be executed."""
        self.status, self.execution, self.reason = "FAILED", "UNAVAILABLE", reason

    def summary(self) -> Shown:
        """Return the change set as ListChangeSets shows it."""
        shown = {
            "StackId": self.stack.stack_id,
            "StackName": self.stack.name,
            "ChangeSetId": self.change_set_id,
            "ChangeSetName": self.name,
            "ExecutionStatus": self.execution,
            "Status": self.status,
            "StatusReason": self.reason,
            "CreationTime": self.created,
            "Description": self.description,
        }
        return {key: value for key, value in shown.items() if value is not None}

    def shown(self, *, with_values: bool = False) -> Shown:
        """Return the change set as DescribeChangeSet shows it, with the values of properties if they are asked for."""
        return {
            **self.summary(),
            "Parameters": self.wanted.shown_parameters(),
            "Tags": [{"Key": key, "Value": value} for key, value in self.wanted.tags.items()],
            "Changes": [
                {"Type": "Resource", "ResourceChange": shown_change(change, self.wanted, with_values=with_values)}
                for change in self.changes
            ],
        }


def shown_change(change: Change, wanted: Wanted, *, with_values: bool = False) -> dict[str, Any]:
    """Return a change as DescribeChangeSet shows it, with the values before and after it if they are asked for."""
    replaced = change.action is Action.REPLACE
    shown: dict[str, Any] = {
        "Action": "Modify" if replaced else change.action.value,
        "LogicalResourceId": change.logical_id,
        "ResourceType": change.type_name,
        "Scope": [],
        "Details": [],
    }
    if change.physical_id:
        shown["PhysicalResourceId"] = change.physical_id
    if change.action in (Action.UPDATE, Action.REPLACE):
        details = list(_details(change, wanted))
        if with_values:
            details = [detail | {"Target": detail["Target"] | _values(change, detail)} for detail in details]
        shown["Details"] = details
        shown["Scope"] = ["Properties"] if change.names else ["Tags"]
        conditional = any(detail["Target"]["RequiresRecreation"] == "Conditionally" for detail in details)
        shown["Replacement"] = "True" if replaced else "Conditional" if conditional else "False"
    return shown | _contexts(change) if with_values else shown


def _contexts(change: Change) -> dict[str, str]:
    states = {"BeforeContext": change.before, "AfterContext": change.after}
    return {name: json.dumps({"Properties": state}) for name, state in states.items() if state is not None}


def _values(change: Change, detail: dict[str, Any]) -> dict[str, str]:
    """Return what the target of a detail has more: the path of a property and its values, as texts."""
    name, before, after = detail["Target"]["Name"], change.before or {}, change.after or {}
    found = {"Path": f"/Properties/{name}"}
    if name in before:
        found["BeforeValue"] = _text(before[name])
    if name in after:
        found["AfterValue"] = _text(after[name])
    kind = "Add" if name not in before else "Modify" if name in after else "Remove"
    return found | {"AttributeChangeType": kind}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _details(change: Change, wanted: Wanted) -> Iterator[dict[str, Any]]:
    kind = registry.find(change.type_name, wanted.place)
    schema = kind.schema if kind else None
    always = {path[0] for path in schema.create_only} if schema else set()
    perhaps = {path[0] for path in schema.conditional_create_only} if schema else set()
    for name in change.names:
        recreation = "Always" if name in always else "Conditionally" if name in perhaps else "Never"
        target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
        yield {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}
