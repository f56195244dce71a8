"""`cfn test` against the sandbox: AWS's contract suite over the project's inputs."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tools import cfn

from . import groups
from .engine import REGION
from .packaged import packaged_functions
from .server import FUNCTIONS, Function, Sandbox

# By default, the output of `cfn test` hides the results: it shows whole models, several times per test.
QUIET = ["--", "-o", "log_cli=false", "-p", "no:warnings", "--no-header"]
ROOT = Path(__file__).resolve().parent.parent


def run(arguments: list[str], package: Path | None = None) -> int:
    """Run the suite, with further arguments for its pytest, and return the exit status.

    With a built package, its code is what is tested, run by a Python of the runtime's version where there is one.
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
        groups.create_groups(sandbox.url)
        try:
            cfn.run(["test", "--endpoint", sandbox.url, "--region", REGION, *QUIET, *arguments])
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0
