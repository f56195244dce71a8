"""Runs the functions in the built package of the type, with a Python of the runtime's version."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cfn_sandbox.function_process import FunctionProcess, find_interpreter, unpack

ROOT: Final = Path(__file__).resolve().parent.parent
RESOURCE: Final = "mlops_sagemaker_modelpackage.handlers:resource"
TEST_ENTRYPOINT: Final = "mlops_sagemaker_modelpackage.handlers:test_entrypoint"


def runtime_version() -> str:
    """Return the version of Python in .rpdk-config, such as "3.12"."""
    runtime: str = json.loads((ROOT / ".rpdk-config").read_text(encoding="utf-8"))["runtime"]
    return runtime.removeprefix("python")


def runtime() -> str:
    """Return the path of a Python of the runtime's version, or of this one if there is none."""
    return find_interpreter(runtime_version()) or sys.executable


@contextmanager
def packaged_functions(package: Path) -> Iterator[dict[str, FunctionProcess]]:
    """Return the functions of a package by their names in Lambda. Their processes end with the context."""
    with TemporaryDirectory() as temporary:
        folder = unpack(package, Path(temporary))
        with (
            FunctionProcess(runtime(), folder, called=RESOURCE) as resource,
            FunctionProcess(runtime(), folder, called=TEST_ENTRYPOINT) as test_entrypoint,
        ):
            yield {"TypeFunction": resource, "TestEntrypoint": test_entrypoint}
