"""How often an invocation looks for what it sent, and how long an operation waits for it."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from cloudformation_cli_python_lib import HandlerErrorCode

from mlops_sagemaker_modelpackage.errors import ContinueLater, NeverShown
from mlops_sagemaker_modelpackage.retry import Deadline
from mlops_sagemaker_modelpackage.waiting import (
    LOOK_DELAYS,
    MAX_FAULTS,
    MAX_LOOKS,
    SHOWN,
    CallbackContext,
    Waiting,
    guard,
)

from ..clock import Clock

WORKING, OLD, NEW = "working", "old", "new"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of the invocation, which only moves when it waits."""
    clock = Clock(0)
    monkeypatch.setattr(time, "monotonic", clock)
    monkeypatch.setattr(time, "sleep", clock.sleep)
    return clock


class Looks:
    """What each look finds; the last one stays."""

    def __init__(self, *found: str | Exception | None):
        self.found = list(found)
        self.count = 0

    def __call__(self) -> str | None:
        """Return what the next look finds."""
        self.count += 1
        found = self.found.pop(0) if len(self.found) > 1 else self.found[0]
        if isinstance(found, Exception):
            raise found
        return found


def _missing(found: str) -> str | None:
    return None if found == WORKING else SHOWN if found == NEW else "Tags"


def _until(look: Callable[[], str | None], context: CallbackContext | None = None, **options: Any) -> str:
    return Waiting(context or CallbackContext(), Deadline()).until(look, _missing, **options)


def test_what_shows_in_a_moment_is_found_in_one_invocation(clock: Clock) -> None:
    """At once, and then after growing pauses (WAIT-4)."""
    looks = Looks(WORKING, OLD, NEW)
    assert NEW == _until(looks)
    assert (3, 0.5) == (looks.count, clock())


def test_the_looks_of_an_invocation_end(clock: Clock) -> None:
    """Then the operation continues in the next one; a package that SageMaker works on isn't counted."""
    looks, context = Looks(WORKING), CallbackContext(faults=3)
    with pytest.raises(ContinueLater):
        _until(looks, context)
    assert (1 + len(LOOK_DELAYS), 0, 0) == (looks.count, context.looks, context.faults)


def test_a_slow_service_ends_the_looks_sooner(clock: Clock) -> None:
    """15 seconds into the invocation, so that it ends long before its limit (WAIT-4)."""
    looks = Looks(WORKING)

    def slow() -> str | None:
        clock.sleep(7.4)
        return looks()

    with pytest.raises(ContinueLater):
        _until(slow)
    assert 3 == looks.count


def test_a_later_invocation_looks_once_unless_it_sends_something(clock: Clock) -> None:
    """It comes after a pause, which is long enough; after a call of its own it may look again."""
    looks, context = Looks(OLD, OLD, NEW), CallbackContext(invocations=1)
    waiting = Waiting(context, Deadline())
    with pytest.raises(ContinueLater):
        waiting.until(looks, _missing)
    assert (1, 1) == (looks.count, context.looks)
    waiting.mark_sent()
    assert (1, 0) == (context.sent, context.looks)
    assert NEW == waiting.until(looks, _missing)


@pytest.mark.parametrize("progress", [NEW, WORKING])
def test_only_looks_in_a_row_count(clock: Clock, progress: str) -> None:
    """Progress starts the count again: single stale answers never end an operation (UPDATE-10)."""
    context = CallbackContext(looks=MAX_LOOKS - 2, invocations=1)
    assert NEW == Waiting(context, Deadline()).until(Looks(NEW), _missing)
    context.looks = MAX_LOOKS - 2
    with pytest.raises(ContinueLater):
        Waiting(context, Deadline()).until(Looks(OLD), _missing)
    with pytest.raises((NeverShown, ContinueLater)) if progress == WORKING else pytest.raises(NeverShown) as ended:
        Waiting(context, Deadline()).until(Looks(progress if progress == WORKING else OLD), _missing)
    assert (context.looks == 0) == (progress == WORKING), ended


@pytest.mark.parametrize(("found", "missing"), [(OLD, "Tags"), (None, "")])
def test_what_never_shows_is_named(clock: Clock, found: str | None, missing: str) -> None:
    """After the last look in a row: what is missing, or nothing if it is the package itself (CREATE-4, UPDATE-10)."""
    with pytest.raises(NeverShown) as ended:
        _until(Looks(found), CallbackContext(looks=MAX_LOOKS - 2))
    assert missing == ended.value.missing


def test_a_fault_while_waiting_defers_the_operation(clock: Clock) -> None:
    """Even in the first invocation, unless nothing has begun (WAIT-5)."""
    lost, context = ConnectionClosedError(endpoint_url="u"), CallbackContext()
    with pytest.raises(ContinueLater):
        _until(Looks(lost), context)
    assert 1 == context.faults
    with pytest.raises(ConnectionClosedError):
        _until(Looks(lost), begun=False)


def _error(code: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(answer, "DescribeModelPackage")


THROTTLED, MISSING, DENIED = _error("Throttling"), _error("ResourceNotFound"), _error("AccessDenied")
STALE = HandlerErrorCode.NotFound


@pytest.mark.parametrize(
    ("error", "stale", "begun", "context", "waits"),
    [
        (THROTTLED, (), False, CallbackContext(), False),
        (THROTTLED, (), False, CallbackContext(invocations=1), True),
        (THROTTLED, (), True, CallbackContext(), True),
        (THROTTLED, (STALE,), False, CallbackContext(), False),
        (THROTTLED, (), True, CallbackContext(faults=MAX_FAULTS - 1), True),
        (THROTTLED, (), True, CallbackContext(faults=MAX_FAULTS), False),
        (DENIED, (STALE,), True, CallbackContext(invocations=1), False),
        (MISSING, (), True, CallbackContext(invocations=1), False),
        (MISSING, (STALE,), False, CallbackContext(), True),
        (MISSING, (STALE,), True, CallbackContext(faults=MAX_FAULTS), False),
    ],
)
def test_an_error_that_may_pass_defers_the_operation(
    error: ClientError, stale: tuple[HandlerErrorCode, ...], begun: bool, context: CallbackContext, waits: bool
) -> None:
    """In twelve invocations in a row at most; any other error is raised, and isn't counted (WAIT-5)."""
    counting = replace(context)  # the one in the parameters stays as it is
    with pytest.raises(ContinueLater if waits else ClientError), guard(counting, *stale, begun=begun):
        raise error
    assert context.faults + waits == counting.faults
