"""What becomes of an error of SageMaker: the call is repeated, the operation goes on later, or it fails.

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

MAX_STALE_POLLS: Final = 15  # for a package that was just created, or a change that was just made
MAX_CONSECUTIVE_FAULTS: Final = 12  # polls in a row that meet a transient fault


class ContinueLater(Exception):
    """Nothing more can be done in this invocation: the operation goes on in the next."""


@dataclass(frozen=True)
class Rule:
    """How the errors of a call are treated.

    Attributes:
        stale: error codes that eventual consistency causes: SageMaker doesn't know yet of what was done before. The
            operation goes on later, up to MAX_STALE_POLLS times (CREATE-4, UPDATE-10).
        always_defers: whether a transient fault leaves the operation to the next invocation even in its first one. By
            default it does so once the operation has waited (WAIT-5); before that, the fault is the outcome.
        repeatable: whether the call may be repeated at once while its outcome is unknown (CREATE-6).

    """

    stale: frozenset[HandlerErrorCode] = frozenset()
    always_defers: bool = False
    repeatable: bool = False


REQUEST: Final = Rule()
POLL: Final = Rule(always_defers=True)


def poll(*stale: HandlerErrorCode) -> Rule:
    """Return the rule for a call after a change, with the codes that mean that the change isn't known yet."""
    return Rule(frozenset(stale), always_defers=True)


def request(*stale: HandlerErrorCode) -> Rule:
    """Return the rule for a call that may be the first of an operation; `stale` are codes as above."""
    return Rule(frozenset(stale))


class Decision(Enum):
    """What becomes of an error."""

    REPEAT = auto()
    AWAIT_CHANGE = auto()
    AWAIT_SERVICE = auto()
    FAIL = auto()


class Policy:
    """The decisions of one invocation. They count in the callback context, so that none is made without end."""

    def __init__(self, context: CallbackContext, deadline: Deadline):
        self._context = context
        self._deadline = deadline

    def has_waited(self) -> bool:
        """Tell whether this is not the first invocation of the operation."""
        return self._context.invocations > 0

    def decide(self, error: Exception, rule: Rule, pause: float = 0.0) -> Decision:
        """Return what becomes of an error; a repeated call would come after a pause in seconds."""
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
        """Raise `ContinueLater` for an error inside the block that the next invocation may not meet."""
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
