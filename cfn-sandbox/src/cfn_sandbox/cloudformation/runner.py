"""Where operations run: in the server in threads beside the requests, in `mock_aws` inside the request itself."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..engine import Function

MAX_OPERATIONS = 16  # that run at the same time
MAX_HANDLERS = 32  # that are invoked at the same time


class Stopped(BaseException):
    """The sandbox ended while an operation was waiting: the operation ends too, without a rollback."""


class Runner:
    """Runs an operation inside the request: it has ended when the request is answered."""

    def run(self, operation: Callable[[], None]) -> None:
        """Run an operation, which handles its own errors."""
        operation()

    def invoke(self, handler: Function, event: Any) -> Any:
        """Return a handler's answer to an event."""
        return handler(event, None)

    def sleep(self, seconds: float) -> None:
        """Wait for a callback delay."""
        time.sleep(seconds)


class BackgroundRunner(Runner):
    """Runs operations and handlers in threads. The threads are reused, since handlers keep clients by thread."""

    def __init__(self) -> None:
        self._operations = ThreadPoolExecutor(MAX_OPERATIONS, thread_name_prefix="operation")
        # A second pool: operations that wait for a handler must not take the threads that handlers need.
        self._handlers = ThreadPoolExecutor(MAX_HANDLERS, thread_name_prefix="handler")
        self._stopping = threading.Event()

    def run(self, operation: Callable[[], None]) -> None:
        """Start an operation in a thread."""
        self._operations.submit(operation)

    def invoke(self, handler: Function, event: Any) -> Any:
        """Return a handler's answer to an event. The handler runs in a thread that outlives the request."""
        return self._handlers.submit(handler, event, None).result()

    def sleep(self, seconds: float) -> None:
        """Wait for a callback delay. Raises `Stopped` if the sandbox ends before it is over."""
        if self._stopping.wait(seconds):
            raise Stopped

    def stop(self) -> None:
        """End the operations that are waiting."""
        self._stopping.set()
        self._operations.shutdown(wait=False, cancel_futures=True)


_CURRENT: Runner = Runner()


def current_runner() -> Runner:
    """Return the runner of this process."""
    return _CURRENT


def use_runner(runner: Runner) -> None:
    """Set the runner of this process."""
    global _CURRENT
    _CURRENT = runner
