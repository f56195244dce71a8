"""The options of the command `serve`. They import nothing, so that a command line is read at once."""

import argparse
from pathlib import Path

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
