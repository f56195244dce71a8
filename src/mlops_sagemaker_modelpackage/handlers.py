"""The five handlers of the type, as described in "Resource type handler contract" (CloudFormation CLI user guide)."""

from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent

from . import checks, status
from .arns import GROUP, IDENTIFIER
from .creation import create_package, set_remaining_properties
from .deletion import request_deletion
from .operation import Operation
from .outcome import operation
from .runtime import sessions
from .runtime.events import TypeResource
from .runtime.model import Model, model_from_state
from .schema import TYPE_NAME
from .service import CONFIG
from .updates import complete_previous, refuse_replacement, update_for

# Creating the client takes least time during Lambda's initialization.
sessions.prewarm_client(sessions.CALLER, "sagemaker", config=CONFIG)

resource = TypeResource(TYPE_NAME, Model)
test_entrypoint = resource.test_entrypoint


@resource.handler(Action.CREATE)
@operation(Action.CREATE)
def create(op: Operation) -> ProgressEvent:
    """Check, create, wait for Completed, set what the create call doesn't take, read (CREATE-1)."""
    if not op.arn:
        op.refuse(checks.before_create(op.desired))
        op.arn = create_package(op)
    package = op.waiter.until_settled(op.arn)
    if not status.is_completed(package):
        raise op.failure(HandlerErrorCode.NotStabilized, op.redact(status.why_not_completed(package)))
    return op.success(set_remaining_properties(op, package))


@resource.handler(Action.READ)
@operation(Action.READ)
def read(op: Operation) -> ProgressEvent:
    """Report the package as it is (READ-1)."""
    return op.success(op.existing())


@resource.handler(Action.UPDATE)
@operation(Action.UPDATE)
def update(op: Operation) -> ProgressEvent:
    """Send what changed between the previous and the desired state, wait until it is visible, read (UPDATE-1)."""
    op.require_arn()
    op.refuse(checks.before_update(op.desired))
    complete_previous(op)
    refuse_replacement(op)  # as far as the two templates show it
    change = update_for(op)
    if not op.context.change_sent:
        package = op.existing()
        refuse_replacement(op, package)  # as far as the package shows it
        package = op.waiter.settled(op.arn, package)
        if status.is_deleting(package):
            raise op.failure(HandlerErrorCode.ResourceConflict, status.BEING_DELETED)
        if not change.send(package):
            return op.success(package, change.tags)
        op.waiter.change_sent()
    package = op.waiter.until_settled(op.arn, change.is_visible, change.unaffected)
    return op.success(package, change.tags)


@resource.handler(Action.DELETE)
@operation(Action.DELETE)
def delete(op: Operation) -> ProgressEvent:
    """Wait until the package is settled, request its deletion, wait until it is gone (DELETE-1 to DELETE-5)."""
    if not op.context.change_sent:
        if op.policy.has_waited() and op.find() is None:  # it existed in the first invocation
            return ProgressEvent(status=OperationStatus.SUCCESS)
        package = op.waiter.settled(op.arn, op.existing())
        if not status.is_deleting(package):
            request_deletion(op)
        op.waiter.change_sent()
    op.waiter.until_gone(op.arn)
    return ProgressEvent(status=OperationStatus.SUCCESS)


@resource.handler(Action.LIST)
@operation(Action.LIST)
def list_(op: Operation) -> ProgressEvent:
    """Report the identifiers on one page: of the versions of a group, or of all packages (LIST-1)."""
    arns, token = op.packages.page(op.desired.get(GROUP), op.request.nextToken)
    models = [model_from_state({IDENTIFIER: arn}) for arn in arns]
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModels=[*models], nextToken=token)
