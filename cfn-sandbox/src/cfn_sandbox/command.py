"""The command `serve`, to which projects can add types. The server is imported when it starts."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from .engine import Function, HandledType
from .function_process import FunctionError
from .projects import ProjectError, TypeProject

if TYPE_CHECKING:
    from .server import Sandbox

DEFAULT_PORT = 5000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `serve` to the parser of the command."""
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help=f"port on 127.0.0.1 (default: {DEFAULT_PORT}; 0 takes a free one)",
    )
    parser.add_argument(
        "--type",
        type=Path,
        action="append",
        default=[],
        dest="folders",
        metavar="FOLDER",
        help="a CloudFormation CLI project in Python whose resource type is served; may be given several times",
    )
    parser.add_argument(
        "--unknown-types",
        choices=["refuse", "ignore"],
        default="refuse",
        help="what happens to resources of an unknown type: the template is refused (default), or they are recorded "
        "without being created",
    )
    add_settle_option(parser)


def add_settle_option(parser: argparse.ArgumentParser, default: float = 0.0) -> None:
    """Add `--settle`, with a default in seconds."""
    text = f"how long each change of a resource's status takes (default: {default:g})"
    parser.add_argument("--settle", type=float, default=default, metavar="SECONDS", help=text)


def serve(
    options: argparse.Namespace,
    *,
    types: tuple[HandledType, ...] = (),
    functions: Mapping[str, Function] | None = None,
    example: str = "cloudformation list-types",
    started: "Callable[[Sandbox], None]" = lambda _sandbox: None,
) -> int:
    """Run a sandbox until Ctrl-C, and return the exit status.

    `types` are served beside those of `--type`. By default, the Lambda functions are those of the one project that is
    served. `example` is a command of the AWS CLI to suggest; `started` is called once the sandbox answers.
    """
    from .server import Sandbox

    try:
        projects = [TypeProject.read(folder) for folder in options.folders]
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 2
    with ExitStack() as stack:
        if functions is None:
            named = projects[0].functions() if len(projects) == 1 else {}
            functions = {name: stack.enter_context(closing(function)) for name, function in named.items()}
        sandbox = Sandbox(
            options.port,
            settle=options.settle,
            types=[*types, *(stack.enter_context(project.running()) for project in projects)],
            functions=functions,
            ignore_unknown=options.unknown_types == "ignore",
        )

        def start(sandbox: "Sandbox") -> None:
            for project in projects:
                warn_unless_loaded(project)
            started(sandbox)

        return _run_until_interrupted(sandbox, options.port, example, start)


def warn_unless_loaded(project: TypeProject) -> None:
    """Print why the handlers of a project can't be imported, if they can't."""
    try:
        project.check()
    except FunctionError as error:
        name = project.definition.type_name
        print(f"{name} can't be loaded: its resources will fail. {error}", file=sys.stderr, flush=True)


def _run_until_interrupted(sandbox: "Sandbox", port: int, example: str, started: "Callable[[Sandbox], None]") -> int:
    interrupt = {signal.SIGINT}
    # Blocked, an interrupt is neither lost before somebody waits for it nor raised in the middle of something else.
    signal.pthread_sigmask(signal.SIG_BLOCK, interrupt)
    try:
        with sandbox:
            print(f"The sandbox is at {sandbox.url}. Try: aws --endpoint-url {sandbox.url} {example}")
            print("Ctrl-C ends it; nothing is kept.", flush=True)
            started(sandbox)
            signal.sigwait(interrupt)
            print()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"Can't listen on port {port}: {reason}. Choose another with --port.", file=sys.stderr)
        return 1
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, interrupt)
    return 0
