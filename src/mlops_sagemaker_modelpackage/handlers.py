"""The five handlers of the type, as described in "Resource type handler contract" (CloudFormation CLI user guide)."""

from collections.abc import Callable

from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent

from . import checks
from . import update as updating
from .create import create_package, set_remaining_properties, wait_until_completed
from .delete import delete_package
from .invocation import NO_SUCH_PACKAGE, Handler, Invocation, run_as
from .model import Model, model_from_state
from .names import GROUP, IDENTIFIER, package_arn
from .runtime import sessions
from .runtime.events import TypeResource
from .schema import TYPE_NAME
from .service import CONFIG

# Creating the client takes least time during Lambda's initialization.
sessions.prewarm_client(sessions.CALLER, "sagemaker", config=CONFIG)

resource = TypeResource(TYPE_NAME, Model, package_arn)
test_entrypoint = resource.test_entrypoint


def handles(action: Action) -> Callable[[Callable[[Invocation], ProgressEvent]], Handler]:
    """Return a decorator that registers a function of an `Invocation` as the handler for an action."""
    return lambda handle: resource.handler(action)(run_as(action, handle))


@handles(Action.CREATE)
def create(op: Invocation) -> ProgressEvent:
    """Check, create, wait for Completed, set what the create call doesn't take, read (CREATE-1)."""
    if not op.arn:
        op.desired = checks.creatable(op.desired)
        op.refuse(checks.before_create(op.desired))
        op.arn = op.record.resource = create_package(op)
    package = None if op.context.sent else wait_until_completed(op)
    change = set_remaining_properties(op, package)
    return op.success(change.described(), change.tags)


@handles(Action.READ)
def read(op: Invocation) -> ProgressEvent:
    """Report the package as it is (READ-1)."""
    op.require_arn()
    package = op.look()
    if package is None:
        raise op.failure(HandlerErrorCode.NotFound, NO_SUCH_PACKAGE)
    return op.success(package)


@handles(Action.UPDATE)
def update(op: Invocation) -> ProgressEvent:
    """Check, plan the calls, send each part once and wait until it is visible, read (UPDATE-1, UPDATE-12)."""
    updating.check(op)
    change = updating.plan(op)
    for part in change.parts():
        change.send(part)
        change.wait(part)
    return op.success(change.described(), change.tags)


@handles(Action.DELETE)
def delete(op: Invocation) -> ProgressEvent:
    """Request the deletion, and wait until the package is gone (DELETE-1 to DELETE-6)."""
    op.require_arn()
    delete_package(op)
    return ProgressEvent(status=OperationStatus.SUCCESS)


@handles(Action.LIST)
def list_(op: Invocation) -> ProgressEvent:
    """Report the identifiers on one page: of the versions of a group, or of all packages (LIST-1)."""
    arns, token = op.packages.page(op.desired.get(GROUP), op.request.nextToken)
    models = [model_from_state({IDENTIFIER: arn}) for arn in arns]
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModels=[*models], nextToken=token)
