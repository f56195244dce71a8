"""`cfn-sandbox serve`: CloudFormation and Cloud Control over the handlers of resource types, on one loopback port."""

import argparse
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from .projects import ProjectError, TypeProject
from .server import Function, Sandbox


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="cfn-sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve until Ctrl-C")
    serve.add_argument("--port", type=int, default=5000, help="port on 127.0.0.1 (default: 5000; 0 takes a free one)")
    serve.add_argument(
        "--type",
        type=Path,
        action="append",
        default=[],
        dest="folders",
        metavar="FOLDER",
        help="a CloudFormation CLI project in Python, whose type is served; may be given several times",
    )
    serve.add_argument(
        "--unknown-types",
        choices=["refuse", "ignore"],
        default="refuse",
        help="what happens to resources of a type that nobody knows: refused, or recorded without being created",
    )
    serve.add_argument(
        "--settle", type=float, default=0.0, metavar="SECONDS", help="how long a change of a status takes"
    )
    given = parser.parse_args(arguments)
    try:
        projects = [TypeProject.read(folder) for folder in given.folders]
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 2
    functions: dict[str, Function] = {}
    with ExitStack() as stack:
        for project in projects:
            for setting, name in (("entrypoint", "TypeFunction"), ("testEntrypoint", "TestEntrypoint")):
                if len(projects) == 1 and setting in project.settings:  # `cfn test` calls them by these names
                    function = project.function(setting)
                    stack.callback(function.close)
                    functions[name] = function
        types = [stack.enter_context(project.running()) for project in projects]
        ignore = given.unknown_types == "ignore"
        return run_until_interrupted(
            Sandbox(given.port, settle=given.settle, types=types, functions=functions, ignore_unknown=ignore)
        )


def run_until_interrupted(sandbox: Sandbox) -> int:
    """Run a sandbox until Ctrl-C, and return the exit status."""
    interrupt = {signal.SIGINT}
    # Blocked, an interrupt is neither lost before somebody waits for it nor raised in the middle of something else.
    signal.pthread_sigmask(signal.SIG_BLOCK, interrupt)
    try:
        with sandbox:
            print(f"The sandbox is at {sandbox.url}. Try: aws --endpoint-url {sandbox.url} cloudformation list-types")
            print("Ctrl-C ends it; nothing is kept.", flush=True)
            signal.sigwait(interrupt)
            print()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"Can't listen: {reason}. Choose another port with --port.", file=sys.stderr)
        return 1
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, interrupt)
    return 0


if __name__ == "__main__":
    sys.exit(main())
