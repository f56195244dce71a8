"""Runs a handler, and turns each way in which it can end into a progress event: SUCCESS, IN_PROGRESS or FAILED."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent, SessionProxy

from . import schema
from .arns import IDENTIFIER
from .classification import classify
from .exceptions import ContinueLater, HandlerFailure, NeverShown
from .operation import NO_SUCH_PACKAGE, Operation
from .runtime.model import Model, model_from_state

if TYPE_CHECKING:
    from .models import ResourceHandlerRequest

LOG = logging.getLogger(__package__)
LOG.setLevel(logging.INFO)

Handler = Callable[[SessionProxy | None, "ResourceHandlerRequest", MutableMapping[str, Any]], ProgressEvent]


def operation(action: Action) -> Callable[[Callable[[Operation], ProgressEvent]], Handler]:
    """Return a decorator that turns a function of an `Operation` into the plugin library's handler for an action."""
    verb = action.name.lower()

    def decorate(handle: Callable[[Operation], ProgressEvent]) -> Handler:
        @wraps(handle)
        def handler(
            session: SessionProxy | None, request: "ResourceHandlerRequest", callback_context: MutableMapping[str, Any]
        ) -> ProgressEvent:
            current = Operation(verb, session, request, callback_context)
            try:
                event = _run(handle, current)
            except HandlerFailure as failure:
                failure.model = _cleanup_model(current)
                event = failure.to_progress_event()
            _log(current, event)
            return event

        return handler

    return decorate


def _run(handle: Callable[[Operation], ProgressEvent], op: Operation) -> ProgressEvent:
    """Return the SUCCESS or IN_PROGRESS event of a handler; raise `HandlerFailure` for every error."""
    try:
        op.start()
        with map_errors(op):
            return handle(op)
    except ContinueLater:
        return _in_progress(op)
    except NeverShown:
        code = HandlerErrorCode.NotStabilized if op.verb == "create" else HandlerErrorCode.NotFound
        raise op.failure(code, NO_SUCH_PACKAGE) from None
    except HandlerFailure:
        raise
    except Exception as error:  # a bug: its message may contain secrets, its traceback doesn't
        place = "".join(traceback.format_tb(error.__traceback__))
        LOG.error("%s\n%s", type(error).__name__, place)  # noqa: TRY400 - the exception's text must not be logged
        text = f"The handler failed unexpectedly ({type(error).__name__}). See its log, and report it."
        raise op.failure(HandlerErrorCode.InternalFailure, text) from None


@contextmanager
def map_errors(op: Operation) -> Iterator[None]:
    """Raise `HandlerFailure` for an error of SageMaker or botocore; let other exceptions pass.

    The error isn't chained: its text would reach the log.
    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        # Before a create has its ARN, the create call is the only one whose errors get here.
        found = classify(error, creating=op.verb == "create" and not op.arn)
        raise op.failure(found.code, f"{op.redact(found.statement)}. {found.advice}") from None


def _in_progress(op: Operation) -> ProgressEvent:
    """Return the IN_PROGRESS event; CloudFormation passes its model to the next invocation (WAIT-1)."""
    op.context.arn = op.arn
    op.context.invocations += 1
    return ProgressEvent(
        status=OperationStatus.IN_PROGRESS,
        callbackContext=op.context.to_event(),
        callbackDelaySeconds=op.context.delay(),
        message=_progress_message(op),
        resourceModel=model_from_state({**op.desired, IDENTIFIER: op.arn}),
    )


def _progress_message(op: Operation) -> str:
    """Return the message of an IN_PROGRESS event: what the operation waits for, and since when."""
    waited = max(0, int(time.time()) - op.context.started)
    if op.context.consecutive_faults:
        reason = "until SageMaker answers without an error"
    elif op.verb == "delete" and op.context.change_sent:
        reason = "until it is deleted"
    elif op.context.change_sent:
        reason = "until the change is visible"
    else:
        reason = "until its status settles"
    return f"Waiting for {op.arn} {reason}, for {waited} s so far."


def _cleanup_model(op: Operation) -> Model | None:
    """Return the model of a FAILED event, with the identifier by which CloudFormation cleans up (CREATE-2)."""
    if not op.arn or op.verb in ("read", "list"):
        return None
    kept = {name: value for name, value in op.desired.items() if name not in schema.WRITE_ONLY}
    return model_from_state({**kept, IDENTIFIER: op.arn})


def _log(op: Operation, event: ProgressEvent) -> None:
    """Log the record of an invocation, completed with its event."""
    record = op.record
    record.resource, record.status, record.message = op.subject(), event.status.name, event.message
    record.errorCode = event.errorCode.name if event.errorCode else ""
    LOG.info("%s", record.line())
