"""`make deploy`: deploys a template to a running sandbox with the AWS CLI, and prints the reason of a failure.

Reads TEMPLATE, STACK, PORT and ARGUMENTS (more arguments for `aws cloudformation deploy`) from the environment. make
passes them without a shell in between, so they may contain spaces and quotes.
"""

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

HOST = "127.0.0.1"
DEFAULT_PORT = 5000
USAGE = "make deploy TEMPLATE=examples/versioned.yaml STACK=churn"
KEYS = {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox", "AWS_DEFAULT_REGION": "us-east-1"}
# The reason of a resource that CloudFormation cancelled because another one had failed.
_CANCELLED = "Resource creation cancelled"


def main(given: Mapping[str, str]) -> int:
    """Deploy a template and return the exit status of the AWS CLI, or 2 if it wasn't called."""
    template, stack = (given.get(name, "") for name in ("TEMPLATE", "STACK"))
    port = given.get("PORT") or str(DEFAULT_PORT)
    problem = _problem(template, stack, port)
    try:
        arguments = shlex.split(given.get("ARGUMENTS", ""))
    except ValueError as error:
        problem = (
            f"ARGUMENTS can't be read: {str(error).lower()}. For example: ARGUMENTS=\"--tags 'owner=us and them'\""
        )
    if problem:
        print(problem, file=sys.stderr)
        return 2
    url = f"http://{HOST}:{port}"
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    os.environ |= {**KEYS, "AWS_PAGER": "", "AWS_ENDPOINT_URL": url}
    cloudformation = boto3.client("cloudformation")
    before = {event["EventId"] for event in _events(cloudformation, stack)}
    deploy = ["deploy", "--template-file", template, "--stack-name", stack, "--no-fail-on-empty-changeset"]
    status = _aws(*deploy, *arguments)
    if status:
        events = _events(cloudformation, stack)
        reason = first_failure(event for event in events if event["EventId"] not in before)
        if reason:
            print(reason, file=sys.stderr)
        if _was_never_created(cloudformation, stack):
            again = f"aws --endpoint-url {url} cloudformation delete-stack --stack-name {stack}"
            print(f"The stack was not created, and can only be deleted: {again}", file=sys.stderr)
        return status
    outputs = "Stacks[0].Outputs[].[OutputKey, OutputValue]"
    return _aws("describe-stacks", "--stack-name", stack, "--output", "table", "--query", outputs)


def _problem(template: str, stack: str, port: str) -> str:
    """Return why the template can't be deployed, and what to do; an empty string if it can."""
    missing = [name for name, value in (("TEMPLATE", template), ("STACK", stack)) if not value]
    if missing:
        return f"{' and '.join(missing)} not given. For example: {USAGE}"
    if not Path(template).is_file():
        return f"There is no file {template}. For example: {USAGE}"
    try:
        socket.create_connection((HOST, int(port)), timeout=2).close()
    except ValueError:
        return f"PORT must be a number, not {port}."
    except (OSError, OverflowError):
        chosen = "" if port == str(DEFAULT_PORT) else f" PORT={port}"
        return f"Nothing listens on {HOST}:{port}. Start the sandbox in another terminal: make serve{chosen}"
    return ""


def _aws(*arguments: str) -> int:
    command = [str(Path(sys.executable).with_name("aws")), "cloudformation", *arguments]
    return subprocess.run(command, check=False).returncode


def _events(cloudformation: Any, stack: str) -> list[dict[str, Any]]:
    """Return the events of a stack, the newest first; none if there is no such stack."""
    try:
        pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
        return [event for page in pages for event in page["StackEvents"]]
    except ClientError:
        return []


def _was_never_created(cloudformation: Any, stack: str) -> bool:
    """Tell whether a stack is what is left of its first deployment, which failed."""
    try:
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return False
    return bool(found["StackStatus"] == "ROLLBACK_COMPLETE")


def first_failure(events: Iterable[Mapping[str, Any]]) -> str:
    """Return which resource failed first, and why; an empty string if none did. `events` begin with the newest."""
    failures = [
        event
        for event in events
        if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason", "") != _CANCELLED
    ]
    if not failures:
        return ""
    first = failures[-1]
    return f"{first['LogicalResourceId']}: {first['ResourceStatus']}: {first.get('ResourceStatusReason', 'no reason')}"


if __name__ == "__main__":
    try:
        sys.exit(main(os.environ))
    except KeyboardInterrupt:
        sys.exit(130)
