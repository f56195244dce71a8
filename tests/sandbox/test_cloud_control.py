"""Cloud Control API over the running sandbox, with boto3's client."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sagemaker_calls import describe, names, refused, tags, version
from sandbox.server import Sandbox

from ..faults import Call
from ..harness import WIRE
from ..templates import GROUP
from .stacks import ARN, PACKAGE, cached_client

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Properties = dict[str, Any]
MISSING = {
    **PACKAGE,
    "InferenceSpecification": {**PACKAGE["InferenceSpecification"], "Containers": [{"Image": "a:missing"}]},
}


class Control:
    """What the tests do through the API."""

    def __init__(self, url: str):
        self.client = cached_client("cloudcontrol", url)

    def create(self, properties: Properties, **others: Any) -> dict[str, Any]:
        """Create a resource, and return the last progress event."""
        given = {"TypeName": TYPE_NAME, "DesiredState": json.dumps(properties)} | others
        return self.ended(self.client.create_resource(**given))

    def update(self, identifier: str, *patch: Any) -> dict[str, Any]:
        """Change a resource by a JSON patch, and return the last progress event."""
        given = {"TypeName": TYPE_NAME, "Identifier": identifier, "PatchDocument": json.dumps(patch)}
        return self.ended(self.client.update_resource(**given))

    def delete(self, identifier: str) -> dict[str, Any]:
        """Delete a resource, and return the last progress event."""
        return self.ended(self.client.delete_resource(TypeName=TYPE_NAME, Identifier=identifier))

    def read(self, identifier: str) -> Properties:
        """Return the properties of a resource."""
        found = self.client.get_resource(TypeName=TYPE_NAME, Identifier=identifier)["ResourceDescription"]
        properties: Properties = json.loads(found["Properties"])
        return properties

    def ended(self, answer: Any) -> dict[str, Any]:
        """Return the last progress event of a request."""
        token = answer["ProgressEvent"]["RequestToken"]
        for _ in range(20):
            event = self.client.get_resource_request_status(RequestToken=token)["ProgressEvent"]
            if event["OperationStatus"] != "IN_PROGRESS":
                return dict(event)
        raise AssertionError(f"{token} is still in progress")


@pytest.fixture
def control(server: Sandbox, client: "SageMakerClient") -> Control:
    """Return the API of an empty sandbox, in which there is only the model package group `churn`."""
    assert client
    return Control(server.url)


def test_a_package_lives(control: Control, client: "SageMakerClient") -> None:
    """Create, read, update and delete call the handlers, and boto3's waiter ends."""
    event = control.create(PACKAGE)
    control.client.get_waiter("resource_request_success").wait(RequestToken=event["RequestToken"])
    assert ("SUCCESS", "CREATE", f"{ARN}/1") == tuple(
        event[key] for key in ("OperationStatus", "Operation", "Identifier")
    )
    assert "Completed" == control.read(f"{ARN}/1")["ModelPackageStatus"]
    event = control.update(f"{ARN}/1", {"op": "replace", "path": "/ModelApprovalStatus", "value": "Approved"})
    assert ("SUCCESS", "Approved") == (event["OperationStatus"], describe(client, f"{ARN}/1")["ModelApprovalStatus"])
    event = control.delete(f"{ARN}/1")
    assert ("SUCCESS", []) == (event["OperationStatus"], names(client, ModelPackageType="Both"))
    with refused("ResourceNotFoundException", f"{ARN}/1"):
        control.read(f"{ARN}/1")


def test_a_patch_is_rfc_6902(control: Control, client: "SageMakerClient") -> None:
    """Add, test, replace and remove work on nested paths."""
    control.create(
        {
            "ModelPackageName": "name",
            "InferenceSpecification": PACKAGE["InferenceSpecification"],
            "Tags": [{"Key": "a", "Value": "1"}],
        }
    )
    arn = f"{ARN.replace(GROUP, 'name')}"
    event = control.update(
        arn,
        {"op": "test", "path": "/Tags/0/Key", "value": "a"},
        {"op": "replace", "path": "/Tags/0/Value", "value": "2"},
        {"op": "add", "path": "/Tags/-", "value": {"Key": "b", "Value": "3"}},
    )
    assert ("SUCCESS", {"a": "2", "b": "3"}) == (event["OperationStatus"], tags(client, arn))
    control.update(arn, {"op": "remove", "path": "/Tags/0"})
    assert {"b": "3"} == tags(client, arn)


@pytest.mark.parametrize(
    ("patch", "code", "saying"),
    [
        ({"op": "replace", "path": "/Task", "value": "x"}, "ValidationException", "Invalid patch update"),
        (
            {"op": "add", "path": "/Task", "value": "x"},
            "NotUpdatableException",
            "createOnlyProperties [/properties/Task]",
        ),
        (
            {"op": "replace", "path": "/ModelPackageStatus", "value": "Failed"},
            "ValidationException",
            "readOnlyProperties [/properties/ModelPackageStatus] cannot be updated",
        ),
        (
            {"op": "add", "path": "/Tasks", "value": "x"},
            "ValidationException",
            "extraneous key [Tasks] is not permitted",
        ),
        ({"op": "test", "path": "/ModelApprovalStatus", "value": "x"}, "ValidationException", "Invalid patch update"),
    ],
)
def test_a_patch_is_refused(control: Control, patch: Any, code: str, saying: str) -> None:
    """A patch of a property that can't be updated is refused, and the handler isn't invoked."""
    control.create(PACKAGE)
    with refused(code, saying):
        control.update(f"{ARN}/1", patch)


def test_a_failure_has_the_handlers_code_and_message(control: Control) -> None:
    """A FAILED progress event has the HandlerErrorCode, the message, and the identifier of the created package."""
    event = control.create(MISSING)
    assert ("FAILED", "NotStabilized", f"{ARN}/1") == tuple(
        event[key] for key in ("OperationStatus", "ErrorCode", "Identifier")
    )
    assert "Its status is Failed" in event["StatusMessage"]
    event = control.create({**PACKAGE, "ModelPackageGroupName": "none"})
    assert ("FAILED", "InvalidRequest") == (event["OperationStatus"], event["ErrorCode"])


@pytest.mark.parametrize(
    ("given", "code", "saying"),
    [
        ({"TypeName": "No::Such::Type"}, "TypeNotFoundException", "No::Such::Type"),
        ({"TypeName": "AWS::S3::Bucket"}, "UnsupportedActionException", "AWS::S3::Bucket"),
        ({"DesiredState": "{"}, "ValidationException", "not valid JSON"),
        (
            {"DesiredState": '{"A": 1}'},
            "ValidationException",
            "Model validation failed (#: extraneous key [A] is not permitted)",
        ),
    ],
)
def test_a_create_is_refused(control: Control, given: Any, code: str, saying: str) -> None:
    """An unknown type or an invalid model is refused at once."""
    with refused(code, saying):
        control.create(PACKAGE, **given)


@pytest.mark.parametrize("operation", ["read", "update", "delete"])
def test_a_missing_package_is_not_found(control: Control, operation: str) -> None:
    """An unknown identifier is a ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "was not found"):
        getattr(control, operation)(f"{ARN}/7")


def test_a_client_token_creates_one_resource(control: Control, client: "SageMakerClient") -> None:
    """A repeated request with the same client token creates nothing; another request with it is a conflict."""
    first, second = (control.create(PACKAGE, ClientToken="token-of-create") for _ in range(2))
    assert (first["RequestToken"], ["churn/1"]) == (second["RequestToken"], names(client, ModelPackageType="Both"))
    with refused("ClientTokenConflictException", "was used for another request"):
        control.create({**PACKAGE, "Task": "OTHER"}, ClientToken="token-of-create")


def test_packages_are_listed(control: Control, client: "SageMakerClient") -> None:
    """All packages are listed, or those of one group if ResourceModel has it."""
    for _ in range(101):
        version(client)
    client.create_model_package_group(ModelPackageGroupName="other")
    control.create({**PACKAGE, "ModelPackageGroupName": "other"})
    pages = list(control.client.get_paginator("list_resources").paginate(TypeName=TYPE_NAME))
    assert (102, True) == (sum(len(page["ResourceDescriptions"]) for page in pages), len(pages) > 1)
    one = control.client.list_resources(
        TypeName=TYPE_NAME, ResourceModel=json.dumps({"ModelPackageGroupName": "other"})
    )
    assert [f"{ARN.replace(GROUP, 'other')}/1"] == [item["Identifier"] for item in one["ResourceDescriptions"]]


def test_requests_are_listed(control: Control) -> None:
    """ListResourceRequests returns the newest first, filtered by operation and status."""
    tokens = [control.create(properties)["RequestToken"] for properties in (PACKAGE, MISSING)]
    wanted = {"Operations": ["CREATE"], "OperationStatuses": ["FAILED"]}
    found = control.client.list_resource_requests(ResourceRequestStatusFilter=wanted)["ResourceRequestStatusSummaries"]
    assert tokens[1] == found[0]["RequestToken"]
    assert tokens[0] not in [event["RequestToken"] for event in found]
    with refused("RequestTokenNotFoundException", "none was not found"):
        control.client.get_resource_request_status(RequestToken="none")


def test_one_operation_on_a_resource_at_a_time(control: Control) -> None:
    """While an operation on a resource is in progress, another one is refused."""
    control.create(PACKAGE)
    refusals = []

    def meanwhile(call: Call) -> None:
        if call.operation == "UpdateModelPackage":
            WIRE.before = None
            with refused("ConcurrentOperationException", "Another operation is in progress"):
                control.delete(f"{ARN}/1")
            refusals.append(call)

    WIRE.before = meanwhile
    event = control.update(f"{ARN}/1", {"op": "replace", "path": "/ModelApprovalStatus", "value": "Approved"})
    assert ("SUCCESS", 1) == (event["OperationStatus"], len(refusals))


def test_a_group_is_a_resource_as_well(control: Control) -> None:
    """Model package groups have a handler in the sandbox: the API works on them."""
    kind = "AWS::SageMaker::ModelPackageGroup"
    event = control.create({"ModelPackageGroupName": "own"}, TypeName=kind)
    assert "SUCCESS" == event["OperationStatus"]
    found = control.client.list_resources(TypeName=kind)["ResourceDescriptions"]
    assert event["Identifier"] in [item["Identifier"] for item in found]
