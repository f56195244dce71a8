"""Helpers for tests of templates: deploy a stack, read its outputs and events, delete it."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import boto3

from .engine import REGION, HandledType

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION}


class DeploymentFailed(AssertionError):
    """An operation on a stack failed; the text has the reason of the first failure."""


@dataclass(frozen=True)
class DeployedStack:
    """A stack after its deployment. `resources` are the physical IDs by logical ID."""

    name: str
    status: str
    outputs: dict[str, str]
    resources: dict[str, str]


class Stacks:
    """The stacks of a sandbox, by boto3's clients. `url` is its address, None for a sandbox inside this process."""

    def __init__(self, url: str | None):
        self.url = url

    def client(self, service: str) -> Any:
        """Return a client of a service of the sandbox."""
        make: Any = boto3.client
        return make(service, endpoint_url=self.url)

    def deploy(
        self, template: str | dict[str, Any], stack: str = "stack", parameters: dict[str, str] | None = None
    ) -> DeployedStack:
        """Create or update a stack from a template, as text or as an object. Raises `DeploymentFailed`."""
        client = self.client("cloudformation")
        request: Any = {
            "StackName": stack,
            "TemplateBody": template if isinstance(template, str) else json.dumps(template),
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": str(value)} for key, value in (parameters or {}).items()
            ],
            "Capabilities": CAPABILITIES,
        }
        exists = any(item["StackName"] == stack for item in client.describe_stacks()["Stacks"])
        (client.update_stack if exists else client.create_stack)(**request)
        status = self._wait_until_idle(client, stack, "CREATE_COMPLETE", "UPDATE_COMPLETE")
        described = client.describe_stacks(StackName=stack)["Stacks"][0]
        resources = client.describe_stack_resources(StackName=stack)["StackResources"]
        return DeployedStack(
            stack,
            status,
            {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])},
            {item["LogicalResourceId"]: item.get("PhysicalResourceId", "") for item in resources},
        )

    def delete(self, stack: str = "stack") -> None:
        """Delete a stack. Raises `DeploymentFailed` if a resource can't be deleted."""
        client = self.client("cloudformation")
        stack_id = client.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        client.delete_stack(StackName=stack)
        self._wait_until_idle(client, stack_id, "DELETE_COMPLETE")

    def events(self, stack: str = "stack") -> list[dict[str, Any]]:
        """Return the events of a stack, the first one first."""
        pages = self.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def _wait_until_idle(self, client: Any, stack: str, *wanted: str) -> str:
        status = "_IN_PROGRESS"
        while status.endswith("_IN_PROGRESS"):  # DescribeStacks waits for the end of the operation
            described = client.describe_stacks(StackName=stack)["Stacks"][0]
            status = str(described["StackStatus"])
        if status not in wanted:
            raise DeploymentFailed(f"{described['StackName']} is {status}: {self._first_failure(stack)}")
        return status

    def _first_failure(self, stack: str) -> str:
        for event in self.events(stack):
            if event["ResourceStatus"].endswith("_FAILED"):
                return f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason')}"
        return "no event has a reason"


@contextmanager
def fake_credentials() -> Iterator[None]:
    """Give the clients of this process made-up credentials until the context ends."""
    with patch.dict(os.environ, _KEYS):
        yield


def empty_services() -> None:
    """Delete all resources of the services in this process."""
    from moto.core.base_backend import BackendDict

    from .plugins import installed_plugins

    BackendDict.reset()
    for plugin in installed_plugins():
        plugin.install()


@contextmanager
def in_process(types: Iterable[HandledType] = (), *, ignore_unknown: bool = False) -> Iterator[None]:
    """Let boto3's clients use a sandbox inside this process, by `mock_aws`. Operations end with their request."""
    from moto import mock_aws

    from . import cloudformation, plugins
    from .cloudformation import runner
    from .cloudformation.resource_types.lookup import serve_types

    cloudformation.replace_cloudformation()
    with (
        runner.using(runner.Runner()),
        plugins.installed(0),
        serve_types(types, ignore_unknown=ignore_unknown),
        patch.dict(os.environ),
        mock_aws(),
    ):
        os.environ.pop("AWS_ENDPOINT_URL", None)
        yield
