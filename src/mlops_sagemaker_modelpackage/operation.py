"""One invocation of a handler: its states, its package, and the tools that the handler works with."""

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

from cloudformation_cli_python_lib import HandlerErrorCode, OperationStatus, ProgressEvent, SessionProxy

from . import policy, redaction, translate
from .api_types import Described
from .arns import GROUP, IDENTIFIER
from .callback import CallbackContext, package_arn
from .deadline import Deadline
from .error_table import DELETED_OUTSIDE
from .exceptions import HandlerFailure
from .policy import Policy
from .runtime.model import model_from_state, state_from_model
from .runtime.record import current_record
from .schema import State
from .service import ModelPackages
from .tags import Tags
from .tokens import fingerprint
from .values import drop_unset, well_typed
from .waiter import Waiter

if TYPE_CHECKING:
    from .models import ResourceHandlerRequest

NO_SUCH_PACKAGE: Final = f"There is no such model package. {DELETED_OUTSIDE}"


class Operation:
    """The input, the package and the tools of one invocation.

    Attributes:
        verb: create, read, update, delete or list.
        request: the request of the plugin library.
        desired: the desired state; in an update, with the ARN of the package.
        previous: the previous state, in an update.
        context: the callback context.
        arn: the ARN of the package; empty before the create call has returned it.
        record: what is logged about the invocation.
        deadline: the time that the invocation has left.
        packages: makes the calls to SageMaker.
        policy: decides how errors of these calls are handled.
        waiter: waits for the package.

    """

    def __init__(self, verb: str, session: SessionProxy | None, request: "ResourceHandlerRequest", context: Any):
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
        self._existing: Described | None = None

    def start(self) -> None:
        """Start the deadline, and create the client, the policy and the waiter.

        Raises:
            HandlerFailure: the event has no credentials (InvalidCredentials).

        """
        if self._session is None:
            raise self.failure(
                HandlerErrorCode.InvalidCredentials,
                "The event has no credentials. Register the type with an execution role (`cfn submit` creates one).",
            )
        self.deadline = Deadline()
        self.policy = Policy(self.context, self.deadline)
        self.packages = ModelPackages(self._session, self.deadline, self.record)
        self.waiter = Waiter(self.packages, self.context, self.policy, self.deadline)

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
        credentials = self._session.session.get_credentials() if self._session else None
        keys = credentials.get_frozen_credentials() if credentials else None
        private = redaction.sensitive_strings([self.desired, self.previous])
        private |= redaction.sensitive_tokens(self.request.clientRequestToken, keys)
        return redaction.redact(text, (secret for secret in private if secret not in self.subject()))

    def failure(self, code: HandlerErrorCode, reason: str) -> HandlerFailure:
        """Return the failure whose message says what was attempted on which package, and the reason.

        Args:
            code: CloudFormation's error code.
            reason: sentences that say what is wrong and what to do.

        """
        return HandlerFailure(code, f"Could not {self.verb} {self.subject()}. {reason}")

    def refuse(self, problems: list[str]) -> None:
        """Raise `HandlerFailure` (InvalidRequest) if a check found problems in the template."""
        if problems:
            raise self.failure(HandlerErrorCode.InvalidRequest, f"{'; '.join(problems)}. Correct the template.")

    def require_arn(self) -> None:
        """Raise `HandlerFailure` (NotFound) if the request doesn't say which package it is about."""
        if not self.arn:
            raise self.failure(HandlerErrorCode.NotFound, "The request has no ModelPackageArn, so it names no package.")

    def find(self) -> Described | None:
        """Return the description of the package, as this invocation read it first; None if it doesn't exist.

        Raises:
            HandlerFailure: the request doesn't name a package (NotFound).

        """
        self.require_arn()
        if self._existing is None:
            with self.policy.guard(policy.first_call()):
                self._existing = self.packages.find(self.arn)
        return self._existing

    def existing(self) -> Described:
        """Return the description of the package, as this invocation read it first.

        Raises:
            HandlerFailure: the package doesn't exist, or the request doesn't name one (NotFound).

        """
        package = self.find()
        if package is None:
            raise self.failure(HandlerErrorCode.NotFound, NO_SUCH_PACKAGE)
        return package

    def reported_state(self, described: Described, tags: Tags | None = None) -> State:
        """Return the state that Read reports for a package.

        Args:
            described: the description of the package.
            tags: its tags if they were just read; with None, this method reads them.

        """
        if tags is None:
            tags = self.packages.tags(described[IDENTIFIER])
        return translate.from_api(described, tags, self.request.awsAccountId)

    def success(self, described: Described, tags: Tags | None = None) -> ProgressEvent:
        """Return the SUCCESS event with the model that Read reports; arguments as for `reported_state`."""
        # After a create or an update the package exists, so the operation continues later if ListTags fails.
        is_read = self.verb == "read"
        with nullcontext() if is_read else self.policy.guard(policy.later_call(HandlerErrorCode.NotFound)):
            state = self.reported_state(described, tags)
        return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=model_from_state(state))
