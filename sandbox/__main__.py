"""`python -m sandbox`: serves the sandbox, runs the demo, runs the contract suite."""

import argparse
import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

from cfn_sandbox import command

INTERRUPTED = 130  # the exit status of a program that Ctrl-C ends


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command.add_options(commands.add_parser("serve", help="serve this type, and the rest of AWS"))
    demonstrate = commands.add_parser("demo", help="create, update and delete stacks of the examples")
    demonstrate.add_argument("--svg", type=Path, metavar="FILE", help="save the screen as a picture")
    command.add_settle_option(demonstrate, 0.4)
    suite = commands.add_parser("contract", help="run AWS's contract suites; further arguments go to their pytest")
    suite.add_argument("--package", type=Path, help="a package as `make package` builds it, to test instead of src")
    suite.add_argument("--endpoint", help="a Lambda endpoint with the handlers, to test these with your credentials")
    suite.add_argument("--region", default="us-east-1", help="the region of the endpoint")
    options, others = parser.parse_known_args(arguments)
    if others and options.command != "contract":
        parser.error(f"unknown: {' '.join(others)}")
    # Each command imports what it needs, so that it starts soon, and Ctrl-C ends it while it does.
    if options.command == "demo":
        from . import demo

        return demo.run(options.settle, options.svg)
    if options.command == "contract":
        from . import contract

        if options.endpoint:
            return contract.run_at(options.endpoint, options.region, others)
        return contract.run(others, options.package)
    return _serve(options)


def _serve(options: argparse.Namespace) -> int:
    from cfn_sandbox.server import Sandbox

    from . import contract_resources
    from .server import FUNCTIONS, TYPES

    def create_resources(sandbox: Sandbox) -> None:
        # For `cfn test`. In a thread, since most of moto is imported with the first request.
        threading.Thread(target=contract_resources.create_resources, args=(sandbox.url,), daemon=True).start()

    return command.serve(
        options, types=TYPES, functions=FUNCTIONS, example="sagemaker list-model-packages", started=create_resources
    )


def _interrupted() -> NoReturn:
    """End the process now: threads with an operation in progress would wait for a sandbox that has ended."""
    print("\nInterrupted. Nothing is kept.", flush=True)
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        _interrupted()
