"""`python -m sandbox`: serves the sandbox, shows the demo, runs the contract suite."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

INTERRUPTED = 130  # the exit status of a program that Ctrl-C ends


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve SageMaker's model packages and the type's functions")
    serve.add_argument("--port", type=int, default=5000, help="port on 127.0.0.1 (default: 5000; 0 takes a free one)")
    demonstrate = commands.add_parser("demo", help="take stacks of the examples through their lives")
    demonstrate.add_argument("--svg", type=Path, metavar="FILE", help="save the screen as a picture")
    for command, seconds in ((serve, 1.0), (demonstrate, 0.4)):
        told = f"how long each change of a status takes (default: {seconds:g})"
        command.add_argument("--settle", type=float, default=seconds, metavar="SECONDS", help=told)
    suite = commands.add_parser("contract", help="run `cfn test` over inputs/; further arguments go to its pytest")
    suite.add_argument("--package", type=Path, help="a package as `make package` builds it, to test instead of src")
    given, others = parser.parse_known_args(arguments)
    if others and given.command != "contract":
        parser.error(f"unknown: {' '.join(others)}")
    # Each command imports what it needs when it is needed: the server is up in a moment.
    if given.command == "demo":
        from . import demo

        return demo.run(given.settle, given.svg)
    if given.command == "contract":
        from . import contract

        return contract.run(others, given.package)
    return _serve(given.port, given.settle)


def _serve(port: int, settle: float) -> int:
    from . import groups
    from .server import Sandbox

    interrupt = {signal.SIGINT}
    # Blocked, an interrupt is neither lost before somebody waits for it nor raised in the middle of something else.
    signal.pthread_sigmask(signal.SIG_BLOCK, interrupt)
    try:
        with Sandbox(port, settle=settle) as sandbox:
            print(
                f"The sandbox is at {sandbox.url}. Try: aws --endpoint-url {sandbox.url} sagemaker list-model-packages"
            )
            print("Ctrl-C ends it; nothing is kept.", flush=True)
            # What `cfn test` needs. Beside what comes first, since most of moto is imported for it.
            threading.Thread(target=groups.prepare, args=(sandbox.url,), daemon=True).start()
            signal.sigwait(interrupt)
            print()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"Can't listen on port {port}: {reason}. Choose another: make serve PORT=…", file=sys.stderr)
        return 1
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, interrupt)
    return 0


def _interrupted() -> NoReturn:
    """End the process now. Threads that are in an operation would wait for a sandbox that is gone."""
    print("\nInterrupted. Nothing is kept.", flush=True)
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        _interrupted()
