"""The demo: a versioned and an unversioned model package go through their lives, for a person to watch."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from botocore.config import Config
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from mlops_sagemaker_modelpackage.errors import shortened

from .engine import ACCOUNT, CREDENTIALS, REGION, Answer, Engine, Event, event
from .examples import properties
from .sagemaker import settle_after
from .server import Sandbox

STYLES: Final = {"IN_PROGRESS": "yellow", "SUCCESS": "green", "FAILED": "red"}
KEYS: Final[dict[str, Any]] = {
    "region_name": REGION,
    "aws_access_key_id": CREDENTIALS["accessKeyId"],
    "aws_secret_access_key": CREDENTIALS["secretAccessKey"],
    "aws_session_token": CREDENTIALS["sessionToken"],
}


@dataclass
class Step:
    """An operation of the demo: what it is called, its event, and how it has to end: a status or an error code."""

    title: str
    event: Event
    ends: str = "SUCCESS"


@dataclass
class Demo:
    """Runs steps, one after the other, and shows every progress event as it comes."""

    invoke: Callable[[Event], Answer]
    table: Table = field(default_factory=lambda: _table())
    began: float = field(default_factory=time.monotonic)
    surprises: int = 0
    steps: int = 0

    def run(self, package: str, step: Step) -> dict[str, Any]:
        """Run a step and return the model of its last event."""
        last: Answer = {}
        for last in Engine(self.invoke).answers_to(step.event):
            outcome = last.get("errorCode") or last["status"]
            self._show(package, step, last, expected=last["status"] == "IN_PROGRESS" or outcome == step.ends)
        self.steps += 1
        self.surprises += outcome != step.ends
        model: dict[str, Any] = last.get("resourceModel") or {}
        return model

    def _show(self, package: str, step: Step, answer: Answer, *, expected: bool) -> None:
        status, code = answer["status"], answer.get("errorCode")
        style = STYLES[status] if status != "FAILED" or not expected else "cyan"
        self.table.add_row(
            f"{time.monotonic() - self.began:5.1f} s",
            package,
            step.title,
            f"[{style}]{status}{f' ({code})' if code else ''}[/]{'' if expected else ' [bold red]unexpected[/]'}",
            _remark(answer),
        )


def _table() -> Table:
    table = Table(title="MLOps::SageMaker::ModelPackage in the sandbox", title_style="bold", expand=True)
    for name in ("Time", "Package", "Operation"):
        table.add_column(name, no_wrap=True)
    table.add_column("Progress event", no_wrap=True)
    table.add_column("What it says", ratio=1, overflow="fold")
    return table


def _remark(answer: Answer) -> str:
    if answer.get("message"):
        again = f" Again in {answer['callbackDelaySeconds']} s." if answer["status"] == "IN_PROGRESS" else ""
        return escape(shortened(answer["message"]).replace(f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:", "") + again)
    if "resourceModels" in answer:
        return ", ".join(model["ModelPackageArn"].rpartition(":")[2] for model in answer["resourceModels"]) or "none"
    model = answer.get("resourceModel")
    if not model:
        return "gone"
    shown = ("ModelPackageStatus", "ModelApprovalStatus", "ApprovalDescription", "Tags")
    values = (f"{name}: {json.dumps(model[name])}" for name in shown if model.get(name))
    return f"{model['ModelPackageArn'].rpartition(':')[2]}  [dim]{escape('  '.join(values))}[/]"


def _versioned() -> Iterator[Callable[[dict[str, Any]], Step]]:
    first = properties("versioned")
    approved = first | {"ModelApprovalStatus": "Approved", "ApprovalDescription": "Reviewed by the team"}
    other_image = {**approved, "InferenceSpecification": {"Containers": [{"Image": "another/image:2"}]}}
    yield lambda _: Step("create", event("CREATE", first))
    yield from _life(first, approved, other_image)


def _unversioned() -> Iterator[Callable[[dict[str, Any]], Step]]:
    first = properties("unversioned")
    tagged = first | {"Tags": [{"Key": "team", "Value": "data-science"}, {"Key": "stage", "Value": "production"}]}
    renamed = tagged | {"ModelPackageName": "another-name"}
    yield lambda _: Step("create", event("CREATE", first))
    yield lambda _: Step("create again, name taken", event("CREATE", first), "AlreadyExists")
    yield from _life(first, tagged, renamed)


def _life(
    first: dict[str, Any], changed: dict[str, Any], refused: dict[str, Any]
) -> Iterator[Callable[[dict[str, Any]], Step]]:
    """Yield what every package goes through after its creation; each step is made from the identifier."""
    yield lambda arn: Step("read", event("READ", arn))
    yield lambda arn: Step("list", event("LIST", {}))
    yield lambda arn: Step("update in place", event("UPDATE", changed | arn, first | arn))
    yield lambda arn: Step("update refused", event("UPDATE", refused | arn, changed | arn), "NotUpdatable")
    yield lambda arn: Step("delete", event("DELETE", arn))
    yield lambda arn: Step("read, gone", event("READ", arn), "NotFound")


def run() -> int:
    """Run the demo and return an exit status: 0 only if every operation ended as it should."""
    console = Console()
    with Sandbox() as sandbox:
        boto3.client("sagemaker", **KEYS).create_model_package_group(
            ModelPackageGroupName=properties("versioned")["ModelPackageGroupName"]
        )
        client = boto3.client("lambda", endpoint_url=sandbox.url, config=Config(read_timeout=60), **KEYS)

        def invoke(sent: Event) -> Answer:
            payload = client.invoke(FunctionName="TypeFunction", Payload=json.dumps(sent))["Payload"]
            answer: Answer = json.load(payload)
            return answer

        demo = Demo(invoke)
        with Live(demo.table, console=console, refresh_per_second=8, vertical_overflow="visible"):
            for package, steps in (("versioned", _versioned()), ("unversioned", _unversioned())):
                arn: dict[str, Any] = {}
                for make in steps:
                    # The first one is slow to settle, so that the callback loop is seen at work.
                    settle_after(0.4 if demo.steps else 3.2)
                    model = demo.run(package, make(arn))
                    arn = arn or {"ModelPackageArn": model.get("ModelPackageArn", "")}
    good = demo.steps - demo.surprises
    style = "bold red" if demo.surprises else "bold green"
    seconds = time.monotonic() - demo.began
    console.print(f"[{style}]{good} of {demo.steps} operations ended as they should, in {seconds:.1f} s.[/]")
    return 1 if demo.surprises else 0
