"""Drops and converts values: those that are unset, that the schema doesn't know, or that have another type. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from .schema import JSON_TYPES, PROPERTIES, SCHEMA, Schema, State, is_map, member, resolve


def is_set(value: Any) -> bool:
    """Tell whether a value is set: not null, and not an empty string, list or map (KIND-4)."""
    return value not in (None, "", [], {})


def drop_unset(state: State) -> State:
    """Return a state without unset properties; unknown ones are kept, so that the checks refuse them."""
    return {name: value for name, value in state.items() if is_set(value) or name not in PROPERTIES}


def coerce(value: Any, schema: Schema = SCHEMA) -> Any:
    """Return JSON with the types of the schema: strings become numbers or booleans, or these become strings.

    CloudFormation may send every number and boolean as a string. Nulls are dropped. A value that can't be converted is
    kept.
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


def drop_unknown(value: Any, schema: Schema = SCHEMA) -> Any:
    """Return JSON without nulls and without members that the schema doesn't know, at every depth."""
    if isinstance(value, dict):
        members = ((key, item, member(schema, key)) for key, item in value.items())
        return {
            key: drop_unknown(item, found) for key, item, found in members if item is not None and found is not None
        }
    if isinstance(value, list):
        return [drop_unknown(item, resolve(schema.get("items", {}))) for item in value if item is not None]
    return value


def drop_empty_objects(value: Any, schema: Schema = SCHEMA) -> Any:
    """Return JSON without empty objects, at every depth; required members are kept (CARD-9)."""
    if isinstance(value, dict):
        kept = {key: drop_empty_objects(item, member(schema, key) or {}) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item != {} or key in schema.get("required", ())}
    if isinstance(value, list):
        return [drop_empty_objects(item, resolve(schema.get("items", {}))) for item in value]
    return value


def well_typed(state: State) -> State:
    """Return a state without members that the schema doesn't know, and without properties of another type.

    Code that relies on the types of the schema can take the result. Limits aren't checked.
    """
    kept: State = drop_unknown(state)
    return {name: value for name, value in kept.items() if _has_type(value, resolve(PROPERTIES[name]))}


def _has_type(value: Any, schema: Schema) -> bool:
    if not isinstance(value, JSON_TYPES[schema["type"]]):
        return False
    if isinstance(value, dict):
        members = all(_has_type(item, member(schema, key) or {"type": "string"}) for key, item in value.items())
        return members and all(name in value for name in schema.get("required", ()))
    return not isinstance(value, list) or all(_has_type(item, resolve(schema["items"])) for item in value)


def map_values(value: Any, schema: Schema = SCHEMA) -> Iterator[str]:
    """Yield every string in a map whose keys the user chooses: environment variables and metadata."""
    if isinstance(value, dict):
        for key, item in value.items():
            if is_map(schema) and isinstance(item, str):
                yield item
            else:
                yield from map_values(item, member(schema, key) or {})
    elif isinstance(value, list):
        for item in value:
            yield from map_values(item, resolve(schema.get("items", {})))
