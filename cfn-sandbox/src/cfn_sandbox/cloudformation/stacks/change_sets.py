"""Change sets, and their form in CloudFormation's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from moto.cloudformation.exceptions import AlreadyExistsException
from moto.cloudformation.utils import generate_changeset_id, validate_create_change_set
from moto.core.utils import utcnow

from ...engine import Location
from ...scalars import tag_list, text_or_json
from ..errors import ChangeSetNotFound
from ..resource_types.lookup import find_type
from ..resource_types.schemas import TypeSchema
from ..templates.desired_stack import DesiredStack
from . import resource_import
from .deployment import Deployment
from .planning import NESTED_STACK, Action, Change, has_changes, plan_changes
from .stack import ApiObject, Stack

_WARNING: Final = (
    "[WARN] --include-property-values option can return incomplete ChangeSet data because: ChangeSet creation failed "
    "for resource [{}] because: {}"
)

NO_CHANGES: Final = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
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
        is_planned = self.status != "FAILED"
        self.changes = list(plan_changes(self.stack, self.desired, self.imports, self.drifted)) if is_planned else []

    def describe(self, *, with_values: bool = False) -> ApiObject:
        """Return what the API says of the change set, optionally with the values of properties."""
        # In CloudFormation's order: Topic comes after TopicPolicy.
        changes = sorted(self.changes, key=lambda change: f"{change.logical_id}~")
        changes = [change for change in changes if change.is_certain or not with_values]
        warned = next((change for change in changes if with_values and change.warning), None)
        location = self.desired.context.location
        return {
            "StackId": self.stack.stack_id,
            "StackName": self.stack.name,
            "ChangeSetId": self.change_set_id,
            "ChangeSetName": self.name,
            "ExecutionStatus": self.execution_status,
            "Status": self.status,
            "StatusReason": _WARNING.format(warned.logical_id, warned.warning) if warned else self.reason,
            "CreationTime": self.creation_time,
            "IncludeNestedStacks": False,
            "Description": self.description or None,
            **{name: self.options.get(name) or [] for name in ("Capabilities", "NotificationARNs")},
            "RollbackConfiguration": {},
            "Parameters": self.desired.describe_parameters() or None,
            "Tags": tag_list(self.desired.tags) or None,
            **{name: value for name, value in self.mode.items() if value},
            "Changes": [
                {"Type": "Resource", "ResourceChange": describe_change(change, location, with_values=with_values)}
                for change in changes
            ],
        }


class ChangeSetStore:
    """The change sets of an account and region. `stacks` are its stacks by ID."""

    def __init__(self, stacks: dict[str, Stack]):
        self._stacks = stacks
        self._change_sets: dict[str, ChangeSet] = {}  # by ID

    def add(self, change_set: ChangeSet) -> None:
        """Add a change set; a new stack is kept in review. If there is nothing to change, the status is FAILED."""
        stack = change_set.stack
        validate_create_change_set(change_set.name)
        if any(
            item.name == change_set.name and item.execution_status in ("AVAILABLE", "UNAVAILABLE")
            for item in self.of_stack(stack)
        ):
            raise AlreadyExistsException(f"ChangeSet {change_set.name} already exists for stack {stack.stack_id}")
        resource_import.check_unmanaged(change_set.imports, self._stacks)
        is_update = change_set.change_set_type == "UPDATE"
        if is_update and not change_set.drifted and not has_changes(stack, change_set.desired):
            change_set.status, change_set.execution_status, change_set.reason = "FAILED", "UNAVAILABLE", NO_CHANGES
        if stack.stack_id not in self._stacks:
            stack.set_status("REVIEW_IN_PROGRESS", "User Initiated")
            self._stacks[stack.stack_id] = stack
        self._change_sets[change_set.change_set_id] = change_set

    def of_stack(self, stack: Stack) -> Iterator[ChangeSet]:
        """Yield the change sets of a stack."""
        yield from [item for item in [*self._change_sets.values()] if item.stack is stack]

    def find(self, name_or_id: str, stack_name: str | None) -> ChangeSet:
        """Return a change set by ID, or by name and stack, which isn't a deleted one. Raises `ChangeSetNotFound`."""
        for change_set_id, change_set in reversed([*self._change_sets.items()]):
            stack = change_set.stack
            named = (stack.stack_id, None if stack.status == "DELETE_COMPLETE" else stack.name)
            if name_or_id == change_set_id or (name_or_id == change_set.name and stack_name in named):
                return change_set
        raise ChangeSetNotFound(f"ChangeSet [{name_or_id}] does not exist")

    def delete(self, change_set: ChangeSet) -> None:
        """Delete a change set."""
        del self._change_sets[change_set.change_set_id]

    def execute(self, change_set: ChangeSet, operation: Deployment) -> None:
        """Run the operation of a change set."""
        change_set.stack.options |= change_set.options
        operation.drifted, operation.imports = change_set.drifted, change_set.imports
        if change_set.change_set_type == "IMPORT":
            resource_import.import_resources(operation, change_set.desired, change_set.imports)
        elif change_set.change_set_type == "CREATE":
            operation.create(change_set.desired, change_set.on_failure if operation.options.roll_back else "DO_NOTHING")
        else:
            operation.update(change_set.desired)
        change_set.execution_status = "EXECUTE_COMPLETE"


def describe_change(change: Change, location: Location, *, with_values: bool = False) -> ApiObject:
    """Return a change in the form of ResourceChange, optionally with the values before and after it."""
    is_replaced = change.action is Action.REPLACE
    policy = change.policy.removesuffix("ExceptOnCreate")
    described: ApiObject = {
        "Action": "Modify" if is_replaced else change.action.value,
        "LogicalResourceId": change.logical_id,
        "PhysicalResourceId": change.physical_id or None,
        "ResourceType": change.type_name,
        "ResourceDriftStatus": change.drift_status or None,
        "PolicyAction": f"ReplaceAnd{policy}" if is_replaced else policy if change.action is Action.REMOVE else None,
        "Scope": [],
        "Details": [],
    }
    if change.action in (Action.UPDATE, Action.REPLACE):
        details = described["Details"] = [*_details(change, location, with_values=with_values)]
        described["Scope"] = sorted({detail["Target"]["Attribute"] for detail in details})
        may_be_replaced = "Conditional" if any(map(_may_replace, details)) else "False"
        described["Replacement"] = "True" if is_replaced else may_be_replaced
    for context, properties in (("BeforeContext", change.before), ("AfterContext", change.after)):
        if with_values and properties is not None:
            described[context] = json.dumps({"Properties": properties})
    return described


def _may_replace(detail: ApiObject) -> bool:
    recreation: str = detail["Target"]["RequiresRecreation"]
    return recreation == "Conditionally" or (recreation, detail["Evaluation"]) == ("Always", "Dynamic")


def _details(change: Change, location: Location, *, with_values: bool) -> Iterator[ApiObject]:
    resource_type = find_type(change.type_name, location)
    schema = resource_type.schema if resource_type else TypeSchema({})
    always = {path[0] for path in schema.create_only}
    conditionally = {path[0] for path in schema.conditional_create_only}
    for name in sorted({*change.changed_names, *(name for name in change.causes if name[0] != "/")}):
        recreation = "Always" if name in always else "Conditionally" if name in conditionally else "Never"
        target: ApiObject = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
        if with_values:
            target |= _target_values(change, name)
        yield from ({"Target": target, **origin} for origin in _origins(change, name, with_values=with_values))
    if change.type_name == NESTED_STACK and not change.changed_names:  # its template may have changed
        target = {"Attribute": "Properties", "RequiresRecreation": "Never"}
        yield {"Target": target, "Evaluation": "Dynamic", "ChangeSource": "Automatic"}
    for attribute in change.changed_attributes:
        target = {"Attribute": attribute, "RequiresRecreation": "Never"}
        yield from (
            {"Target": target, **origin} for origin in _origins(change, f"/{attribute}", with_values=with_values)
        )


def _origins(change: Change, name: str, *, with_values: bool) -> Iterator[dict[str, str]]:
    """Yield what changes a property, or `/Metadata`: causes elsewhere, and a direct modification.

    CloudFormation compares values if it returns them. Otherwise it compares templates: a property also appears if it
    refers to a resource that is updated in place, and without a direct modification if only a resource causes it.
    """
    causes = [cause for cause in change.causes.get(name, ()) if cause.is_certain or not with_values]
    for cause in causes:
        evaluation = "Static" if cause.is_certain else "Dynamic"
        yield {"Evaluation": evaluation, "ChangeSource": cause.source, "CausingEntity": cause.entity}
    has_parameter = any(cause.source == "ParameterReference" for cause in causes)
    is_changed = name in change.changed_names or name[1:] in change.changed_attributes
    if is_changed and (with_values or not causes or has_parameter):
        yield {"Evaluation": "Dynamic" if causes else "Static", "ChangeSource": "DirectModification"}


def _target_values(change: Change, name: str) -> ApiObject:
    """Return what `IncludePropertyValues` adds to the target of a detail."""
    before, after = change.before or {}, change.after or {}
    return {
        "Path": f"/Properties/{name}",
        "BeforeValue": text_or_json(before[name]) if name in before else None,
        "AfterValue": text_or_json(after[name]) if name in after else None,
        "BeforeValueFrom": "ACTUAL_STATE" if change.drift_status else None,
        "AfterValueFrom": "TEMPLATE" if change.drift_status else None,
        "AttributeChangeType": "Add" if name not in before else "Modify" if name in after else "Remove",
    }
