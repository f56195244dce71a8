"""One invocation of a handler: what it was given, which package it is about, how it waits and how it ends."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property, wraps
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode, OperationStatus, ProgressEvent, SessionProxy

from . import schema, stabilize, translate
from .errors import DELETED_OUTSIDE, Failed, is_transient, judge, redacted, reporting
from .models import ResourceHandlerRequest
from .provider import Model, model_of, state_of
from .service import ModelPackages
from .stabilize import Progress

LOG = logging.getLogger(__package__)
LOG.setLevel(logging.INFO)

SHORTEST_TOKEN: Final = 12  # characters; those of AWS have three times as many and more
_GONE = f"There is no such model package. {DELETED_OUTSIDE}"

Described = Mapping[str, Any]  # an answer of DescribeModelPackage
Handler = Callable[[SessionProxy | None, ResourceHandlerRequest, MutableMapping[str, Any]], ProgressEvent]


class Waiting(Exception):
    """Nothing more can be done in this invocation: the operation goes on in the next."""


class Invocation:
    """What a handler works with.

    `desired` and `previous` are states (plain JSON), `progress` is what the callback context said, `arn` is that of the
    package, empty as long as there is none. Raises `Failed` (InvalidCredentials) when the event has no credentials.
    """

    def __init__(self, verb: str, session: SessionProxy | None, request: ResourceHandlerRequest, context: Any):
        self.verb = verb
        self.request = request
        self.desired = translate.telling(state_of(request.desiredResourceState))
        self.previous = translate.telling(schema.sound(state_of(request.previousResourceState)))
        self.progress = Progress.of(context)
        self.arn = stabilize.package_of(verb, context, self.desired.get("ModelPackageArn"))
        if verb == "update" and self.arn:
            self.desired["ModelPackageArn"] = self.arn
        if session is None:
            raise self.failed(
                HandlerErrorCode.InvalidCredentials,
                "The event has no credentials. Register the type with an execution role (`cfn submit` makes one).",
            )
        self._session = session
        self._eager = self.progress.invocations == 0

    @cached_property
    def packages(self) -> ModelPackages:
        """Return the calls of SageMaker, in the event's region."""
        return ModelPackages(self._session)

    def what(self) -> str:
        """Return what the operation is about, for a message."""
        if self.arn:
            return self.arn
        if self.verb == "list":
            return "the model packages"
        group, name = (self.desired.get(key) for key in ("ModelPackageGroupName", "ModelPackageName"))
        return f"a version of group {group}" if group else f"model package {name}" if name else "a model package"

    def hide(self, said: str) -> str:
        """Return what SageMaker said without the private texts of this invocation, such as environment values.

        A private text that names the package as well, as metadata may, isn't private.
        """
        private = translate.secrets([self.desired, self.previous]) | self._tokens()
        return redacted(said, (text for text in private if text not in self.what()))

    def _tokens(self) -> set[str]:
        """Return the request's tokens and keys that are long enough not to be a word of any message."""
        token = self.request.clientRequestToken
        credentials = self._session.session.get_credentials()
        keys = credentials.get_frozen_credentials() if credentials else None
        found = [token, translate.client_token(token), *([keys.secret_key, keys.token] if keys else [])]
        return {text for text in found if text and len(text) >= SHORTEST_TOKEN}

    def reporting(self, *, creating: bool = False) -> AbstractContextManager[None]:
        """Turn errors of SageMaker inside the block into `Failed`, with the model once there is a package."""
        return reporting(f"{self.verb} {self.what()}", creating=creating, hide=self.hide, model=self._left)

    def failed(self, code: HandlerErrorCode, reason: str) -> Failed:
        """Return the error for a reason of our own; `reason` says what is wrong and what to do."""
        return Failed(code, f"Could not {self.verb} {self.what()}. {reason}", self._left())

    def refuse(self, problems: list[str]) -> None:
        """Raise `Failed` (InvalidRequest) if there are problems with the template."""
        if problems:
            raise self.failed(HandlerErrorCode.InvalidRequest, f"{'; '.join(problems)}. Correct the template.")

    def _left(self) -> Model | None:
        """Return the model of a FAILED event: CloudFormation cleans up by the identifier in it."""
        if not self.arn or self.verb in ("read", "list"):
            return None
        kept = {name: value for name, value in self.desired.items() if name not in schema.WRITE_ONLY}
        return model_of({**kept, "ModelPackageArn": self.arn})

    def need_identifier(self) -> None:
        """Raise `Failed` (NotFound) if the request names no package."""
        if not self.arn:
            raise self.failed(HandlerErrorCode.NotFound, "The request has no ModelPackageArn, so it names no package.")

    def existing(self) -> Described:
        """Return the package as it is; raises `Failed` (NotFound) if it isn't there or isn't named."""
        self.need_identifier()
        with self.calling():
            found = self.packages.find(self.arn)
        if found is None:
            raise self.failed(HandlerErrorCode.NotFound, _GONE)
        return found

    def is_read_beside_template(self) -> bool:
        """Tell whether the desired state is what Read reported, and the previous one what a template said."""
        return translate.is_read_model(self.desired) and not translate.is_read_model(self.previous)

    def settled(self, package: Described) -> Described:
        """Return a package once it has come to rest; raises as `wait_until_settled` does."""
        if stabilize.is_settled(package):
            return package
        if not self._eager:  # it was looked at just now
            raise Waiting
        return self.wait_until_settled()

    def wait_until_settled(self, shows: Callable[[Described], bool] = lambda _: True) -> Described:
        """Return the package once it has come to rest and `shows` what was asked for.

        For a while SageMaker may answer with the state before a call, "does not exist" after a create among it. That is
        waited out a bounded number of looks: then a package that isn't there fails the operation (NotStabilized on
        create, else NotFound), and one that is there is taken as it is. Raises `Waiting` when this invocation has
        looked for long enough.
        """
        for found in self._looks():
            if found is not None and not stabilize.is_settled(found):
                continue
            if found is not None and shows(found):
                self.progress.unseen = 0
                return found
            self.progress.unseen += 1
            if self.progress.unseen > stabilize.LONGEST_UNSEEN:
                if found is not None:
                    return found
                code = HandlerErrorCode.NotStabilized if self.verb == "create" else HandlerErrorCode.NotFound
                raise self.failed(code, _GONE)
        raise Waiting

    def wait_until_gone(self) -> None:
        """Return once the package isn't there any more. Raises `Waiting` when this invocation has looked enough."""
        if all(found is not None for found in self._looks()):
            raise Waiting

    def _looks(self) -> Iterator[Described | None]:
        """Yield the package, or None, at each look of this invocation: a few in a row after a call, else one."""
        pauses: tuple[float, ...] = stabilize.QUICK_LOOKS if self._eager else ()
        self._eager = False
        for pause in (0.0, *pauses):
            if pause and self.packages.elapsed() > stabilize.QUICK_LOOKS_END:
                return
            time.sleep(pause)
            with self.patience():
                found = self.packages.find(self.arn)
            yield found

    @contextmanager
    def patience(self, *stale: HandlerErrorCode, transient: bool = True) -> Iterator[None]:
        """Leave a `transient` fault inside the block to the next invocation, a bounded number of times in a row.

        `stale` are codes that SageMaker gives while it doesn't know yet of what was done before; they are waited out as
        a package is that doesn't show.
        """
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            if judge(error).code in stale and self.progress.unseen < stabilize.LONGEST_UNSEEN:
                self.progress.unseen += 1
                raise Waiting from None
            if not (transient and is_transient(error)) or self.progress.faults >= stabilize.LASTING_FAULT:
                raise
            self.progress.faults += 1
            raise Waiting from None
        self.progress.faults = 0

    def calling(self, *stale: HandlerErrorCode) -> AbstractContextManager[None]:
        """Be patient once the operation has waited; in its first invocation a transient fault is its outcome."""
        return self.patience(*stale, transient=self.has_waited())

    def has_waited(self) -> bool:
        """Tell whether this is not the first invocation of the operation."""
        return self.progress.invocations > 0

    def called(self) -> None:
        """Note that the update or delete call was made: what it does shows in a moment."""
        self.progress.changed = True
        self._eager = True

    def in_progress(self) -> ProgressEvent:
        """Return the event that asks for another invocation; its model is that invocation's input."""
        self.progress.arn = self.arn
        self.progress.invocations += 1
        return ProgressEvent(
            status=OperationStatus.IN_PROGRESS,
            callbackContext=self.progress.context(),
            callbackDelaySeconds=self.progress.delay(),
            message=f"Waiting for {self.arn} to settle.",
            resourceModel=model_of({**self.desired, "ModelPackageArn": self.arn}),
        )

    def success(self, described: Described) -> ProgressEvent:
        """Return the SUCCESS event with the model that Read reports."""
        with nullcontext() if self.verb == "read" else self.patience(HandlerErrorCode.NotFound):
            state = self.state_there(described)
        return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=model_of(state))

    def state_there(self, described: Described) -> schema.State:
        """Return the state that Read reports of a package."""
        tags = self.packages.tags(described["ModelPackageArn"])
        return translate.from_api(described, tags, self.request.awsAccountId)


def _outcome(function: Callable[[Invocation], ProgressEvent], invocation: Invocation) -> ProgressEvent:
    try:
        with invocation.reporting():
            return function(invocation)
    except Waiting:
        return invocation.in_progress()
    except Failed:
        raise
    except Exception as error:  # a mistake of our own: its text may hold anything, its place doesn't
        place = "".join(traceback.format_tb(error.__traceback__))
        LOG.error("%s\n%s", type(error).__name__, place)  # noqa: TRY400 - the exception's text must not be logged
        text = f"The handler failed unexpectedly ({type(error).__name__}). See its log, and report it."
        raise invocation.failed(HandlerErrorCode.InternalFailure, text) from None


def handles(function: Callable[[Invocation], ProgressEvent]) -> Handler:
    """Make the library's handler of a function of an `Invocation`; the function's name is the verb of its messages."""

    @wraps(function)
    def handler(
        session: SessionProxy | None, request: ResourceHandlerRequest, callback_context: MutableMapping[str, Any]
    ) -> ProgressEvent:
        verb = function.__name__.rstrip("_")
        try:
            event = _outcome(function, Invocation(verb, session, request, callback_context))
        except Failed as failure:
            event = failure.to_progress_event()
        LOG.info("%s: %s %s", verb, event.status.name, event.message)
        return event

    return handler
