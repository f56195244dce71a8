"""Decides how an error is handled: the call is repeated, the operation continues later, or it fails.

botocore retries each request twice by itself. This module decides what happens then, for every call of every handler.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from .callback import CallbackContext
from .classification import classify, is_transient
from .deadline import Deadline
from .exceptions import ContinueLater

MAX_STALE_POLLS: Final = 15  # polls in an operation that don't show the new package, or the last change of it
MAX_CONSECUTIVE_FAULTS: Final = 12  # invocations in a row that end with a transient error


@dataclass(frozen=True)
class Rule:
    """How the errors of a call are handled.

    Attributes:
        stale: error codes that eventual consistency causes right after a change. The operation continues later, up to
            MAX_STALE_POLLS times (CREATE-4, UPDATE-10).
        always_defers: whether the operation continues later after a transient error. By default it does so from its
            second invocation on, and fails in its first one (WAIT-5).
        repeatable: whether the call is repeated at once while its outcome is unknown (CREATE-6).

    """

    stale: frozenset[HandlerErrorCode] = frozenset()
    always_defers: bool = False
    repeatable: bool = False


def first_call(*stale: HandlerErrorCode) -> Rule:
    """Return the rule for a call that may be the first one of an operation.

    Args:
        stale: the error codes which mean that SageMaker doesn't know of the last change yet.

    """
    return Rule(frozenset(stale))


def later_call(*stale: HandlerErrorCode) -> Rule:
    """Return the rule for a call of an operation that has begun; `stale` as for `first_call`."""
    return Rule(frozenset(stale), always_defers=True)


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
    """Makes the decisions of one invocation, and counts them in the callback context to limit their number."""

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
            pause: the seconds to wait before the call is repeated.

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
        """Raise `ContinueLater` instead of an error that may be gone in the next invocation; let other errors pass."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            decision = self.decide(error, rule)
            if decision is Decision.FAIL:
                raise
            if decision is Decision.AWAIT_CHANGE:
                self._context.stale_polls += 1
                self._context.consecutive_faults = 0
            else:
                self._context.consecutive_faults += 1
            raise ContinueLater from None
