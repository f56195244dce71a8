"""Where operations run: in the server beside the requests, in `mock_aws` inside the request that asks for them."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Handler = Callable[[Any, Any], Any]  # event and context to answer


class Stopped(BaseException):
    """The sandbox ends while an operation waits: nothing is put back any more."""


class Runner:
    """Runs operations at once: when the request is answered, they are done."""

    def run(self, operation: Callable[[], None]) -> None:
        """Run an operation, which reports its errors itself."""
        operation()

    def invoke(self, handler: Handler, sent: Any) -> Any:
        """Return a handler's answer to an event."""
        return handler(sent, None)

    def sleep(self, seconds: float) -> None:
        """Wait as a callback delay asks for."""
        time.sleep(seconds)


class Background(Runner):
    """Runs operations and handlers in threads, which are used again: handlers may keep clients by thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="operation")
        # Not the pool of the operations, which would wait for a thread of their own. It ends when nobody refers to it.
        self._handlers = ThreadPoolExecutor(max_workers=32, thread_name_prefix="handler")
        self._stopping = threading.Event()

    def run(self, operation: Callable[[], None]) -> None:
        """Run an operation beside the request that asks for it."""
        self._pool.submit(operation)

    def invoke(self, handler: Handler, sent: Any) -> Any:
        """Return a handler's answer to an event, invoked in a thread that outlives the request."""
        return self._handlers.submit(handler, sent, None).result()

    def sleep(self, seconds: float) -> None:
        """Wait as a callback delay asks for. Raises `Stopped` when the sandbox ends meanwhile."""
        if self._stopping.wait(seconds):
            raise Stopped

    def stop(self) -> None:
        """End the operations that wait."""
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


_CURRENT: Runner = Runner()


def current() -> Runner:
    """Return the runner of this process."""
    return _CURRENT


def use(runner: Runner) -> None:
    """Let operations run there from now on."""
    global _CURRENT
    _CURRENT = runner
