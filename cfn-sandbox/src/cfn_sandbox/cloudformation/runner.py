"""Where operations run: in the server in threads beside the requests, in `mock_aws` inside the request itself."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from ..engine import Function

MAX_OPERATIONS = 16  # on stacks, that run at the same time
MAX_RESOURCES = 1000  # that are under way at the same time: most of them wait
MAX_HANDLERS = 32  # that are invoked at the same time


class Stopped(BaseException):
    """The sandbox ended while an operation was waiting: the operation ends too, without a rollback."""


class Cancelled(Exception):
    """Another resource failed while a resource was waiting for its next invocation: there is none."""


class Runner:
    """Runs an operation inside the request: it has ended when the request is answered."""

    def run(self, operation: Callable[[], None]) -> None:
        """Run an operation, which handles its own errors."""
        operation()

    def start(self, step: Callable[[], None]) -> "Future[None]":
        """Run the part of an operation that concerns one resource."""
        future: Future[None] = Future()
        try:
            step()
            future.set_result(None)
        except Exception as error:
            future.set_exception(error)
        return future

    def invoke(self, handler: Function, event: Any) -> Any:
        """Return a handler's answer to an event."""
        return handler(event, None)

    def sleep(self, seconds: float, is_cancelled: Callable[[], bool]) -> None:
        """Wait for a callback delay. Raises `Cancelled` if `is_cancelled` says so before it is over."""
        if is_cancelled():
            raise Cancelled
        time.sleep(seconds)

    def wake(self) -> None:
        """Let those that sleep ask whether they are cancelled."""


class BackgroundRunner(Runner):
    """Runs operations and handlers in threads. The threads are reused, since handlers keep clients by thread."""

    def __init__(self) -> None:
        self._operations = ThreadPoolExecutor(MAX_OPERATIONS, thread_name_prefix="operation")
        # Pools of their own: what waits for a resource or for a handler must not take the threads that these need.
        self._resources = ThreadPoolExecutor(MAX_RESOURCES, thread_name_prefix="resource")
        self._handlers = ThreadPoolExecutor(MAX_HANDLERS, thread_name_prefix="handler")
        self._changed = threading.Condition()
        self._is_stopping = False

    def run(self, operation: Callable[[], None]) -> None:
        """Start an operation in a thread."""
        self._operations.submit(operation)

    def start(self, step: Callable[[], None]) -> "Future[None]":
        """Start a part of an operation in a thread. Raises `Stopped` if the sandbox ends."""
        if self._is_stopping:
            raise Stopped
        return self._resources.submit(step)

    def invoke(self, handler: Function, event: Any) -> Any:
        """Return a handler's answer to an event. The handler runs in a thread that outlives the request."""
        return self._handlers.submit(handler, event, None).result()

    def sleep(self, seconds: float, is_cancelled: Callable[[], bool]) -> None:
        """Wait for a callback delay. Raises `Stopped` if the sandbox ends before it is over, or `Cancelled`."""
        with self._changed:
            is_over = not self._changed.wait_for(lambda: self._is_stopping or is_cancelled(), seconds)
        if self._is_stopping:
            raise Stopped
        if not is_over:
            raise Cancelled

    def wake(self) -> None:
        """Let those that sleep ask whether they are cancelled."""
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        """End the operations that are waiting."""
        self._is_stopping = True
        self.wake()
        for pool in (self._operations, self._resources):
            pool.shutdown(wait=False, cancel_futures=True)


_CURRENT: Runner = Runner()


def current_runner() -> Runner:
    """Return the runner of this process."""
    return _CURRENT


@contextmanager
def using(runner: Runner) -> Iterator[None]:
    """Make a runner the one of this process until the context ends."""
    global _CURRENT
    before, _CURRENT = _CURRENT, runner
    try:
        yield
    finally:
        _CURRENT = before
