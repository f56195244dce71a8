"""The demo: creates, updates and deletes stacks of the examples, and prints their events."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final

import boto3
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from mlops_sagemaker_modelpackage.runtime.events import truncate_message

from .engine import ACCOUNT, CREDENTIALS, REGION
from .examples import EXAMPLES
from .server import Sandbox

PICTURE_WIDTH: Final = 100  # columns
MAX_WAIT_SECONDS: Final = 60  # for an operation on a stack
POLL_SECONDS: Final = 0.1
GROUP: Final = "churn"  # the model package group of the versions
STATUS_WIDTH: Final = 28  # columns of a status; the longer ones, of stacks that clean up, have nothing after them
PICTURE_STATUS_WIDTH: Final = 16  # the picture has the short ones only
# The style of a status is that of the first part in it.
STYLES: Final = {"FAILED": "red", "ROLLBACK": "yellow", "IN_PROGRESS": "blue", "COMPLETE": "green"}
CLIENT_OPTIONS: Final[dict[str, Any]] = {
    "region_name": REGION,
    "aws_access_key_id": CREDENTIALS["accessKeyId"],
    "aws_secret_access_key": CREDENTIALS["secretAccessKey"],
    "aws_session_token": CREDENTIALS["sessionToken"],
}
_FONTS: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_TOKEN: Final = re.compile(r"RequestToken: [^,]+, ")


@dataclass(frozen=True)
class Step:
    """An operation on a stack.

    Attributes:
        title: What is printed first.
        stack: The name of the stack.
        expected_status: The last status of the stack.
        packages: The packages in SageMaker after the operation, each with its approval or its tags.
        template: The template. Without one, the stack is deleted.
        parameters: The parameters of the template.

    """

    title: str
    stack: str
    expected_status: str
    packages: dict[str, str]
    template: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


def _versioned() -> list[Step]:
    template = (EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")
    # All parameters are set, so that the demo doesn't depend on the defaults, which people edit.
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026-11"
    first = {"GroupName": GROUP, "Approval": "PendingManualApproval", "Image": image}
    approved = first | {"Approval": "Approved"}
    # The approval was for version 1: with its parameter left as it is, version 2 would be approved without a review.
    newer, missing = first | {"Image": f"{image}-b"}, first | {"Image": "churn:missing"}
    pending, one, two = (
        {"churn/1": "PendingManualApproval"},
        {"churn/1": "Approved"},
        {"churn/2": "PendingManualApproval"},
    )
    return [
        Step("Deploy examples/versioned.yaml", "churn", "CREATE_COMPLETE", pending, template, first),
        Step("Approve the version: that happens in place", "churn", "UPDATE_COMPLETE", one, template, approved),
        Step(
            "Another image: version 2 waits for its review, version 1 goes",
            "churn",
            "UPDATE_COMPLETE",
            two,
            template,
            newer,
        ),
        Step("An image that isn't there: rolled back", "churn", "UPDATE_ROLLBACK_COMPLETE", two, template, missing),
        Step("Delete the stack", "churn", "DELETE_COMPLETE", {}),
    ]


def _unversioned() -> list[Step]:
    template = (EXAMPLES / "unversioned.yaml").read_text(encoding="utf-8")
    tagged = template.replace("      Tags:\n", "      Tags:\n        - Key: stage\n          Value: production\n")
    renamed = tagged.replace("ModelPackageName: churn-baseline", "ModelPackageName: churn-reference")
    team, both = "team=customer-analytics", "stage=production, team=customer-analytics"
    first, changed, other = {"churn-baseline": team}, {"churn-baseline": both}, {"churn-reference": both}
    return [
        Step("Deploy examples/unversioned.yaml", "baseline", "CREATE_COMPLETE", first, template),
        Step("Another tag: that happens in place", "baseline", "UPDATE_COMPLETE", changed, tagged),
        Step("Another name: the package is replaced", "baseline", "UPDATE_COMPLETE", other, renamed),
        Step("Delete the stack", "baseline", "DELETE_COMPLETE", {}),
    ]


def steps() -> list[Step]:
    """Return the steps of the demo in order."""
    return _versioned() + _unversioned()


@dataclass
class Demo:
    """Runs steps, and prints the events of their stacks.

    Attributes:
        url: The address of the sandbox.
        console: Where the output goes.
        began: When the demo began, by the monotonic clock.
        stacks: The IDs of the stacks by name.
        printed: The IDs of the events that were printed.
        picture: The lines for README's picture.

    """

    url: str
    console: Console
    began: float = field(default_factory=time.monotonic)
    stacks: dict[str, str] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    picture: list[RenderableType] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cloudformation = boto3.client("cloudformation", endpoint_url=self.url, **CLIENT_OPTIONS)
        self.sagemaker = boto3.client("sagemaker", endpoint_url=self.url, **CLIENT_OPTIONS)

    def run(self, step: Step) -> bool:
        """Run a step, and tell whether it ended as expected."""
        in_picture = step.stack == GROUP
        self._print(f"\n[bold]{step.title}[/]", in_picture=in_picture)
        self._start(step)
        status, packages = self._wait(self.stacks[step.stack]), self._packages()
        listed = ", ".join(f"{name} ({detail})" for name, detail in packages.items()) or "no package"
        good = (status, packages) == (step.expected_status, step.packages)
        expected = "" if good else f" [bold red]Expected: {step.expected_status}, {step.packages}[/]"
        mark = "[green]✓" if good else "[red]✗"
        self._print(f"{mark} {status}[/]  SageMaker has {listed}{expected}", in_picture=in_picture)
        return good

    def _print(self, line: RenderableType, in_picture: bool) -> None:
        self.console.print(line)
        if in_picture:
            self.picture.append(line)

    def _start(self, step: Step) -> None:
        if not step.template:
            self.cloudformation.delete_stack(StackName=step.stack)
            return
        parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in step.parameters.items()]
        request = {"StackName": step.stack, "TemplateBody": step.template, "Parameters": parameters}
        known = step.stack in self.stacks
        start = self.cloudformation.update_stack if known else self.cloudformation.create_stack
        self.stacks[step.stack] = start(**request)["StackId"]

    def _wait(self, stack: str) -> str:
        """Print the events of a stack until its operation ends, and return its status."""
        until = time.monotonic() + MAX_WAIT_SECONDS
        while time.monotonic() < until:
            for event in self._new_events(stack):
                self._print_event(event)
                status = str(event["ResourceStatus"])
                if event.get("PhysicalResourceId") == stack and not status.endswith("_IN_PROGRESS"):
                    return status
            time.sleep(POLL_SECONDS)
        return f"still in progress after {MAX_WAIT_SECONDS} s"

    def _new_events(self, stack: str) -> Iterator[dict[str, Any]]:
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
        events: list[dict[str, Any]] = [event for page in pages for event in page["StackEvents"]]
        for event in reversed(events):
            if event["EventId"] not in self.printed:
                self.printed.add(event["EventId"])
                yield event

    def _print_event(self, event: dict[str, Any]) -> None:
        since = f"{time.monotonic() - self.began:5.1f} s"
        self.console.print(_row(event, since, STATUS_WIDTH))
        if _is_in_picture(event):
            self.picture.append(_row(event, since, PICTURE_STATUS_WIDTH))

    def _packages(self) -> dict[str, str]:
        """Return the packages in SageMaker by name, each with its approval or its tags."""
        listed = self.sagemaker.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
        packages = {}
        for package in listed:
            arn = package["ModelPackageArn"]
            packages[_name(arn)] = package.get("ModelApprovalStatus") or self._tags(arn)
        return packages

    def _tags(self, arn: str) -> str:
        tags = self.sagemaker.list_tags(ResourceArn=arn)["Tags"]
        return ", ".join(sorted(f"{tag['Key']}={tag['Value']}" for tag in tags))


def _row(event: dict[str, Any], since: str, status_width: int) -> Table:
    """Return an event as a row: when, which resource, its status, and its reason or its package."""
    status = event["ResourceStatus"]
    style = next((style for part, style in STYLES.items() if part in status), "")
    row = Table.grid(padding=(0, 1))
    for width in (7, 13, max(status_width, len(status))):
        row.add_column(width=width, no_wrap=True)
    row.add_column(ratio=1, overflow="fold")
    row.add_row(since, event["LogicalResourceId"], f"[{style}]{status}[/]", f"[dim]{escape(_remark(event))}[/]")
    return row


def _is_in_picture(event: dict[str, Any]) -> bool:
    """Tell whether README's picture has an event: how something ended for the version, not what goes on meanwhile."""
    return event["LogicalResourceId"] == "ModelVersion" and not event["ResourceStatus"].endswith("_IN_PROGRESS")


def _name(identifier: str) -> str:
    return identifier.rpartition(":model-package/")[2]


def _remark(event: dict[str, Any]) -> str:
    reason = event.get("ResourceStatusReason")
    if reason:
        return _TOKEN.sub("", truncate_message(reason).replace(f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:", ""))
    of_stack = event["ResourceType"] == "AWS::CloudFormation::Stack"
    return "" if of_stack else _name(event.get("PhysicalResourceId", ""))


def run(settle: float, svg: Path | None = None) -> int:
    """Run the demo, and return the exit status: 0 if each step ended as expected.

    Args:
        settle: How long each change of a package's status takes, in seconds.
        svg: A file for README's picture, which has a part of the lines.

    """
    console = Console(highlight=False)
    console.print("Starting the sandbox, the stand-in for AWS …")
    with Sandbox(settle=settle) as sandbox:
        demo = Demo(sandbox.url, console)
        demo.sagemaker.create_model_package_group(ModelPackageGroupName=GROUP)
        results = [demo.run(step) for step in steps()]
    style = "bold green" if all(results) else "bold red"
    seconds = time.monotonic() - demo.began
    console.print(
        f"\n[{style}]{sum(results)} of {len(results)} operations ended as they should, in {seconds:.1f} s.[/]"
    )
    if svg:
        svg.write_text(_as_svg(demo.picture), encoding="utf-8")
    return 0 if all(results) else 1


def _as_svg(lines: list[RenderableType]) -> str:
    """Return lines of the screen as SVG."""
    console = Console(record=True, width=PICTURE_WIDTH, highlight=False, file=StringIO(), force_terminal=True)
    for line in lines:
        console.print(line)
    picture = console.export_svg(title="make demo", unique_id="demo")
    # Without the web fonts that rich names, the picture loads nothing from other servers.
    plain = _FONTS.sub("", picture).replace("font-family: Fira Code, monospace", "font-family: monospace")
    return plain.replace("<svg ", '<svg xml:space="preserve" ', 1)
