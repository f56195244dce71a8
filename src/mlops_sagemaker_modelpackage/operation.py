"""One invocation of a handler: what it was given, which package it is about, and how it ends."""

import logging
import time
import traceback
from collections.abc import Callable, MutableMapping
from contextlib import nullcontext
from functools import wraps
from typing import Any

from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent, SessionProxy

from . import policy, redaction, schema, translate
from .arns import GROUP, IDENTIFIER
from .callback import CallbackContext, package_arn
from .deadline import Deadline
from .errors import HandlerFailure, map_errors
from .models import ResourceHandlerRequest
from .policy import ContinueLater, Policy
from .runtime.model import Model, model_from_state, state_from_model
from .runtime.record import current_record
from .schema import State
from .service import Described, ModelPackages
from .tokens import fingerprint
from .values import drop_unset, well_typed
from .waiter import GONE, NeverShown, Waiter, code_of_missing

LOG = logging.getLogger(__package__)
LOG.setLevel(logging.INFO)

Handler = Callable[[SessionProxy | None, ResourceHandlerRequest, MutableMapping[str, Any]], ProgressEvent]


class Operation:
    """What a handler works with.

    Attributes:
        verb: create, read, update, delete or list.
        request: the request of the plugin library.
        desired: the desired state; of an update, with the ARN of the package.
        previous: the previous state of an update.
        context: the callback context.
        arn: the ARN of the package, empty while there is none.
        record: what is logged of the invocation.
        packages: the calls of SageMaker.
        policy: what becomes of their errors.
        waiter: waits for the package.

    """

    def __init__(self, verb: str, session: SessionProxy | None, request: ResourceHandlerRequest, context: Any):
        self.verb = verb
        self.request = request
        self.desired = drop_unset(state_from_model(request.desiredResourceState))
        self.previous = drop_unset(well_typed(state_from_model(request.previousResourceState)))
        self.context = CallbackContext.from_event(context)
        self.context.started = self.context.started or int(time.time())
        self.record = current_record()
        self.record.operation, self.record.attempt = verb, self.context.invocations + 1
        self.record.stack = request.stackId or ""
        self.record.logicalId = request.logicalResourceIdentifier or ""
        self.record.request = fingerprint(request.clientRequestToken)
        self.arn = package_arn(verb, context, self.desired.get(IDENTIFIER))
        if verb == "update" and self.arn:
            self.desired[IDENTIFIER] = self.arn
        self._session = session

    def start(self) -> None:
        """Prepare the calls; raises `HandlerFailure` (InvalidCredentials) if the event has no credentials."""
        if self._session is None:
            raise self.failure(
                HandlerErrorCode.InvalidCredentials,
                "The event has no credentials. Register the type with an execution role (`cfn submit` makes one).",
            )
        self.deadline = Deadline()
        self.policy = Policy(self.context, self.deadline)
        self.packages = ModelPackages(self._session, self.deadline, self.record)
        self.waiter = Waiter(self.packages, self.context, self.policy, self.deadline)

    def subject(self) -> str:
        """Return what the operation is about, for a message."""
        if self.arn:
            return self.arn
        if self.verb == "list":
            return "the model packages"
        group, name = (self.desired.get(key) for key in (GROUP, "ModelPackageName"))
        return f"a version of group {group}" if group else f"model package {name}" if name else "a model package"

    def redact(self, text: str) -> str:
        """Return what SageMaker said without the private texts of this invocation, such as environment values.

        A private text that is also in the name of the package, as metadata may be, isn't private.
        """
        credentials = self._session.session.get_credentials() if self._session else None
        keys = credentials.get_frozen_credentials() if credentials else None
        private = redaction.sensitive_strings([self.desired, self.previous])
        private |= redaction.sensitive_tokens(self.request.clientRequestToken, keys)
        return redaction.redact(text, (secret for secret in private if secret not in self.subject()))

    def failure(self, code: HandlerErrorCode, reason: str) -> HandlerFailure:
        """Return the error for a reason, which says what is wrong and what to do."""
        return HandlerFailure(code, f"Could not {self.verb} {self.subject()}. {reason}")

    def refuse(self, problems: list[str]) -> None:
        """Raise `HandlerFailure` (InvalidRequest) if there are problems with the template."""
        if problems:
            raise self.failure(HandlerErrorCode.InvalidRequest, f"{'; '.join(problems)}. Correct the template.")

    def existing(self) -> Described:
        """Return the package as it is; raises `HandlerFailure` (NotFound) if it doesn't exist or isn't named."""
        if not self.arn:
            raise self.failure(HandlerErrorCode.NotFound, "The request has no ModelPackageArn, so it names no package.")
        with self.policy.guard(policy.REQUEST):
            found = self.packages.find(self.arn)
        if found is None:
            raise self.failure(HandlerErrorCode.NotFound, GONE)
        return found

    def reported_state(self, described: Described) -> State:
        """Return the state that Read reports of a package."""
        tags = self.packages.tags(described[IDENTIFIER])
        return translate.from_api(described, tags, self.request.awsAccountId)

    def success(self, described: Described) -> ProgressEvent:
        """Return the SUCCESS event with the model that Read reports."""
        # A package that was just created or changed exists: a fault of its tags is waited out.
        is_read = self.verb == "read"
        with nullcontext() if is_read else self.policy.guard(policy.poll(HandlerErrorCode.NotFound)):
            state = self.reported_state(described)
        return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=model_from_state(state))

    def in_progress(self) -> ProgressEvent:
        """Return the event that asks for another invocation, whose input is the model of this event (WAIT-1)."""
        self.context.arn = self.arn
        self.context.invocations += 1
        return ProgressEvent(
            status=OperationStatus.IN_PROGRESS,
            callbackContext=self.context.to_event(),
            callbackDelaySeconds=self.context.delay(),
            message=self._progress_message(),
            resourceModel=model_from_state({**self.desired, IDENTIFIER: self.arn}),
        )

    def _progress_message(self) -> str:
        waited = max(0, int(time.time()) - self.context.started)
        if self.context.consecutive_faults:
            reason = "until SageMaker answers without an error"
        elif self.verb == "delete" and self.context.change_sent:
            reason = "until it is deleted"
        elif self.context.change_sent:
            reason = "until the change shows"
        else:
            reason = "until its status settles"
        return f"Waiting for {self.arn} {reason}, for {waited} s so far."

    def log_outcome(self, event: ProgressEvent) -> None:
        """Log the record of the invocation, which ends with an event."""
        record = self.record
        record.resource, record.status, record.message = self.subject(), event.status.name, event.message
        record.errorCode = event.errorCode.name if event.errorCode else ""
        LOG.info("%s", record.line())

    def cleanup_model(self) -> Model | None:
        """Return the model of a FAILED event: CloudFormation cleans up by the identifier in it (CREATE-2)."""
        if not self.arn or self.verb in ("read", "list"):
            return None
        kept = {name: value for name, value in self.desired.items() if name not in schema.WRITE_ONLY}
        return model_from_state({**kept, IDENTIFIER: self.arn})


def _run(handle: Callable[[Operation], ProgressEvent], operation: Operation) -> ProgressEvent:
    """Return the event of a handler, raising `HandlerFailure` for every error."""
    try:
        operation.start()
        # The subject is asked for when an error comes: a create may know the ARN by then.
        with map_errors(lambda: f"{operation.verb} {operation.subject()}", redact=operation.redact):
            return handle(operation)
    except ContinueLater:
        return operation.in_progress()
    except NeverShown:
        raise operation.failure(code_of_missing(operation.verb), GONE) from None
    except HandlerFailure:
        raise
    except Exception as error:  # a bug: its message may contain secrets, its traceback doesn't
        place = "".join(traceback.format_tb(error.__traceback__))
        LOG.error("%s\n%s", type(error).__name__, place)  # noqa: TRY400 - the exception's text must not be logged
        text = f"The handler failed unexpectedly ({type(error).__name__}). See its log, and report it."
        raise operation.failure(HandlerErrorCode.InternalFailure, text) from None


def operation(action: Action) -> Callable[[Callable[[Operation], ProgressEvent]], Handler]:
    """Return a decorator that makes the plugin library's handler of an action out of a function of an `Operation`."""
    verb = action.name.lower()

    def decorate(handle: Callable[[Operation], ProgressEvent]) -> Handler:
        @wraps(handle)
        def handler(
            session: SessionProxy | None, request: ResourceHandlerRequest, callback_context: MutableMapping[str, Any]
        ) -> ProgressEvent:
            current = Operation(verb, session, request, callback_context)
            try:
                event = _run(handle, current)
            except HandlerFailure as failure:
                failure.model = current.cleanup_model()
                event = failure.to_progress_event()
            current.log_outcome(event)
            return event

        return handler

    return decorate
