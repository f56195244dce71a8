"""Compares a stack with its desired state: which resources are created, updated, replaced, removed. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from ..errors import invalid
from ..resource_types.base import Tags
from ..resource_types.schemas import Properties, TypeSchema, value_at
from ..templates.desired_stack import DesiredStack
from ..templates.scope import PendingResource
from .stack import Resource, Stack

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
class Change:
    """A change of a resource.

    Attributes:
        action: What is done.
        logical_id: The logical ID.
        type_name: The name of the type.
        physical_id: The physical ID, "" if there is none yet.
        changed_names: The names of the properties that change.
        before: The properties before the change, masked; None if the resource doesn't exist.
        after: The properties after the change, masked; None if the resource is removed.

    """

    action: Action
    logical_id: str
    type_name: str
    physical_id: str = ""
    changed_names: tuple[str, ...] = ()
    before: Properties | None = None
    after: Properties | None = None


def action_for(existing: Resource | None, properties: Properties, tags: Tags) -> Action:
    """Return what brings a resource to its desired properties and to the desired tags of the stack."""
    if existing is None or existing.created is None:
        return Action.ADD
    if existing.status == "CREATE_FAILED":  # an operation without rollback left it
        return Action.REPLACE
    schema = existing.type.schema
    if schema is not None and any(
        value_at(existing.properties, path) != value_at(properties, path) for path in schema.create_only
    ):
        return Action.REPLACE
    if existing.type_name == NESTED_STACK:  # its template may have changed behind the same URL
        return Action.UPDATE
    has_other_tags = schema is not None and schema.tag_property and existing.tags != tags
    return Action.UPDATE if existing.properties != properties or has_other_tags else Action.NOTHING


def may_replace(schema: TypeSchema | None, before: Properties, after: Properties) -> bool:
    """Tell whether a conditional create-only property changes: then NotUpdatable leads to a replacement."""
    conditional = schema.conditional_create_only if schema else []
    return any(value_at(before, path) != value_at(after, path) for path in conditional)


def plan_changes(
    resources: Mapping[str, Resource], desired: DesiredStack, imports: Mapping[str, str] | None = None
) -> Iterator[Change]:
    """Yield the changes of an operation in its order. Resources that stay as they are have none.

    Args:
        resources: The resources of the stack by logical ID.
        desired: The desired state of the stack.
        imports: The identifiers of the resources to import, by logical ID.

    """
    known: dict[str, Any] = {}  # the resources as later ones see them
    for logical_id in desired.order:
        existing, properties = resources.get(logical_id), desired.properties(logical_id, known)
        masked = desired.masked_properties(logical_id, known)
        action = action_for(existing, properties, desired.tags)
        stays = existing is not None and action in (Action.NOTHING, Action.UPDATE)
        known[logical_id] = existing if stays else PendingResource()
        if action is Action.NOTHING:
            continue
        physical_id = existing.physical_id if existing else ""
        if imports and logical_id in imports:
            action, physical_id = Action.IMPORT, imports[logical_id]
        yield Change(
            action,
            logical_id,
            desired.type_name(logical_id),
            physical_id,
            changed_names(existing.properties, properties) if existing else (),
            existing.masked_properties if existing else None,
            masked,
        )
    for logical_id, resource in resources.items():
        if logical_id not in desired.order:
            yield Change(
                Action.REMOVE,
                logical_id,
                resource.type_name,
                resource.physical_id,
                before=resource.masked_properties,
            )


def changed_names(before: Properties, after: Properties) -> tuple[str, ...]:
    """Return the names of the properties that differ."""
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def has_changes(stack: Stack, desired: DesiredStack) -> bool:
    """Tell whether an update to a desired state has anything to do.

    Raises:
        ValidationError: A resource has another type than before.

    """
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
    before = stack.desired
    if before is None or stack.pending_deletions or stack.tags != desired.tags:
        return True
    if before.parameters != desired.parameters:
        return True
    if before.template.section("Outputs") != desired.template.section("Outputs"):
        return True
    redeclared = (
        stack.resources[name].declaration != desired.declaration(name)  # such as another DeletionPolicy
        for name in stack.resources
        if name in desired.order
    )
    return any(redeclared) or any(plan_changes(stack.resources, desired))
