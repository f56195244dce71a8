"""Limits how long a request may take in all: botocore's read time-out starts again with each byte that arrives."""

import http.client
import io
import socket
import threading
import time
from typing import Any

from botocore.awsrequest import AWSHTTPConnection, AWSHTTPSConnection


class _Limit(threading.local):
    """When the current request of a thread has to end, on the clock of `time.monotonic`; None without a limit."""

    ends_at: float | None = None


_LIMIT = _Limit()


def limit_request(seconds: float | None) -> None:
    """Let the next request of this thread end within these seconds; None removes the limit."""
    _LIMIT.ends_at = None if seconds is None else time.monotonic() + seconds


def apply() -> None:
    """Let the connections of botocore read with a limit."""
    for connection in (AWSHTTPConnection, AWSHTTPSConnection):
        connection.response_class = _LimitedResponse  # type: ignore[assignment]


class _LimitedResponse(http.client.HTTPResponse):
    """An HTTP response that raises TimeoutError when the limit of its thread is over."""

    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any):
        super().__init__(sock, *arguments, **options)
        if _LIMIT.ends_at is not None:
            self.fp.close()
            self.fp = io.BufferedReader(_LimitedReader(sock, _LIMIT.ends_at))


class _LimitedReader(io.RawIOBase):
    """Reads from a socket until a time on the clock of `time.monotonic`."""

    def __init__(self, sock: socket.socket, ends_at: float):
        self._socket = sock
        self._file = sock.makefile("rb", buffering=0)
        self._timeout = sock.gettimeout()
        self._ends_at = ends_at

    def readable(self) -> bool:
        """Return True: `io.BufferedReader` asks for it."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has arrived, or wait for it until the time-out of the socket or the limit."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left if self._timeout is None else min(left, self._timeout))
        return self._file.readinto(buffer)

    def close(self) -> None:
        """Close the file of the socket, as `io.BufferedReader` does at the end of a response."""
        self._file.close()
        super().close()
