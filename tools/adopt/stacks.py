"""CloudFormation, with the credentials of the user: stacks, change sets, drift."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeVar
from uuid import uuid4

import boto3
from botocore.exceptions import ClientError

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from tools.deploy import first_failure

from .console import Console, Problem
from .uploads import Uploads
from .versions import CONFIG

Answer = TypeVar("Answer")
IN_REVIEW: Final = "REVIEW_IN_PROGRESS"  # a stack that only has change sets so far
_MAX_POLL_SECONDS: Final = 10.0
_MAX_WAIT_SECONDS: Final = 6 * 3600


class NoChanges(Problem):
    """A change set would change nothing."""


class ChangeSet(NamedTuple):
    """A change set that can be executed."""

    arn: str
    stack: str
    changes: list[dict[str, Any]]  # each a ResourceChange


class Stacks:
    """The stacks of the account and region."""

    def __init__(self, session: boto3.Session, uploads: Uploads, console: Console):
        self._client = session.client("cloudformation", config=CONFIG)
        self._uploads = uploads
        self._console = console

    def check_type(self) -> None:
        """Raise Problem unless the type is registered."""
        try:
            self._client.describe_type(Type="RESOURCE", TypeName=TYPE_NAME)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("TypeNotFoundException", "CFNRegistryException"):
                raise
            region = self._client.meta.region_name
            raise Problem(
                f"{TYPE_NAME} is not registered in {region}, so CloudFormation can't import into it. "
                "Register it first: guide/registering.md"
            ) from None

    def find(self, name: str) -> dict[str, Any] | None:
        """Return the description of a stack, None if there is none."""
        try:
            (stack,) = self._client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if _says_missing(error):
                return None
            raise
        found: dict[str, Any] = stack
        return found

    def resources(self, name: str) -> dict[str, dict[str, Any]]:
        """Return the resources of a stack by logical ID, without those that it no longer has."""
        pages = self._client.get_paginator("list_stack_resources").paginate(StackName=name)
        found = (item for page in pages for item in page["StackResourceSummaries"])
        return {item["LogicalResourceId"]: item for item in found if not _is_gone(item)}

    def owner(self, physical_id: str) -> str:
        """Return the name of the stack that a resource belongs to; empty if it belongs to none."""
        try:
            found = self._client.describe_stack_resources(PhysicalResourceId=physical_id)["StackResources"]
        except ClientError as error:
            if _says_missing(error):
                return ""
            raise
        owners = (
            item["StackName"] for item in found if item.get("PhysicalResourceId") == physical_id and not _is_gone(item)
        )
        return str(next(owners, ""))

    def template(self, name: str) -> str | dict[str, Any]:
        """Return the template of a stack as it was given: YAML as text, JSON as an object."""
        body: str | dict[str, Any] = self._client.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
        return body

    def create_change_set(self, stack: str, change_set_type: str, template: str, **others: Any) -> ChangeSet:
        """Create a change set, and return it when it can be executed.

        Raises:
            NoChanges: It would change nothing.
            Problem: CloudFormation refuses it.

        """
        name = f"adopt-{uuid4()}"
        wanted: Any = {"StackName": stack, "ChangeSetName": name, "ChangeSetType": change_set_type, **others}
        try:
            with self._uploads.given(template) as given:
                arn = self._client.create_change_set(**wanted, **given, ClientToken=name)["Id"]
        except ClientError as error:
            raise _refused(stack, error.response["Error"]["Message"]) from None
        self._poll(
            lambda: self._client.describe_change_set(ChangeSetName=arn),
            lambda answer: not str(answer["Status"]).endswith(("_PENDING", "_IN_PROGRESS")),
            f"waiting for the change set of {stack}",
        )
        described = [*self._client.get_paginator("describe_change_set").paginate(ChangeSetName=arn)]
        change_set = ChangeSet(arn, stack, [item["ResourceChange"] for page in described for item in page["Changes"]])
        if described[0]["Status"] != "CREATE_COMPLETE":
            self.discard(change_set)
            raise _refused(stack, described[0].get("StatusReason", "it gave no reason"))
        return change_set

    def discard(self, change_set: ChangeSet) -> None:
        """Delete a change set, and the stack if that was all there was of it."""
        self._client.delete_change_set(ChangeSetName=change_set.arn)
        stack = self.find(change_set.stack)
        if stack is not None and stack["StackStatus"] == IN_REVIEW:
            self._client.delete_stack(StackName=change_set.stack)

    def execute(self, change_set: ChangeSet) -> None:
        """Execute a change set, and wait for its end.

        Raises:
            Problem: It failed.

        """
        stack = change_set.stack
        before = {event["EventId"] for event in self._events(stack)}
        self._client.execute_change_set(ChangeSetName=change_set.arn, ClientRequestToken=str(uuid4()))
        (ended,) = self._poll(
            lambda: self._client.describe_stacks(StackName=stack)["Stacks"],
            lambda stacks: (
                stacks[0]["StackStatus"] != IN_REVIEW and not stacks[0]["StackStatus"].endswith("_IN_PROGRESS")
            ),
            f"changing {stack}",
        )
        if ended["StackStatus"] not in ("IMPORT_COMPLETE", "UPDATE_COMPLETE"):
            reason = first_failure(event for event in self._events(stack) if event["EventId"] not in before)
            raise Problem(
                f"Could not change the stack {stack}: it is {ended['StackStatus']}. {reason or 'It gave no reason'}. "
                f"Its events tell more: aws cloudformation describe-stack-events --stack-name {stack}"
            )

    def drifted(self, name: str) -> list[str]:
        """Return the logical IDs of the resources of our type that differ from the template, each with its status."""
        detection = self._client.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
        ended = self._poll(
            lambda: self._client.describe_stack_drift_detection_status(StackDriftDetectionId=detection),
            lambda answer: answer["DetectionStatus"] != "DETECTION_IN_PROGRESS",
            f"detecting drift of {name}",
        )
        found = [
            f"{item['LogicalResourceId']} ({item['StackResourceDriftStatus']})"
            for item in self._drifts(name)
            if item["ResourceType"] == TYPE_NAME and item["StackResourceDriftStatus"] != "IN_SYNC"
        ]
        failed = ended["DetectionStatus"] == "DETECTION_FAILED" and not found
        return [f"{name} ({ended.get('DetectionStatusReason', 'DETECTION_FAILED')})"] if failed else found

    def _drifts(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the drift of each resource of a stack. botocore has no paginator for this call."""
        parameters = {"StackName": name}
        while True:
            page = self._client.describe_stack_resource_drifts(**parameters)
            yield from page["StackResourceDrifts"]
            if not page.get("NextToken"):
                return
            parameters["NextToken"] = page["NextToken"]

    def _events(self, stack: str) -> Iterable[dict[str, Any]]:
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack)
        return [event for page in pages for event in page["StackEvents"]]

    def _poll(self, ask: Callable[[], Answer], is_done: Callable[[Answer], bool], what: str) -> Answer:
        """Ask until it is done, less and less often, and return the last answer."""
        began, pause = time.monotonic(), 0.2
        while not is_done(answer := ask()):
            waited = time.monotonic() - began
            if waited > _MAX_WAIT_SECONDS:
                raise Problem("CloudFormation isn't done after six hours. Run the command again when it is.")
            if pause == _MAX_POLL_SECONDS:
                self._console.note(f"  {what}, for {waited:.0f} s so far")
            time.sleep(pause)
            pause = min(pause * 2, _MAX_POLL_SECONDS)
        return answer


def _says_missing(error: ClientError) -> bool:
    return (
        error.response["Error"]["Code"] == "ValidationError" and "does not exist" in error.response["Error"]["Message"]
    )


def _is_gone(item: dict[str, Any]) -> bool:
    """Tell whether a resource was deleted, or taken out of its stack."""
    return str(item["ResourceStatus"]) in ("DELETE_COMPLETE", "DELETE_SKIPPED")


def _refused(stack: str, reason: str) -> Problem:
    nothing = "didn't contain changes" in reason or "No updates are to be performed" in reason
    problem = NoChanges if nothing else Problem
    return problem(f"CloudFormation refuses the change set of the stack {stack}: {reason}")
