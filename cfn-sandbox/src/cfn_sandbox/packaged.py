"""Functions of code that is somewhere else, such as a built package, run by a Python of their own."""

import io
import json
import os
import subprocess
import threading
import zipfile
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

CODE_FILE: Final = "ResourceProvider.zip"  # in a package: the code of the handlers
WORKER: Final = Path(__file__).with_name("worker.py")


class FunctionError(Exception):
    """The function raised; the text says what."""


class Packaged:
    """A function of the code in some folders, called as `function(event, context)`; a context manager.

    `python` runs it, with nothing in sight but its standard library and `folders`; what is installed, too, if it isn't
    `isolated`. The process starts with the first
    call, in the environment of then: AWS_ENDPOINT_URL tells it where the sandbox is. One call at a time.
    """

    def __init__(self, python: str, *folders: Path, called: str, options: tuple[str, ...] = (), isolated: bool = True):
        self._command = [python, *(["-S"] if isolated else []), "-u", str(WORKER), called, *options]
        self._folders = folders
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self.last: dict[str, Any] = {}  # what the worker said of the last call: seconds and peak, beside the answer

    def __enter__(self) -> "Packaged":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.communicate()  # closes its input, which ends it

    def __call__(self, event: Any, _context: Any = None) -> Any:
        """Return the function's answer. Raises FunctionError when it raised."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None  # noqa: S101 - for the type checker: both are pipes
            assert process.stdout is not None  # noqa: S101
            print(json.dumps(event), file=process.stdin, flush=True)
            line = process.stdout.readline()
        if not line:
            raise FunctionError(f"The function's process ended with {process.wait()}; its own error is above.")
        self.last = json.loads(line)
        if "error" in self.last:
            raise FunctionError(f"{self.last['error']}: {self.last['message']}")
        return self.last["answer"]

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
                "PYTHONPATH": os.pathsep.join(map(str, self._folders)),
                "PYTHONDONTWRITEBYTECODE": "1",  # as in Lambda, whose files are read-only
            }
            self._process = subprocess.Popen(  # noqa: S603 - the project's own worker
                self._command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self._process


def unpack(package: Path | IO[bytes], folder: Path) -> Path:
    """Unpack the code of a package into a folder, as Lambda does, and return the folder."""
    with zipfile.ZipFile(package) as outer, zipfile.ZipFile(io.BytesIO(outer.read(CODE_FILE))) as code:
        code.extractall(folder)
    return folder
