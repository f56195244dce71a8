"""The change sets of an account and region."""

from collections.abc import Iterator
from typing import Final

from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError
from moto.cloudformation.utils import validate_create_change_set

from ..errors import ChangeSetNotFound
from . import resource_import
from .change_description import ChangeSet
from .deployment import Deployment
from .planning import has_changes
from .stack import Stack

NO_CHANGES: Final = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
)


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
            change_set.fail(NO_CHANGES)
        if stack.stack_id not in self._stacks:
            stack.set_status("REVIEW_IN_PROGRESS", "User Initiated")
            self._stacks[stack.stack_id] = stack
        self._change_sets[change_set.change_set_id] = change_set

    def of_stack(self, stack: Stack) -> Iterator[ChangeSet]:
        """Yield the change sets of a stack."""
        yield from [item for item in [*self._change_sets.values()] if item.stack is stack]

    def find(self, name_or_id: str, stack_name: str | None) -> ChangeSet:
        """Return a change set by its ID, or by its name and its stack. Raises `ChangeSetNotFound`."""
        for change_set_id, change_set in reversed([*self._change_sets.items()]):
            stack = change_set.stack
            if name_or_id == change_set_id:
                return change_set
            if name_or_id == change_set.name and stack_name in (stack.name, stack.stack_id):
                return change_set
        raise ChangeSetNotFound(f"ChangeSet [{name_or_id}] does not exist")

    def delete(self, name_or_id: str, stack_name: str | None) -> None:
        """Delete a change set. Raises `ChangeSetNotFound`."""
        del self._change_sets[self.find(name_or_id, stack_name).change_set_id]

    def mark_obsolete(self, stack: Stack) -> None:
        """Let no change set of a stack be executed any more: another operation started."""
        for change_set in self.of_stack(stack):
            if change_set.execution_status == "AVAILABLE":
                change_set.execution_status = "OBSOLETE"

    def check_executable(self, change_set: ChangeSet) -> None:
        """Raise moto's InvalidChangeSetStatus for a change set that can't be executed, or was executed before."""
        if change_set.execution_status != "AVAILABLE":
            status = change_set.status if change_set.status == "FAILED" else change_set.execution_status
            text = f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of [{status}]"
            raise CloudFormationError("InvalidChangeSetStatus", text)

    def execute(self, change_set: ChangeSet, operation: Deployment) -> None:
        """Run the operation of a change set."""
        change_set.stack.options |= {key: value for key, value in change_set.options.items() if value is not None}
        operation.drifted, operation.imports = change_set.drifted, change_set.imports
        if change_set.change_set_type == "IMPORT":
            resource_import.import_resources(operation, change_set.desired, change_set.imports)
        elif change_set.change_set_type == "CREATE":
            operation.create(change_set.desired, change_set.on_failure if operation.options.roll_back else "DO_NOTHING")
        else:
            operation.update(change_set.desired)
        change_set.execution_status = "EXECUTE_COMPLETE"
