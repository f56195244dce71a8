"""Stacks that many tests deploy, and helpers to deploy and describe them."""

import json
from contextlib import AbstractContextManager
from copy import deepcopy
from functools import cache
from typing import Any

import boto3

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sagemaker_calls import refused

from ..templates import GROUP

Template = dict[str, Any]
WAIT: Any = {"Delay": 1, "MaxAttempts": 30}
ARN = f"arn:aws:sagemaker:us-east-1:123456789012:model-package/{GROUP}"
PACKAGE: Any = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": {
        "Containers": [{"Image": "image:1"}],
        "SupportedTransformInstanceTypes": ["ml.m5.large"],
        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    },
}


def package(properties: Any = None, /, **others: Any) -> Template:
    """Return a resource of the type; `others` are put over the properties of a version."""
    return {"Type": TYPE_NAME, "Properties": {**deepcopy(PACKAGE if properties is None else properties), **others}}


def unversioned(name: str = "name", **others: Any) -> Template:
    """Return an unversioned package of this name."""
    return package({"ModelPackageName": name, "InferenceSpecification": PACKAGE["InferenceSpecification"]}, **others)


def of_image(image: str, **others: Any) -> Template:
    """Return a version with another image, which replaces the one before."""
    return package(
        InferenceSpecification={**PACKAGE["InferenceSpecification"], "Containers": [{"Image": image}]}, **others
    )


def based_on(logical_id: str) -> Template:
    """Return a version that refers to another one in a property that is changed in place."""
    return package(CustomerMetadataProperties={"based-on": {"Ref": logical_id}})


def bucket(**others: Any) -> Template:
    """Return a resource of a type that is moto's."""
    return {"Type": "AWS::S3::Bucket", **others}


def template(resources: dict[str, Any] | None = None, /, **others: Any) -> str:
    """Return a template as text; without resources it has a version with the logical ID Version."""
    return json.dumps({"Resources": {"Version": package()} if resources is None else resources, **others})


@cache
def stock_client(service: str, url: str) -> Any:
    """Return a client of boto3, the same one for all tests: making one takes longer than most of them."""
    make: Any = boto3.client
    return make(service, endpoint_url=url)


class Stacks:
    """What tests do with stacks, through a stock client."""

    def __init__(self, url: str):
        self.client = stock_client("cloudformation", url)

    def create(self, text: str, name: str = "stack", **others: Any) -> str:
        """Create a stack, wait until it rests, and return its status."""
        self.client.create_stack(StackName=name, TemplateBody=text, **others)
        return self.status(name)

    def update(self, text: str, name: str = "stack", **others: Any) -> str:
        """Update a stack, wait until it rests, and return its status."""
        self.client.update_stack(StackName=name, TemplateBody=text, **others)
        return self.status(name)

    def delete(self, name: str = "stack", **others: Any) -> str:
        """Delete a stack, wait until it rests, and return its status."""
        stack_id = self.describe(name)["StackId"]
        self.client.delete_stack(StackName=name, **others)
        return self.status(stack_id)

    def status(self, name: str = "stack") -> str:
        """Return the status of a stack once it rests."""
        for _ in range(20):
            status = self.describe(name)["StackStatus"]
            if not status.endswith("_IN_PROGRESS"):
                return str(status)
        raise AssertionError(f"{name} is still {status}")

    def describe(self, name: str = "stack") -> Any:
        """Return what DescribeStacks says of a stack."""
        return self.client.describe_stacks(StackName=name)["Stacks"][0]

    def outputs(self, name: str = "stack") -> dict[str, str]:
        """Return the outputs of a stack."""
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe(name).get("Outputs", [])}

    def events(self, name: str = "stack") -> list[tuple[str, str]]:
        """Return the logical ID and status of each event, the first one first."""
        found = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(found)]

    def reason(self, status: str, logical_id: str = "Version", name: str = "stack") -> str:
        """Return the reason of the last event of a resource with a status."""
        for event in self.client.describe_stack_events(StackName=name)["StackEvents"]:
            if (event["LogicalResourceId"], event["ResourceStatus"]) == (logical_id, status):
                return str(event.get("ResourceStatusReason", ""))
        raise AssertionError(f"{logical_id} was never {status}")

    def physical_ids(self, name: str = "stack") -> dict[str, str]:
        """Return the physical IDs of the resources by logical ID."""
        found = self.client.describe_stack_resources(StackName=name)["StackResources"]
        return {resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "") for resource in found}


def invalid(saying: str, code: str = "ValidationError") -> AbstractContextManager[None]:
    """Expect CloudFormation to refuse a request with this text in its message."""
    return refused(code, saying)
