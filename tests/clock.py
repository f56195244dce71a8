"""A clock for tests, on which pauses take no time."""

import time


class Clock:
    """A clock that only moves when it is put forward, so that the load of the machine doesn't matter."""

    def __init__(self, now: float | None = None) -> None:
        self._now = time.monotonic() if now is None else now

    def __call__(self) -> float:
        """Return the seconds since some moment."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Put the clock forward."""
        self._now += seconds
