"""Compares the schema of the type with SageMaker's API, as botocore's service model describes it.

Every difference is a mistake or intended; `api_differences.json` lists the intended ones with their reasons.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import botocore.session
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

from mlops_sagemaker_modelpackage.schema import PROPERTIES, Schema, resolve

ACCEPTED = Path(__file__).with_name("api_differences.json")


class Difference(NamedTuple):
    """A place where the schema and the API differ: `where` names the shape or property, its member and the keyword."""

    where: str
    ours: Any
    theirs: Any


def accepted() -> dict[str, str]:
    """Return the intended differences, each with its reason."""
    reasons: dict[str, str] = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    return reasons


def differences(model: ServiceModel | None = None) -> list[Difference]:
    """Return every difference between the schema and what create, update and describe accept and return.

    `model` is botocore's service model of SageMaker; without one it is that of the botocore that is installed.
    """
    model = model or botocore.session.get_session().get_service_model("sagemaker")
    describe, update, create = (
        model.operation_model(f"{verb}ModelPackage") for verb in ("Describe", "Update", "Create")
    )
    shapes: list[Any] = [describe.output_shape, update.input_shape, create.input_shape]
    members = {name: member for shape in shapes for name, member in shape.members.items()}
    found: dict[str, Difference] = {}
    for difference in _members("", PROPERTIES, members, set()):
        found.setdefault(difference.where, difference)
    return list(found.values())


def _members(owner: str, ours: dict[str, Schema], theirs: dict[str, Shape], seen: set[str]) -> Iterator[Difference]:
    for name in {**ours, **theirs}:
        where = f"{owner}.{name}" if owner else name
        if name not in ours or name not in theirs:
            yield Difference(
                where, "has it" if name in ours else "lacks it", "has it" if name in theirs else "lacks it"
            )
        else:
            yield from _compare(where, resolve(ours[name]), theirs[name], seen)


def _compare(where: str, ours: Schema, shape: Shape, seen: set[str]) -> Iterator[Difference]:
    stated: dict[str, Any] = {keyword: ours.get(keyword) for keyword in _KEYWORDS}
    wanted = dict.fromkeys(_KEYWORDS) | dict(_limits(shape))
    for keyword in _KEYWORDS:
        if keyword == "enum" and stated[keyword]:
            stated[keyword] = sorted(stated[keyword])  # the order of the values is irrelevant
        if stated[keyword] != wanted[keyword]:
            yield Difference(f"{where} {keyword}", stated[keyword], wanted[keyword])
    if isinstance(shape, ListShape) and "items" in ours:
        yield from _compare(f"{where}[]", resolve(ours["items"]), shape.member, seen)
    if isinstance(shape, MapShape) and "patternProperties" in ours:
        ((pattern, value),) = ours["patternProperties"].items()
        key = {"type": "string", "pattern": pattern}
        yield from _compare(f"{where} key", key, shape.key, seen)
        yield from _compare(f"{where} value", value, shape.value, seen)
    if isinstance(shape, StructureShape) and "properties" in ours and shape.name not in seen:
        seen.add(shape.name)
        yield from _members(shape.name, ours["properties"], shape.members, seen)


_KEYWORDS = (
    *("type", "required", "enum", "pattern", "minLength", "maxLength", "minItems", "maxItems"),
    *("minProperties", "maxProperties", "minimum", "maximum"),
)
_TYPES = {"structure": "object", "map": "object", "list": "array", "timestamp": "string", "long": "integer"}
_SUFFIX = {"string": "Length", "list": "Items", "map": "Properties"}


def _limits(shape: Shape) -> Iterator[tuple[str, Any]]:
    """Yield the keywords and values that the schema should have for a shape."""
    kind = shape.type_name
    yield "type", _TYPES.get(kind, kind)
    if isinstance(shape, StructureShape) and shape.required_members:
        yield "required", [name for name in shape.members if name in shape.required_members]
    for bound, keyword in (("min", "minimum"), ("max", "maximum")):
        limit = shape.metadata.get(bound)
        if limit is not None and kind in _SUFFIX:
            if bound == "max" or limit:  # a minimum length of 0 is no limit
                yield f"{bound}{_SUFFIX[kind]}", limit
        elif limit is not None:
            yield keyword, limit
    if "enum" in shape.metadata:
        yield "enum", sorted(shape.metadata["enum"])
    if "pattern" in shape.metadata:  # the API matches whole values, JSON Schema searches
        yield "pattern", f"^{shape.metadata['pattern']}$"
