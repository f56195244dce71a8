"""How often a package is polled, and when its description is taken as it is."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError
from mlops_sagemaker_modelpackage.deadline import Deadline
from mlops_sagemaker_modelpackage.exceptions import ContinueLater, NeverShown
from mlops_sagemaker_modelpackage.policy import Policy
from mlops_sagemaker_modelpackage.waiter import POLL_DELAYS, Waiter

from mlops_sagemaker_modelpackage.callback import CallbackContext

from ..clock import Clock

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"
PENDING: Any = {"ModelPackageStatus": "Pending"}
COMPLETED: Any = {"ModelPackageStatus": "Completed"}


class Packages:
    """Descriptions of a package, one for each poll; the last one stays."""

    def __init__(self, *descriptions: Any):
        self.descriptions = list(descriptions)
        self.asked: list[str] = []

    def find(self, arn: str) -> Any:
        """Return the next description."""
        self.asked.append(arn)
        found = self.descriptions.pop(0) if len(self.descriptions) > 1 else self.descriptions[0]
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of the waiter, which only moves when it waits."""
    clock = Clock(0)
    monkeypatch.setattr(time, "monotonic", clock)
    monkeypatch.setattr(time, "sleep", clock.sleep)
    return clock


def _waiter(packages: Any, context: CallbackContext | None = None) -> Waiter:
    context, deadline = context or CallbackContext(), Deadline()
    return Waiter(packages, context, Policy(context, deadline), deadline)


def test_a_package_that_settles_in_a_moment_is_polled_in_one_invocation(clock: Clock) -> None:
    """At once, and then after growing pauses (WAIT-4)."""
    packages = Packages(PENDING, PENDING, COMPLETED)
    assert COMPLETED == _waiter(packages).until_settled(ARN)
    assert ([ARN] * 3, 0.5) == (packages.asked, clock())


def test_polls_of_an_invocation_end(clock: Clock) -> None:
    """Then the operation continues in the next one; a slow package is no package of an old state."""
    packages, context = Packages(PENDING), CallbackContext()
    with pytest.raises(ContinueLater):
        _waiter(packages, context).until_settled(ARN)
    assert (1 + len(POLL_DELAYS), 0) == (len(packages.asked), context.stale_polls)


def test_a_slow_service_ends_the_polls_sooner(clock: Clock) -> None:
    """15 seconds into the invocation, so that it ends long before its limit."""

    class Slow(Packages):
        def find(self, arn: str) -> Any:
            clock.sleep(7.4)
            return super().find(arn)

    packages = Slow(PENDING)
    with pytest.raises(ContinueLater):
        _waiter(packages).until_settled(ARN)
    assert 3 == len(packages.asked)


def test_a_later_invocation_polls_once(clock: Clock) -> None:
    """It comes after a pause, which is long enough; after a call of its own it may poll more."""
    packages = Packages(PENDING, PENDING, COMPLETED)
    waiter = _waiter(packages, CallbackContext(invocations=1))
    with pytest.raises(ContinueLater):
        waiter.until_settled(ARN)
    assert ([ARN], 0) == (packages.asked, clock())
    waiter.change_sent()
    assert COMPLETED == waiter.until_settled(ARN)


def test_one_round_of_polls_is_enough_for_an_invocation(clock: Clock) -> None:
    """A second wait in the same invocation polls once."""
    packages = Packages(COMPLETED, PENDING)
    waiter = _waiter(packages)
    waiter.until_settled(ARN)
    with pytest.raises(ContinueLater):
        waiter.until_settled(ARN)
    assert 2 == len(packages.asked)


@pytest.mark.parametrize("stale", [None, COMPLETED])
def test_an_old_state_is_waited_out(clock: Clock, stale: Any) -> None:
    """The package isn't there yet, or doesn't show the change (UPDATE-10)."""
    packages, context = Packages(stale, stale, {**COMPLETED, "new": True}), CallbackContext(stale_polls=3)
    found = _waiter(packages, context).until_settled(ARN, lambda described: "new" in described)
    assert ("new" in found, 5, 3) == (True, context.stale_polls, len(packages.asked))


def test_each_change_has_a_count_of_its_own(clock: Clock) -> None:
    """A new call starts the count; a visible state doesn't, or an operation with several waits would never end."""
    context = CallbackContext(stale_polls=3)
    waiter = _waiter(Packages(COMPLETED), context)
    waiter.until_settled(ARN)
    assert 3 == context.stale_polls
    waiter.change_sent()
    assert (0, True) == (context.stale_polls, context.change_sent)


@pytest.mark.parametrize("wait", [Waiter.until_settled, Waiter.until_gone])
def test_an_invocation_without_a_fault_ends_the_faults_in_a_row(
    clock: Clock, wait: Callable[[Waiter, str], Any]
) -> None:
    """The package is still pending, and SageMaker answered (WAIT-5)."""
    context = CallbackContext(consecutive_faults=3)
    with pytest.raises(ContinueLater):
        wait(_waiter(Packages(PENDING), context), ARN)
    assert 0 == context.consecutive_faults


def test_old_states_are_counted_over_invocations(clock: Clock) -> None:
    """Each poll counts one."""
    context = CallbackContext(stale_polls=2)
    with pytest.raises(ContinueLater):
        _waiter(Packages(COMPLETED), context).until_settled(ARN, lambda _: False)
    assert 2 + 1 + len(POLL_DELAYS) == context.stale_polls


def test_after_the_last_poll_a_package_is_taken_as_it_is(clock: Clock) -> None:
    """The sixteenth poll of an old state is the last one (UPDATE-10)."""
    packages, context = Packages(COMPLETED), CallbackContext(stale_polls=14)
    assert COMPLETED == _waiter(packages, context).until_settled(ARN, lambda _: False)
    assert (2, 16) == (len(packages.asked), context.stale_polls)


def test_a_package_that_never_shows_is_an_error(clock: Clock) -> None:
    """It was created, and isn't there after as many polls (CREATE-4)."""
    packages = Packages(None)
    with pytest.raises(NeverShown):
        _waiter(packages, CallbackContext(stale_polls=14)).until_settled(ARN)
    assert 2 == len(packages.asked)


def test_a_known_description_saves_the_first_call(clock: Clock) -> None:
    """Later polls ask SageMaker."""
    packages = Packages({**COMPLETED, "asked": True})
    assert COMPLETED == _waiter(packages).until_settled(ARN, known=COMPLETED)
    assert [] == packages.asked
    found = _waiter(packages).until_settled(ARN, lambda described: "asked" in described, known=COMPLETED)
    assert ("asked" in found, [ARN]) == (True, packages.asked)


def test_a_settled_package_is_not_polled(clock: Clock) -> None:
    """One that isn't settled is polled, but not in a later invocation, which has just read it."""
    packages = Packages(COMPLETED)
    assert COMPLETED is _waiter(packages).settled(ARN, COMPLETED)
    with pytest.raises(ContinueLater):
        _waiter(packages, CallbackContext(invocations=1)).settled(ARN, PENDING)
    assert [] == packages.asked
    assert COMPLETED == _waiter(packages).settled(ARN, PENDING)
    assert [ARN] == packages.asked


@pytest.mark.parametrize("wait", [Waiter.until_settled, Waiter.until_gone])
def test_a_fault_while_polling_defers_the_operation(clock: Clock, wait: Callable[[Waiter, str], Any]) -> None:
    """Even in the first invocation (WAIT-5)."""
    context = CallbackContext()
    with pytest.raises(ContinueLater):
        wait(_waiter(Packages(ConnectionClosedError(endpoint_url="u")), context), ARN)
    assert 1 == context.consecutive_faults


def test_a_deletion_is_waited_for(clock: Clock) -> None:
    """Until the package isn't found any more, whatever its status."""
    packages = Packages(COMPLETED, PENDING, None)
    _waiter(packages).until_gone(ARN)
    assert [ARN] * 3 == packages.asked
    with pytest.raises(ContinueLater):
        _waiter(Packages(COMPLETED)).until_gone(ARN)
