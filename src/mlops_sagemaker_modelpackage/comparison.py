"""Compares values: whether an actual value contains everything in a desired one. Pure."""

from collections.abc import Mapping
from typing import Any

from . import schema
from .schema import Schema, member, resolve
from .values import is_set


def is_satisfied_by(desired: Any, actual: Any, shape: Schema) -> bool:
    """Tell whether an actual value contains everything in a desired one.

    An actual object may have more members: SageMaker fills in digests, ETags, empty key IDs and defaults (UPDATE-6).
    False equals unset. A list must have the same items; their order counts, unless it is a list of strings and the
    schema says that their order doesn't.

    Args:
        desired: JSON.
        actual: JSON.
        shape: the resolved schema of both.

    """
    if isinstance(desired, dict):
        members = actual if isinstance(actual, dict) else {}
        return all(is_satisfied_by(item, members.get(key), member(shape, key) or {}) for key, item in desired.items())
    if isinstance(desired, list):
        return _is_list_satisfied(desired, actual if isinstance(actual, list) else [], shape)
    counted = [value for value in (desired, actual) if is_set(value) and value is not False]
    return bool(desired == actual) or not counted


def _is_list_satisfied(desired: list[Any], actual: list[Any], shape: Schema) -> bool:
    if not shape.get("insertionOrder", True) and all(isinstance(item, str) for item in desired + actual):
        return sorted(desired) == sorted(actual)
    items = resolve(shape.get("items", {}))
    pairs = zip(desired, actual, strict=False)
    return len(desired) == len(actual) and all(is_satisfied_by(want, has, items) for want, has in pairs)


def has_value(state: Mapping[str, Any], name: str, value: Any) -> bool:
    """Tell whether a property of a state or a description equals a value; false equals unset."""
    actual, shape = state.get(name), resolve(schema.PROPERTIES[name])
    return is_satisfied_by(value, actual, shape) and is_satisfied_by(actual, value, shape)
