"""The operations on a resource as a stack calls them, whatever is behind its type; types with nothing behind them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from ...engine import Location
from ..runner import Runner
from .schemas import Properties, TypeSchema, schema_of, value_at

Tags = dict[str, str]
UNKNOWN_TYPE_REASON: Final = "The sandbox doesn't know this type: recorded, nothing was created"


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
    def schema(self) -> TypeSchema:
        """Return the type's schema, by default AWS's, an empty one if there is none."""
        return schema_of(self.name)

    def has_attribute(self, name: str) -> bool:
        """Tell whether resources of the type have an attribute for `Fn::GetAtt`."""
        return name in self.schema.attributes

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


class RecordedType(ResourceType):
    """A type whose resources have a physical ID and nothing else."""

    schema = TypeSchema({})

    def __init__(self, name: str, physical_id: Callable[[ResourceRequest], str], event_reason: str = ""):
        super().__init__(name)
        self._physical_id = physical_id
        self._event_reason = event_reason

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Return a physical ID."""
        return CreatedResource(self._physical_id(request), event_reason=self._event_reason)


class UnknownType(RecordedType):
    """An unknown type, with `--unknown-types ignore`. Any attribute has a made-up value."""

    def __init__(self, name: str):
        super().__init__(name, _generated_id, UNKNOWN_TYPE_REASON)

    def has_attribute(self, _name: str) -> bool:
        """Return True: nobody knows which attributes there are."""
        return True

    def attribute(self, created: CreatedResource, name: str) -> Any:
        """Return a made-up value."""
        return f"{created.physical_id}.{name}"


def _generated_id(request: ResourceRequest) -> str:
    """Return an ID like those that CloudFormation generates."""
    return f"{request.stack_name}-{request.logical_id}-{uuid.uuid4().hex[:12].upper()}"


def _wait_condition_url(request: ResourceRequest) -> str:
    bucket = f"cloudformation-waitcondition-{request.location.region}.s3.amazonaws.com"
    return f"https://{bucket}/{request.stack_name}/{request.logical_id}/{request.token}"


INERT_TYPES: Final = {
    item.name: item
    for item in (
        RecordedType("AWS::CDK::Metadata", lambda request: request.token),  # statistics about constructs, for AWS
        RecordedType("AWS::CloudFormation::WaitConditionHandle", _wait_condition_url),
    )
}
