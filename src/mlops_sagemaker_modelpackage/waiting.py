"""Waits for what SageMaker doesn't show yet: looks a few times in one invocation, then continues in the next one."""

import time
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from .callback import CallbackContext
from .errors import ContinueLater, NeverShown
from .retry import Deadline, guard

Found = TypeVar("Found")

# Seconds between the looks of one invocation. Most changes show in a moment; the next invocation starts much later.
LOOK_DELAYS: Final = (0.2, 0.3, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0)
LOOKING_ENDS_SECONDS: Final = 15.0  # after the invocation began
MAX_LOOKS: Final = 30  # in a row that don't show what was sent: about nine minutes in all
MAX_LOOKS_FOR_EXISTING: Final = 5  # in a row that don't find the package to be updated: two seconds

SHOWN: Final = ""


class Waiting:
    """Looks at a package in one invocation; raises `ContinueLater` after the last look of this invocation."""

    def __init__(self, context: CallbackContext, deadline: Deadline):
        self._context = context
        self._deadline = deadline
        self._may_look_again = context.invocations == 0  # in a later invocation, one look is enough

    def mark_sent(self) -> None:
        """Record that a call was accepted, and allow several looks: its effect may show soon."""
        self._context.mark_sent()
        self._may_look_again = True

    def until(
        self,
        look: Callable[[], Found | None],
        missing: Callable[[Found], str | None],
        *,
        begun: bool = True,
        limit: int = MAX_LOOKS,
    ) -> Found:
        """Return what a look finds, once nothing is missing in it; raise `NeverShown` after too many looks.

        SageMaker is eventually consistent: after an update, it may return the old state for a while, and after a
        create it may not find the package (CREATE-4, UPDATE-10). Looks in a row count; progress starts them again.

        Args:
            look: makes a call, and returns what it finds; None if it doesn't find the package.
            missing: returns what isn't shown yet, as a noun; `SHOWN` if nothing is missing; None if SageMaker is still
                working, which may take hours and isn't counted.
            begun: whether the operation has changed something, as for `guard`.
            limit: how many looks in a row may show that something is missing.

        """
        for _ in self.moments():
            with guard(self._context, begun=begun):
                found = look()
            lacks = SHOWN if found is None else missing(found)
            if found is not None and lacks == SHOWN:
                self._context.looks = 0
                return found
            if lacks is None:
                self._context.looks = 0
            else:
                self.count_look(lacks, limit)
        raise self.continue_later()

    def count_look(self, lacks: str, limit: int) -> None:
        """Count a look that doesn't show something; raise `NeverShown` after `limit` of them in a row."""
        self._context.looks += 1
        if self._context.looks >= limit:
            raise NeverShown(lacks)

    def continue_later(self) -> ContinueLater:
        """Return the exception that ends an invocation whose calls all succeeded; it ends the faults in a row."""
        self._context.faults = 0
        return ContinueLater()

    def moments(self) -> Iterator[None]:
        """Yield when it is time to look: several times after a change, otherwise once."""
        delays: tuple[float, ...] = LOOK_DELAYS if self._may_look_again else ()
        self._may_look_again = False
        yield
        for delay in delays:
            if self._deadline.elapsed() > LOOKING_ENDS_SECONDS:
                return
            time.sleep(delay)
            yield
