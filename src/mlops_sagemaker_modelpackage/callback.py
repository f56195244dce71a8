"""The callback context: the data that one invocation of an operation passes to the next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

MAX_CALLBACK_DELAY_SECONDS: Final = 30
_DELAY_STEP_SECONDS: Final = 5


@dataclass
class CallbackContext:
    """The data of one operation: an ARN, numbers and flags; never a secret or a model (WAIT-2).

    Attributes:
        arn: the ARN of the package; empty before the create call has returned it.
        invocations: how many invocations of this operation ended IN_PROGRESS.
        change_sent: whether the update or delete call was made.
        stale_polls: how many polls after the last change didn't show its effect.
        consecutive_faults: how many invocations in a row ended with a transient error.
        started: when the operation began, in seconds since 1970.

    """

    arn: str = ""
    invocations: int = 0
    change_sent: bool = False
    stale_polls: int = 0
    consecutive_faults: int = 0
    started: int = 0

    @classmethod
    def from_event(cls, context: Any) -> "CallbackContext":
        """Return the context of an event; a member that is missing or has another type gets its default."""
        given = context if isinstance(context, Mapping) else {}
        kept = {
            field.name: given[field.name]
            for field in fields(cls)
            if type(given.get(field.name)) is type(field.default)  # isinstance would accept a bool as an int
        }
        return cls(**kept)

    def to_event(self) -> dict[str, Any]:
        """Return the context for the event of the next invocation."""
        return asdict(self)

    def delay(self) -> int:
        """Return the seconds until the next invocation: 5, 10, 15, up to `MAX_CALLBACK_DELAY_SECONDS` (WAIT-3)."""
        return max(1, min(_DELAY_STEP_SECONDS * self.invocations, MAX_CALLBACK_DELAY_SECONDS))


def package_arn(action: str, context: Any, given: Any) -> str:
    """Return the ARN of the package of an event; empty if the event has none.

    Args:
        action: CREATE, READ, UPDATE, DELETE or LIST, in upper or lower case.
        context: the callback context of the event, of any type.
        given: the ModelPackageArn in the event's model, of any type. The first event of a create has it only if the
            template sets this read-only property. It is ignored: that package doesn't belong to the resource.

    """
    from_context, from_model = CallbackContext.from_event(context).arn, given if isinstance(given, str) else ""
    if action.upper() == "CREATE":
        return from_context or (from_model if context else "")
    return from_model or from_context
