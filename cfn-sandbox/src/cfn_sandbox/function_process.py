"""Runs a Lambda function in a process of its own, from code that this process doesn't import: packages and projects."""

import io
import json
import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue
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

    def __exit__(self, *_failure: object) -> None:
        if self._process is not None:
            self._forget(self._process)

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
        process: Any = self._process  # it runs, and both of its ends are pipes
        said = ""
        with suppress(BrokenPipeError):
            if line:
                print(line, file=process.stdin, flush=True)
            said = process.stdout.readline()
        if not said:
            status = self._forget(process)
            text = f"The process ended with exit status {status}; the output of the sandbox has its error."
            raise FunctionError(text)
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
        self._idle: LifoQueue[FunctionProcess | None] = LifoQueue()  # None stands for one that isn't started yet
        self._all: list[FunctionProcess] = []
        for _ in range(MAX_PROCESSES):
            self._idle.put(None)

    def __call__(self, event: Any, context: Any = None) -> Any:
        """Return the function's answer. Raises `FunctionError` if the function raises."""
        process = self._idle.get()
        try:
            if process is None:
                process = self._start()
                self._all.append(process)
            return process(event, context)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End the processes."""
        for process in self._all:
            process.__exit__()


def unpack(package: Path | IO[bytes], folder: Path) -> Path:
    """Unpack the code in a package into a folder, as Lambda does, and return the folder."""
    with zipfile.ZipFile(package) as outer, zipfile.ZipFile(io.BytesIO(outer.read(CODE_FILE))) as code:
        code.extractall(folder)
    return folder


def find_interpreter(*versions: str) -> str | None:
    """Return the path of a Python on PATH or of pyenv, of the first of these versions that is there."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in versions:
        candidates = [shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
        for candidate in filter(None, candidates):
            # PATH may have a shim of pyenv without a Python behind it.
            tried = subprocess.run([candidate, "-c", "import venv"], capture_output=True, check=False)  # noqa: S603
            if tried.returncode == 0:
                return candidate
    return None
