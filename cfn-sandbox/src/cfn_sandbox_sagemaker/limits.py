"""What SageMaker refuses by itself: the limits of an operation's input, as botocore's service model states them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex
from botocore.model import ListShape, MapShape, Shape, StructureShape


def violations(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield what SageMaker would say of each place where a parameter breaks a limit of its shape."""
    for rule in _broken(value, shape):
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {rule}"
    if value is None:
        return
    for item, item_shape, item_path in _inside(value, shape, path):
        yield from violations(item, item_shape, item_path)


def _inside(value: Any, shape: Shape, path: str) -> Iterator[tuple[Any, Shape, str]]:
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


def _broken(value: Any, shape: Shape) -> Iterator[str]:
    if value is None:
        yield "not be null"
        return
    counted = isinstance(value, (str, list, dict))
    size, what = (len(value), "length") if counted else (value, "value")
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield f"have {what} greater than or equal to {least}"
    if most is not None and size > most:
        yield f"have {what} less than or equal to {most}"
    allowed, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
    if allowed and value not in allowed:
        yield f"satisfy enum value set: [{', '.join(allowed)}]"
    if pattern and not _compiled(pattern).fullmatch(value):
        yield f"satisfy regular expression pattern: {pattern}"


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    # Two patterns of the service model end in `${1,128}` and `${1,256}`: lengths that `max` states as well.
    return regex.compile(regex.sub(r"\$\{1,\d+\}$", "", pattern))
