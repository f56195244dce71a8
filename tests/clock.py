"""A clock for tests in which pauses take no time."""

import time


class Clock:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self._real, self._slept = time.monotonic, 0.0

    def __call__(self) -> float:
        """Return the seconds since some moment."""
        return self._real() + self._slept

    def sleep(self, seconds: float) -> None:
        """Put the clock forward."""
        self._slept += seconds
