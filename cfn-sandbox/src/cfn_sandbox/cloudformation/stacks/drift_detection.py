"""Drift detection: reads the resources of a stack and records how they differ from its template."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from moto.core.utils import utcnow

from ..errors import invalid
from ..resource_types.base import ResourceFailure
from ..resource_types.lookup import find_handler_type
from ..resource_types.schemas import Properties
from ..templates.dynamic_references import References
from ..templates.intrinsics import MASK
from . import drift_comparison
from .provisioning import ResourceProvisioner
from .stack import ApiObject, Resource, Stack


def detect_stack_drift(operation: ResourceProvisioner, names: Iterable[str] | None = None) -> ApiObject:
    """Read the resources of a stack, and return the result in the form of DescribeStackDriftDetectionStatus.

    Args:
        operation: The operation on the stack.
        names: The logical IDs of the resources, by default all that can be read.

    """
    stack = operation.stack
    unknown = sorted(set(names or ()) - stack.resources.keys())
    if unknown:
        raise invalid(f"Resource {', '.join(unknown)} does not exist for stack {stack.name}")
    results = [
        detect_resource_drift(operation, resource)
        for name, resource in stack.resources.items()
        if (names is None or name in names)
        and find_handler_type(resource.type_name, resource.location)
        and resource.created
    ]
    drifted = [result for result in results if result["StackResourceDriftStatus"] != "IN_SYNC"]
    status = "DRIFTED" if drifted else "IN_SYNC"
    stack.drift = {"StackDriftStatus": status, "LastCheckTimestamp": utcnow()}
    return {
        "StackId": stack.stack_id,
        "StackDriftDetectionId": str(uuid.uuid4()),
        "StackDriftStatus": status,
        "DetectionStatus": "DETECTION_COMPLETE",
        "DriftedStackResourceCount": len(drifted),
        "Timestamp": utcnow(),
    }


def detect_resource_drift(operation: ResourceProvisioner, resource: Resource) -> ApiObject:
    """Read a resource, and return its drift in the form of StackResourceDrift.

    Raises:
        ValidationError: The type can't be read, or the read handler failed.

    """
    resource_type = find_handler_type(resource.type_name, resource.location)
    if resource_type is None or resource.created is None:
        raise invalid(f"Resource type {resource.type_name} is not supported for drift detection")
    result: dict[str, Any] = {
        "StackId": operation.stack.stack_id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type_name,
        "Timestamp": utcnow(),
        "PropertyDifferences": [],
    }
    references = References(resource.location)
    properties = references.resolve_if_possible(resource.properties)
    expected = drift_comparison.expected_properties(properties, resource.tags, resource_type.schema)
    hidden = _hidden_names(resource)
    result["ExpectedProperties"] = _to_json(references.mask(expected), hidden)
    try:
        actual = resource_type.find(operation.request(resource), resource.physical_id).model
    except ResourceFailure as failure:
        if failure.code != "NotFound":
            raise invalid(f"Drift detection of {resource.logical_id} failed: {failure.message}") from None
        result["StackResourceDriftStatus"] = "DELETED"
    else:
        differences = drift_comparison.find_differences(expected, actual, resource_type.schema)
        compared = drift_comparison.restrict_to_expected(expected, actual)
        result["ActualProperties"] = _to_json(references.mask(compared), hidden)
        result["PropertyDifferences"] = [_mask_difference(item, hidden) for item in references.mask(differences)]
        result["StackResourceDriftStatus"] = "MODIFIED" if differences else "IN_SYNC"
    resource.drift = result
    return result


def _hidden_names(resource: Resource) -> set[str]:
    """Return the names of the properties with the value of a NoEcho parameter in them."""
    masked = resource.masked_properties
    return {name for name, value in resource.properties.items() if masked.get(name) != value}


def _to_json(properties: Properties, hidden: set[str]) -> str:
    return json.dumps({name: MASK if name in hidden else value for name, value in properties.items()}, sort_keys=True)


def _mask_difference(difference: ApiObject, hidden: set[str]) -> ApiObject:
    is_hidden = difference["PropertyPath"].split("/")[1] in hidden
    return difference | ({"ExpectedValue": MASK, "ActualValue": MASK} if is_hidden else {})


def describe_drifts(stack: Stack, statuses: list[str] | None) -> list[ApiObject]:
    """Return the results of the last detection in the form of DescribeStackResourceDrifts.

    Args:
        stack: The stack.
        statuses: The drift statuses to return, by default all.

    """
    drifts = [resource.drift for resource in stack.resources.values() if resource.drift]
    return [drift for drift in drifts if not statuses or drift["StackResourceDriftStatus"] in statuses]
