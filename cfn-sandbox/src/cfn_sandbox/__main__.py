"""The command `cfn-sandbox`: serves CloudFormation and Cloud Control API over the handlers of resource types."""

import argparse
import sys

from . import command


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="cfn-sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command.add_options(commands.add_parser("serve", help="serve until Ctrl-C"))
    return command.serve(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
