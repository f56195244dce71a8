"""One invocation of a handler: its states, its package, its tools, and the progress event that it ends with."""

import logging
import time
from collections.abc import Callable, MutableMapping
from contextlib import nullcontext
from dataclasses import asdict
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent, SessionProxy

from . import redaction, schema, translate
from .error_table import DELETED_OUTSIDE, USED_BEFORE
from .errors import MAX_STATEMENT_LENGTH, ContinueLater, HandlerFailure, NeverShown, classify
from .model import Model, model_from_state, state_from_model
from .names import GROUP, IDENTIFIER, fingerprint, package_arn
from .retry import Deadline
from .runtime.events import log_place, shorten, truncate_message
from .runtime.record import current_record
from .schema import Described, State, drop_unset, well_typed
from .service import ModelPackages
from .tags import Tags
from .waiting import CallbackContext, Waiting, guard

if TYPE_CHECKING:
    from .models import ResourceHandlerRequest

LOG = logging.getLogger(__package__)
LOG.setLevel(logging.INFO)

NO_SUCH_PACKAGE: Final = f"There is no such model package. {DELETED_OUTSIDE}"
NO_CREDENTIALS: Final = (
    "The event has no credentials. Register the type with an execution role (`cfn submit` creates one)."
)
MAX_SUBJECT_LENGTH: Final = 300  # characters, so that there is room for the reason (ERR-8); an ARN is shorter

Handler = Callable[[SessionProxy | None, "ResourceHandlerRequest", MutableMapping[str, Any]], ProgressEvent]


class Invocation:
    """The input, the package and the tools of one invocation."""

    def __init__(self, verb: str, session: SessionProxy | None, request: "ResourceHandlerRequest", context: Any):
        self.verb = verb
        self.request = request
        # In an update, the desired state has the ARN of the package.
        self.desired = drop_unset(state_from_model(request.desiredResourceState))
        self.previous = drop_unset(well_typed(state_from_model(request.previousResourceState)))
        self.context = CallbackContext.from_event(context)
        self.context.started = self.context.started or int(time.time())
        self.arn = package_arn(verb, context, self.desired.get(IDENTIFIER))  # empty until the create call returns it
        if verb == "update" and self.arn:
            self.desired[IDENTIFIER] = self.arn
        self.record = current_record()
        self.record.operation, self.record.attempt = verb, self.context.invocations + 1
        self.record.stack = request.stackId or ""
        self.record.logicalId = request.logicalResourceIdentifier or ""
        self.record.request = fingerprint(request.clientRequestToken)
        self.record.resource = self.subject()  # now, for the line of an invocation that doesn't end
        self.deadline = Deadline()
        self.waiting = Waiting(self.context, self.deadline)
        self.session = session

    @cached_property
    def packages(self) -> ModelPackages:
        """Makes the calls to SageMaker."""
        return ModelPackages(cast("SessionProxy", self.session), self.deadline, self.record)

    @property
    def has_begun(self) -> bool:
        """Whether the operation has changed something, or may have, so that it has to go on."""
        return (self.verb == "create" and bool(self.arn)) or bool(self.context.sent or self.context.invocations)

    def subject(self) -> str:
        """Return how a message names the package: by its ARN, or by its group or name before it is created."""
        if self.arn:
            return self.arn
        if self.verb == "list":
            return "the model packages"
        group, name = (self.desired.get(key) for key in (GROUP, "ModelPackageName"))
        return f"a version of group {group}" if group else f"model package {name}" if name else "a model package"

    def redact(self, text: str) -> str:
        """Return a text with the sensitive values of this invocation, such as environment values, replaced by `***`.

        A value that is also part of the package's name, as a metadata value may be, isn't sensitive.
        """
        credentials = self.session.session.get_credentials() if self.session else None
        keys = credentials.get_frozen_credentials() if credentials else None
        private = redaction.sensitive_strings([self.desired, self.previous])
        private |= redaction.sensitive_tokens(self.request.clientRequestToken, keys)
        return redaction.redact(text, (secret for secret in private if secret not in self.subject()))

    def failure(self, code: HandlerErrorCode, reason: str) -> HandlerFailure:
        """Return the failure whose message says what was attempted on which package, and the reason."""
        return HandlerFailure(code, f"Could not {self.verb} {shorten(self.subject(), MAX_SUBJECT_LENGTH)}. {reason}")

    def failure_for(self, error: Exception, advice: str = "") -> HandlerFailure:
        """Return the failure for an error of SageMaker or botocore; redacted before it is shortened (ERR-9)."""
        found = classify(error, creating=self.verb == "create" and not self.arn)
        statement = shorten(self.redact(found.statement), MAX_STATEMENT_LENGTH)
        return self.failure(found.code, f"{statement}. {advice or found.advice}")

    def refuse(self, problems: list[str]) -> None:
        """Raise `HandlerFailure` (InvalidRequest) if a check found problems in the template."""
        if problems:
            raise self.failure(HandlerErrorCode.InvalidRequest, f"{'; '.join(problems)}. Correct the template.")

    def require_arn(self) -> None:
        """Raise `HandlerFailure` (NotFound) if the request doesn't say which package it is about."""
        if not self.arn:
            raise self.failure(HandlerErrorCode.NotFound, "The request has no ModelPackageArn, so it names no package.")

    def look(self, *, metadata_only: bool = False) -> Described | None:
        """Return the description of the package; None if it doesn't exist. `metadata_only` is that of `find`."""
        return self.packages.find(self.arn, metadata_only=metadata_only)

    def reported_state(self, described: Described, tags: Tags | None = None) -> State:
        """Return the state that Read reports for a package; with None, its tags are read."""
        if tags is None:
            tags = self.packages.tags(described[IDENTIFIER])
        return translate.from_api(described, tags, self.request.awsAccountId)

    def success(self, described: Described, tags: Tags | None = None) -> ProgressEvent:
        """Return the SUCCESS event with the model that Read reports; with None, its tags are read."""
        # After a create or an update the package exists, so the operation continues later if ListTags fails.
        is_read = self.verb == "read"
        with nullcontext() if is_read else guard(self.context, HandlerErrorCode.NotFound, begun=True):
            state = self.reported_state(described, tags)
        return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=model_from_state(state))


def run_as(action: Action, handle: Callable[[Invocation], ProgressEvent]) -> Handler:
    """Return the plugin library's handler for a function that handles an `Invocation`."""
    verb = action.name.lower()

    @wraps(handle)
    def handler(
        session: SessionProxy | None, request: "ResourceHandlerRequest", callback_context: MutableMapping[str, Any]
    ) -> ProgressEvent:
        current = Invocation(verb, session, request, callback_context)
        try:
            event = _run(handle, current)
        except HandlerFailure as failure:
            event = ProgressEvent.failed(failure.code, truncate_message(failure))
            event.resourceModel = _cleanup_model(current)
        _log(current, event)
        return event

    return handler


def _run(handle: Callable[[Invocation], ProgressEvent], op: Invocation) -> ProgressEvent:
    """Return the SUCCESS or IN_PROGRESS event; raise `HandlerFailure` for any error, whose text must not be logged."""
    if op.session is None:
        raise op.failure(HandlerErrorCode.InvalidCredentials, NO_CREDENTIALS)
    try:
        return handle(op)
    except ContinueLater:
        return _in_progress(op)
    except NeverShown as ended:
        raise _failure_for_missing(op, ended.missing) from None
    except (ClientError, BotoCoreError) as error:
        raise op.failure_for(error) from None
    except HandlerFailure:
        raise
    except Exception as error:  # a bug
        log_place(error)
        text = f"The handler failed unexpectedly ({type(error).__name__}). See its log, and report it."
        raise op.failure(HandlerErrorCode.InternalFailure, text) from None


def _failure_for_missing(op: Invocation, missing: str) -> HandlerFailure:
    if not missing:
        code = HandlerErrorCode.NotFound if op.verb == "update" else HandlerErrorCode.NotStabilized
        return op.failure(code, USED_BEFORE if op.desired.get("ClientToken") else NO_SUCH_PACKAGE)
    return op.failure(
        HandlerErrorCode.NotStabilized,
        f"SageMaker accepted the change, but still doesn't show {missing}. Look at the package, then deploy again.",
    )


def _in_progress(op: Invocation) -> ProgressEvent:
    """Return the IN_PROGRESS event; CloudFormation passes its model to the next invocation (WAIT-1)."""
    op.context.arn = op.arn
    op.context.invocations += 1
    return ProgressEvent(
        status=OperationStatus.IN_PROGRESS,
        callbackContext=asdict(op.context),
        callbackDelaySeconds=op.context.delay(),
        message=_progress_message(op),
        resourceModel=model_from_state({**op.desired, IDENTIFIER: op.arn}),
    )


def _progress_message(op: Invocation) -> str:
    waited = max(0, int(time.time()) - op.context.started)
    if op.context.faults:
        reason = "until SageMaker answers without an error"
    elif op.context.sent:
        reason = "until it is deleted" if op.verb == "delete" else "until the change is visible"
    else:
        reason = "until SageMaker has finished the work on it"
    return f"Waiting for {op.arn} {reason}, for {waited} s so far."


def _cleanup_model(op: Invocation) -> Model | None:
    """Return the model of a FAILED event, with the identifier by which CloudFormation cleans up (CREATE-2)."""
    if not op.arn or op.verb in ("read", "list"):
        return None
    kept = {name: value for name, value in op.desired.items() if name not in schema.WRITE_ONLY}
    return model_from_state({**kept, IDENTIFIER: op.arn})


def _log(op: Invocation, event: ProgressEvent) -> None:
    record = op.record
    record.status, record.message = event.status.name, event.message
    record.errorCode = event.errorCode.name if event.errorCode else ""
    LOG.info("%s", record.line())
