"""CloudFormation's patience: an operation that takes longer than its handler may is given up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from mlops_sagemaker_modelpackage.schema import SCHEMA
from sandbox.engine import Answer, Engine, Event

from .clock import Clock

MINUTES: Final = {name.upper(): handler.get("timeoutInMinutes", 120) for name, handler in SCHEMA["handlers"].items()}


@dataclass
class TimedEngine(Engine):
    """An engine on a clock: callback delays pass on it, and an operation may take the time that the schema gives it.

    Attributes:
        clock: the clock.

    """

    clock: Clock = field(default_factory=Clock)

    def answers_to(self, first: Event) -> Iterator[Answer]:
        """Yield the answers in an operation. Raises AssertionError when CloudFormation would give it up."""
        began, minutes = self.clock(), MINUTES[first["action"]]
        for answer in super().answers_to(first):
            yield answer
            assert self.clock() - began <= minutes * 60, f"{first['action']} took more than {minutes} minutes"


def with_context(sent: dict[str, Any], context: Any, model: Any) -> dict[str, Any]:
    """Return the event of the next invocation."""
    return sent | {"callbackContext": context, "requestData": sent["requestData"] | {"resourceProperties": model}}
