"""Waits over several invocations: what one passes to the next, which errors may pass, and the looks at the package."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode as Code

from .error_table import OutOfTime
from .errors import TRANSIENT, ContinueLater, NeverShown, classify, is_outcome_unknown
from .retry import Deadline

Found = TypeVar("Found")

# Seconds between the looks of one invocation. Most changes show in a moment; the next invocation starts much later.
LOOK_DELAYS: Final = (0.2, 0.3, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0)
LOOKING_ENDS_SECONDS: Final = 15.0  # after the invocation began
MAX_LOOKS: Final = 30  # in a row that don't show what was sent: about nine minutes in all
MAX_LOOKS_AT_FAILURE: Final = 13  # in a row that show Failed, perhaps as before the update: about a minute
MAX_LOOKS_FOR_EXISTING: Final = 5  # in a row that don't find the package to be updated: two seconds

MAX_FAULTS: Final = 12  # invocations in a row that end with an error which may pass
MAX_CALLBACK_DELAY_SECONDS: Final = 30
_DELAY_STEP_SECONDS: Final = 5

SHOWN: Final = ""


@dataclass
class CallbackContext:
    """The data of one operation, in names, numbers and flags; never a secret or a value of the template (WAIT-2)."""

    arn: str = ""  # empty before the create call has returned it
    invocations: int = 0  # of this operation that ended IN_PROGRESS
    parts: list[list[str]] = field(default_factory=list)  # what each update call sends: properties, or a kind of call
    sent: int = 0  # how many of these calls SageMaker has accepted; of a delete, how many delete calls
    tried: bool = False  # whether the next one was sent, too, with an unknown outcome
    looks: int = 0  # in a row that didn't show what was sent, or were answered with a conflict
    refusals: int = 0  # in a row, of a call that SageMaker may have carried out already
    faults: int = 0  # invocations in a row that ended with an error that may pass
    started: int = 0  # when the operation began, in seconds since 1970
    approval: str = ""  # the ModelApprovalStatus that the package had before the update
    failed: bool = False  # whether its status was Failed before the update

    @classmethod
    def from_event(cls, context: Any) -> "CallbackContext":
        """Return the context of an event; a member that is missing or has another type gets its default."""
        given = context if isinstance(context, Mapping) else {}
        result = cls()
        for known in fields(cls):
            value = given.get(known.name)
            if type(value) is type(getattr(result, known.name)):  # isinstance would accept a bool as an int
                setattr(result, known.name, value)
        if not all(isinstance(part, list) and all(isinstance(name, str) for name in part) for part in result.parts):
            result.parts = []
        if given.get("change_sent") is True:  # from version 1.0, which didn't continue an update between two calls
            result.sent = 1
        return result

    def delay(self) -> int:
        """Return the seconds until the next invocation: 5, 10, 15, up to `MAX_CALLBACK_DELAY_SECONDS` (WAIT-3)."""
        return max(1, min(_DELAY_STEP_SECONDS * self.invocations, MAX_CALLBACK_DELAY_SECONDS))


@contextmanager
def guard(context: CallbackContext, *stale: Code, begun: bool = False, writes: bool = False) -> Iterator[None]:
    """Raise `ContinueLater` instead of an error that may be gone in the next invocation; let other errors pass.

    In the first invocation of an operation that has sent no change, a transient error passes: CloudFormation sends the
    operation again. At most MAX_FAULTS invocations in a row end like this (WAIT-5).

    Args:
        context: counts them.
        stale: error codes that eventual consistency causes right after a change (CREATE-4, UPDATE-10).
        begun: whether the operation has changed something, so that it must go on.
        writes: whether the call changes something: with an unknown outcome, the operation goes on as well.

    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        code = classify(error).code
        # Only the time is to blame for `OutOfTime`.
        goes_on = begun or context.invocations or isinstance(error, OutOfTime) or (writes and is_outcome_unknown(error))
        may_pass = code in stale or (code in TRANSIENT and goes_on)
        if not may_pass or context.faults >= MAX_FAULTS:
            raise
        context.faults += 1
        raise ContinueLater from None


class Waiting:
    """Looks at a package in one invocation; raises `ContinueLater` after the last look of this invocation."""

    def __init__(self, context: CallbackContext, deadline: Deadline):
        self._context = context
        self._deadline = deadline
        self._may_look_again = context.invocations == 0  # in a later invocation, one look is enough

    def mark_sent(self) -> None:
        """Record that SageMaker accepted a call, whose effect is waited for from now on: it may show soon."""
        context = self._context
        context.sent += 1
        context.tried = False
        context.looks = context.refusals = context.faults = 0
        self._may_look_again = True

    def until(
        self,
        look: Callable[[], Found | None],
        missing: Callable[[Found], str | None],
        *,
        begun: bool = True,
        limit: int = MAX_LOOKS,
    ) -> Found:
        """Return what a look finds, once nothing is missing in it; raise `NeverShown` after too many looks.

        SageMaker is eventually consistent: after an update, it may return the old state for a while, and after a
        create it may not find the package (CREATE-4, UPDATE-10). Looks in a row count; progress starts them again.

        Args:
            look: returns what a call finds; None if it doesn't find the package.
            missing: returns what isn't shown yet, as a noun; `SHOWN` if nothing is missing; None if SageMaker is still
                working, which may take hours and isn't counted.
            begun: as for `guard`.
            limit: how many looks in a row may show that something is missing.

        """
        for _ in self.moments():
            with guard(self._context, begun=begun):
                found = look()
            lacks = SHOWN if found is None else missing(found)
            if found is not None and lacks == SHOWN:
                self._context.looks = 0
                return found
            self._context.looks = 0 if lacks is None else self._context.looks + 1
            if lacks is not None and self._context.looks >= limit:
                raise NeverShown(lacks)
        raise self.continue_later()

    def continue_later(self) -> ContinueLater:
        """Return the exception that ends an invocation whose calls all succeeded; it ends the faults in a row."""
        self._context.faults = 0
        return ContinueLater()

    def moments(self) -> Iterator[None]:
        """Yield when it is time to look: several times after a change, otherwise once."""
        delays: tuple[float, ...] = LOOK_DELAYS if self._may_look_again else ()
        self._may_look_again = False
        yield
        for delay in delays:
            if self._deadline.elapsed() > LOOKING_ENDS_SECONDS:
                return
            time.sleep(delay)
            yield
