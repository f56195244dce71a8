"""The time limits of an invocation."""

import time

import pytest

from mlops_sagemaker_modelpackage.retry import Deadline

from ..clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of deadlines, which only moves when it is put forward."""
    clock = Clock(0)
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


def test_no_request_starts_after_the_last_moment(clock: Clock) -> None:
    """A request may start 13 seconds into the invocation at the latest, the pause before it included (WAIT-4)."""
    deadline = Deadline()
    clock.sleep(12.5)
    assert deadline.allows_request(0.5)
    assert not deadline.allows_request(0.625)
    clock.sleep(0.5)
    assert deadline.allows_request()
    clock.sleep(0.125)
    assert not deadline.allows_request()


def test_an_unknown_outcome_extends_the_time(clock: Clock) -> None:
    """The next request has to end after 50 seconds; it is expected to take at least 4 (CREATE-6)."""
    deadline = Deadline()
    deadline.outcome_unknown = True
    clock.sleep(45)
    assert deadline.allows_request(1)
    assert not deadline.allows_request(1.125)


def test_a_request_is_expected_to_take_as_long_as_the_one_before(clock: Clock) -> None:
    """After one of 10 seconds, the next has to begin after 40 seconds at the latest (CREATE-6)."""
    deadline = Deadline()
    deadline.outcome_unknown = True
    clock.sleep(20)
    deadline.note_sent()
    clock.sleep(10)
    deadline.note_response()
    assert 30 == deadline.elapsed()
    assert deadline.allows_request(10)
    assert not deadline.allows_request(10.125)
