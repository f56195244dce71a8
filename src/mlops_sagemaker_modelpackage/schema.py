"""The schema of the type, and one walk over a value with its schema. Pure.

`schema.json` is a link to the schema in the root of the project. In a built package it is a copy, since the deployed
code has only this package and its requirements.

A *state* is the plain JSON form of a model: a dictionary of CloudFormation's property names.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from typing import TypeAlias

    from mypy_boto3_sagemaker.type_defs import (
        DescribeModelPackageOutputTypeDef,
        ModelPackageModelCardTypeDef,
        TagTypeDef,
    )

    # The types of SageMaker's API, for the type checker; at run time they are plain dictionaries.
    Described: TypeAlias = DescribeModelPackageOutputTypeDef
    DescribedCard: TypeAlias = ModelPackageModelCardTypeDef
    ApiTag: TypeAlias = TagTypeDef
else:
    Described = DescribedCard = ApiTag = dict

State = dict[str, Any]
Schema = dict[str, Any]

SCHEMA: Final[Schema] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
TYPE_NAME: Final[str] = SCHEMA["typeName"]
PROPERTIES: Final[dict[str, Schema]] = SCHEMA["properties"]


def _names(key: str) -> tuple[str, ...]:
    return tuple(pointer.removeprefix("/properties/") for pointer in SCHEMA[key])


READ_ONLY: Final = _names("readOnlyProperties")
CREATE_ONLY: Final = _names("createOnlyProperties")
WRITE_ONLY: Final = _names("writeOnlyProperties")
CONDITIONAL_CREATE_ONLY: Final = _names("conditionalCreateOnlyProperties")

JSON_TYPES: Final = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
DROP: Final = object()  # what a function passed to `rebuild` returns for an item that is left out


def resolve(schema: Schema) -> Schema:
    """Return the definition that a schema refers to with `$ref`; the schema itself if it has no `$ref`."""
    if "$ref" in schema:
        definition: Schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
        return definition
    return schema


def member(schema: Schema | None, name: str) -> Schema | None:
    """Return the resolved schema of a member of an object or of a value of a map; None if it may not have that name."""
    if schema is None:
        return None
    for pattern, value in schema.get("patternProperties", {}).items():
        return resolve(value) if compiled(pattern).search(name) else None
    found = schema.get("properties", {}).get(name)
    return None if found is None else resolve(found)


def items(schema: Schema | None) -> Schema | None:
    """Return the resolved schema of the items of a list; None if the schema isn't that of a list."""
    return resolve(schema["items"]) if schema and "items" in schema else None


def is_map(schema: Schema | None) -> bool:
    """Tell whether a schema is that of a map, whose keys the user chooses, instead of an object with fixed members."""
    return schema is not None and "patternProperties" in schema


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern of the schema as a Python pattern.

    Python has no `\p{…}`: a character class with it accepts every character, and SageMaker checks the value. In JSON
    Schema (ECMA 262) `$` matches at the end only; in Python it also matches before a line break at the end.
    """
    pattern = re.sub(r"\[[^\]]*\\p\{[^\]]*\]", r"[\\s\\S]", pattern)
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))


class Node(NamedTuple):
    """A value inside of a value."""

    # How messages name it, such as `InferenceSpecification.Containers[0]`. The user chooses the keys of a map, and they
    # may be sensitive: a value in a map has the path of the map.
    path: str
    value: Any
    schema: Schema | None  # resolved; None if the schema has no such member
    parent: Schema | None  # the schema of the object or list around it; None at the top

    def has_type(self) -> bool:
        """Tell whether the value has the type of its schema; limits and members aren't looked at."""
        kind = JSON_TYPES[(self.schema or {}).get("type", "object")]
        return isinstance(self.value, kind) and not (kind is int and isinstance(self.value, bool))


def walk(value: Any, schema: Schema | None = SCHEMA, path: str = "", parent: Schema | None = None) -> Iterator[Node]:
    """Yield a value and everything in it, from the outside in; nothing inside of a value of another type."""
    node = Node(path, value, schema, parent)
    yield node
    if schema is None or not node.has_type():
        return
    if isinstance(value, dict):
        prefix = f"{path}." if path else ""
        for key, item in value.items():
            yield from walk(item, member(schema, key), path if is_map(schema) else f"{prefix}{key}", schema)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, items(schema), f"{path}[{index}]", schema)


def rebuild(value: Any, change: Callable[[Any, Schema | None, bool], Any], schema: Schema | None = SCHEMA) -> Any:
    """Return a value with everything in it changed, from the inside out.

    `change` gets an item, its schema (None if the schema has no such member), and whether it is required: an item of a
    list or of a map is. It returns what takes the item's place, or `DROP`.
    """
    if isinstance(value, dict):
        required = value if is_map(schema) else (schema or {}).get("required", ())
        found = ((key, item, member(schema, key)) for key, item in value.items())
        changed = {key: change(rebuild(item, change, shape), shape, key in required) for key, item, shape in found}
        return {key: item for key, item in changed.items() if item is not DROP}
    if isinstance(value, list):
        shape = items(schema)
        kept = (change(rebuild(item, change, shape), shape, True) for item in value)
        return [item for item in kept if item is not DROP]
    return value


def is_set(value: Any) -> bool:
    """Tell whether a value is set: not null, and not an empty string, list or map (KIND-4)."""
    return value not in (None, "", [], {})


def drop_unset(state: State) -> State:
    """Return a state without unset properties; unknown ones are kept, so that the checks refuse them."""
    return {name: value for name, value in state.items() if is_set(value) or name not in PROPERTIES}


def coerce(state: State) -> State:
    """Return a state with the types of the schema: strings become numbers or booleans, or these become strings.

    CloudFormation may send every number and boolean as a string. Nulls are dropped. A value that can't be converted is
    kept.
    """
    coerced: State = rebuild(state, _coerced)
    return coerced


def _coerced(value: Any, schema: Schema | None, _required: bool) -> Any:
    kind = schema.get("type", "object") if schema else None
    if value is None:
        return DROP
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "boolean" and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), value)
    if kind == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    return value


def well_typed(state: State) -> State:
    """Return a state without members that the schema doesn't know, and without properties of another type.

    Code that relies on the types of the schema can take the result. Limits aren't checked.
    """
    known = rebuild(state, lambda value, schema, _required: DROP if value is None or schema is None else value)
    return {name: value for name, value in known.items() if _is_well_typed(value, resolve(PROPERTIES[name]))}


def _is_well_typed(value: Any, schema: Schema) -> bool:
    return all(
        node.has_type() and (is_map(node.schema) or set((node.schema or {}).get("required", ())) <= set(node.value))
        if isinstance(node.value, dict)
        else node.has_type()
        for node in walk(value, schema)
    )


def is_satisfied_by(desired: Any, actual: Any, schema: Schema | None, *, normalized: bool = False) -> bool:
    """Tell whether an actual value contains everything in a desired one.

    An actual object may have more members: SageMaker fills in digests, ETags, empty key IDs and defaults (UPDATE-6).
    False equals unset. A list must have the same items; their order counts, unless it is a list of strings and the
    schema says that their order doesn't. If `actual` is what SageMaker reports for what was sent (`normalized`), it may
    give an image by its digest instead of its tag, an S3 address without its slash at the end, or none (UPDATE-11).
    """
    if isinstance(desired, dict):
        members = actual if isinstance(actual, dict) else {}
        return all(
            (normalized and key == "S3Uri" and key not in members)
            or is_satisfied_by(item, members.get(key), member(schema, key), normalized=normalized)
            for key, item in desired.items()
        )
    if isinstance(desired, list):
        return _is_list_satisfied(desired, actual if isinstance(actual, list) else [], schema, normalized=normalized)
    if normalized and isinstance(desired, str) and isinstance(actual, str):
        return desired == actual or _is_normalized(desired, actual)
    counted = [value for value in (desired, actual) if is_set(value) and value is not False]
    return bool(desired == actual) or not counted


def _is_list_satisfied(desired: list[Any], actual: list[Any], schema: Schema | None, *, normalized: bool) -> bool:
    if not (schema or {}).get("insertionOrder", True) and all(isinstance(item, str) for item in desired + actual):
        return sorted(desired) == sorted(actual)
    pairs = zip(desired, actual, strict=False)
    return len(desired) == len(actual) and all(
        is_satisfied_by(want, has, items(schema), normalized=normalized) for want, has in pairs
    )


def _is_normalized(desired: str, actual: str) -> bool:
    repository, at, _digest = actual.partition("@sha256:")
    if at:
        return (
            desired.partition("@")[0] == repository
            or re.fullmatch(re.escape(repository) + r":[\w.-]+", desired) is not None
        )
    return desired.startswith("s3://") and desired.rstrip("/") == actual.rstrip("/")


def has_value(state: Any, name: str, value: Any) -> bool:
    """Tell whether a property of a state or a description equals a value; false equals unset."""
    actual, schema = state.get(name), resolve(PROPERTIES[name])
    return is_satisfied_by(value, actual, schema) and is_satisfied_by(actual, value, schema)
