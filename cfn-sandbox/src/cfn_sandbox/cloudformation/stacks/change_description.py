"""A change set, and its form in CloudFormation's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow

from ...location import Location
from ..resource_types.lookup import find_type
from ..templates.desired_stack import DesiredStack
from .planning import Action, Change
from .stack import ApiObject, Stack


@dataclass
class ChangeSet:
    """A change set of a stack.

    Attributes:
        change_set_id: Its ID, an ARN.
        name: Its name.
        change_set_type: CREATE, UPDATE or IMPORT.
        stack: The stack that it changes.
        desired: The desired state of the stack.
        changes: The changes, as they were planned when the change set was created.
        imports: The identifiers of the resources to import, by logical ID.
        description: Its description.
        on_failure: What happens to a new stack if a resource fails: ROLLBACK, DELETE or DO_NOTHING.
        execution_status: Its ExecutionStatus.
        status: Its status.
        reason: The reason of the status.
        creation_time: When it was created.

    """

    change_set_id: str
    name: str
    change_set_type: str
    stack: Stack
    desired: DesiredStack
    changes: list[Change]
    imports: dict[str, str] = field(default_factory=dict)
    description: str | None = None
    on_failure: str = "ROLLBACK"
    execution_status: str = "AVAILABLE"
    status: str = "CREATE_COMPLETE"
    reason: str | None = None
    creation_time: datetime = field(default_factory=utcnow)

    def fail(self, reason: str) -> None:
        """Set the status to FAILED: the change set can't be executed."""
        self.status, self.execution_status, self.reason = "FAILED", "UNAVAILABLE", reason

    def summarize(self) -> ApiObject:
        """Return the change set in the form of ListChangeSets."""
        members = {
            "StackId": self.stack.stack_id,
            "StackName": self.stack.name,
            "ChangeSetId": self.change_set_id,
            "ChangeSetName": self.name,
            "ExecutionStatus": self.execution_status,
            "Status": self.status,
            "StatusReason": self.reason,
            "CreationTime": self.creation_time,
            "Description": self.description,
        }
        return {key: value for key, value in members.items() if value is not None}

    def describe(self, *, with_values: bool = False) -> ApiObject:
        """Return the change set in the form of DescribeChangeSet, optionally with the values of properties."""
        location = self.desired.context.location
        return {
            **self.summarize(),
            "Parameters": self.desired.describe_parameters(),
            "Tags": [{"Key": key, "Value": value} for key, value in self.desired.tags.items()],
            "Changes": [
                {"Type": "Resource", "ResourceChange": describe_change(change, location, with_values=with_values)}
                for change in self.changes
            ],
        }


def describe_change(change: Change, location: Location, *, with_values: bool = False) -> ApiObject:
    """Return a change in the form of ResourceChange, optionally with the values before and after it."""
    is_replaced = change.action is Action.REPLACE
    described: ApiObject = {
        "Action": "Modify" if is_replaced else change.action.value,
        "LogicalResourceId": change.logical_id,
        "ResourceType": change.type_name,
        "Scope": [],
        "Details": [],
    }
    if change.physical_id:
        described["PhysicalResourceId"] = change.physical_id
    if change.action in (Action.UPDATE, Action.REPLACE):
        details = list(_details(change, location))
        if with_values:
            details = [detail | {"Target": detail["Target"] | _target_values(change, detail)} for detail in details]
        described["Details"] = details
        described["Scope"] = ["Properties"] if change.changed_names else ["Tags"]
        is_conditional = any(detail["Target"]["RequiresRecreation"] == "Conditionally" for detail in details)
        described["Replacement"] = "True" if is_replaced else "Conditional" if is_conditional else "False"
    return described | _contexts(change) if with_values else described


def _details(change: Change, location: Location) -> Iterator[dict[str, Any]]:
    resource_type = find_type(change.type_name, location)
    schema = resource_type.schema if resource_type else None
    always = {path[0] for path in schema.create_only} if schema else set()
    conditionally = {path[0] for path in schema.conditional_create_only} if schema else set()
    for name in change.changed_names:
        recreation = "Always" if name in always else "Conditionally" if name in conditionally else "Never"
        target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
        yield {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _target_values(change: Change, detail: dict[str, Any]) -> dict[str, str]:
    """Return what `IncludePropertyValues` adds to the target of a detail."""
    name, before, after = detail["Target"]["Name"], change.before or {}, change.after or {}
    values = {"Path": f"/Properties/{name}"}
    if name in before:
        values["BeforeValue"] = _value_text(before[name])
    if name in after:
        values["AfterValue"] = _value_text(after[name])
    change_type = "Add" if name not in before else "Modify" if name in after else "Remove"
    return values | {"AttributeChangeType": change_type}


def _contexts(change: Change) -> dict[str, str]:
    contexts = {"BeforeContext": change.before, "AfterContext": change.after}
    return {
        name: json.dumps({"Properties": properties}) for name, properties in contexts.items() if properties is not None
    }


def _value_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
