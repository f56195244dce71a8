"""Finds what a deployment would refuse, when the app is synthesized: the schema's limits, and the two kinds of package.

What only the deployment knows, such as a reference or a condition, is left to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

_RULES: Mapping[str, Any] = json.loads(files(__package__).joinpath("rules.json").read_text(encoding="utf-8"))
_SCHEMA: Mapping[str, Any] = _RULES["schema"]
_GROUP, _NAME = _RULES["names"]


def problems(properties: Mapping[str, Any]) -> list[str]:
    """Return why a package with these properties would be refused, as sentences; names are those of a template."""
    return [*_kind_problems(properties), *_violations(properties, _SCHEMA, "")]


def _kind_problems(properties: Mapping[str, Any]) -> Iterator[str]:
    group, name = properties.get(_GROUP), properties.get(_NAME)
    if isinstance(group, str) and isinstance(name, str):
        keep = "keep the first for a version of a group, the second for an unversioned package"
        yield f"{_GROUP} and {_NAME} are both set: {keep}"
    if group is None or isinstance(group, str):  # else a condition decides
        kind = "unversioned" if group is None else "versioned"
        article = "an" if group is None else "a"
        for other, reason in _RULES["kinds"][kind].items():
            if properties.get(other) not in (None, False, "", [], {}):
                yield f"{other} doesn't apply to {article} {kind} package: {reason}"


def _violations(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield a sentence for each place where a value breaks the schema."""
    schema = _SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    kind = schema.get("type", "object")
    if _is_unresolved(value):
        return
    if isinstance(value, Mapping) != (kind == "object") or isinstance(value, list | tuple) != (kind == "array"):
        yield f"{path} must be of type {kind}"
    elif isinstance(value, Mapping):
        yield from _object_violations(value, schema, path)
    elif isinstance(value, list | tuple):
        yield from _size_violations(len(value), schema, path, "Items", "items")
        for index, item in enumerate(value):
            yield from _violations(item, schema["items"], f"{path}[{index}]")
    elif isinstance(value, str) and kind == "string":
        yield from _text_violations(value, schema, path)
    elif isinstance(value, int | float) and value < schema.get("minimum", value):
        yield f"{path} must be at least {schema['minimum']}"


def _object_violations(value: Mapping[str, Any], schema: Mapping[str, Any], path: str) -> Iterator[str]:
    prefix = f"{path}." if path else ""
    yield from _size_violations(len(value), schema, path, "Properties", "entries")
    yield from (f"{prefix}{name} is required" for name in schema.get("required", ()) if name not in value)
    for key, item in value.items():
        if "properties" in schema:
            yield from _violations(item, schema["properties"][key], f"{prefix}{key}")
        for pattern, member in schema.get("patternProperties", {}).items():
            if not _matches(pattern, key):  # the user's own key, which may be private
                yield f"A key in {path} must match {pattern}"
            yield from _violations(item, member, path)


def _text_violations(value: str, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    yield from _size_violations(len(value), schema, path, "Length", "characters")
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} must be one of {', '.join(schema['enum'])}"
    if "pattern" in schema and not _matches(schema["pattern"], value):
        yield f"{path} must match {schema['pattern']}"


def _size_violations(size: int, schema: Mapping[str, Any], path: str, keyword: str, unit: str) -> Iterator[str]:
    least, most = schema.get(f"min{keyword}", 0), schema.get(f"max{keyword}", size)
    if size < least:
        yield f"{path} must have at least {least} {unit}"
    if size > most:
        yield f"{path} must have at most {most} {unit}"


def _matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern of the schema matches; in Python, `$` would match before a line break at the end, too."""
    return re.search(re.sub(r"\$$", r"\\Z", pattern), text) is not None or "${Token[" in text


def _is_unresolved(value: Any) -> bool:
    """Tell whether only CDK or the deployment knows a value: a token, in any of its forms, or a function."""
    if isinstance(value, str):
        return "${Token[" in value
    if isinstance(value, Mapping):
        return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
    if isinstance(value, list | tuple):
        return len(value) == 1 and isinstance(value[0], str) and value[0].startswith("#{Token[")
    if isinstance(value, int | float):
        return value < -1e280  # how CDK writes a token as a number
    return True
