"""Resource types whose resources are recorded in the stack without being created anywhere."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from .base import CreatedResource, ResourceRequest, Tags
from .schemas import Properties

UNKNOWN_TYPE_REASON: Final = "The sandbox doesn't know this type: recorded, nothing was created"


class RecordedType:
    """A type whose resources have a physical ID and nothing else."""

    schema = None

    def __init__(self, name: str, physical_id: Callable[[ResourceRequest], str], event_reason: str = ""):
        self.name = name
        self._physical_id = physical_id
        self._event_reason = event_reason

    def has_attribute(self, _name: str) -> bool:
        """Return False: there are no attributes."""
        return False

    def attribute(self, _created: CreatedResource, _name: str) -> Any:
        """Return None: there are no attributes."""

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Return a physical ID."""
        return CreatedResource(self._physical_id(request), event_reason=self._event_reason)

    def update(
        self, _request: ResourceRequest, created: CreatedResource, _previous: Properties, _previous_tags: Tags
    ) -> CreatedResource:
        """Return the resource as it is."""
        return created

    def delete(self, _request: ResourceRequest, _created: CreatedResource) -> None:
        """Do nothing."""


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
