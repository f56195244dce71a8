"""The command `cfn-sandbox`: serves CloudFormation and Cloud Control API over the handlers of resource types."""

import argparse
import sys

from . import serving


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="cfn-sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serving.add_options(commands.add_parser("serve", help="serve until Ctrl-C"))
    return serving.serve(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
