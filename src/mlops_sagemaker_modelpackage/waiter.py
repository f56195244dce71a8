"""Waits for a package: a few polls inside an invocation, then the next invocation goes on."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from cloudformation_cli_python_lib import HandlerErrorCode

from . import policy
from .callback import CallbackContext
from .deadline import Deadline
from .errors import DELETED_OUTSIDE
from .policy import MAX_STALE_POLLS, ContinueLater, Policy
from .service import Described, ModelPackages
from .status import is_settled

# Seconds between the polls of one invocation: most packages settle in a moment, and a callback takes far longer.
POLL_DELAYS: Final = (0.2, 0.3, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0)
POLLING_ENDS_SECONDS: Final = 15.0  # into an invocation

GONE: Final = f"There is no such model package. {DELETED_OUTSIDE}"


class NeverShown(Exception):
    """A package that was just created or changed doesn't exist, however often it was polled."""


class Waiter:
    """Polls the package of one invocation. Raises `ContinueLater` when this invocation has polled enough."""

    def __init__(self, packages: ModelPackages, context: CallbackContext, policy: Policy, deadline: Deadline):
        self._packages = packages
        self._context = context
        self._policy = policy
        self._deadline = deadline
        self._may_poll_now = context.invocations == 0  # in a later invocation the package was polled just before

    def change_sent(self) -> None:
        """Note that the update or delete call was made: its effect shows in a moment."""
        self._context.change_sent = True
        self._may_poll_now = True

    def settled(self, arn: str, package: Described) -> Described:
        """Return a package that was just read once it is settled; raises as `until_settled` does."""
        if is_settled(package):
            return package
        if not self._may_poll_now:
            raise ContinueLater
        return self.until_settled(arn)

    def until_settled(self, arn: str, is_visible: Callable[[Described], bool] = lambda _: True) -> Described:
        """Return a package once it is settled and a change is visible.

        For a while SageMaker may answer with the state before a call, and so with "does not exist" after a create
        (CREATE-4, UPDATE-10). After MAX_STALE_POLLS of that, a package that exists is returned as it is.

        Args:
            arn: the ARN of the package.
            is_visible: tells whether an answer of DescribeModelPackage shows the change.

        Raises:
            NeverShown: the package still doesn't exist after MAX_STALE_POLLS.

        """
        for found in self._polls(arn):
            if found is not None and not is_settled(found):
                continue
            if found is not None and is_visible(found):
                self._context.stale_polls = 0
                return found
            self._context.stale_polls += 1
            if self._context.stale_polls > MAX_STALE_POLLS:
                if found is not None:
                    return found
                raise NeverShown
        raise ContinueLater

    def until_gone(self, arn: str) -> None:
        """Return once the package doesn't exist any more."""
        if all(found is not None for found in self._polls(arn)):
            raise ContinueLater

    def _polls(self, arn: str) -> Iterator[Described | None]:
        """Yield the package, or None, at each poll of this invocation: several after a call, otherwise one."""
        delays: tuple[float, ...] = POLL_DELAYS if self._may_poll_now else ()
        self._may_poll_now = False
        for delay in (0.0, *delays):
            if delay and self._deadline.elapsed() > POLLING_ENDS_SECONDS:
                return
            time.sleep(delay)
            with self._policy.guard(policy.POLL):
                found = self._packages.find(arn)
            yield found


def code_of_missing(verb: str) -> HandlerErrorCode:
    """Return the code for a package that doesn't exist, or no longer: a create never stabilized then."""
    return HandlerErrorCode.NotStabilized if verb == "create" else HandlerErrorCode.NotFound
