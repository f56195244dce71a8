"""The time limits of an invocation, and whether they allow another request."""

import time
from typing import Final

# No invocation may last longer than 30 s (WAIT-4): no request starts later than LAST_REQUEST_SECONDS after it began,
# and none takes longer than the two time-outs together.
CONNECT_TIMEOUT_SECONDS: Final = 3
READ_TIMEOUT_SECONDS: Final = 7
LAST_REQUEST_SECONDS: Final = 13.0

# A create call whose outcome is unknown is the exception: giving up could leave an orphaned package, so it is
# repeated until about 50 s (CREATE-6). The last request has to end before CREATE_END_SECONDS, since CloudFormation
# waits 60 s. It is expected to last as long as the one before it, and at least MIN_REQUEST_SECONDS.
CREATE_END_SECONDS: Final = 52.0
MIN_REQUEST_SECONDS: Final = 4.0


class Deadline:
    """The time of one invocation, measured from the creation of this object.

    Attributes:
        outcome_unknown: whether a create request was sent whose outcome is unknown, which extends the time.

    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._sent_at = self._request_seconds = 0.0
        self.outcome_unknown = False

    def elapsed(self) -> float:
        """Return the seconds since the invocation began."""
        return time.monotonic() - self._began

    def allows_request(self, pause: float = 0.0) -> bool:
        """Tell whether a request may still be sent, after a pause in seconds."""
        if self.outcome_unknown:
            expected = max(self._request_seconds, MIN_REQUEST_SECONDS)
            return self.elapsed() + pause + expected <= CREATE_END_SECONDS
        return self.elapsed() + pause <= LAST_REQUEST_SECONDS

    def note_sent(self) -> None:
        """Record that a request is being sent now."""
        self._sent_at = self.elapsed()

    def note_response(self) -> None:
        """Record that the last request ended now, with a response or an error."""
        self._request_seconds = self.elapsed() - self._sent_at
