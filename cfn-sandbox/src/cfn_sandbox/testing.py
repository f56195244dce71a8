"""What tests of templates do with a sandbox: deploy, look at outputs and events, delete."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import boto3

from .cloudformation.registry import HandledType
from .engine import REGION

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION}


class DeploymentFailed(AssertionError):
    """A stack came to no good; the text has the reason of the first failure."""


@dataclass(frozen=True)
class DeployedStack:
    """A stack as it was deployed."""

    name: str
    status: str
    outputs: dict[str, str]
    resources: dict[str, str]  # physical IDs by logical ID


class Stacks:
    """The stacks of a sandbox, through clients of boto3. `url` is the endpoint, None inside a process."""

    def __init__(self, url: str | None):
        self.url = url

    def client(self, service: str) -> Any:
        """Return a client of a service of the sandbox."""
        make: Any = boto3.client
        return make(service, endpoint_url=self.url)

    def deploy(
        self, template: str | dict[str, Any], stack: str = "stack", parameters: dict[str, str] | None = None
    ) -> DeployedStack:
        """Create a stack or update it, and return it. Raises `DeploymentFailed`."""
        client = self.client("cloudformation")
        given: Any = {
            "StackName": stack,
            "TemplateBody": template if isinstance(template, str) else json.dumps(template),
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": str(value)} for key, value in (parameters or {}).items()
            ],
            "Capabilities": CAPABILITIES,
        }
        exists = any(found["StackName"] == stack for found in client.describe_stacks()["Stacks"])
        (client.update_stack if exists else client.create_stack)(**given)
        status = self._rested(client, stack)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeploymentFailed(f"{stack} is {status}: {self._first_failure(stack)}")
        found = client.describe_stacks(StackName=stack)["Stacks"][0]
        resources = client.describe_stack_resources(StackName=stack)["StackResources"]
        return DeployedStack(
            stack,
            status,
            {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])},
            {item["LogicalResourceId"]: item.get("PhysicalResourceId", "") for item in resources},
        )

    def delete(self, stack: str = "stack") -> None:
        """Delete a stack. Raises `DeploymentFailed` if something of it can't be deleted."""
        client = self.client("cloudformation")
        stack_id = client.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        client.delete_stack(StackName=stack)
        status = self._rested(client, stack_id)
        if status != "DELETE_COMPLETE":
            raise DeploymentFailed(f"{stack} is {status}: {self._first_failure(stack_id)}")

    def events(self, stack: str = "stack") -> list[dict[str, Any]]:
        """Return the events of a stack, the first one first."""
        pages = self.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def _rested(self, client: Any, stack: str) -> str:
        while True:  # DescribeStacks waits for the operation itself
            status = str(client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
            if not status.endswith("_IN_PROGRESS"):
                return status

    def _first_failure(self, stack: str) -> str:
        for event in self.events(stack):
            if event["ResourceStatus"].endswith("_FAILED"):
                return f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason')}"
        return "no event has a reason"


@contextmanager
def fake_credentials() -> Iterator[None]:
    """Let the clients of this process have made-up credentials until the context ends."""
    with patch.dict(os.environ, _KEYS):
        yield


@contextmanager
def emptied() -> Iterator[None]:
    """Empty the services of this process, and install the plug-ins anew."""
    from moto.core.base_backend import BackendDict

    from .plugins import installed_plugins

    BackendDict.reset()
    for plugin in installed_plugins():
        plugin.install()
    yield


@contextmanager
def in_process(types: Iterable[HandledType] = (), *, ignore_unknown: bool = False) -> Iterator[None]:
    """Let the clients of this process reach a sandbox inside it, by moto's `mock_aws`. Operations end at once."""
    from moto import mock_aws

    from . import cloudformation, plugins
    from .cloudformation import registry, runner

    before = runner.current()
    runner.use(runner.Runner())
    cloudformation.install()
    try:
        with (
            plugins.installed(0),
            registry.provided(types, ignore_unknown=ignore_unknown),
            patch.dict(os.environ),
            mock_aws(),
        ):
            os.environ.pop("AWS_ENDPOINT_URL", None)
            yield
    finally:
        runner.use(before)
