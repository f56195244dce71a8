"""Spaces out the calls of a client after SageMaker has throttled one (WAIT-6).

SageMaker's rate limits count the calls of all containers of the Lambda function. If each container repeats a
throttled call after a fixed backoff, most of the repeated calls are throttled, too. So each throttled call makes the
interval between the calls of its container longer, and the interval shrinks with time: together the containers stay
near the limit.
"""

import time
from typing import Final

FIRST_INTERVAL_SECONDS: Final = 0.6  # between two calls, after one was throttled
MAX_INTERVAL_SECONDS: Final = 5.0
GROWTH_FACTOR: Final = 2.0  # of the interval, for each throttled call
HALF_LIFE_SECONDS: Final = 7.0  # of the interval


class Pace:
    """The interval between the calls of one client; there is none until a call is throttled."""

    def __init__(self) -> None:
        self._interval_at_throttling = 0.0  # as it was when a call was last throttled
        self._throttled_at = self._sent_at = time.monotonic()

    def interval(self) -> float:
        """Return the seconds between two calls; 0.0 if no call was throttled recently."""
        age = time.monotonic() - self._throttled_at
        interval = self._interval_at_throttling * 0.5 ** (age / HALF_LIFE_SECONDS) if age >= 0 else 0.0
        return interval if interval > FIRST_INTERVAL_SECONDS / 2 else 0.0

    def pause(self) -> float:
        """Return the seconds to wait before the next call is sent."""
        elapsed = time.monotonic() - self._sent_at
        return max(0.0, self.interval() - elapsed) if elapsed >= 0 else 0.0

    def note_sent(self) -> None:
        """Record that a call is being sent now."""
        self._sent_at = time.monotonic()

    def note_throttled(self) -> None:
        """Record that a call was throttled now."""
        longer = max(FIRST_INTERVAL_SECONDS, self.interval() * GROWTH_FACTOR)
        self._interval_at_throttling, self._throttled_at = min(longer, MAX_INTERVAL_SECONDS), time.monotonic()
