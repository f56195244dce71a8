"""The operations on a resource as a stack calls them, whatever is behind its type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...location import Location
from ..runner import Runner
from .schemas import Properties, TypeSchema, schema_of, value_at

Tags = dict[str, str]


class ResourceFailure(Exception):
    """An operation on a resource failed. `code` is its HandlerErrorCode, empty if no handler was invoked."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class CreatedResource:
    """A resource that exists."""

    physical_id: str
    model: Properties = field(default_factory=dict)  # what its handler returned, or the desired properties without one
    moto_object: Any = None  # what moto keeps of it, for types without a handler
    event_reason: str = ""  # the reason in the event of its creation


@dataclass
class ResourceRequest:
    """The input of an operation on a resource."""

    location: Location
    access_key: str
    runner: Runner  # where handlers are invoked
    token: str
    properties: Properties
    tags: Tags = field(default_factory=dict)
    stack_id: str | None = None  # the ID of the stack, None with Cloud Control API
    stack_name: str = ""
    logical_id: str = ""
    is_cancelled: Callable[[], bool] = lambda: False  # another resource failed: no handler is invoked again
    # Called after each answer of a handler with the resource's identifier, or "" while it has none.
    on_identifier: Callable[[str], None] = lambda _identifier: None


class ResourceType:
    """A resource type. Its operations raise `ResourceFailure`. By default, nothing is updated or deleted anywhere."""

    def __init__(self, name: str):
        self.name = name

    @cached_property
    def schema(self) -> TypeSchema | None:
        """Return the type's schema, by default AWS's, None if there is none."""
        return schema_of(self.name)

    def has_attribute(self, name: str) -> bool:
        """Tell whether resources of the type have an attribute for `Fn::GetAtt`."""
        return self.schema is not None and name in self.schema.attributes

    def attribute(self, created: CreatedResource, name: str) -> Any:
        """Return an attribute of a resource, for `Fn::GetAtt`, by default from its model; None if it isn't there."""
        return value_at(created.model, tuple(name.split(".")))

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Create a resource."""
        raise NotImplementedError

    def update(
        self, _request: ResourceRequest, created: CreatedResource, _previous: Properties, _previous_tags: Tags
    ) -> CreatedResource:
        """Update a resource in place."""
        return created

    def delete(self, request: ResourceRequest, created: CreatedResource) -> None:
        """Delete a resource."""
