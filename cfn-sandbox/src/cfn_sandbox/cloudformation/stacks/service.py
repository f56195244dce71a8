"""The stacks of an account and region, and the start of operations on them."""

import logging
import threading
import uuid
from collections.abc import Callable
from typing import Any, Final

import moto.cloudformation.urls
from botocore.model import Shape
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.utils import generate_stack_id
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.utils import utcnow

from ...api_requests import violations
from ...engine import Location
from ..errors import invalid
from ..resource_types.base import ResourceRequest, Tags
from ..runner import current_runner
from ..templates.desired_stack import DesiredStack
from ..templates.scope import StackContext
from ..templates.template import Template
from . import drift_detection, resource_import
from .change_sets import ChangeSetStore
from .deployment import Deployment
from .exports import Exports
from .planning import has_changes
from .provisioning import ResourceProvisioner
from .stack import ApiObject, OperationOptions, Stack

LOG = logging.getLogger(__name__)
UPDATABLE: Final = {
    *("CREATE_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE"),
    *("IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
}
_STACK_NAME: Final = Shape(  # the service model has no limits of it
    "StackName", {"type": "string", "max": 128, "pattern": "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*"}
)
_START_LOCK: Final = threading.RLock()  # held between reading a stack's status and setting it


class StackService(BaseBackend):
    """The stacks of an account and region, a backend that moto resets. Its methods raise moto's errors."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.location = Location(account_id, region_name)
        self.stacks: dict[str, Stack] = {}  # by ID
        self.deleted_stacks: dict[str, Stack] = {}  # by ID
        self.exports = Exports(self.stacks)
        self.change_sets = ChangeSetStore(self.stacks)
        self.drift_detections: dict[str, ApiObject] = {}  # by ID

    def find(self, name_or_id: str, missing: str = "Stack with id {} does not exist") -> Stack:
        """Return a stack by its ID, or one that is there by its name. `missing` is the message if there is none."""
        found = self._look_up(name_or_id)
        if found is None:
            raise invalid(missing.format(name_or_id))
        return found

    def _look_up(self, name_or_id: str) -> Stack | None:
        for stack in [*self.stacks.values(), *self.deleted_stacks.values()]:
            if name_or_id == stack.stack_id or (stack.name == name_or_id and stack.status != "DELETE_COMPLETE"):
                return stack
        return None

    def new_stack(self, name: str) -> Stack:
        """Return a new stack, or the one in review, for a name that isn't in use."""
        for problem in violations(name, _STACK_NAME, "stackName"):
            raise invalid(f"1 validation error detected: {problem}")
        if any(stack.name == name and stack.status != "REVIEW_IN_PROGRESS" for stack in self.stacks.values()):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        in_review = next((stack for stack in self.stacks.values() if stack.name == name), None)
        return in_review or Stack(generate_stack_id(name, self.region_name, self.account_id), name)

    def stack_for_change_set(self, name: str, change_set_type: str, change_set_name: str) -> Stack:
        """Return the stack of a new change set: a new one, or an existing one that can be updated."""
        stack = self._look_up(name)
        if stack is None and change_set_type in ("CREATE", "IMPORT"):
            return self.new_stack(name)
        stack = stack or self.find(name)
        if change_set_type == "CREATE":
            if stack.status != "REVIEW_IN_PROGRESS":
                text = f"already exists and cannot be created again with the changeSet [{change_set_name}]."
                raise invalid(f"Stack [{name}] {text}")
            return stack
        if stack.status != "REVIEW_IN_PROGRESS" or change_set_type != "IMPORT":
            self.check_updatable(stack)
        return stack

    def check_updatable(self, stack: Stack) -> None:
        """Raise moto's ValidationError if a stack is busy, or in a status without a way on."""
        if stack.status not in UPDATABLE:
            raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")

    def context(self, stack: Stack) -> StackContext:
        """Return what the functions of a stack's template find outside of it."""
        return StackContext(self.location, stack.stack_id, stack.name, self.exports.value, self._stack_output)

    def desired_stack(self, stack: Stack, template: Template, given: dict[str, str], tags: Tags) -> DesiredStack:
        """Return the desired state of a stack, checked."""
        desired = DesiredStack(template.with_parameters(given), given, tags, self.context(stack))
        desired.check()
        return desired

    def _stack_output(self, stack_name: str, output_name: str) -> Any:
        outputs = {output["OutputKey"]: output["OutputValue"] for output in self.find(stack_name).outputs}
        if output_name not in outputs:
            raise invalid(f"Output {output_name} of stack {stack_name} does not exist")
        return outputs[output_name]

    def create(
        self,
        name: str,
        template: Template,
        given: dict[str, str],
        tags: Tags,
        options: dict[str, Any],
        on_failure: str,
        request: OperationOptions,
    ) -> Stack:
        """Start to create a stack. `on_failure` is what happens if a resource fails: ROLLBACK, DELETE or DO_NOTHING."""
        with _START_LOCK:
            stack = self.new_stack(name)
            desired = self.desired_stack(stack, template, given, tags)
            stack.options = options
            self.stacks[stack.stack_id] = stack
        self.start(stack, "CREATE_IN_PROGRESS", request, lambda operation: operation.create(desired, on_failure))
        return stack

    def update(self, stack: Stack, desired: DesiredStack, request: OperationOptions) -> None:
        """Start to update a stack."""
        with _START_LOCK:
            self.check_updatable(stack)
            if not has_changes(stack, desired):
                raise invalid("No updates are to be performed.")
            stack.update_time, stack.change_set_id = utcnow(), ""
            self.start(stack, "UPDATE_IN_PROGRESS", request, lambda operation: operation.update(desired))

    def roll_back(self, stack: Stack, request: OperationOptions) -> None:
        """Start to roll back a stack whose create or update failed without a rollback."""
        if stack.status == "CREATE_FAILED":
            self.start(stack, "ROLLBACK_IN_PROGRESS", request, Deployment.delete_all)
        elif stack.status == "UPDATE_FAILED":
            self.start(stack, "UPDATE_ROLLBACK_IN_PROGRESS", request, Deployment.roll_back_update)
        else:
            raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be rolled back.")

    def continue_rollback(self, stack: Stack, skipped: list[str], request: OperationOptions) -> None:
        """Start to roll back an update again, without some of the resources that could not be rolled back."""
        if stack.status != "UPDATE_ROLLBACK_FAILED":
            text = f"Stack:{stack.stack_id} is in {stack.status} state and can not continue rollback."
            raise invalid(text)
        others = [name for name in skipped if name not in stack.failed_to_roll_back]
        if others:
            raise invalid(f"ResourcesToSkip [{', '.join(others)}] are not in UPDATE_FAILED state because of a rollback")
        self.start(stack, "UPDATE_ROLLBACK_IN_PROGRESS", request, lambda operation: operation.roll_back_update(skipped))

    def execute_change_set(self, name: str, stack_name: str | None, request: OperationOptions) -> None:
        """Start the operation of a change set."""
        change_set = self.change_sets.find(name, stack_name)
        stack = change_set.stack
        with _START_LOCK:
            if change_set.execution_status != "AVAILABLE":
                status = change_set.status if change_set.status == "FAILED" else change_set.execution_status
                text = f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of [{status}]"
                raise CloudFormationError("InvalidChangeSetStatus", text)
            if stack.status != "REVIEW_IN_PROGRESS":
                self.check_updatable(stack)
            change_set.execution_status = "EXECUTE_IN_PROGRESS"
            stack.update_time, stack.change_set_id = utcnow(), change_set.change_set_id
            self.start(
                stack,
                f"{change_set.change_set_type}_IN_PROGRESS",
                request,
                lambda operation: self.change_sets.execute(change_set, operation),
            )

    def delete(self, name_or_id: str, retained: tuple[str, ...], request: OperationOptions) -> None:
        """Start to delete a stack, without the resources to retain. One that doesn't exist is no error."""
        stack = next((item for item in self.stacks.values() if name_or_id in (item.stack_id, item.name)), None)
        if stack is None:
            return
        _check_deletable(stack, retained)
        obstacle = self.exports.deletion_obstacle(stack)
        if obstacle:  # CloudFormation accepts the request, and reports the reason in an event with the same status
            stack.set_status(stack.status, obstacle)
            return
        self.start(stack, "DELETE_IN_PROGRESS", request, lambda operation: operation.delete(retained))

    def detect_drift(self, stack: Stack, names: list[str] | None, access_key: str) -> str:
        """Detect the drift of a stack, and return the ID of the detection."""
        operation = ResourceProvisioner(stack, current_runner(), access_key)
        result = drift_detection.detect_stack_drift(operation, names)
        detection_id = str(result["StackDriftDetectionId"])
        self.drift_detections[detection_id] = result
        return detection_id

    def find_drifted(self, stack: Stack, access_key: str) -> tuple[str, ...]:
        """Return the logical IDs of the resources of a stack that somebody changed or deleted."""
        self.detect_drift(stack, None, access_key)
        return tuple(
            name for name, item in stack.resources.items() if item.drift_status not in ("NOT_CHECKED", "IN_SYNC")
        )

    def find_existing(self, desired: DesiredStack, access_key: str) -> dict[str, str]:
        """Return the identifiers of the new resources of a stack that exist already, by logical ID."""
        request = ResourceRequest(self.location, access_key, current_runner(), str(uuid.uuid4()), properties={})
        return resource_import.find_existing(desired, self.stacks, request)

    def start(
        self,
        stack: Stack,
        status: str,
        request: OperationOptions,
        do: Callable[[Deployment], None],
        run: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        """Start an operation on a stack that isn't busy. `status` is its status, `run` by default in the background."""
        with _START_LOCK:
            if stack.is_busy:
                raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
            stack.idle.clear()
            stack.token = request.token
            stack.set_status(status, "User Initiated")
        for change_set in self.change_sets.of_stack(stack):
            if change_set.execution_status == "AVAILABLE":  # from now on, it can't be executed any more
                change_set.execution_status = "OBSOLETE"
        operation = Deployment(stack, current_runner(), request, self.exports)

        def run_and_report() -> None:
            try:
                do(operation)
            except Exception:  # a bug of the sandbox: without a status, clients would wait for ever
                LOG.exception("The operation on %s failed", stack.stack_id)
                stack.set_status(f"{status.partition('_')[0]}_FAILED", "Internal Failure: see the log of the sandbox")
            if stack.status == "DELETE_COMPLETE":
                self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id, stack)
            stack.idle.set()

        (run or current_runner().run)(run_and_report)


def _check_deletable(stack: Stack, retained: tuple[str, ...]) -> None:
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


STACK_SERVICES: Final = BackendDict(StackService, "cloudformation")


def service_of(location: Location) -> StackService:
    """Return the stacks of an account and region."""
    return STACK_SERVICES[location.account][location.region]


class StackLookupBackend(CloudFormationBackend):
    """moto's own backend, which finds the sandbox's stacks for the parts of moto that look them up."""

    _url_module = moto.cloudformation.urls  # moto derives it from the name of this module

    def get_stack(self, name_or_stack_id: str) -> Any:
        """Return a stack of the sandbox. Service Catalog AppRegistry looks stacks up here."""
        return service_of(Location(self.account_id, self.region_name)).find(name_or_stack_id)
