"""Validates a value against the schema of the type. Pure. Problems are sentences, which never quote a map's content."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from .schema import JSON_TYPES, SCHEMA, Schema, compiled, is_map, member, resolve


def violations(value: Any, schema: Schema = SCHEMA, path: str = "") -> Iterator[str]:
    """Yield a sentence for each place where a value breaks the schema.

    Args:
        value: JSON.
        schema: a resolved schema, by default that of the type.
        path: how the sentences name the value, such as `InferenceSpecification.Containers[0]`.

    """
    kind = JSON_TYPES[schema.get("type", "object")]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield f"{path or 'The model'} must be of type {schema.get('type', 'object')}"
    elif isinstance(value, dict):
        yield from _object_violations(value, schema, path)
    elif isinstance(value, list):
        yield from _size_violations(len(value), schema, path, "Items", "items")
        for index, item in enumerate(value):
            yield from violations(item, resolve(schema["items"]), f"{path}[{index}]")
    elif isinstance(value, str):
        yield from _text_violations(value, schema, path)
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{path} must be at least {schema['minimum']}"


def missing_members(value: Any, definition: str, name: str, schema: Schema = SCHEMA, path: str = "") -> Iterator[str]:
    """Yield a sentence for each object of a definition in which a member is unset that a template must have.

    The schema can't require that member, since Read may report the object without it.

    Args:
        value: JSON.
        definition: the name of the definition in the schema.
        name: the name of the member.
        schema: the resolved schema of the value, by default that of the type.
        path: how the sentences name the value.

    """
    if isinstance(value, dict):
        if schema is SCHEMA["definitions"][definition] and not value.get(name):
            yield f"{path}.{name} is required"
        for key, item in value.items():
            yield from missing_members(item, definition, name, member(schema, key) or {}, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from missing_members(item, definition, name, resolve(schema.get("items", {})), f"{path}[{index}]")


def _object_violations(value: dict[str, Any], schema: Schema, path: str) -> Iterator[str]:
    prefix = f"{path}." if path else ""
    yield from _size_violations(len(value), schema, path, "Properties", "entries")
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{prefix}{name} is required"
    for key, item in value.items():
        found = member(schema, key)
        if found is not None:
            # The user chooses the keys of a map: they may be as sensitive as its values, so they are not quoted.
            yield from violations(item, found, path if is_map(schema) else f"{prefix}{key}")
        elif is_map(schema):
            yield f"A key in {path} must match {', '.join(schema['patternProperties'])}"
        else:
            close = get_close_matches(key, schema["properties"], n=1)
            yield f"{prefix}{key} is not a property of the type{f'; did you mean {close[0]}?' if close else ''}"


def _text_violations(value: str, schema: Schema, path: str) -> Iterator[str]:
    yield from _size_violations(len(value), schema, path, "Length", "characters")
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} must be one of {', '.join(schema['enum'])}"
    if "pattern" in schema and not compiled(schema["pattern"]).search(value):
        yield f"{path} must match {schema['pattern']}"


def _size_violations(size: int, schema: Schema, path: str, keyword: str, unit: str) -> Iterator[str]:
    least, most = schema.get(f"min{keyword}", 0), schema.get(f"max{keyword}", size)
    if size < least:
        yield f"{path} must have at least {least} {unit}"
    if size > most:
        yield f"{path} must have at most {most} {unit}"
