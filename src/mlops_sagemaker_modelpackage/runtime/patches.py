"""Replaces parts of the plugin library and of botocore in this process. Each has a test that fails without it."""

import http.client
import io
import socket
import threading
import time
from functools import cache
from typing import Any

import botocore.session
import cloudformation_cli_python_lib.resource as library
from botocore.awsrequest import AWSHTTPConnection, AWSHTTPSConnection
from botocore.endpoint_provider import RuleSetStandardLibrary
from cloudformation_cli_python_lib import SessionProxy
from cloudformation_cli_python_lib.boto3_proxy import _get_boto_session
from cloudformation_cli_python_lib.utils import Credentials, UnmodelledRequest

from . import sessions


def apply() -> None:
    """Replace the library's functions that have a defect, and let the connections of botocore read with a limit."""
    library._get_boto_session = test_entrypoint_session  # type: ignore[assignment]
    UnmodelledRequest.get_partition = staticmethod(partition)  # type: ignore[method-assign]
    for connection in (AWSHTTPConnection, AWSHTTPSConnection):
        connection.response_class = _LimitedResponse  # type: ignore[assignment]


def test_entrypoint_session(keys: Credentials, region: str | None) -> SessionProxy | None:
    """Return a session for `test_entrypoint`, or None without complete keys: boto3 would then use the process's own."""
    return _get_boto_session(keys, region) if sessions.complete_keys(vars(keys)) else None


@cache
def partition(region: str | None) -> str | None:
    """Return the partition of a region; the library has a wrong name for the one of GovCloud."""
    if region is None:
        return None
    data: Any = botocore.session.get_session().get_component("data_loader").load_data("partitions")
    found: dict[str, str] = RuleSetStandardLibrary(data).aws_partition(region)
    return found["name"]


class _Limit(threading.local):
    """When the current request of a thread has to end, on the clock of `time.monotonic`; None without a limit."""

    ends_at: float | None = None


_LIMIT = _Limit()


def limit_request(seconds: float | None) -> None:
    """Let the next request of this thread end within these seconds; None removes the limit.

    botocore's own time-out begins anew with each byte.
    """
    _LIMIT.ends_at = None if seconds is None else time.monotonic() + seconds


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
