"""The schema of the type, and the walks over it: everything that depends on a property's type or limit starts here.

`schema.json` is a link to the schema in the root of the project, so that packaging puts a copy beside this module; the
deployed code holds nothing but this package and its requirements.

A *state* is the plain JSON form of a model: a dictionary of CloudFormation's property names without nulls.
"""

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

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
CONDITIONAL: Final = _names("conditionalCreateOnlyProperties")

_JSON_TYPES: Final = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def resolve(schema: Schema) -> Schema:
    """Return the definition that a schema refers to, or the schema itself."""
    if "$ref" in schema:
        definition: Schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
        return definition
    return schema


def member(schema: Schema, name: str) -> Schema | None:
    """Return the resolved schema of a member of an object, of a map's value for a map, and None where there is none."""
    for pattern, value in schema.get("patternProperties", {}).items():
        return resolve(value) if _pattern(pattern).search(name) else None
    found = schema.get("properties", {}).get(name)
    return None if found is None else resolve(found)


def is_map(schema: Schema) -> bool:
    """Tell whether an object has keys of the user's choice instead of members."""
    return "patternProperties" in schema


def coerce(value: Any, schema: Schema = SCHEMA) -> Any:
    """Return JSON as the schema types it: text becomes the number or boolean that is wanted, and the other way round.

    CloudFormation may send every scalar as text. Nulls are dropped. What doesn't fit is left as it is, for `problems`.
    """
    kind = schema.get("type", "object")
    if kind == "object" and isinstance(value, dict):
        return {
            key: coerce(item, member(schema, key) or {"type": None}) for key, item in value.items() if item is not None
        }
    if kind == "array" and isinstance(value, list):
        items = resolve(schema["items"])
        return [coerce(item, items) for item in value if item is not None]
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "boolean" and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), value)
    if kind == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    return value


def known(value: Any, schema: Schema = SCHEMA) -> Any:
    """Return JSON without the nulls and without what the schema doesn't know, at every depth."""
    if isinstance(value, dict):
        members = ((key, item, member(schema, key)) for key, item in value.items())
        return {key: known(item, found) for key, item, found in members if item is not None and found is not None}
    if isinstance(value, list):
        return [known(item, resolve(schema.get("items", {}))) for item in value if item is not None]
    return value


def drop_empty_objects(value: Any, schema: Schema = SCHEMA) -> Any:
    """Return JSON that the schema knows without the empty objects, at every depth; one that is required stays."""
    if isinstance(value, dict):
        kept = {key: drop_empty_objects(item, member(schema, key) or {}) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item != {} or key in schema.get("required", ())}
    if isinstance(value, list):
        return [drop_empty_objects(item, resolve(schema.get("items", {}))) for item in value]
    return value


def problems(value: Any, schema: Schema = SCHEMA, path: str = "") -> Iterator[str]:
    """Yield a sentence for each place where a value breaks the schema. Never quotes what a map holds."""
    kind = _JSON_TYPES[schema.get("type", "object")]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield f"{path or 'The model'} must be of type {schema.get('type', 'object')}"
    elif isinstance(value, dict):
        yield from _object_problems(value, schema, path)
    elif isinstance(value, list):
        yield from _size_problems(len(value), schema, path, "Items", "items")
        for index, item in enumerate(value):
            yield from problems(item, resolve(schema["items"]), f"{path}[{index}]")
    elif isinstance(value, str):
        yield from _text_problems(value, schema, path)
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{path} must be at least {schema['minimum']}"


def sound(state: State) -> State:
    """Return a state that can be walked: without what the schema doesn't know or types otherwise, limits apart."""
    kept: State = known(state)
    return {name: value for name, value in kept.items() if _fits(value, resolve(PROPERTIES[name]))}


def _fits(value: Any, schema: Schema) -> bool:
    if not isinstance(value, _JSON_TYPES[schema["type"]]):
        return False
    if isinstance(value, dict):
        members = all(_fits(item, member(schema, key) or {"type": "string"}) for key, item in value.items())
        return members and all(name in value for name in schema.get("required", ()))
    return not isinstance(value, list) or all(_fits(item, resolve(schema["items"])) for item in value)


def _object_problems(value: dict[str, Any], schema: Schema, path: str) -> Iterator[str]:
    here = f"{path}." if path else ""
    yield from _size_problems(len(value), schema, path, "Properties", "entries")
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{here}{name} is required"
    for key, item in value.items():
        found = member(schema, key)
        if found is not None:
            # A key of a map is the user's own: it may be as private as its value.
            yield from problems(item, found, path if is_map(schema) else f"{here}{key}")
        elif is_map(schema):
            yield f"A key in {path} must match {', '.join(schema['patternProperties'])}"
        else:
            close = get_close_matches(key, schema["properties"], n=1)
            yield f"{here}{key} is not a property of the type{f'; did you mean {close[0]}?' if close else ''}"


def _text_problems(value: str, schema: Schema, path: str) -> Iterator[str]:
    yield from _size_problems(len(value), schema, path, "Length", "characters")
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} must be one of {', '.join(schema['enum'])}"
    if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
        yield f"{path} must match {schema['pattern']}"


def _size_problems(size: int, schema: Schema, path: str, keyword: str, unit: str) -> Iterator[str]:
    least, most = schema.get(f"min{keyword}", 0), schema.get(f"max{keyword}", size)
    if size < least:
        yield f"{path} must have at least {least} {unit}"
    if size > most:
        yield f"{path} must have at most {most} {unit}"


def missing_members(value: Any, definition: str, name: str, schema: Schema = SCHEMA, path: str = "") -> Iterator[str]:
    """Yield a sentence for each object of a definition that lacks a member which a template has to give.

    For members that the definition can't require, since Read may report the object without them.
    """
    if isinstance(value, dict):
        if schema is SCHEMA["definitions"].get(definition) and not value.get(name):
            yield f"{path}.{name} is required"
        for key, item in value.items():
            yield from missing_members(item, definition, name, member(schema, key) or {}, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from missing_members(item, definition, name, resolve(schema.get("items", {})), f"{path}[{index}]")


def map_values(value: Any, schema: Schema = SCHEMA) -> Iterator[str]:
    """Yield every text that a map of the user's own keys holds: environment variables and metadata."""
    if isinstance(value, dict):
        for key, item in value.items():
            found = member(schema, key) or {}
            if is_map(schema) and isinstance(item, str):
                yield item
            else:
                yield from map_values(item, found)
    elif isinstance(value, list):
        for item in value:
            yield from map_values(item, resolve(schema.get("items", {})))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    r"""Compile a pattern of the schema. `re` has no `\p{…}`: such a class lets everything pass for SageMaker to judge.

    A `$` of JSON Schema (ECMA 262) is the very end; Python's also stands before a line break there.
    """
    pattern = re.sub(r"\[[^\]]*\\p\{[^\]]*\]", r"[\\s\\S]", pattern)
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
