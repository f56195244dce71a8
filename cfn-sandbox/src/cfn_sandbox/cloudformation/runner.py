"""Where operations run: in the server beside the requests, in `mock_aws` inside the request that asks for them."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Stopped(BaseException):
    """The sandbox ends while an operation waits: nothing is put back any more."""


class Runner:
    """Runs operations at once: when the request is answered, they are done."""

    def run(self, operation: Callable[[], None]) -> None:
        """Run an operation, which reports its errors itself."""
        operation()

    def sleep(self, seconds: float) -> None:
        """Wait as a callback delay asks for."""
        time.sleep(seconds)


class Background(Runner):
    """Runs operations in threads, which are used again: the handlers keep their clients by thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="operation")
        self._stopping = threading.Event()

    def run(self, operation: Callable[[], None]) -> None:
        """Run an operation beside the request that asks for it."""
        self._pool.submit(operation)

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
