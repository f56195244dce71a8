"""The exports of an account and region: unique by name, and neither changed nor deleted while a stack imports them."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from moto.cloudformation.exceptions import ExportNotFound
from moto.core.exceptions import ServiceException

from ..errors import invalid
from .stack import ApiObject, Stack, exports_of


class Exports:
    """The exports of stacks. `stacks` are all stacks of an account and region that exist."""

    def __init__(self, stacks: Mapping[str, Stack]):
        self._stacks = stacks
        self._lock = threading.Lock()

    def value(self, name: str) -> str:
        """Return the value of an export. Raises moto's `ExportNotFound`."""
        for stack in [*self._stacks.values()]:
            if name in stack.exports:
                return stack.exports[name]
        raise ExportNotFound(name)

    def importers(self, name: str, exporter: Stack | None = None) -> list[str]:
        """Return the names of the stacks that import an export, without the stack that exports it."""
        others = [stack for stack in [*self._stacks.values()] if stack is not exporter]
        return sorted(stack.name for stack in others if name in imported_names(stack))

    def publish(self, stack: Stack, outputs: list[ApiObject]) -> None:
        """Set the outputs of a stack, in one step with the check of its exports. Raises moto's ValidationError."""
        with self._lock:
            self._check(stack, exports_of(outputs))
            stack.outputs = outputs

    def _check(self, stack: Stack, exports: dict[str, str]) -> None:
        others = [other for other in [*self._stacks.values()] if other is not stack]
        for name in exports:
            owner = next((other.name for other in others if name in other.exports), None)
            if owner:
                raise invalid(f"Export with name {name} is already exported by stack {owner}")
        for name, value in stack.exports.items():
            importers = self.importers(name, stack) if exports.get(name) != value else []
            if importers:
                text = f"Cannot update export {name}" if name in exports else f"Export {name} cannot be deleted"
                raise invalid(f"{text} as it is in use by {' and '.join(importers)}")

    def deletion_obstacle(self, stack: Stack) -> str | None:
        """Return why a stack can't be deleted: one of its exports is in use. None if it can be deleted."""
        try:
            self._check(stack, {})
        except ServiceException as error:
            return str(error.message)
        return None


def imported_names(stack: Stack) -> set[str]:
    """Return the names of the exports that the existing resources and the outputs of a stack import."""
    desired = stack.desired
    existing = {name: item for name, item in stack.resources.items() if item.status != "DELETE_COMPLETE"}
    if desired is None or not existing:
        return set()
    names: set[str] = set()

    def record(name: str) -> Any:
        names.add(name)
        return desired.context.exported_value(name)

    recording = replace(desired, context=replace(desired.context, exported_value=record))
    with suppress(ServiceException):  # after a failure, outputs may refer to resources that don't exist
        recording.outputs(existing)
    for name in recording.order:
        if name in existing:
            with suppress(ServiceException):
                recording.properties(name, existing)
    return names
