"""Compares a stack with its desired state: which resources are created, updated, replaced, removed. Pure."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from moto.cloudformation.exceptions import ExportNotFound

from ..errors import invalid
from ..resource_types.base import Tags
from ..resource_types.schemas import Properties, changed_paths
from ..templates.desired_stack import DesiredStack
from ..templates.intrinsics import UNKNOWN
from ..templates.scope import PendingResource
from ..templates.template_functions import references
from .stack import ApiObject, Resource, Stack

_ATTRIBUTES: Final = ("Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy")
NESTED_STACK: Final = "AWS::CloudFormation::Stack"


class Action(Enum):
    """What an operation does to a resource."""

    NOTHING = "nothing"
    ADD = "Add"
    UPDATE = "Modify"
    REPLACE = "Replace"
    REMOVE = "Remove"
    IMPORT = "Import"


@dataclass(frozen=True)
class Cause:
    """Why a property changes: a parameter has another value, or a resource that it refers to is changed."""

    source: str  # ParameterReference, ResourceReference or ResourceAttribute
    entity: str  # the parameter, the resource, or the attribute as `Resource.Attribute`
    is_certain: bool = True  # false for an attribute of a resource that is updated in place: it may stay as it is


@dataclass(frozen=True)
class Change:
    """A change of a resource."""

    action: Action
    logical_id: str
    type_name: str
    physical_id: str = ""  # the physical ID, "" if there is none yet
    policy: str = "Delete"  # what happens to the resource that exists: Delete, Retain or Snapshot
    changed_names: tuple[str, ...] = ()  # the names of the properties that change
    changed_attributes: tuple[str, ...] = ()  # others that change, such as Metadata; Tags are those of the stack
    # By the names of properties; one with uncertain causes only may stay. Those of the Metadata are by "/Metadata".
    causes: Mapping[str, tuple[Cause, ...]] = field(default_factory=dict)
    before: Properties | None = None  # the properties before the change, masked; None if the resource doesn't exist
    after: Properties | None = None  # the properties after the change, masked; None if the resource is removed
    warning: str = ""  # why the values after the change aren't all known
    drift_status: str = ""  # MODIFIED or DELETED, if the change reverts drift; `before` is the actual state

    @property
    def is_certain(self) -> bool:
        """Tell whether the resource changes for certain."""
        has_changes = bool(self.changed_names or self.changed_attributes)
        return self.action is not Action.UPDATE or self.type_name == NESTED_STACK or has_changes


def action_for(existing: Resource | None, properties: Properties, tags: Tags) -> Action:
    """Return what brings a resource to its desired properties and to the desired tags of the stack."""
    if existing is None or existing.created is None:
        return Action.ADD
    if existing.status == "CREATE_FAILED":  # an operation without rollback left it
        return Action.REPLACE
    schema = existing.type.schema
    if changed_paths(schema.create_only, existing.properties, properties):
        return Action.REPLACE
    if existing.type_name == NESTED_STACK:  # its template may have changed behind the same URL
        return Action.UPDATE
    has_other_tags = schema.tag_property and existing.tags != tags
    return Action.UPDATE if existing.properties != properties or has_other_tags else Action.NOTHING


def plan_changes(
    stack: Stack, desired: DesiredStack, imports: Mapping[str, str] | None = None, drifted: Collection[str] = ()
) -> Iterator[Change]:
    """Yield the changes of an operation in its order. `imports` are identifiers, `drifted` names what is reverted."""
    plan = _Plan(stack, desired, drifted)
    for logical_id in desired.order:
        change = plan.change(logical_id)
        if change and imports and logical_id in imports:
            change = replace(change, action=Action.IMPORT, physical_id=imports[logical_id])
        if change:
            yield change
    pending = dict.fromkeys(stack.resources, PendingResource())
    for logical_id, resource in stack.resources.items():
        if logical_id not in desired.order:
            before = stack.desired.masked_properties(logical_id, pending) if stack.desired else None
            policy = resource.policy("DeletionPolicy")
            yield Change(Action.REMOVE, logical_id, resource.type_name, resource.physical_id, policy, before=before)


class _Plan:
    """The changes of an operation, planned one after the other in its order."""

    def __init__(self, stack: Stack, desired: DesiredStack, drifted: Collection[str]):
        self._stack, self._desired, self._drifted = stack, desired, drifted
        self._known: dict[str, Any] = {}  # the resources as later ones see them
        self._updated: set[str] = set()
        before = stack.desired.parameter_texts if stack.desired else {}
        after = desired.parameter_texts
        self._changed_parameters = {name for name, text in after.items() if before.get(name) != text}

    def change(self, logical_id: str) -> Change | None:
        """Return the change of a resource, None if it stays as it is."""
        existing, desired, warning = self._stack.resources.get(logical_id), self._desired, ""
        try:
            properties = desired.properties(logical_id, self._known)
        except ExportNotFound as error:
            warning = str(error.message).removesuffix(" found.")
            desired = replace(desired, context=replace(desired.context, exported_value=lambda _name: UNKNOWN))
            properties = desired.properties(logical_id, self._known)
        action = action_for(existing, properties, desired.tags)
        stays = existing is not None and action in (Action.NOTHING, Action.UPDATE)
        before = existing.properties if existing else properties
        names = tuple(sorted(name for name in before | properties if before.get(name) != properties.get(name)))
        declared = desired.declaration(logical_id).get("Properties") or {} if existing else {}
        found = {name: tuple(self._causes_of(value, is_changed=name in names)) for name, value in declared.items()}
        causes = {name: causes for name, causes in found.items() if causes}
        metadata = desired.declaration(logical_id).get("Metadata") if existing else None
        if metadata_causes := tuple(self._causes_of(metadata, is_changed=True)):
            causes["/Metadata"] = metadata_causes
        attributes = self._changed_attributes(logical_id, existing, causes) if existing else ()
        self._known[logical_id] = existing if stays else PendingResource()
        is_drifted = logical_id in self._drifted
        if action is Action.NOTHING and not causes and not attributes and not is_drifted:
            return None
        self._updated.add(logical_id)
        change = Change(
            Action.UPDATE if action is Action.NOTHING else action,
            logical_id,
            desired.type_name(logical_id),
            existing.physical_id if existing else "",
            existing.policy("UpdateReplacePolicy") if existing else "",
            names,
            attributes,
            causes,
            existing.masked_properties if existing else None,
            desired.masked_properties(logical_id, self._known),
            warning,
        )
        return _revert_drift(change, existing.drift) if existing and existing.drift and is_drifted else change

    def _causes_of(self, declared: Any, *, is_changed: bool) -> Iterator[Cause]:
        for name, attribute in dict.fromkeys(references(declared)):
            source, entity = ("ResourceAttribute", f"{name}.{attribute}") if attribute else ("ResourceReference", name)
            if name in self._changed_parameters and is_changed:
                yield Cause("ParameterReference", name)
            elif isinstance(self._known.get(name), PendingResource) and is_changed:
                yield Cause(source, entity)
            elif name in self._updated and attribute:
                yield Cause(source, entity, is_certain=False)

    def _changed_attributes(self, logical_id: str, existing: Resource, causes: Iterable[str]) -> tuple[str, ...]:
        before, after = existing.declaration, self._desired.declaration(logical_id)
        changed = [name for name in _ATTRIBUTES if f"/{name}" in causes or before.get(name) != after.get(name)]
        has_tags = existing.type.schema.tag_property and existing.tags != self._desired.tags
        return (*changed, "Tags") if has_tags else tuple(changed)


def _revert_drift(change: Change, drift: ApiObject) -> Change:
    """Return a change that also brings the actual properties of a resource back to the template's."""
    status = drift["StackResourceDriftStatus"]
    if status == "DELETED":
        return replace(change, action=Action.ADD, before=None, physical_id="", drift_status=status)
    drifted = {difference["PropertyPath"].split("/")[1] for difference in drift["PropertyDifferences"]}
    before = {**(change.before or {}), **json.loads(drift["ActualProperties"])}
    names = tuple(sorted({*change.changed_names, *drifted}))
    return replace(change, changed_names=names, before=before, drift_status=status)


def has_changes(stack: Stack, desired: DesiredStack) -> bool:
    """Tell whether an update has anything to do. Raises moto's ValidationError if a resource has another type now."""
    retyped = [
        name
        for name in desired.order
        if name in stack.resources and stack.resources[name].type_name != desired.type_name(name)
    ]
    if retyped:
        raise invalid(
            "Update of resource type is not permitted. The new template modifies resource type of the following "
            f"resources: [{', '.join(retyped)}]"
        )
    before, existing = stack.desired, [name for name in stack.resources if name in desired.order]
    return (
        before is None
        or bool(stack.pending_deletions)
        or stack.tags != desired.tags
        or before.parameters != desired.parameters
        or before.template.transforms != desired.template.transforms
        or before.template.section("Outputs") != desired.template.section("Outputs")
        # Such as another DeletionPolicy.
        or any(stack.resources[name].declaration != desired.declaration(name) for name in existing)
        or any(plan_changes(stack, desired))
    )
