"""The change sets of an account and region."""

from collections.abc import Iterator
from typing import Final

from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError
from moto.cloudformation.utils import generate_changeset_id, validate_create_change_set

from ...location import Location
from ..errors import ChangeSetNotFound
from ..templates.desired_stack import DesiredStack
from . import resource_import
from .change_description import ChangeSet
from .deployment import Deployment
from .planning import has_changes, plan_changes
from .stack import ApiObject, Stack

NO_CHANGES: Final = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
)


class ChangeSetStore:
    """The change sets of an account and region. `stacks` are its stacks by ID."""

    def __init__(self, location: Location, stacks: dict[str, Stack]):
        self._location = location
        self._stacks = stacks
        self._change_sets: dict[str, ChangeSet] = {}  # by ID

    def create(
        self,
        name: str,
        stack: Stack,
        change_set_type: str,
        desired: DesiredStack,
        imports: dict[str, str],
        description: str | None,
        on_failure: str,
        options: ApiObject,
        drifted: tuple[str, ...] = (),
    ) -> ChangeSet:
        """Create a change set. If there is nothing to change, its status is FAILED, as in CloudFormation.

        Args:
            name: Its name.
            stack: The stack; a new one is kept in review.
            change_set_type: CREATE, UPDATE or IMPORT.
            desired: The desired state of the stack.
            imports: The identifiers of the resources to import, by logical ID.
            description: Its description.
            on_failure: What happens to a new stack if a resource fails: ROLLBACK, DELETE or DO_NOTHING.
            options: Parameters of the request that descriptions show, such as Capabilities.
            drifted: The logical IDs of the resources whose drift is reverted.

        """
        validate_create_change_set(name)
        if any(
            item.name == name and item.execution_status in ("AVAILABLE", "UNAVAILABLE") for item in self.of_stack(stack)
        ):
            raise AlreadyExistsException(f"ChangeSet {name} already exists for stack {stack.stack_id}")
        resource_import.check_unmanaged(imports, self._stacks)
        changes = list(plan_changes(stack, desired, imports, drifted))
        change_set_id = generate_changeset_id(name, self._location.region, self._location.account)
        change_set = ChangeSet(
            change_set_id, name, change_set_type, stack, desired, changes, imports, description, on_failure, options
        )
        change_set.drifted = drifted
        if change_set_type == "UPDATE" and not drifted and not has_changes(stack, desired):
            change_set.fail(NO_CHANGES)
        if stack.stack_id not in self._stacks:
            stack.set_status("REVIEW_IN_PROGRESS", "User Initiated")
            self._stacks[stack.stack_id] = stack
        self._change_sets[change_set_id] = change_set
        return change_set

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
