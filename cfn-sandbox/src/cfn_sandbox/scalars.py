"""Values in templates: scalars and tags."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def to_text(value: Any) -> str:
    """Return a scalar as a template writes it: `true`, not `True`."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def text_or_json(value: Any, *, sort_keys: bool = False) -> str:
    """Return a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=sort_keys)


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with each text in its maps and lists changed."""
    if isinstance(value, dict):
        return {key: map_texts(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [map_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def tag_map(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return tags by key."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags in the form of the APIs."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
