"""Resource types whose resources are recorded in the stack without being created anywhere."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from .base import CreatedResource, ResourceRequest, ResourceType

UNKNOWN_TYPE_REASON: Final = "The sandbox doesn't know this type: recorded, nothing was created"


class RecordedType(ResourceType):
    """A type whose resources have a physical ID and nothing else."""

    schema = None

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
