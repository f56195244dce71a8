"""Runs AWS's contract suite, `cfn test`, and then that of `cfn test --v2`, over the inputs of the project."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tools import cfn

from . import contract_resources
from .engine import REGION
from .packaged import packaged_functions
from .server import FUNCTIONS, Sandbox

# Options of pytest. By default, `cfn test` prints whole models several times per test, which hides the results.
PYTEST_OPTIONS: Final = ["-o", "log_cli=false", "-p", "no:warnings", "--no-header"]
# `cfn test --v2` takes types in Java only: these are its tests for this type.
SECOND_SUITE: Final = [
    *("tests/contract", "--no-cov", "-p", "no:xdist", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # the sandbox is in this process, and imported
]
ROOT: Final = Path(__file__).resolve().parent.parent


def run(arguments: list[str], package: Path | None = None) -> int:
    """Run the suites against the handlers in a sandbox, and return the exit status.

    Args:
        arguments: Further arguments for the pytest of both.
        package: A built package, to test instead of src, with a Python of the runtime's version if there is one.

    """
    os.environ |= contract_resources.KEYS
    with ExitStack() as stack:
        functions = FUNCTIONS if package is None else stack.enter_context(packaged_functions(package.resolve()))
        sandbox = stack.enter_context(Sandbox(settle=0.05, functions=functions))
        contract_resources.create_resources(sandbox.url)
        return run_at(sandbox.url, REGION, arguments)


def run_at(endpoint: str, region: str, arguments: list[str]) -> int:
    """Run the suites against the handlers at a Lambda endpoint, with the caller's credentials, as `run` does."""
    os.chdir(ROOT)
    place = ["--endpoint", endpoint, "--region", region]
    second = int(pytest.main([*SECOND_SUITE, *place, *arguments]))
    try:
        cfn.run(["test", *place, "--", *PYTEST_OPTIONS, *arguments])
    except SystemExit as ended:
        return int(ended.code or 0) or second
    return second
