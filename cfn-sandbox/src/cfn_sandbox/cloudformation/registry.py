"""Which resource types an account has in a region, by name.

The first of these that knows a name is taken: what was registered there, what the sandbox was started with, the types
of AWS that are answered from here, what moto knows.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from .types import Registered, ResourceType

Handler = Callable[[Any, Any], Any]  # event and context to answer


class Place(Protocol):
    """An account in a region."""

    @property
    def account(self) -> str:
        """Return the ID of the account."""

    @property
    def region(self) -> str:
        """Return the name of the region."""


class Location(NamedTuple):
    """An account in a region, as an ARN has it."""

    account: str
    region: str

    @classmethod
    def of(cls, arn: str) -> "Location":
        """Return where the resource of an ARN is."""
        _, _, _, region, account, *_ = arn.split(":")
        return cls(account, region)


@dataclass(frozen=True)
class HandledType:
    """A resource type whose operations are a function of event and context, as the handlers of the registry have it.

    Without a schema it is one of AWS's, whose schema is cfn-lint's.
    """

    name: str
    handler: Handler
    schema: dict[str, Any] | None = None


class _Settings:
    """What the sandbox was started with."""

    provided: dict[str, HandledType] = {}  # noqa: RUF012 - replaced as a whole, never changed
    ignore_unknown = False


@contextmanager
def provided(types: Iterable[HandledType], *, ignore_unknown: bool = False) -> Iterator[None]:
    """Let every account have these types until the context ends.

    With `ignore_unknown` a resource of a type that nobody knows is recorded instead of refused.
    """
    before = _Settings.provided, _Settings.ignore_unknown
    _Settings.provided = before[0] | {kind.name: kind for kind in types}
    _Settings.ignore_unknown = before[1] or ignore_unknown
    try:
        yield
    finally:
        _Settings.provided, _Settings.ignore_unknown = before


def provided_types() -> list[HandledType]:
    """Return the types that the sandbox was started with."""
    return [*_Settings.provided.values()]


def find(name: str, place: Place) -> "ResourceType | None":
    """Return a resource type, None if the sandbox doesn't know it."""
    found = registered(name, place) or _moto_type(name)
    if found is None and _Settings.ignore_unknown:
        from .unknown import UnknownType

        return UnknownType(name)
    return found


def registered(name: str, place: Place) -> "Registered | None":
    """Return a type that has a handler, which can be read and listed as well."""
    from moto.cloudformation.models import cloudformation_backends

    from .aws_types import AWS_TYPES
    from .models import SandboxBackend
    from .types import Registered

    backend: Any = cloudformation_backends[place.account][place.region]
    own = backend.types.handled(name) if isinstance(backend, SandboxBackend) else None
    kind = own or _Settings.provided.get(name) or AWS_TYPES.get(name)
    return None if kind is None else Registered(kind.name, kind.handler, kind.schema)


@cache
def _moto_type(name: str) -> "ResourceType | None":
    from .motos import known  # with it comes most of moto

    return known(name)
