"""Scalars in templates."""

import json
from collections.abc import Callable
from typing import Any


def to_text(value: Any) -> str:
    """Return a scalar as a template writes it: `true`, not `True`."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with each text in its maps and lists changed."""
    if isinstance(value, dict):
        return {key: map_texts(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [map_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value
