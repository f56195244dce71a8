"""Drift detection: reads the resources of a stack and notes how they differ from its template."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from moto.core.utils import utcnow

from . import drift, registry
from .dynamic import References
from .intrinsics import invalid
from .operations import Operation
from .stack import Resource, Shown, Stack
from .types import Failed


def detect(operation: Operation, names: Iterable[str] | None = None) -> Shown:
    """Look at the resources of a stack, or some of them, and return the answer of the detection's status."""
    stack = operation.stack
    unknown = sorted(set(names or ()) - stack.resources.keys())
    if unknown:
        raise invalid(f"Resource {', '.join(unknown)} does not exist for stack {stack.name}")
    looked_at = [
        detect_resource(operation, resource)
        for name, resource in stack.resources.items()
        if (names is None or name in names)
        and registry.registered(resource.type_name, resource.location)
        and resource.made
    ]
    drifted = [found for found in looked_at if found["StackResourceDriftStatus"] != "IN_SYNC"]
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


def detect_resource(operation: Operation, resource: Resource) -> Shown:
    """Read a resource and return its drift. Raises moto's ValidationError for a type that can't be read."""
    kind = registry.registered(resource.type_name, resource.location)
    if kind is None or resource.made is None:
        raise invalid(f"Resource type {resource.type_name} is not supported for drift detection")
    shown: dict[str, Any] = {
        "StackId": operation.stack.stack_id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type_name,
        "Timestamp": utcnow(),
        "PropertyDifferences": [],
    }
    references = References(resource.location)
    properties = references.as_far_as_there(resource.properties)
    wanted = drift.expected(properties, resource.tags, kind.schema)
    shown["ExpectedProperties"] = json.dumps(references.hidden(wanted), sort_keys=True)
    try:
        actual = kind.read(operation.request(resource), resource.physical_id)
    except Failed as failure:
        if failure.code != "NotFound":
            raise invalid(f"Drift detection of {resource.logical_id} failed: {failure.message}") from None
        shown["StackResourceDriftStatus"] = "DELETED"
    else:
        shown["ActualProperties"] = json.dumps(references.hidden(drift.narrowed(wanted, actual)), sort_keys=True)
        shown["PropertyDifferences"] = references.hidden(drift.differences(wanted, actual, kind.schema))
        shown["StackResourceDriftStatus"] = "MODIFIED" if shown["PropertyDifferences"] else "IN_SYNC"
    resource.drift = shown
    return shown


def found(stack: Stack, statuses: list[str] | None) -> list[Shown]:
    """Return what the last detection found of each resource, in the form of DescribeStackResourceDrifts."""
    drifts = [resource.drift for resource in stack.resources.values() if resource.drift]
    return [shown for shown in drifts if not statuses or shown["StackResourceDriftStatus"] in statuses]
