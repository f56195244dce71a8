"""The interval between calls after a throttled one (WAIT-6)."""

import time

import pytest

from mlops_sagemaker_modelpackage import retry
from mlops_sagemaker_modelpackage.retry import Pace

from ..clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that moves only when it is put forward."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


def _throttle(paced: Pace, times: int) -> None:
    for _ in range(times):
        paced.note_sent()
        paced.note_throttled()


def _interval_after(seconds: float) -> float:
    """Return what is left of the first interval after some seconds."""
    return float(retry.FIRST_INTERVAL_SECONDS * 0.5 ** (seconds / retry.HALF_LIFE_SECONDS))


@pytest.mark.usefixtures("clock")
def test_there_is_no_pause_before_a_call_was_throttled() -> None:
    """An account that is below the limit isn't slowed down."""
    paced = Pace()
    paced.note_sent()
    assert 0.0 == paced.pause()


def test_a_throttled_call_delays_the_next_ones(clock: Clock) -> None:
    """The interval counts from the last call that was sent, so time that passed anyway is no further delay."""
    paced = Pace()
    _throttle(paced, 1)
    assert retry.FIRST_INTERVAL_SECONDS == paced.pause()
    clock.sleep(0.3)
    assert paced.pause() == pytest.approx(_interval_after(0.3) - 0.3)
    clock.sleep(0.3)
    assert 0.0 == paced.pause()
    paced.note_sent()
    assert paced.pause() == pytest.approx(_interval_after(0.6))


@pytest.mark.usefixtures("clock")
def test_the_interval_grows_with_each_throttled_call_to_a_limit() -> None:
    """The pause stays well below the time of an invocation."""
    paced = Pace()
    _throttle(paced, 2)
    assert paced.interval() == pytest.approx(retry.FIRST_INTERVAL_SECONDS * retry.GROWTH_FACTOR)
    _throttle(paced, 50)
    assert retry.MAX_INTERVAL_SECONDS == paced.interval()


def test_the_interval_shrinks_with_time_and_ends(clock: Clock) -> None:
    """A burst of a minute doesn't slow down the calls of the next hour."""
    paced = Pace()
    _throttle(paced, 50)
    clock.sleep(retry.HALF_LIFE_SECONDS)
    assert paced.interval() == pytest.approx(retry.MAX_INTERVAL_SECONDS / 2)
    clock.sleep(10 * retry.HALF_LIFE_SECONDS)
    assert 0.0 == paced.interval()


def test_a_clock_that_was_put_back_ends_the_interval(clock: Clock) -> None:
    """The interval of a kept client never lasts longer than it should."""
    paced = Pace()
    _throttle(paced, 50)
    clock.sleep(-100)
    assert (0.0, 0.0) == (paced.interval(), paced.pause())
