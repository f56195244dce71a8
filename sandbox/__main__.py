"""`python -m sandbox`: serve the sandbox, watch the demo, run the contract suite."""

import argparse
import sys
import threading
from pathlib import Path

from .server import Sandbox


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve SageMaker's model packages and the type's functions")
    serve.add_argument("--port", type=int, default=5000, help="port on 127.0.0.1 (default: 5000; 0 takes a free one)")
    serve.add_argument(
        "--settle",
        type=float,
        default=1.0,
        metavar="SECONDS",
        help="how long each change of a status takes (default: 1)",
    )
    commands.add_parser("demo", help="take a versioned and an unversioned package through their lives")
    suite = commands.add_parser("contract", help="run `cfn test` over inputs/; further arguments go to its pytest")
    suite.add_argument("--package", type=Path, help="a package as `make package` builds it, to test instead of src")
    given, others = parser.parse_known_args(arguments)
    if others and given.command != "contract":
        parser.error(f"unknown: {' '.join(others)}")
    # Each command imports what it needs when it is needed: the server is up in a moment.
    if given.command == "demo":
        from . import demo

        return demo.run()
    if given.command == "contract":
        from . import contract

        return contract.run(others, given.package)
    return _serve(given.port, given.settle)


def _serve(port: int, settle: float) -> int:
    try:
        with Sandbox(port, settle=settle) as sandbox:
            print(
                f"The sandbox is at {sandbox.url}. Try: aws --endpoint-url {sandbox.url} sagemaker list-model-packages"
            )
            print("Ctrl-C ends it; nothing is kept.", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        print()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"Can't listen on port {port}: {reason}. Choose another: make serve PORT=…", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
