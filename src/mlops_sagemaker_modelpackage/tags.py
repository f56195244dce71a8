"""The tags of an unversioned package. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from .schema import PROPERTIES

Tags = dict[str, str]
MAX_TAGS: Final[int] = PROPERTIES["Tags"]["maxItems"]  # including those that others set (TAG-5)


def merge_tags(state: Mapping[str, Any], stack_tags: Mapping[str, Any] | None) -> Tags:
    """Return the tags of the template over those of the stack, without the reserved ones (TAG-1)."""
    own = {tag["Key"]: tag["Value"] for tag in state.get("Tags", [])}
    return drop_reserved({**{key: str(value) for key, value in (stack_tags or {}).items()}, **own})


def drop_reserved(tags: Mapping[str, str]) -> Tags:
    """Return the tags without those of AWS itself, which nobody else may set (TAG-3)."""
    return {key: value for key, value in tags.items() if not key.lower().startswith("aws:")}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags in the form of the model and of the API."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_changes(previous: Tags, desired: Tags, current: Tags) -> tuple[Tags, list[str]]:
    """Return the tags that are still to be set and the keys to remove; tags that others set stay (TAG-2)."""
    changed = {key: value for key, value in desired.items() if previous.get(key) != value}
    to_set = {key: value for key, value in changed.items() if current.get(key) != value}
    return to_set, sorted((previous.keys() - desired.keys()) & current.keys())
