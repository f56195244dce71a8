"""A change set, and its form in CloudFormation's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from moto.cloudformation.utils import generate_changeset_id
from moto.core.utils import utcnow

from ...location import Location
from ..resource_types.lookup import find_type
from ..templates.desired_stack import DesiredStack
from .planning import NESTED_STACK, Action, Change, plan_changes
from .stack import ApiObject, Stack

_WARNING: Final = (
    "[WARN] --include-property-values option can return incomplete ChangeSet data because: ChangeSet creation failed "
    "for resource [{}] because: {}"
)


@dataclass
class ChangeSet:
    """A change set of a stack. Its changes are planned when it is created."""

    name: str
    change_set_type: str  # CREATE, UPDATE or IMPORT
    stack: Stack
    desired: DesiredStack
    imports: dict[str, str] = field(default_factory=dict)  # the identifiers of the resources to import, by logical ID
    drifted: tuple[str, ...] = ()  # the logical IDs of the resources whose drift it reverts
    description: str | None = None
    on_failure: str = "ROLLBACK"  # what happens to a new stack if a resource fails: ROLLBACK, DELETE or DO_NOTHING
    options: ApiObject = field(default_factory=dict)  # what descriptions show of the request, such as Capabilities
    mode: ApiObject = field(default_factory=dict)  # parameters of the request that only its descriptions show
    execution_status: str = "AVAILABLE"
    status: str = "CREATE_COMPLETE"
    reason: str | None = None  # the reason of the status
    creation_time: datetime = field(default_factory=utcnow)

    def __post_init__(self) -> None:
        account, region = self.stack.location
        self.change_set_id = generate_changeset_id(self.name, region, account)  # an ARN
        self.changes = list(plan_changes(self.stack, self.desired, self.imports, self.drifted))

    def fail(self, reason: str) -> None:
        """Set the status to FAILED: the change set can't be executed."""
        self.status, self.execution_status, self.reason = "FAILED", "UNAVAILABLE", reason

    def summarize(self) -> ApiObject:
        """Return the change set in the form of ListChangeSets."""
        optional = {"StatusReason": self.reason, "Description": self.description}
        return {
            "StackId": self.stack.stack_id,
            "StackName": self.stack.name,
            "ChangeSetId": self.change_set_id,
            "ChangeSetName": self.name,
            "ExecutionStatus": self.execution_status,
            "Status": self.status,
            "CreationTime": self.creation_time,
            "IncludeNestedStacks": False,
            **{key: value for key, value in optional.items() if value},
        }

    def describe(self, *, with_values: bool = False) -> ApiObject:
        """Return the change set in the form of DescribeChangeSet, optionally with the values of properties."""
        # In CloudFormation's order: Topic comes after TopicPolicy.
        changes = sorted(self.changes, key=lambda change: f"{change.logical_id}~")
        changes = [change for change in changes if change.is_certain or not with_values]
        warned = next((change for change in changes if with_values and change.warning), None)
        optional = {
            "Parameters": self.desired.describe_parameters(),
            "Tags": [{"Key": key, "Value": value} for key, value in self.desired.tags.items()],
            **self.mode,
            "StatusReason": _WARNING.format(warned.logical_id, warned.warning) if warned else None,
        }
        return {
            **{name: self.options.get(name) or [] for name in ("Capabilities", "NotificationARNs")},
            "RollbackConfiguration": {},
            **self.summarize(),
            **{key: value for key, value in optional.items() if value},
            "Changes": [
                {
                    "Type": "Resource",
                    "ResourceChange": describe_change(change, self.desired.context.location, with_values=with_values),
                }
                for change in changes
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
    if change.drift_status:
        described["ResourceDriftStatus"] = change.drift_status
    if change.physical_id:
        described["PhysicalResourceId"] = change.physical_id
    if change.action is Action.REMOVE or is_replaced:
        policy = change.policy.removesuffix("ExceptOnCreate")
        described["PolicyAction"] = f"ReplaceAnd{policy}" if is_replaced else policy
    if change.action in (Action.UPDATE, Action.REPLACE):
        details = [*_details(change, location, with_values=with_values)]
        described["Details"] = details
        described["Scope"] = [*dict.fromkeys(detail["Target"]["Attribute"] for detail in details)]
        described["Replacement"] = (
            "True" if is_replaced else "Conditional" if any(map(_may_replace, details)) else "False"
        )
    return described | _contexts(change) if with_values else described


def _may_replace(detail: ApiObject) -> bool:
    recreation: str = detail["Target"]["RequiresRecreation"]
    return recreation == "Conditionally" or (recreation, detail["Evaluation"]) == ("Always", "Dynamic")


def _details(change: Change, location: Location, *, with_values: bool) -> Iterator[ApiObject]:
    resource_type = find_type(change.type_name, location)
    schema = resource_type.schema if resource_type else None
    always = {path[0] for path in schema.create_only} if schema else set()
    conditionally = {path[0] for path in schema.conditional_create_only} if schema else set()
    for name in sorted({*change.changed_names, *change.causes}):
        recreation = "Always" if name in always else "Conditionally" if name in conditionally else "Never"
        target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
        if with_values:
            target |= _target_values(change, name)
        yield from ({"Target": target, **origin} for origin in _origins(change, name, with_values=with_values))
    if change.type_name == NESTED_STACK and not change.changed_names:  # its template may have changed
        target = {"Attribute": "Properties", "RequiresRecreation": "Never"}
        yield {"Target": target, "Evaluation": "Dynamic", "ChangeSource": "Automatic"}
    for attribute in change.changed_attributes:
        target = {"Attribute": attribute, "RequiresRecreation": "Never"}
        yield {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _origins(change: Change, name: str, *, with_values: bool) -> Iterator[dict[str, str]]:
    """Yield what changes a property: causes elsewhere, and a direct modification.

    CloudFormation compares values if it returns them. Otherwise it compares templates: a property also appears if it
    refers to a resource that is updated in place, and without a direct modification if only a resource causes it.
    """
    causes = [cause for cause in change.causes.get(name, ()) if cause.is_certain or not with_values]
    for cause in causes:
        evaluation = "Static" if cause.is_certain else "Dynamic"
        yield {"Evaluation": evaluation, "ChangeSource": cause.source, "CausingEntity": cause.entity}
    has_parameter = any(cause.source == "ParameterReference" for cause in causes)
    if name in change.changed_names and (with_values or not causes or has_parameter):
        yield {"Evaluation": "Dynamic" if causes else "Static", "ChangeSource": "DirectModification"}


def _target_values(change: Change, name: str) -> dict[str, str]:
    """Return what `IncludePropertyValues` adds to the target of a detail."""
    before, after = change.before or {}, change.after or {}
    values = {"Path": f"/Properties/{name}"}
    if name in before:
        values["BeforeValue"] = _value_text(before[name])
    if name in after:
        values["AfterValue"] = _value_text(after[name])
    if change.drift_status:
        values |= {"BeforeValueFrom": "ACTUAL_STATE", "AfterValueFrom": "TEMPLATE"}
    change_type = "Add" if name not in before else "Modify" if name in after else "Remove"
    return values | {"AttributeChangeType": change_type}


def _contexts(change: Change) -> dict[str, str]:
    contexts = {"BeforeContext": change.before, "AfterContext": change.after}
    return {
        name: json.dumps({"Properties": properties}) for name, properties in contexts.items() if properties is not None
    }


def _value_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
