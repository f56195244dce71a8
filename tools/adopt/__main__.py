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
from .move import move_stack
from .options import Options
from .stacks import Stacks
from .uploads import Uploads
from .versions import Registry


def main(given: Mapping[str, str], session: boto3.Session | None = None) -> int:
    """Run the command and return its exit status: 1 if it failed, 2 if it was called wrongly.

    Args:
        given: The variables.
        session: The credentials and the region; None for those of the environment.

    """
    try:
        options = Options.from_environment(given)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        _run(options, session or boto3.Session())
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except ClientError as error:
        print(f"AWS refused a call: {error}. guide/migration.md lists the permissions.", file=sys.stderr)
        return 1
    except BotoCoreError as error:
        said = str(error).rstrip(".")
        print(
            f"{said}. This shows what the AWS CLI has: aws configure list; aws sts get-caller-identity", file=sys.stderr
        )
        return 1
    return 0


def _run(options: Options, session: boto3.Session) -> None:
    console, registry = Console(options.yes), Registry(session)
    stacks = Stacks(session, Uploads(session, registry.account, options.bucket), console)
    adopt = adopt_group if options.group else move_stack
    adopt(options, registry, stacks, console)


if __name__ == "__main__":
    try:
        sys.exit(main(os.environ))
    except KeyboardInterrupt:
        sys.exit(130)
