"""Which resource types there are in the sandbox, by name."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .types import Registered, ResourceType


@dataclass(frozen=True)
class HandledType:
    """A resource type whose operations are a function of event and context, as the handlers of the registry have it.

    Without a schema it is one of AWS's, whose schema is cfn-lint's.
    """

    name: str
    handler: Callable[[Any, Any], Any]
    schema: dict[str, Any] | None = None


_PROVIDED: dict[str, HandledType] = {}


@contextmanager
def provided(types: Iterable[HandledType]) -> Iterator[None]:
    """Let the sandbox know these types until the context ends. They come before what moto knows of the same name."""
    before = dict(_PROVIDED)
    _PROVIDED.update({kind.name: kind for kind in types})
    yield
    _PROVIDED.clear()
    _PROVIDED.update(before)


def find(name: str) -> "ResourceType | None":
    """Return a resource type, None if the sandbox doesn't know it."""
    return registered(name) or _moto(name)


def registered(name: str) -> "Registered | None":
    """Return a type that has a handler, which can be read and listed as well."""
    from .types import Registered

    kind = _PROVIDED.get(name)
    return None if kind is None else Registered(kind.name, kind.handler, kind.schema)


@cache
def _moto(name: str) -> "ResourceType | None":
    from .motos import known  # with it comes most of moto

    return known(name)
