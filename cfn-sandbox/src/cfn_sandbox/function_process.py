"""Runs a Lambda function in a process of its own, from code that this process doesn't import: packages and projects."""

import io
import json
import os
import subprocess
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

CODE_FILE: Final = "ResourceProvider.zip"  # in a package: the code of the handlers
WORKER: Final = Path(__file__).with_name("worker.py")


class FunctionError(Exception):
    """The function raised an exception; the text has its type and message."""


class FunctionProcess:
    """The function `called`, as `package.module:function`, in a process of its own. Close it as a context manager.

    The process starts with the first call, and anew with the one after it has ended, in the environment at that time:
    AWS_ENDPOINT_URL has the sandbox's address. It runs one call at a time. With `isolated`, the code can import only
    `folders` and the standard library, not what is installed. `options` are those of `worker.py`.
    """

    def __init__(self, python: str, *folders: Path, called: str, options: tuple[str, ...] = (), isolated: bool = True):
        self._command = [python, *(["-S"] if isolated else []), "-u", str(WORKER), called, *options]
        self._folders = folders
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self.last: dict[str, Any] = {}  # the worker's answer to the last call, with its seconds and its peak memory

    def __enter__(self) -> "FunctionProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.communicate()  # the process ends when its input is closed

    def __call__(self, event: Any, _context: Any = None) -> Any:
        """Return the function's answer. Raises `FunctionError` if the function raises, or its process ends."""
        with self._lock:
            self.load()
            self.last = self._exchange(json.dumps(event))
        if "error" in self.last:
            raise FunctionError(f"{self.last['error']}: {self.last['message']}")
        return self.last["answer"]

    def load(self) -> None:
        """Start the process, which imports the function, unless it runs. Raises `FunctionError` if that fails."""
        if self._process is not None:
            return
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
            "PYTHONPATH": os.pathsep.join(map(str, self._folders)),
            "PYTHONDONTWRITEBYTECODE": "1",  # as in Lambda, whose files are read-only
        }
        self._process = subprocess.Popen(  # noqa: S603 - runs worker.py
            self._command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        loaded = self._exchange()
        if "error" in loaded:
            self._forget(self._process)
            raise FunctionError(f"{loaded['error']}: {loaded['message']}")

    def _exchange(self, line: str = "") -> dict[str, Any]:
        """Send a line to the process, if there is one, and return what it says. An ended process is forgotten."""
        process = self._process
        assert process is not None  # noqa: S101 - for the type checker: it runs, and both are pipes
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        said = ""
        with suppress(BrokenPipeError):
            if line:
                print(line, file=process.stdin, flush=True)
            said = process.stdout.readline()
        if not said:
            status = self._forget(process)
            raise FunctionError(
                f"The process ended with exit status {status}; the output of the sandbox has its error."
            )
        answer: dict[str, Any] = json.loads(said)
        return answer

    def _forget(self, process: subprocess.Popen[str]) -> int:
        """Let the next call start another process, and return the exit status of this one."""
        self._process = None
        with suppress(BrokenPipeError):  # from what it didn't read
            process.communicate()
        return process.wait()


MAX_PROCESSES: Final = 8 * max(2, os.cpu_count() or 0)  # each takes a second of a processor to start


class ProcessPool:
    """A function in processes of its own. There are as many as there were calls at the same time, up to a limit."""

    def __init__(self, start: Callable[[], FunctionProcess]):
        self._start = start
        self._idle: list[FunctionProcess] = []
        self._all: list[FunctionProcess] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MAX_PROCESSES)

    def __call__(self, event: Any, context: Any = None) -> Any:
        """Return the function's answer. Raises `FunctionError` if the function raises."""
        with self._places:
            with self._lock:
                process = self._idle.pop() if self._idle else None
                if process is None:
                    process = self._start()
                    self._all.append(process)
            try:
                return process(event, context)
            finally:
                with self._lock:
                    self._idle.append(process)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            processes, self._all, self._idle = self._all, [], []
        for process in processes:
            process.__exit__(None, None, None)


def unpack(package: Path | IO[bytes], folder: Path) -> Path:
    """Unpack the code in a package into a folder, as Lambda does, and return the folder."""
    with zipfile.ZipFile(package) as outer, zipfile.ZipFile(io.BytesIO(outer.read(CODE_FILE))) as code:
        code.extractall(folder)
    return folder
