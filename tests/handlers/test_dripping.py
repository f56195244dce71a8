"""An answer that drips: it arrives byte by byte, so that no time-out of a socket ends it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from sandbox.engine import event
from sandbox.server import ENDPOINT_VARIABLE

from ..harness import invoke
from ..templates import ARN

pytestmark = pytest.mark.slow

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 1000\r\n\r\n{"
LONGEST_SECONDS = 30  # of an invocation (WAIT-4)


def _drip(connection: socket.socket, from_start: bool, ended: threading.Event) -> None:
    """Answer a request a byte a second, from the body or from the start."""
    with connection, suppress(OSError):
        connection.recv(65536)
        rest = _HEAD if from_start else b" " * 999
        if not from_start:
            connection.sendall(_HEAD)
        for byte in rest:
            if ended.wait(1):
                return
            connection.sendall(bytes([byte]))


@pytest.fixture(params=["body", "head"])
def dripping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a server into SageMaker's place whose answers drip."""
    ended = threading.Event()

    def accept(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                arguments = server.accept()[0], request.param == "head", ended
                threading.Thread(target=_drip, args=arguments, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        monkeypatch.setenv(ENDPOINT_VARIABLE, f"http://127.0.0.1:{server.getsockname()[1]}")
        yield
        ended.set()
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.usefixtures("dripping")
def test_an_answer_that_drips_is_given_up() -> None:
    """A byte a second never ends by itself: the read ends within 30 seconds, as an answer that didn't come (WAIT-4)."""
    began = time.monotonic()
    answer = invoke(event("READ", {"ModelPackageArn": f"{ARN}/churn/1"}))
    assert time.monotonic() - began < LONGEST_SECONDS
    assert answer["errorCode"] in ("NetworkFailure", "ServiceInternalError", "ServiceTimeout")
