"""The tags of an unversioned package. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from .schema import PROPERTIES, ApiTag

Tags = dict[str, str]
MAX_TAGS: Final[int] = PROPERTIES["Tags"]["maxItems"]  # of one package, whoever set them (TAG-5)


def merge_tags(state: Mapping[str, Any], stack_tags: Mapping[str, Any] | None) -> Tags:
    """Return the tags of the stack, overridden by those of the template, without reserved ones (TAG-1)."""
    own = {tag["Key"]: tag["Value"] for tag in state.get("Tags", [])}
    return drop_reserved({**{key: str(value) for key, value in (stack_tags or {}).items()}, **own})


def drop_reserved(tags: Mapping[str, str]) -> Tags:
    """Return the tags without those with the prefix `aws:`, which only AWS sets (TAG-3)."""
    return {key: value for key, value in tags.items() if not key.lower().startswith("aws:")}


def tag_list(tags: Tags) -> list[ApiTag]:
    """Return tags as a list of objects with `Key` and `Value`, the form of the model and of the API."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_changes(previous: Tags, desired: Tags) -> tuple[Tags, list[str]]:
    """Return the tags to set and the keys to remove; tags that neither state has are kept (TAG-2).

    The package's own tags have no say in it: ListTags may be stale, and setting a tag twice does no harm (TAG-6).
    """
    to_set = {key: value for key, value in desired.items() if previous.get(key) != value}
    return to_set, sorted(previous.keys() - desired.keys())


def shows(current: Tags, to_set: Tags, to_remove: list[str]) -> bool:
    """Tell whether the tags of a package have what was set, and nothing of what was removed."""
    return to_set.items() <= current.items() and current.keys().isdisjoint(to_remove)
