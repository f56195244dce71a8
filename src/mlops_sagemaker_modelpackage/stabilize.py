"""What a status means, and how long to wait: find, status, wait.

SageMaker's statuses are those of ModelPackageStatus in the API reference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import repeat
from typing import Any, Final

SETTLING: Final = frozenset({"Pending", "InProgress"})
COMPLETED: Final = "Completed"
DELETING: Final = "Deleting"

# Seconds between the looks of one invocation: most packages settle in a moment, and a callback costs far more.
QUICK_LOOKS: Final = (0.2, 0.3, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0)
LONGEST_DELAY: Final = 30  # seconds between two invocations at the most
QUICK_LOOKS_END: Final = 15.0  # seconds into an invocation after which it doesn't look again by itself
LONGEST_UNSEEN: Final = 15  # looks for a package that was just created, or a change just made, before giving up
LASTING_FAULT: Final = 12  # looks in a row that meet a transient fault before it counts as lasting


BEING_DELETED: Final = (
    "It is being deleted, so it can't be changed any more. If the resource should stay, give it another logical ID in "
    "the template, so that a new model package is created."
)


def create_pauses() -> Iterator[float]:
    """Yield the seconds to wait after each create call whose outcome is unknown, without an end."""
    yield from (0.5, 0.5, 1.0, 1.0)
    yield from repeat(2.0)


@dataclass
class Progress:
    """What a callback context holds: which package, what was done, how often it was looked for.

    A small dictionary of numbers, flags and the ARN: never a secret, never a whole model.
    """

    arn: str = ""
    invocations: int = 0  # that ended IN_PROGRESS
    changed: bool = False  # the update or delete call was made
    unseen: int = 0  # looks in vain since the call
    faults: int = 0  # looks in a row that met a transient fault

    @classmethod
    def of(cls, context: Any) -> "Progress":
        """Read a callback context. What isn't in it, or has another form, counts as not done yet."""
        given = context if isinstance(context, Mapping) else {}
        kept = {
            field.name: given[field.name]
            for field in fields(cls)
            if type(given.get(field.name)) is type(field.default)  # a flag isn't a number here
        }
        return cls(**kept)

    def context(self) -> dict[str, Any]:
        """Return the callback context for the next invocation."""
        return asdict(self)

    def delay(self) -> int:
        """Return the seconds until the next invocation: 5, 10, 15 … at most `LONGEST_DELAY`."""
        return max(1, min(5 * self.invocations, LONGEST_DELAY))


def package_of(action: str, context: Any, given: Any) -> str:
    """Return the ARN of the package that an event is about: empty if there is none, or not yet.

    `given` is the ModelPackageArn of the event's model. In the first event of a create it is a mistake of the template:
    that package is not this resource's, and must never be taken for it.
    """
    known, named = Progress.of(context).arn, given if isinstance(given, str) else ""
    if action.upper() == "CREATE":
        return known or (named if context else "")
    return named or known


def is_settled(described: Mapping[str, Any]) -> bool:
    """Tell whether a package has come to rest, in whichever status."""
    return described["ModelPackageStatus"] not in SETTLING


def why_not_completed(described: Mapping[str, Any]) -> str:
    """Return why a package that has come to rest can't be used, and what to do, as sentences."""
    if described["ModelPackageStatus"] == DELETING:
        return "It is being deleted outside of CloudFormation. Deploy again to create a new one."
    reasons = failure_reasons(described) or "SageMaker gave no reason"
    told = reasons.rstrip(".")  # SageMaker's own reasons are sentences, sometimes
    return (
        f"Its status is {described['ModelPackageStatus']}: {told}. Fix the cause and deploy again. If an image or "
        "model data is said to be missing or unreadable, the execution role may also lack the permission to read it."
    )


def failure_reasons(state: Mapping[str, Any]) -> str:
    """Return what SageMaker says of why the parts of a package failed, or an empty text."""
    details = state.get("ModelPackageStatusDetails", {})
    items = (item for statuses in details.values() for item in statuses)
    return "; ".join(f"{item.get('Name')}: {item['FailureReason']}" for item in items if item.get("FailureReason"))
