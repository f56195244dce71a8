"""Checks the limits of an operation's input, which botocore's service model states. Pure."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape


def describe_violations(parameters: dict[str, Any], operation: OperationModel) -> str:
    """Return AWS's sentence about the limits that a request breaks, "" if it breaks none."""
    shape = operation.input_shape
    found = [] if shape is None else list(violations(parameters, shape))
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
    return f"{count}: {'; '.join(found)}" if found else ""


def violations(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield AWS's message for each value that breaks a limit of its shape. `path` is the place of the value."""
    for constraint in _broken_constraints(value, shape):
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {constraint}"
    if value is None:
        return
    for item, item_shape, item_path in _members(value, shape, path):
        yield from violations(item, item_shape, item_path)


def _members(value: Any, shape: Shape, path: str) -> Iterator[tuple[Any, Shape, str]]:
    if isinstance(shape, StructureShape):
        for name in {**value, **dict.fromkeys(shape.required_members)}:
            member = f"{name[:1].lower()}{name[1:]}"
            yield value.get(name), shape.members[name], f"{path}.{member}" if path else member
    elif isinstance(shape, ListShape):
        for index, item in enumerate(value, 1):
            yield item, shape.member, f"{path}.{index}.member"
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield key, shape.key, f"{path}.key"
            yield item, shape.value, f"{path}.{key}.member"


def _broken_constraints(value: Any, shape: Shape) -> Iterator[str]:
    if value is None:
        yield "not be null"
        return
    has_length = isinstance(value, (str, list, dict))
    size, measure = (len(value), "length") if has_length else (value, "value")
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and size < minimum:
        yield f"have {measure} greater than or equal to {minimum}"
    if maximum is not None and size > maximum:
        yield f"have {measure} less than or equal to {maximum}"
    allowed, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
    if allowed and value not in allowed:
        yield f"satisfy enum value set: [{', '.join(allowed)}]"
    if pattern and not _compiled(pattern).fullmatch(value):
        yield f"satisfy regular expression pattern: {pattern}"


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    # Two patterns in the service model end in `${1,128}` and `${1,256}`: no regular expressions. `max` says the same.
    return regex.compile(regex.sub(r"\$\{1,\d+\}$", "", pattern))
