"""Drift: how a resource, as Read reports it, differs from what the template set. Pure.

Only what the template sets is compared: SageMaker fills in digests, defaults and empty keys. Write-only properties are
left out, since nobody can read them. Where a property differs and its type has a transform for it, the transformed
value is compared as well ("Preventing false drift detection results" in the CloudFormation CLI guide).
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from jsonata import Jsonata

from .schemas import State, TypeSchema, value_at
from .types import Tags

Shown = dict[str, Any]
_ABSENT: Final = object()


def expected(properties: State, tags: Tags, schema: TypeSchema) -> State:
    """Return what a resource should be: what its template sets and can be read, with the tags of the stack."""
    unread = {path[0] for path in schema.write_only if len(path) == 1}
    state = {name: value for name, value in properties.items() if name not in unread}
    if schema.tag_property in state:
        own = {tag["Key"]: tag["Value"] for tag in state[schema.tag_property]}
        state[schema.tag_property] = [{"Key": key, "Value": value} for key, value in (tags | own).items()]
    return state


def differences(wanted: State, actual: State, schema: TypeSchema) -> list[Shown]:
    """Return the property differences in the form of DescribeStackResourceDrifts."""
    return [
        {
            "PropertyPath": path,
            "ExpectedValue": "null" if want is _ABSENT else _text(want),
            "ActualValue": "null" if has is _ABSENT else _text(has),
            "DifferenceType": "ADD" if want is _ABSENT else "REMOVE" if has is _ABSENT else "NOT_EQUAL",
        }
        for path, want, has in _compare(_transformed(wanted, actual, schema), actual, schema.schema, schema, "")
    ]


def _transformed(wanted: State, actual: State, schema: TypeSchema) -> State:
    """Return the wanted state with the values that a transform of the type makes equal to what is there."""
    result = deepcopy(wanted)
    for path, expressions in schema.transforms.items():
        has = value_at(actual, path)
        if value_at(wanted, path) in (None, has) or has is None:
            continue
        if any(Jsonata(expression).evaluate(wanted) == has for expression in expressions):
            value_at(result, path[:-1])[path[-1]] = has
    return result


def narrowed(wanted: Any, actual: Any) -> Any:
    """Return what is there without the members of objects that the template doesn't set."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return {name: narrowed(value, actual[name]) for name, value in wanted.items() if name in actual}
    if isinstance(wanted, list) and isinstance(actual, list):
        rest = actual[len(wanted) :]
        return [narrowed(want, has) for want, has in zip(wanted, actual, strict=False)] + rest
    return actual


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


Difference = tuple[str, Any, Any]


def _compare(wanted: Any, actual: Any, shape: Shown, schema: TypeSchema, path: str) -> Iterator[Difference]:
    shape = _resolved(shape, schema)
    if isinstance(wanted, dict) and isinstance(actual, dict):
        for name, value in wanted.items():
            yield from _member(value, actual.get(name, _ABSENT), _inside(shape, name), schema, f"{path}/{name}")
        if "patternProperties" in shape:  # a map: its keys are the template's own
            yield from ((f"{path}/{name}", _ABSENT, actual[name]) for name in actual if name not in wanted)
    elif isinstance(wanted, list) and isinstance(actual, list):
        yield from _items(wanted, actual, shape, schema, path)
    elif _scalar(wanted) != _scalar(actual):
        yield path, wanted, actual


def _member(wanted: Any, actual: Any, shape: Shown, schema: TypeSchema, path: str) -> Iterator[Difference]:
    if actual is not _ABSENT:
        yield from _compare(wanted, actual, shape, schema, path)
    elif wanted not in ("", [], {}, False, "false"):  # what says nothing is reported as nothing
        yield path, wanted, _ABSENT


def _items(wanted: list[Any], actual: list[Any], shape: Shown, schema: TypeSchema, path: str) -> Iterator[Difference]:
    inside = shape.get("items", {})
    if not shape.get("insertionOrder", True):
        wanted, actual = _paired(wanted, actual, inside, schema)
    for index in range(max(len(wanted), len(actual))):
        want, has = (items[index] if index < len(items) else _ABSENT for items in (wanted, actual))
        here = f"{path}/{index}"
        if want is _ABSENT or has is _ABSENT:
            yield here, want, has
        else:
            yield from _compare(want, has, inside, schema, here)


def _paired(wanted: list[Any], actual: list[Any], shape: Shown, schema: TypeSchema) -> tuple[list[Any], list[Any]]:
    """Return two lists whose order says nothing with what is equal in them left out."""
    left = list(actual)
    missing = []
    for want in wanted:
        same = next((has for has in left if not any(_compare(want, has, shape, schema, ""))), _ABSENT)
        if same is _ABSENT:
            missing.append(want)
        else:
            left.remove(same)
    return missing, left


def _inside(shape: Shown, name: str) -> Shown:
    found: Shown = shape.get("properties", {}).get(name) or next(iter(shape.get("patternProperties", {}).values()), {})
    return found


def _resolved(shape: Shown, schema: TypeSchema) -> Shown:
    if "$ref" not in shape:
        return shape
    found: Shown = schema.schema["definitions"][shape["$ref"].rpartition("/")[2]]
    return found


def _scalar(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, (int, float)) else value
