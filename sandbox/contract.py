"""Runs AWS's contract suite, `cfn test`, over the inputs of the project, against the sandbox."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tools import cfn

from . import contract_resources
from .engine import REGION
from .packaged import packaged_functions
from .server import FUNCTIONS, Function, Sandbox

# Options of pytest. By default, `cfn test` prints whole models several times per test, which hides the results.
PYTEST_OPTIONS = ["--", "-o", "log_cli=false", "-p", "no:warnings", "--no-header"]
ROOT = Path(__file__).resolve().parent.parent


def run(arguments: list[str], package: Path | None = None) -> int:
    """Run the suite, and return the exit status.

    Args:
        arguments: Further arguments for its pytest.
        package: A built package, to test instead of src, with a Python of the runtime's version if there is one.

    """
    with ExitStack() as stack:
        functions = FUNCTIONS if package is None else stack.enter_context(packaged_functions(package.resolve()))
        return _run(arguments, functions)


def _run(arguments: list[str], functions: Mapping[str, Function]) -> int:
    os.chdir(ROOT)
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_SESSION_TOKEN": "sandbox",
        "AWS_DEFAULT_REGION": REGION,
    }
    with Sandbox(settle=0.05, functions=functions) as sandbox:
        contract_resources.create_resources(sandbox.url)
        try:
            cfn.run(["test", "--endpoint", sandbox.url, "--region", REGION, *PYTEST_OPTIONS, *arguments])
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0
