"""Waits for a package: polls a few times in one invocation, then continues in the next one."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from . import policy
from .api_types import Described
from .callback import CallbackContext
from .deadline import Deadline
from .exceptions import ContinueLater, NeverShown
from .policy import MAX_STALE_POLLS, Policy
from .service import ModelPackages
from .status import is_settled

# Seconds between the polls of one invocation. Most packages settle in a moment; the next invocation starts much later.
POLL_DELAYS: Final = (0.2, 0.3, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0)
POLLING_ENDS_SECONDS: Final = 15.0  # after the invocation began


class Waiter:
    """Polls a package in one invocation; raises `ContinueLater` after the last poll of this invocation."""

    def __init__(self, packages: ModelPackages, context: CallbackContext, policy: Policy, deadline: Deadline):
        self._packages = packages
        self._context = context
        self._policy = policy
        self._deadline = deadline
        self._may_poll_now = context.invocations == 0  # in a later invocation, one poll is enough

    def change_sent(self) -> None:
        """Record that the update or delete call was made, and allow several polls: the change may be visible soon."""
        self._context.change_sent = True
        self._context.stale_polls = 0
        self._may_poll_now = True

    def settled(self, arn: str, package: Described) -> Described:
        """Return the description of a package once it is settled.

        Args:
            arn: the ARN of the package.
            package: its latest description.

        Raises:
            NeverShown: as for `until_settled`.

        """
        if is_settled(package):
            return package
        if not self._may_poll_now:
            raise self._continue_later()
        return self.until_settled(arn)

    def until_settled(
        self, arn: str, is_visible: Callable[[Described], bool] = lambda _: True, known: Described | None = None
    ) -> Described:
        """Return the description of a package once it is settled and a change is visible.

        SageMaker is eventually consistent: after an update, it may return the old state for a while, and after a
        create it may not find the package (CREATE-4, UPDATE-10). After MAX_STALE_POLLS such polls, the description is
        returned as it is.

        Args:
            arn: the ARN of the package.
            is_visible: tells whether a description shows the change.
            known: the latest description, if the change doesn't affect it; it takes the place of the first call.

        Raises:
            NeverShown: the package can't be found after MAX_STALE_POLLS.

        """
        for found in self._polls(arn, known):
            if found is not None and not is_settled(found):
                continue
            if found is not None and is_visible(found):
                return found
            self._context.stale_polls += 1
            if self._context.stale_polls > MAX_STALE_POLLS:
                if found is not None:
                    return found
                raise NeverShown
        raise self._continue_later()

    def until_gone(self, arn: str) -> None:
        """Return once the package doesn't exist any more."""
        if all(found is not None for found in self._polls(arn)):
            raise self._continue_later()

    def _continue_later(self) -> ContinueLater:
        """Return the exception that ends an invocation whose calls all succeeded; it ends the faults in a row."""
        self._context.consecutive_faults = 0
        return ContinueLater()

    def _polls(self, arn: str, known: Described | None = None) -> Iterator[Described | None]:
        """Yield what each poll finds, a description or None: several polls after a change, otherwise one."""
        delays: tuple[float, ...] = POLL_DELAYS if self._may_poll_now else ()
        self._may_poll_now = False
        for delay in (0.0, *delays):
            if delay and self._deadline.elapsed() > POLLING_ENDS_SECONDS:
                return
            time.sleep(delay)
            if known is None:
                with self._policy.guard(policy.later_call()):
                    found = self._packages.find(arn)
            else:
                found, known = known, None
            yield found
