"""Drift detection: reads the resources of a stack and records how they differ from its template.

Only properties that the template sets are compared: services fill in defaults and digests. Write-only properties are
left out, since they can't be read. Where a property differs and the schema has a transform for it, the transformed
value is compared too ("Preventing false drift detection results" in the CloudFormation CLI guide).
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import zip_longest
from typing import Any, Final

from jsonata import Jsonata
from moto.core.utils import utcnow

from ...scalars import tag_list, tag_map, text_or_json, to_text
from ..errors import invalid
from ..resource_types.base import ResourceFailure, Tags
from ..resource_types.lookup import find_handler_type
from ..resource_types.schemas import Properties, TypeSchema, value_at
from ..templates.dynamic_references import References
from ..templates.intrinsics import MASK
from .provisioning import ResourceProvisioner
from .stack import ApiObject, Resource

JsonSchema = dict[str, Any]
Difference = tuple[str, Any, Any]  # path, expected value, actual value
_ABSENT: Final = object()


def detect_stack_drift(operation: ResourceProvisioner, names: Iterable[str] | None = None) -> ApiObject:
    """Read all or the named resources of a stack, and return what DescribeStackDriftDetectionStatus does."""
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
    """Read a resource, and return its StackResourceDrift. Raises moto's ValidationError if that fails."""
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
    expected = _expected_properties(properties, resource.tags, resource_type.schema)
    masked = resource.masked_properties  # other than the properties where a NoEcho parameter is in them
    hidden = {name for name, value in resource.properties.items() if masked.get(name) != value}
    result["ExpectedProperties"] = _to_json(references.mask(expected), hidden)
    try:
        actual = resource_type.find(operation.request(resource), resource.physical_id).model
    except ResourceFailure as failure:
        if failure.code != "NotFound":
            raise invalid(f"Drift detection of {resource.logical_id} failed: {failure.message}") from None
        result["StackResourceDriftStatus"] = "DELETED"
    else:
        differences = _find_differences(expected, actual, resource_type.schema)
        masks = {"ExpectedValue": MASK, "ActualValue": MASK}
        compared = _restrict_to_expected(expected, actual)
        result["ActualProperties"] = _to_json(references.mask(compared), hidden)
        result["PropertyDifferences"] = [
            item | (masks if item["PropertyPath"].split("/")[1] in hidden else {})
            for item in references.mask(differences)
        ]
        result["StackResourceDriftStatus"] = "MODIFIED" if differences else "IN_SYNC"
    resource.drift = result
    return result


def _to_json(properties: Properties, hidden: set[str]) -> str:
    return json.dumps({name: MASK if name in hidden else value for name, value in properties.items()}, sort_keys=True)


def _expected_properties(properties: Properties, tags: Tags, schema: TypeSchema) -> Properties:
    """Return the readable properties that a template sets, with the tags of the stack among those of the resource."""
    unreadable = {path[0] for path in schema.write_only if len(path) == 1}
    expected = {name: value for name, value in properties.items() if name not in unreadable}
    if schema.tag_property in expected:
        expected[schema.tag_property] = tag_list(tags | tag_map(expected[schema.tag_property]))
    return expected


def _find_differences(expected: Properties, actual: Properties, schema: TypeSchema) -> list[ApiObject]:
    """Return the property differences in the form of DescribeStackResourceDrifts."""
    return [
        {
            "PropertyPath": path,
            "ExpectedValue": "null" if one is _ABSENT else text_or_json(one, sort_keys=True),
            "ActualValue": "null" if other is _ABSENT else text_or_json(other, sort_keys=True),
            "DifferenceType": "ADD" if one is _ABSENT else "REMOVE" if other is _ABSENT else "NOT_EQUAL",
        }
        for path, one, other in _compare(_apply_transforms(expected, actual, schema), actual, schema.schema, schema, "")
    ]


def _apply_transforms(expected: Properties, actual: Properties, schema: TypeSchema) -> Properties:
    """Return the expected properties, with the actual value where a transform of the schema gives that value."""
    result = deepcopy(expected)
    for path, expressions in schema.transforms.items():
        value = value_at(actual, path)
        if value_at(expected, path) in (None, value) or value is None:
            continue
        if any(Jsonata(expression).evaluate(expected) == value for expression in expressions):
            value_at(result, path[:-1])[path[-1]] = value
    return result


def _restrict_to_expected(expected: Any, actual: Any) -> Any:
    """Return the actual value without the members of objects that the template doesn't set."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {name: _restrict_to_expected(value, actual[name]) for name, value in expected.items() if name in actual}
    if isinstance(expected, list) and isinstance(actual, list):
        rest = actual[len(expected) :]
        return [_restrict_to_expected(one, other) for one, other in zip(expected, actual, strict=False)] + rest
    return actual


def _compare(expected: Any, actual: Any, shape: JsonSchema, schema: TypeSchema, path: str) -> Iterator[Difference]:
    if "$ref" in shape:
        shape = schema.schema["definitions"][shape["$ref"].rpartition("/")[2]]
    if actual is _ABSENT:
        if expected not in ("", [], {}, False, "false"):  # services don't report empty values
            yield path, expected, actual
    elif isinstance(expected, (dict, list)) and isinstance(actual, type(expected)):
        for key, one, other, part_shape in _pairs(expected, actual, shape, schema):
            yield from _compare(one, other, part_shape, schema, f"{path}/{key}")
    elif _comparable(expected) != _comparable(actual):
        yield path, expected, actual


def _pairs(
    expected: Any, actual: Any, shape: JsonSchema, schema: TypeSchema
) -> Iterator[tuple[Any, Any, Any, JsonSchema]]:
    """Yield the key, both values and the schema of each part of two objects or lists."""
    if isinstance(expected, dict):
        patterns = shape.get("patternProperties")
        others = next(iter(patterns.values())) if patterns else {}
        for name in expected | actual if patterns else expected:  # of a map, all keys are compared
            part_shape = shape.get("properties", {}).get(name) or others
            yield name, expected.get(name, _ABSENT), actual.get(name, _ABSENT), part_shape
        return
    item_shape = shape.get("items", {})
    if not shape.get("insertionOrder", True):
        expected, actual = _drop_equal(expected, actual, item_shape, schema)
    for index, (one, other) in enumerate(zip_longest(expected, actual, fillvalue=_ABSENT)):
        yield index, one, other, item_shape


def _drop_equal(
    expected: list[Any], actual: list[Any], shape: JsonSchema, schema: TypeSchema
) -> tuple[list[Any], list[Any]]:
    """Return two lists whose order is irrelevant, without the items that they have in common."""
    missing, remaining = [], [*actual]
    for item in expected:
        equal = [other for other in remaining if not any(_compare(item, other, shape, schema, ""))]
        if equal:
            remaining.remove(equal[0])
        else:
            missing.append(item)
    return missing, remaining


def _comparable(value: Any) -> Any:
    return to_text(value).lower() if isinstance(value, (bool, int, float)) else value
