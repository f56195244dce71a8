"""What an update does to each resource. Pure: the stack as it is and as it is wanted in, actions out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .schemas import State, TypeSchema, value_at
from .stack import Resource
from .types import Tags
from .wanted import Foreseen, Wanted


class Action(Enum):
    """What is done to a resource."""

    NOTHING = "nothing"
    ADD = "Add"
    UPDATE = "Modify"
    REPLACE = "Replace"
    REMOVE = "Remove"
    IMPORT = "Import"


@dataclass(frozen=True)
class Change:
    """What happens to a resource; `names` are the properties that change, `before` and `after` all of them."""

    action: Action
    logical_id: str
    type_name: str
    physical_id: str = ""
    names: tuple[str, ...] = ()
    before: State | None = None
    after: State | None = None


def action_for(before: Resource | None, properties: State, tags: Tags) -> Action:
    """Return what turns a resource as it is into one of these properties, under these tags of the stack."""
    if before is None or before.made is None:
        return Action.ADD
    if before.status == "CREATE_FAILED":  # it was left as it is, for somebody to look at
        return Action.REPLACE
    schema = before.kind.schema
    if schema is not None and any(
        value_at(before.properties, path) != value_at(properties, path) for path in schema.create_only
    ):
        return Action.REPLACE
    retagged = schema is not None and schema.tag_property and before.tags != tags
    return Action.UPDATE if before.properties != properties or retagged else Action.NOTHING


def may_replace(schema: TypeSchema | None, before: State, after: State) -> bool:
    """Tell whether a change that can't be made in place is a reason for a replacement."""
    conditional = schema.conditional_create_only if schema else []
    return any(value_at(before, path) != value_at(after, path) for path in conditional)


def changed_names(before: State, after: State) -> tuple[str, ...]:
    """Return the names of the properties in which two states differ."""
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def changes(
    resources: Mapping[str, Resource], wanted: Wanted, imports: Mapping[str, str] | None = None
) -> Iterator[Change]:
    """Yield what an update to a wanted state does, in its order; nothing for what stays as it is.

    `imports` has the identifiers of resources that are to be taken in instead of made.
    """
    there: dict[str, Any] = {}
    for logical_id in wanted.order:
        before, properties = resources.get(logical_id), wanted.properties(logical_id, there)
        action = action_for(before, properties, wanted.tags)
        if before is not None and action in (Action.NOTHING, Action.UPDATE):
            there[logical_id] = before
        else:
            there[logical_id] = Foreseen()
        if action is not Action.NOTHING:
            names = changed_names(before.properties, properties) if before else ()
            physical_id = before.physical_id if before else ""
            if imports and logical_id in imports:
                action, physical_id = Action.IMPORT, imports[logical_id]
            present = before.properties if before else None
            yield Change(action, logical_id, wanted.type_name(logical_id), physical_id, names, present, properties)
    for logical_id, resource in resources.items():
        if logical_id not in wanted.order:
            present = resource.properties
            yield Change(Action.REMOVE, logical_id, resource.type_name, resource.physical_id, before=present)
