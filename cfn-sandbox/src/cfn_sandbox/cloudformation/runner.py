"""Where operations run: in the server in threads beside the requests, in `mock_aws` inside the request itself."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
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


class _SameThread(Executor):
    """Runs what is submitted at once."""

    def __init__(self, _max_workers: int):
        pass

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **options: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(call(*arguments, **options))
        except Exception as error:
            future.set_exception(error)
        return future


class Runner:
    """Runs operations and handlers: by default inside the request, so that they have ended when it is answered."""

    def __init__(self, executor: Callable[[int], Executor] = _SameThread):
        self._operations = executor(MAX_OPERATIONS)
        # Pools of their own: what waits for a resource or for a handler must not take the threads that these need.
        self._resources, self._handlers = executor(MAX_RESOURCES), executor(MAX_HANDLERS)
        self._changed = threading.Condition()
        self._is_stopping = False

    def run(self, operation: Callable[[], None]) -> None:
        """Start an operation, which handles its own errors."""
        self._operations.submit(operation)

    def start(self, step: Callable[[], None]) -> "Future[None]":
        """Start the part of an operation that concerns one resource. Raises `Stopped` if the sandbox ends."""
        if self._is_stopping:
            raise Stopped
        return self._resources.submit(step)

    def invoke(self, handler: Function, event: Any) -> Any:
        """Return a handler's answer to an event. Threads are reused, since handlers keep clients by thread."""
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
