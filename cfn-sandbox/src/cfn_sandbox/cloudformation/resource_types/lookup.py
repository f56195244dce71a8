"""Finds the type of a name: a registered one, one the sandbox was started with, one with a handler here, moto's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

from ...engine import HandledType, Location

# moto takes two seconds to import. The functions below import what needs it, so that the server starts without it.
if TYPE_CHECKING:
    from .base import ResourceType
    from .handler_backed import HandlerBackedType

ENGINE_TYPES: "dict[str, ResourceType]" = {}  # those that the engine above this layer has, by name


class _Settings:
    """What the sandbox was started with."""

    types: dict[str, HandledType] = {}  # noqa: RUF012 - replaced as a whole, never changed
    ignore_unknown = False


@contextmanager
def serve_types(types: Iterable[HandledType], *, ignore_unknown: bool = False) -> Iterator[None]:
    """Make types known until the context ends, and with `ignore_unknown` record resources of others."""
    known = _Settings.types | {item.name: item for item in types}
    with patch.multiple(_Settings, types=known, ignore_unknown=_Settings.ignore_unknown or ignore_unknown):
        yield


def served_types() -> dict[str, HandledType]:
    """Return the types that have a handler in every account: those the sandbox was started with, and some of AWS's."""
    from .aws_types import AWS_TYPES
    from .version_types import VERSION_TYPES

    return VERSION_TYPES | AWS_TYPES | _Settings.types


def find_type(name: str, location: Location) -> "ResourceType | None":
    """Return a resource type, None if it is unknown."""
    found = find_handler_type(name, location) or _type_without_handler(name)
    if found is None and _Settings.ignore_unknown:
        from .base import UnknownType

        return UnknownType(name)
    return found


def find_handler_type(name: str, location: Location) -> "HandlerBackedType | None":
    """Return a type that has a handler, None if there is none. Only these can be read, listed and imported."""
    from .handler_backed import HandlerBackedType
    from .type_registry import registry_of

    found = registry_of(location).default_type(name) or served_types().get(name)
    return None if found is None else HandlerBackedType(found)


@cache
def _type_without_handler(name: str) -> "ResourceType | None":
    from moto.cloudformation.parsing import get_model_map

    from .base import INERT_TYPES
    from .moto_types import MotoType

    model = get_model_map().get(name)
    return ENGINE_TYPES.get(name) or INERT_TYPES.get(name) or (MotoType(name, model) if model else None)
