"""Helpers for tests of stacks: templates, and what tests do with stacks."""

import json
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import boto3

from sagemaker_calls import refused

Template = dict[str, Any]


def bucket(**attributes: Any) -> Template:
    """Return a bucket. `attributes` are those of the resource, such as DependsOn."""
    return {"Type": "AWS::S3::Bucket", **attributes}


def topic(**properties: Any) -> Template:
    """Return an SNS topic."""
    return {"Type": "AWS::SNS::Topic", "Properties": properties}


def template(resources: dict[str, Any] | None = None, /, **sections: Any) -> str:
    """Return a template as text. Without resources it has a topic with the logical ID Topic and the name news."""
    return json.dumps({"Resources": {"Topic": topic(TopicName="news")} if resources is None else resources, **sections})


@cache
def cached_client(service: str, url: str) -> Any:
    """Return a client of boto3, the same one for all tests: creating one takes longer than most of them."""
    make: Any = boto3.client
    return make(service, endpoint_url=url)


class StackCalls:
    """What tests do with the stacks of a sandbox."""

    def __init__(self, url: str):
        self.url = url
        self.client = cached_client("cloudformation", url)

    def create(self, text: str, name: str = "stack", **parameters: Any) -> str:
        """Create a stack, wait for the operation, and return its status."""
        self.client.create_stack(StackName=name, TemplateBody=text, **parameters)
        return self.status(name)

    def update(self, text: str, name: str = "stack", **parameters: Any) -> str:
        """Update a stack, wait for the operation, and return its status."""
        self.client.update_stack(StackName=name, TemplateBody=text, **parameters)
        return self.status(name)

    def delete(self, name: str = "stack", **parameters: Any) -> str:
        """Delete a stack, wait for the operation, and return its status."""
        stack_id = self.describe(name)["StackId"]
        self.client.delete_stack(StackName=name, **parameters)
        return self.status(stack_id)

    def status(self, name: str = "stack") -> str:
        """Return the status of a stack once no operation is in progress."""
        for _ in range(20):
            status = self.describe(name)["StackStatus"]
            if not status.endswith("_IN_PROGRESS"):
                return str(status)
        raise AssertionError(f"{name} is still {status}")

    def describe(self, name: str = "stack") -> Any:
        """Return a stack as DescribeStacks does."""
        return self.client.describe_stacks(StackName=name)["Stacks"][0]

    def outputs(self, name: str = "stack") -> dict[str, str]:
        """Return the outputs of a stack."""
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe(name).get("Outputs", [])}

    def events(self, name: str = "stack") -> list[tuple[str, str]]:
        """Return the logical ID and the status of each event, the first one first."""
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(events)]

    def reason(self, status: str, logical_id: str, name: str = "stack") -> str:
        """Return the reason of the last event of a resource with this status."""
        for event in self.client.describe_stack_events(StackName=name)["StackEvents"]:
            if (event["LogicalResourceId"], event["ResourceStatus"]) == (logical_id, status):
                return str(event.get("ResourceStatusReason", ""))
        raise AssertionError(f"{logical_id} was never {status}")

    def physical_ids(self, name: str = "stack") -> dict[str, str]:
        """Return the physical IDs of the resources by logical ID."""
        resources = self.client.describe_stack_resources(StackName=name)["StackResources"]
        return {item["LogicalResourceId"]: item.get("PhysicalResourceId", "") for item in resources}

    def changes(self, text: str, name: str = "stack", **parameters: Any) -> dict[str, Any]:
        """Create a change set for a stack, and return its changes with values, by logical ID."""
        request: Any = {"StackName": name, "ChangeSetName": "changes"}
        self.client.create_change_set(**request, TemplateBody=text, **parameters)
        changes = self.client.describe_change_set(**request, IncludePropertyValues=True)["Changes"]
        self.client.delete_change_set(**request)
        return {item["ResourceChange"]["LogicalResourceId"]: item["ResourceChange"] for item in changes}


def invalid(saying: str, code: str = "ValidationError") -> AbstractContextManager[None]:
    """Expect CloudFormation to refuse a request, with this text in its message."""
    return refused(code, saying)
