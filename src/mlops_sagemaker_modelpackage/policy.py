"""Decides how an error is handled: the call is repeated, the operation continues later, or it fails.

botocore retries each request twice by itself. Everything else is decided here, for every call of every handler.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from .callback import CallbackContext
from .deadline import Deadline
from .errors import classify, is_transient

MAX_STALE_POLLS: Final = 15  # polls that don't show a package that was just created, or a change that was just made
MAX_CONSECUTIVE_FAULTS: Final = 12  # calls in a row that end with a transient error


class ContinueLater(Exception):
    """Raised to end this invocation as IN_PROGRESS: the operation continues in the next one."""


@dataclass(frozen=True)
class Rule:
    """How the errors of a call are treated.

    Attributes:
        stale: error codes that eventual consistency causes right after a change. The operation continues later, up to
            MAX_STALE_POLLS times (CREATE-4, UPDATE-10).
        always_defers: whether a transient error defers the operation even in its first invocation. By default the
            operation fails in its first invocation, and is deferred in later ones (WAIT-5).
        repeatable: whether the call may be repeated at once while its outcome is unknown (CREATE-6).

    """

    stale: frozenset[HandlerErrorCode] = frozenset()
    always_defers: bool = False
    repeatable: bool = False


REQUEST: Final = Rule()
POLL: Final = Rule(always_defers=True)


def poll(*stale: HandlerErrorCode) -> Rule:
    """Return the rule for a call after a change.

    Args:
        stale: the codes that mean that SageMaker doesn't know of the change yet.

    """
    return Rule(frozenset(stale), always_defers=True)


def request(*stale: HandlerErrorCode) -> Rule:
    """Return the rule for a call that may be the first of an operation; `stale` as for `poll`."""
    return Rule(frozenset(stale))


class Decision(Enum):
    """How an error is handled.

    Attributes:
        REPEAT: the same request is sent again in this invocation.
        AWAIT_CHANGE: the operation continues later, when SageMaker knows of the last change.
        AWAIT_SERVICE: the operation continues later, when SageMaker is available again.
        FAIL: the operation fails.

    """

    REPEAT = auto()
    AWAIT_CHANGE = auto()
    AWAIT_SERVICE = auto()
    FAIL = auto()


class Policy:
    """Makes the decisions of one invocation; counts in the callback context, so that their number is bounded."""

    def __init__(self, context: CallbackContext, deadline: Deadline):
        self._context = context
        self._deadline = deadline

    def has_waited(self) -> bool:
        """Tell whether this is not the first invocation of the operation."""
        return self._context.invocations > 0

    def decide(self, error: Exception, rule: Rule, pause: float = 0.0) -> Decision:
        """Return how an error is handled.

        Args:
            error: a ClientError or a BotoCoreError.
            rule: the rule of the call.
            pause: seconds before the call would be repeated.

        """
        context = self._context
        if rule.repeatable and self._deadline.outcome_unknown and self._deadline.allows_request(pause):
            return Decision.REPEAT
        if classify(error).code in rule.stale and context.stale_polls < MAX_STALE_POLLS:
            return Decision.AWAIT_CHANGE
        defers = rule.always_defers or self.has_waited()
        if defers and is_transient(error) and context.consecutive_faults < MAX_CONSECUTIVE_FAULTS:
            return Decision.AWAIT_SERVICE
        return Decision.FAIL

    @contextmanager
    def guard(self, rule: Rule) -> Iterator[None]:
        """Raise `ContinueLater` in the place of an error that may be gone in the next invocation; let others pass."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            decision = self.decide(error, rule)
            if decision is Decision.FAIL:
                raise
            if decision is Decision.AWAIT_CHANGE:
                self._context.stale_polls += 1
            else:
                self._context.consecutive_faults += 1
            raise ContinueLater from None
        self._context.consecutive_faults = 0
