"""Draws what happens to an operation: faults on the wire, and what CloudFormation and people do meanwhile."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sandbox.engine import CREDENTIALS

from ..common_errors import BAD_BODIES, PASSING, SILENCES, TERMINAL, Meaning
from ..faults import Call, Fault

CALLS: Final = {
    "CREATE": ("CreateModelPackage", "DescribeModelPackage", "UpdateModelPackage", "ListTags"),
    "READ": ("DescribeModelPackage", "ListTags"),
    "UPDATE": ("DescribeModelPackage", "UpdateModelPackage", "AddTags", "DeleteTags", "ListTags"),
    "DELETE": ("DeleteModelPackage", "DescribeModelPackage"),
    "LIST": ("ListModelPackages",),
}
STALE: Final = Meaning(Fault(400, "ValidationException", "ModelPackage x does not exist."), ("NotFound",), passes=True)
# Calls that may not find a package which is there: the delete call decides, and a create call looks for nothing.
_MAY_BE_STALE: Final = ("DescribeModelPackage", "UpdateModelPackage", "ListTags", "AddTags", "DeleteTags")
_WITHOUT_MEMBERS: Final = ("DeleteModelPackage", "AddTags", "DeleteTags", "ListTags")
_ROWS: Final = (1, 1, 1, 2, 3, 5)
HAZARDS: Final = ("killed", "twice", "at once", "former", "lost")
DEEDS: Final = ("approve", "reject", "annotate", "tag", "delete")


@dataclass
class Plan:
    """The faults of an operation, by calls: after some good ones, a row of bad ones.

    Attributes:
        rows: the operation that gets a fault, how many of its calls are good first, the fault and how often.
        quoting: whether SageMaker quotes the whole request in its errors.
        delivered: what calls got so far.

    """

    rows: list[tuple[str, int, Meaning, int]] = field(default_factory=list)
    quoting: bool = False
    delivered: list[tuple[str, Meaning]] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)

    def refuse(self, call: Call) -> Fault | None:
        """Return the fault of a call of the handlers; None if it has none."""
        if call.access_key != CREDENTIALS["accessKeyId"]:
            return None
        number = self._seen[call.operation]
        self._seen[call.operation] += 1
        for operation, after, meaning, times in self.rows:
            if operation == call.operation and after <= number < after + times:
                self.delivered.append((operation, meaning))
                quoted = f"{meaning.fault.message} in {call.parameters}" if self.quoting else meaning.fault.message
                return replace(meaning.fault, message=quoted)
        return None

    @property
    def terminal(self) -> bool:
        """Tell whether a call got an answer that ends an operation."""
        return any(not meaning.passes for _, meaning in self.delivered)

    def codes(self) -> set[str]:
        """Return the handler error codes of what calls got."""
        return {code for _, meaning in self.delivered for code in meaning.codes}

    def terminal_codes(self) -> set[str]:
        """Return the handler error codes of the answers that end an operation."""
        return {code for _, meaning in self.delivered if not meaning.passes for code in meaning.codes}


def draw_plan(rng: random.Random, action: str, *, terminal: float = 0.15) -> Plan:
    """Draw a plan. `terminal` is how likely each of its rows ends the operation."""
    plan = Plan(quoting=rng.random() < 0.5)
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        operation = rng.choice(CALLS[action])
        if rng.random() < terminal:
            plan.rows.append((operation, rng.randrange(3), rng.choice(TERMINAL), 1))
            continue
        if operation in _MAY_BE_STALE and rng.random() < 0.2:
            plan.rows.append((operation, rng.randrange(3), STALE, rng.choice([1, 2])))
            continue
        meaning = rng.choice([*PASSING, *BAD_BODIES, *SILENCES])
        if operation in _WITHOUT_MEMBERS and meaning in BAD_BODIES and not meaning.fault.raw:
            continue  # a right answer to these calls: done, or no tags
        if "Throttling" not in meaning.codes and rng.random() < 0.5:
            meaning = meaning._replace(fault=replace(meaning.fault, applied=True))
        plan.rows.append((operation, rng.randrange(3), meaning, rng.choice(_ROWS)))
    return plan


@dataclass
class Course:
    """What CloudFormation and people do in the course of an operation, by the number of the invocation.

    Attributes:
        hazards: what happens to invocations.
        deeds: what people do after invocations.
        before: what people do before the nth call of the handlers: its number and the deed.
        latency: how long each call takes, in seconds.

    """

    hazards: dict[int, str] = field(default_factory=dict)
    deeds: dict[int, str] = field(default_factory=dict)
    before: tuple[int, str] | None = None
    latency: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Tell whether every event comes once, with the context of the one before."""
        return not self.hazards


def draw_course(rng: random.Random, *, people: bool = True) -> Course:
    """Draw a course."""
    course = Course(latency=rng.choice([0, 0, 0, 0.5, 2.0]))
    for number in range(4):
        if rng.random() < 0.15:
            course.hazards[number] = rng.choice(HAZARDS)
    if people and rng.random() < 0.3:
        course.deeds[rng.randrange(3)] = rng.choice(DEEDS)
    if people and rng.random() < 0.15:
        course.before = rng.randrange(6), rng.choice(DEEDS)
    return course


def former_context(arn: str, number: int, *, sent: bool) -> dict[str, Any]:
    """Return the callback context as release 1.0.0 left it to the next invocation."""
    return {
        "arn": arn,
        "invocations": number + 1,
        "change_sent": sent,
        "stale_polls": 0,
        "consecutive_faults": 0,
        "started": 1_790_000_000,
    }
