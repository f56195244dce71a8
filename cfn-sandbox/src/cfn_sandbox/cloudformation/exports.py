"""Exports of stacks: which one has a value, who imports it, and what mustn't happen to it meanwhile."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from moto.cloudformation.exceptions import ExportNotFound
from moto.core.exceptions import ServiceException

from .intrinsics import invalid
from .stack import Stack


def exported_value(stacks: Iterable[Stack], name: str) -> str:
    """Return the value of an export. Raises moto's `ExportNotFound`."""
    for stack in stacks:
        if name in stack.exports:
            return stack.exports[name]
    raise ExportNotFound(name)


def importers(stacks: Iterable[Stack], name: str) -> list[str]:
    """Return the names of the stacks that import an export."""
    return sorted(stack.name for stack in stacks if name in imported_names(stack))


def imported_names(stack: Stack) -> set[str]:
    """Return the names of the exports that the resources and outputs of a stack import."""
    desired = stack.wanted
    existing = {name: item for name, item in stack.resources.items() if item.status != "DELETE_COMPLETE"}
    if desired is None or not existing:
        return set()
    names: set[str] = set()

    def record(name: str) -> Any:
        names.add(name)
        return desired.place.exported(name)

    recording = replace(desired, place=replace(desired.place, exported=record))
    with suppress(ServiceException):  # of a failed operation there may be no resource that an output refers to
        recording.outputs(existing)
    for name in recording.order:
        if name in existing:
            with suppress(ServiceException):
                recording.properties(name, existing)
    return names


def check_change(stacks: Iterable[Stack], stack: Stack, after: dict[str, str]) -> None:
    """Raise moto's ValidationError if a stack can't export this in the place of what it exports.

    Args:
        stacks: All stacks of the account and region.
        stack: The stack whose operation comes to its outputs.
        after: The values that it is to export, by name.

    """
    others = [other for other in stacks if other is not stack]
    for name in after:
        owner = next((other.name for other in others if name in other.exports), None)
        if owner:
            raise invalid(f"Export with name {name} is already exported by stack {owner}")
    for name, value in stack.exports.items():
        users = importers(others, name) if after.get(name) != value else []
        if users and name in after:
            raise invalid(f"Cannot update export {name} as it is in use by {' and '.join(users)}")
        if users:
            raise invalid(_in_use(name, users))


def deletion_obstacle(stacks: Iterable[Stack], stack: Stack) -> str | None:
    """Return why a stack can't be deleted: an export of it is in use; None if it can."""
    others = [other for other in stacks if other is not stack]
    for name in stack.exports:
        users = importers(others, name)
        if users:
            return _in_use(name, users)
    return None


def _in_use(name: str, users: list[str]) -> str:
    return f"Export {name} cannot be deleted as it is in use by {' and '.join(users)}"
