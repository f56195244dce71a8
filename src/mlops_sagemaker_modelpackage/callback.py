"""The callback context: the data that one invocation of an operation passes to the next. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

MAX_CALLBACK_DELAY_SECONDS: Final = 30
_DELAY_STEP_SECONDS: Final = 5


@dataclass
class CallbackContext:
    """The data of one operation, in names, numbers and flags; never a secret or a value of the template (WAIT-2)."""

    arn: str = ""  # empty before the create call has returned it
    invocations: int = 0  # of this operation that ended IN_PROGRESS
    parts: list[list[str]] = field(default_factory=list)  # the names of the properties that each update call sends
    sent: int = 0  # how many of these calls SageMaker has accepted; of a delete, how many delete calls
    tried: bool = False  # whether the next one was sent, too, with an unknown outcome
    looks: int = 0  # in a row that didn't show what was sent, or were answered with a conflict
    faults: int = 0  # invocations in a row that ended with an error that may pass
    started: int = 0  # when the operation began, in seconds since 1970
    approval: str = ""  # a fingerprint of the approval that the package had before the update
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

    def to_event(self) -> dict[str, Any]:
        """Return the context for the event of the next invocation."""
        return asdict(self)

    def mark_sent(self) -> None:
        """Record that SageMaker accepted a call that changes the package: its effect is waited for from now on."""
        self.sent += 1
        self.tried, self.looks = False, 0

    def delay(self) -> int:
        """Return the seconds until the next invocation: 5, 10, 15, up to `MAX_CALLBACK_DELAY_SECONDS` (WAIT-3)."""
        return max(1, min(_DELAY_STEP_SECONDS * self.invocations, MAX_CALLBACK_DELAY_SECONDS))
