"""CloudFormation's side of the handler: `cfn_sandbox.engine` with events of this type."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cfn_sandbox import engine
from cfn_sandbox.engine import ACCOUNT, CREDENTIALS, REGION, Answer, Event
from mlops_sagemaker_modelpackage.schema import TYPE_NAME

__all__ = ["ACCOUNT", "CREDENTIALS", "REGION", "Answer", "Engine", "Event", "event"]


def event(action: str, desired: dict[str, Any], previous: dict[str, Any] | None = None, **options: Any) -> Event:
    """Return an event for a resource of this type. `options` are those of `cfn_sandbox.engine.event`."""
    return engine.event(TYPE_NAME, action, desired, previous, **options)


@dataclass
class Engine:
    """Invokes a handler until it has finished, as CloudFormation does."""

    invoke: Callable[[Event], Answer]  # invokes the handler with an event, and returns its answer
    sleep: Callable[[float], None] = time.sleep  # waits for a callback delay, in seconds
    answers: list[Answer] = field(default_factory=list)  # all answers of the last operation

    def answers_to(self, first: Event) -> Iterator[Answer]:
        """Yield the answers in an operation, the last of which has the status SUCCESS or FAILED."""
        return engine.answers_to(first, self.invoke, self.sleep)

    def run(self, first: Event) -> Answer:
        """Return the last answer in an operation."""
        self.answers = list(self.answers_to(first))
        return self.answers[-1]
