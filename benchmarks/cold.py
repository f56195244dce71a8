"""Cold starts as Lambda has them: its runtime client under its runtime interface emulator."""

import json
import os
import platform
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from sandbox.engine import REGION
from sandbox.packaged import runtime

from .measures import FUNCTIONS, MILLISECONDS, Figures, expect_success, read

HOME: Final = Path(__file__).resolve().parent.parent / "build" / "lambda"
REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
INVOCATION: Final = "2015-03-31/functions/function/invocations"
EMULATOR: Final = (
    f"samcli/local/rapid/aws-lambda-rie-{'arm64' if platform.machine() in ('arm64', 'aarch64') else 'x86_64'}"
)


def install() -> None:
    """Install the runtime client for the runtime's Python, and the emulator that the SAM CLI carries."""
    version = subprocess.run(
        [runtime(), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--no-deps"]
    where = ["--only-binary", ":all:", "--python-version", version, "--target", str(HOME)]
    subprocess.run([*pip, *where, "--requirement", str(REQUIREMENTS)], check=True)
    (HOME / EMULATOR).chmod(0o755)


def starts(arn: str, runs: Mapping[str, tuple[Path, str]], rounds: int) -> Figures:
    """Return the median milliseconds from the process's start to the answer of a READ; `runs` are code and handler."""
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, (folder, handler) in runs.items():
            with _emulator(folder, handler) as url:
                began = time.perf_counter()
                expect_success(_invoke(url, read(arn)))
                taken[name].append((time.perf_counter() - began) * MILLISECONDS)
    return {name: median(times) for name, times in taken.items()}


def _invoke(url: str, sent: Any) -> Any:
    request = urllib.request.Request(f"{url}/{INVOCATION}", json.dumps(sent).encode())  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


@contextmanager
def _emulator(folder: Path, handler: str) -> Iterator[str]:
    """Run the emulator, which starts the function's process at the first invocation, and return its address."""
    here, api = _free_port(), _free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, (folder, HOME, FUNCTIONS))),
        "PYTHONDONTWRITEBYTECODE": "1",  # Lambda's files are read-only
        "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": "TypeFunction",
        "LAMBDA_TASK_ROOT": str(folder),
    }
    addresses = [
        "--runtime-interface-emulator-address",
        f"127.0.0.1:{here}",
        "--runtime-api-address",
        f"127.0.0.1:{api}",
    ]
    command = [str(HOME / EMULATOR), *addresses, "--log-level", "error", runtime(), "-S", "-m", "awslambdaric", handler]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=quiet, stderr=quiet)
    try:
        _wait_for(here)
        yield f"http://127.0.0.1:{here}"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("The runtime interface emulator didn't start.")
