"""`make adopt`: brings the versions of a group, or the packages of a stack of AWS's type, under this type.

Reads GROUP or STACK, and OUT, APPROVED, LATEST, IMPORT, YES and BUCKET, from the environment. guide/migration.md says
what they do.
"""

import os
import sys
from collections.abc import Mapping

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from .console import Console, Problem
from .group import adopt_group
from .options import Options
from .stacks import Stacks
from .uploads import Uploads
from .versions import Registry


def main(given: Mapping[str, str]) -> int:
    """Run the command and return its exit status: 1 if it failed, 2 if it was called wrongly."""
    try:
        options = Options.from_environment(given)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        _run(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"AWS refused a call: {error}. guide/migration.md lists the permissions.", file=sys.stderr)
        return 1
    return 0


def _run(options: Options) -> None:
    session, console = boto3.Session(), Console(options.yes)
    registry = Registry(session)
    stacks = Stacks(session, Uploads(session, options.bucket), console)
    adopt_group(options, registry, stacks, console)


if __name__ == "__main__":
    try:
        sys.exit(main(os.environ))
    except KeyboardInterrupt:
        sys.exit(130)
