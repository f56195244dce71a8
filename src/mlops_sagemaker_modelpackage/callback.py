"""The callback context: what one invocation of an operation tells the next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

MAX_CALLBACK_DELAY_SECONDS: Final = 30
_DELAY_STEP_SECONDS: Final = 5


@dataclass
class CallbackContext:
    """A small dictionary of numbers, flags and the ARN: never a secret, never a whole model (WAIT-2).

    Attributes:
        arn: the ARN of the package, empty while there is none.
        invocations: how many invocations of this operation ended IN_PROGRESS.
        change_sent: whether the update or delete call was made.
        stale_polls: how many polls since the call showed the state before it.
        consecutive_faults: how many polls in a row met a transient fault.
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
        """Return the context of an event. What is missing in it, or has another type, counts as not done yet."""
        given = context if isinstance(context, Mapping) else {}
        kept = {
            field.name: given[field.name]
            for field in fields(cls)
            if type(given.get(field.name)) is type(field.default)  # a flag isn't a number here
        }
        return cls(**kept)

    def to_event(self) -> dict[str, Any]:
        """Return the context for the event of the next invocation."""
        return asdict(self)

    def delay(self) -> int:
        """Return the seconds until the next invocation: 5, 10, 15, up to `MAX_CALLBACK_DELAY_SECONDS` (WAIT-3)."""
        return max(1, min(_DELAY_STEP_SECONDS * self.invocations, MAX_CALLBACK_DELAY_SECONDS))


def package_arn(action: str, context: Any, given: Any) -> str:
    """Return the ARN of the package that an event is about; empty if there is none, or not yet.

    Args:
        action: CREATE, READ, UPDATE, DELETE or LIST, in upper or lower case.
        context: the callback context of the event, of any type.
        given: the ModelPackageArn of the event's model. In the first event of a create it is a mistake of the template:
            that package doesn't belong to the resource.

    """
    known, named = CallbackContext.from_event(context).arn, given if isinstance(given, str) else ""
    if action.upper() == "CREATE":
        return known or (named if context else "")
    return named or known
