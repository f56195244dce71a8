"""The five handlers of the type, as "Resource type handler contract" in the CloudFormation CLI user guide has them."""

from botocore.exceptions import ClientError
from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent

from . import changes, checks, policy, replacement, status
from .arns import GROUP, IDENTIFIER
from .creation import create_package
from .errors import classify
from .operation import Operation, operation
from .runtime import sessions
from .runtime.events import TypeResource
from .runtime.model import Model, model_from_state
from .schema import TYPE_NAME
from .service import CONFIG, Described
from .translate import is_read_model
from .updates import update_for

# Lambda's initialisation is the cheapest time to make the client.
sessions.prewarm_client(sessions.CALLER, "sagemaker", config=CONFIG)

resource = TypeResource(TYPE_NAME, Model)
test_entrypoint = resource.test_entrypoint


@resource.handler(Action.CREATE)
@operation(Action.CREATE)
def create(op: Operation) -> ProgressEvent:
    """Check, create, wait for Completed, set what the create call can't carry, read (CREATE-1)."""
    if not op.arn:
        op.refuse(checks.before_create(op.desired))
        op.arn = create_package(op)
    package = op.waiter.until_settled(op.arn)
    if not status.is_completed(package):
        raise op.failure(HandlerErrorCode.NotStabilized, op.redact(status.why_not_completed(package)))
    missing = changes.after_create(op.desired, package)
    if missing and not op.context.change_sent:
        with op.policy.guard(policy.poll(HandlerErrorCode.NotFound, HandlerErrorCode.ResourceConflict)):
            op.packages.update(op.arn, missing)
        op.waiter.change_sent()
    if missing:
        package = op.waiter.until_settled(op.arn, lambda found: not changes.after_create(op.desired, found))
    return op.success(package)


@resource.handler(Action.READ)
@operation(Action.READ)
def read(op: Operation) -> ProgressEvent:
    """Report the package as it is (READ-1)."""
    return op.success(op.existing())


@resource.handler(Action.UPDATE)
@operation(Action.UPDATE)
def update(op: Operation) -> ProgressEvent:
    """Send what changed between the previous and the desired state, wait until it shows, read (UPDATE-1)."""
    if not op.arn:
        op.existing()  # NotFound: the request names no package
    op.refuse(checks.before_update(op.desired))
    is_read_beside_template = is_read_model(op.desired) and not is_read_model(op.previous)
    if is_read_beside_template:
        package = op.existing()
        with op.policy.guard(policy.REQUEST):
            op.previous = changes.merge_read_state(op.previous, op.desired, op.reported_state(package))
    _refuse_replacement(op)
    change = update_for(op)
    if not op.context.change_sent:
        package = package if is_read_beside_template else op.existing()
        _refuse_replacement(op, package)
        package = op.waiter.settled(op.arn, package)
        if status.is_deleting(package):
            raise op.failure(HandlerErrorCode.ResourceConflict, status.BEING_DELETED)
        if not change.send(package):
            return op.success(package)
        op.waiter.change_sent()
    return op.success(op.waiter.until_settled(op.arn, change.is_visible))


def _refuse_replacement(op: Operation, package: Described | None = None) -> None:
    """Raise `HandlerFailure` (NotUpdatable) for a change that no update can make in place (UPDATE-8)."""
    names = replacement.properties_to_replace(op.previous, op.desired, op.request.awsAccountId, package)
    if names:
        raise op.failure(
            HandlerErrorCode.NotUpdatable,
            f"{', '.join(names)} can't be changed in place. If CloudFormation doesn't replace the package by itself, "
            "give the resource another logical ID.",
        )


@resource.handler(Action.DELETE)
@operation(Action.DELETE)
def delete(op: Operation) -> ProgressEvent:
    """Wait for a package that isn't settled, request its deletion, wait until it is gone (DELETE-1 to DELETE-5)."""
    if not op.context.change_sent:
        if not status.is_deleting(op.waiter.settled(op.arn, op.existing())):
            _request_deletion(op)
        op.waiter.change_sent()
    op.waiter.until_gone(op.arn)
    return ProgressEvent(status=OperationStatus.SUCCESS)


def _request_deletion(op: Operation) -> None:
    """Delete the package. A conflict is ignored if it is being deleted already, perhaps by a call of our own."""
    try:
        with op.policy.guard(policy.REQUEST):
            op.packages.delete(op.arn)
    except ClientError as error:
        if classify(error).code != HandlerErrorCode.ResourceConflict:
            raise
        found = op.packages.find(op.arn)
        if found is not None and not status.is_deleting(found):
            raise


@resource.handler(Action.LIST)
@operation(Action.LIST)
def list_(op: Operation) -> ProgressEvent:
    """Report the identifiers on one page: of the group that the request names, or of all packages (LIST-1)."""
    arns, token = op.packages.page(op.desired.get(GROUP), op.request.nextToken)
    models = [model_from_state({IDENTIFIER: arn}) for arn in arns]
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModels=[*models], nextToken=token)
