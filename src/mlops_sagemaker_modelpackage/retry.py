"""How long an invocation and its requests may take, and the interval between calls after a throttled one."""

import time
from typing import Final

# No invocation may last longer than 30 s (WAIT-4): no request starts later than LAST_REQUEST_SECONDS after it began,
# and none takes longer than MAX_REQUEST_SECONDS, even if its response arrives byte by byte.
CONNECT_TIMEOUT_SECONDS: Final = 3
MAX_REQUEST_SECONDS: Final = 10
LAST_REQUEST_SECONDS: Final = 13.0

# A create call whose outcome is unknown is the exception: giving up could leave an orphaned package, so it is
# repeated until about 50 s (CREATE-6). The last request has to end before CREATE_END_SECONDS, since CloudFormation
# waits 60 s. It is expected to last as long as the one before it, and at least MIN_REQUEST_SECONDS; botocore may pause
# for two seconds after it.
CREATE_END_SECONDS: Final = 50.0
MAX_CREATE_REQUEST_SECONDS: Final = 13  # of a repeated one: SageMaker may be slow
MIN_REQUEST_SECONDS: Final = 4.0

# SageMaker's rate limits count the calls of all containers of the Lambda function. If each repeats a throttled call
# after a fixed backoff, most of the repeated calls are throttled, too. So each throttled call makes the interval
# between the calls of its container longer, and the interval shrinks with time (WAIT-6).
FIRST_INTERVAL_SECONDS: Final = 0.6  # between two calls, after one was throttled
MAX_INTERVAL_SECONDS: Final = 5.0
GROWTH_FACTOR: Final = 2.0  # of the interval, for each throttled call
HALF_LIFE_SECONDS: Final = 7.0  # of the interval


class Deadline:
    """The time of one invocation, measured from the creation of this object."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._sent_at = self._request_seconds = 0.0
        self.outcome_unknown = False  # whether that of a create request is, which extends the time

    def elapsed(self) -> float:
        """Return the seconds since the invocation began."""
        return time.monotonic() - self._began

    def allows_request(self, pause: float = 0.0) -> bool:
        """Tell whether a request may still be sent, after a pause in seconds."""
        if self.outcome_unknown:
            expected = max(self._request_seconds, MIN_REQUEST_SECONDS)
            return self.elapsed() + pause + expected <= CREATE_END_SECONDS
        return self.elapsed() + pause <= LAST_REQUEST_SECONDS

    def request_seconds(self) -> float:
        """Return the seconds that a request which is sent now may take."""
        longest = MAX_CREATE_REQUEST_SECONDS if self.outcome_unknown else MAX_REQUEST_SECONDS
        return min(longest, CREATE_END_SECONDS - self.elapsed())

    def note_sent(self) -> None:
        """Record that a request is being sent now."""
        self._sent_at = self.elapsed()

    def note_response(self) -> None:
        """Record that the last request ended now, with a response or an error."""
        self._request_seconds = self.elapsed() - self._sent_at


class Pace:
    """The interval between the calls of one client; there is none until a call is throttled."""

    def __init__(self) -> None:
        self._interval_at_throttling = 0.0  # as it was when a call was last throttled
        self._throttled_at = self._sent_at = time.monotonic()

    def interval(self) -> float:
        """Return the seconds between two calls; 0.0 if no call was throttled recently."""
        if not self._interval_at_throttling:
            return 0.0
        age = time.monotonic() - self._throttled_at
        interval = self._interval_at_throttling * 0.5 ** (age / HALF_LIFE_SECONDS) if age >= 0 else 0.0
        return interval if interval > FIRST_INTERVAL_SECONDS / 2 else 0.0

    def pause(self) -> float:
        """Return the seconds to wait before the next call is sent."""
        interval = self.interval()
        elapsed = time.monotonic() - self._sent_at if interval else 0.0
        return max(0.0, interval - elapsed) if elapsed >= 0 else 0.0

    def note_sent(self) -> None:
        """Record that a call is being sent now."""
        self._sent_at = time.monotonic()

    def note_throttled(self) -> None:
        """Record that a call was throttled now."""
        longer = max(FIRST_INTERVAL_SECONDS, self.interval() * GROWTH_FACTOR)
        self._interval_at_throttling, self._throttled_at = min(longer, MAX_INTERVAL_SECONDS), time.monotonic()
