"""The stacks of an account in a region, in the place of moto's. The name of the module is what moto looks for."""

import logging
import re
import threading
from collections.abc import Callable
from typing import Any

from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.utils import generate_changeset_id, generate_stack_id, validate_create_change_set
from moto.core.utils import utcnow
from moto.ssm.models import ssm_backends

from ..engine import CREDENTIALS
from . import detection, exports, importing
from .change_sets import NO_CHANGES, ChangeSet
from .intrinsics import invalid
from .operations import Operation
from .plan import changes
from .registry import Location
from .runner import current
from .stack import Stack
from .template import Template
from .type_registry import TypeRegistry
from .types import Tags
from .wanted import Place, Wanted

_NAME = re.compile("[a-zA-Z][-a-zA-Z0-9]*")
_STARTING = threading.RLock()  # a stack's status is read and then written
LOG = logging.getLogger(__name__)
UPDATABLE = {
    *("CREATE_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE"),
    *("IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
}


class ChangeSetNotFound(CloudFormationError):
    """There is no such change set."""

    code = "ChangeSetNotFound"


class InvalidChangeSetStatus(CloudFormationError):
    """A change set can't be executed as it is."""

    code = "InvalidChangeSetStatus"


class SandboxBackend(CloudFormationBackend):
    """Moto's backend of CloudFormation with stacks of our own. Raises moto's errors, in CloudFormation's words."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.stacks: dict[str, Stack] = {}  # type: ignore[assignment]
        self.deleted_stacks: dict[str, Stack] = {}  # type: ignore[assignment]
        self.change_sets: dict[str, ChangeSet] = {}  # type: ignore[assignment]
        self.location = Location(account_id, region_name)
        self.types = TypeRegistry(self.location)
        self.detections: dict[str, dict[str, Any]] = {}  # drift detections, by ID

    def get_stack(self, name_or_stack_id: str) -> Stack:  # type: ignore[override]
        """Return a stack by its ID, or one that isn't deleted by its name."""
        for stack in [*self.stacks.values(), *self.deleted_stacks.values()]:
            if name_or_stack_id == stack.stack_id or (stack.name == name_or_stack_id and stack.deleted is None):
                return stack
        raise invalid(f"Stack with id {name_or_stack_id} does not exist")

    def new_stack(self, name: str) -> Stack:
        """Return a new stack of a name that is free."""
        if not _NAME.fullmatch(name):
            raise invalid(
                f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: "
                f"Member must satisfy regular expression pattern: {_NAME.pattern}"
            )
        if any(stack.name == name and stack.status != "REVIEW_IN_PROGRESS" for stack in self.stacks.values()):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        in_review = next((stack for stack in self.stacks.values() if stack.name == name), None)
        return in_review or Stack(generate_stack_id(name, self.region_name, self.account_id), name)

    def wanted(self, stack: Stack, template: Template, given: dict[str, str], tags: Tags) -> Wanted:
        """Return what a stack is to be, checked."""
        wanted = Wanted(template.with_values(given), given, tags, self._place(stack))
        wanted.check()
        return wanted

    def _place(self, stack: Stack) -> Place:
        return Place(
            self.account_id,
            self.region_name,
            stack.stack_id,
            stack.name,
            self._stored,
            exported=lambda name: exports.exported_value(list(self.stacks.values()), name),
            check_exports=lambda after: exports.check_change(list(self.stacks.values()), stack, after),
        )

    def _stored(self, name: str) -> str:
        parameter = ssm_backends[self.account_id][self.region_name].get_parameter(name)
        if parameter is None:
            raise invalid(f"Unable to fetch parameters [{name}] from parameter store for this account.")
        return str(parameter.value)

    def create_stack(  # type: ignore[override]
        self,
        name: str,
        template: str,
        parameters: dict[str, str],
        tags: Tags | None = None,
        *,
        options: dict[str, Any] | None = None,
        on_failure: str = "ROLLBACK",
        access_key: str = CREDENTIALS["accessKeyId"],
        **_others: Any,
    ) -> Stack:
        """Start to create a stack."""
        with _STARTING:
            stack = self.new_stack(name)
            wanted = self.wanted(stack, Template.of(template), parameters, tags or {})
            stack.options = options or {}
            self.stacks[stack.stack_id] = stack
        self.start(
            stack, "CREATE_IN_PROGRESS", access_key, lambda operation: operation.create(wanted, on_failure=on_failure)
        )
        return stack

    def update_stack(  # type: ignore[override]
        self, stack: Stack, wanted: Wanted, *, roll_back: bool = True, access_key: str = CREDENTIALS["accessKeyId"]
    ) -> None:
        """Start to update a stack."""
        with _STARTING:
            self.check_updatable(stack)
            if not self.has_changes(stack, wanted):
                raise invalid("No updates are to be performed.")
            stack.updated = utcnow()
            self.start(
                stack, "UPDATE_IN_PROGRESS", access_key, lambda operation: operation.update(wanted, roll_back=roll_back)
            )

    def check_updatable(self, stack: Stack) -> None:
        """Raise moto's ValidationError for a stack that is busy or has come to nothing."""
        if stack.status not in UPDATABLE:
            raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")

    def has_changes(self, stack: Stack, wanted: Wanted) -> bool:
        """Tell whether there is anything to be done to make a stack what is wanted. Raises for a change of a type."""
        before = stack.wanted
        retyped = [
            name
            for name in wanted.order
            if name in stack.resources and stack.resources[name].type_name != wanted.type_name(name)
        ]
        if retyped:
            raise invalid(
                "Update of resource type is not permitted. The new template modifies resource type of the following "
                f"resources: [{', '.join(retyped)}]"
            )
        if before is None or stack.leftovers or stack.tags != wanted.tags or before.parameters != wanted.parameters:
            return True
        outputs = before.template.section("Outputs") != wanted.template.section("Outputs")
        policies = any(
            stack.resources[name].declared != wanted.declared(name) for name in stack.resources if name in wanted.order
        )
        return outputs or policies or any(changes(stack.resources, wanted))

    def create_change_set(  # type: ignore[override]
        self, name: str, stack: Stack, kind: str, wanted: Wanted, imports: dict[str, str], **others: Any
    ) -> ChangeSet:
        """Create a change set. That nothing would change shows in its status, as with CloudFormation."""
        validate_create_change_set(name)
        if any(
            found.stack is stack and found.name == name and found.execution in ("AVAILABLE", "UNAVAILABLE")
            for found in self.change_sets.values()
        ):
            raise AlreadyExistsException(f"ChangeSet {name} already exists for stack {stack.stack_id}")
        importing.check_unmanaged(imports, self.stacks)
        planned = list(changes(stack.resources, wanted, imports))
        change_set_id = generate_changeset_id(name, self.region_name, self.account_id)
        change_set = ChangeSet(change_set_id, name, kind, stack, wanted, planned, imports, **others)
        if kind == "UPDATE" and not self.has_changes(stack, wanted):
            change_set.fail(NO_CHANGES)
        if stack.stack_id not in self.stacks:
            stack.to("REVIEW_IN_PROGRESS", "User Initiated")
            self.stacks[stack.stack_id] = stack
        self.change_sets[change_set_id] = change_set
        return change_set

    def stack_of_change_set(self, name: str, kind: str) -> Stack:
        """Return the stack that a change set of a kind is for: a new one, or one that can be updated."""
        exists = any(name in (stack.name, stack.stack_id) for stack in self.stacks.values())
        if kind == "CREATE" or (kind == "IMPORT" and not exists):
            return self.new_stack(name)
        stack = self.get_stack(name)
        if stack.status == "REVIEW_IN_PROGRESS" and kind == "IMPORT":
            return stack
        self.check_updatable(stack)
        return stack

    def find_change_set(self, name: str, stack_name: str | None) -> ChangeSet:
        """Return a change set by its ID, or by its name and that of its stack."""
        for change_set_id, change_set in reversed(list(self.change_sets.items())):
            stack = change_set.stack
            if name == change_set_id or (name == change_set.name and stack_name in (stack.name, stack.stack_id)):
                return change_set
        raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")

    def delete_change_set(self, name: str, stack_name: str | None) -> None:  # type: ignore[override]
        """Delete a change set; one of this name that an existing stack doesn't have is no error."""
        try:
            del self.change_sets[self.find_change_set(name, stack_name).change_set_id]
        except ChangeSetNotFound:
            if not stack_name:
                raise
            self.get_stack(stack_name)

    def execute_change_set(  # type: ignore[override]
        self, change_set: ChangeSet, *, roll_back: bool = True, access_key: str = CREDENTIALS["accessKeyId"]
    ) -> None:
        """Start what a change set says, once."""
        stack, wanted = change_set.stack, change_set.wanted
        on_failure = change_set.on_failure if roll_back else "DO_NOTHING"

        def do(operation: Operation) -> None:
            if change_set.kind == "IMPORT":
                importing.carry_out(operation, wanted, change_set.imports)
            elif change_set.kind == "CREATE":
                operation.create(wanted, on_failure)
            else:
                operation.update(wanted, roll_back=roll_back)
            change_set.execution = "EXECUTE_COMPLETE"

        with _STARTING:
            if change_set.execution != "AVAILABLE":
                state = change_set.status if change_set.status == "FAILED" else change_set.execution
                text = f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of [{state}]"
                raise InvalidChangeSetStatus(text)
            if stack.status != "REVIEW_IN_PROGRESS":
                self.check_updatable(stack)
            change_set.execution = "EXECUTE_IN_PROGRESS"
            self.start(stack, f"{change_set.kind}_IN_PROGRESS", access_key, do)

    def detect_drift(self, stack: Stack, names: list[str] | None, access_key: str) -> str:
        """Look for drift, and return the ID of the detection, which has ended."""
        found = detection.detect(Operation(stack, current(), access_key), names)
        self.detections[found["StackDriftDetectionId"]] = found
        return str(found["StackDriftDetectionId"])

    def delete_stack(
        self, name_or_stack_id: str, retained: tuple[str, ...] = (), access_key: str = CREDENTIALS["accessKeyId"]
    ) -> None:
        """Start to delete a stack; one that isn't there is no error."""
        stack = next((s for s in self.stacks.values() if name_or_stack_id in (s.stack_id, s.name)), None)
        if stack is None:
            return
        if stack.is_busy:
            raise invalid(f"Stack [{stack.stack_id}] cannot be deleted while in status {stack.status}")
        if stack.options.get("EnableTerminationProtection"):
            raise invalid(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
        if retained and stack.status != "DELETE_FAILED":
            raise invalid(
                f"Invalid operation on stack [{stack.stack_id}]. When you delete a stack, specify which resources to "
                "retain only when the stack is in the DELETE_FAILED state."
            )
        unknown = sorted(set(retained) - stack.resources.keys())
        if unknown:
            raise invalid(f"The specified resources to retain [{', '.join(unknown)}] do not exist in the stack")
        obstacle = exports.deletion_obstacle(list(self.stacks.values()), stack)
        if obstacle:  # CloudFormation takes the request; an event says, with the status as it was, why nothing is done
            stack.to(stack.status, obstacle)
            return
        self.start(stack, "DELETE_IN_PROGRESS", access_key, lambda operation: operation.delete(retained))

    def start(self, stack: Stack, status: str, access_key: str, do: Callable[[Operation], None]) -> None:
        """Start an operation on a stack. Raises moto's ValidationError if another one goes on."""
        with _STARTING:
            if stack.is_busy:
                raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
            stack.resting.clear()
            stack.to(status, "User Initiated")
        for change_set in self.change_sets.values():
            if change_set.stack is stack and change_set.execution == "AVAILABLE":
                change_set.execution = "OBSOLETE"
        operation = Operation(stack, current(), access_key)

        def run() -> None:
            try:
                do(operation)
            except Exception:  # a mistake of the sandbox: whoever waits for the stack has to know
                LOG.exception("The operation on %s failed", stack.stack_id)
                stack.to(f"{status.partition('_')[0]}_FAILED", "Internal Failure: see the log of the sandbox")
            if stack.status == "DELETE_COMPLETE":
                stack.deleted = utcnow()
                self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id, stack)
            stack.resting.set()

        current().run(run)
