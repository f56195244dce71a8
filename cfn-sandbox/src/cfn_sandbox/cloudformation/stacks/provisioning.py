"""Operations on one resource of a stack: create, update, replace, import, delete, each with its events."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ..resource_types.base import CreatedResource, ResourceFailure, ResourceRequest
from ..resource_types.schemas import Properties
from ..runner import Runner
from ..templates.dynamic_references import References
from .planning import may_replace
from .stack import Resource, Stack

REPLACEMENT_REASON: Final = (  # CloudFormation's message
    "Requested update requires the creation of a new physical resource; hence creating one."
)


class OperationFailed(Exception):
    """A resource or an output failed, and with it the operation on the stack. Events of resources have the reason."""


@dataclass
class ResourceProvisioner:
    """The operations on the resources of a stack. `access_key` is the caller's, whose credentials handlers get."""

    stack: Stack
    runner: Runner
    access_key: str

    def create(self, new: Resource, phase: str = "CREATE") -> None:
        """Create a resource. In an update, `phase` is UPDATE. Raises `OperationFailed`."""
        stack = self.stack

        def on_identifier(identifier: str) -> None:
            if identifier and new.created is None:
                new.created = CreatedResource(identifier)
                stack.set_resource_status(new, f"{phase}_IN_PROGRESS", "Resource creation Initiated")

        def create(request: ResourceRequest) -> CreatedResource:
            created = new.type.create(replace(request, on_identifier=on_identifier))
            on_identifier(created.physical_id)
            return created

        new.created = self.attempt(new, phase, create)
        stack.set_resource_status(new, f"{phase}_COMPLETE", new.created.event_reason if new.created else "")

    def update(self, existing: Resource, new: Resource) -> None:
        """Update a resource in place, or replace it if its handler can't. Raises `OperationFailed`."""
        created = existing.created
        assert created is not None  # noqa: S101 - otherwise it would be created
        new.created = created
        self.stack.set_resource_status(new, "UPDATE_IN_PROGRESS")

        def update(request: ResourceRequest) -> CreatedResource | None:
            self.stack.resources[new.logical_id] = new  # from now on the resource may have its new properties
            try:
                return new.type.update(request, created, self._resolved(existing), existing.tags)
            except ResourceFailure as failure:
                if failure.code == "NotUpdatable" and may_replace(new.type.schema, existing.properties, new.properties):
                    return None
                raise

        updated = self.attempt(new, "UPDATE", update)
        if updated is None:
            self.stack.resources[new.logical_id] = existing
            self.replace(existing, replace(new, created=None))
            return
        new.created = updated
        self.stack.set_resource_status(new, "UPDATE_COMPLETE")

    def replace(self, existing: Resource, new: Resource) -> None:
        """Create a resource in the place of an existing one, which is deleted later. Raises `OperationFailed`."""
        self.stack.set_resource_status(replace(new, created=existing.created), "UPDATE_IN_PROGRESS", REPLACEMENT_REASON)
        try:
            self.create(new, "UPDATE")
        except OperationFailed:
            if new.created is not None:
                self.stack.pending_deletions.append(new)
            raise
        self.stack.resources[new.logical_id] = new
        self.schedule_deletion(existing, "UpdateReplacePolicy")

    def attempt(
        self, resource: Resource, phase: str, do: Callable[[ResourceRequest], CreatedResource | None]
    ) -> CreatedResource | None:
        """Validate the properties of a resource, and return the result of an operation on it.

        Args:
            resource: The resource.
            phase: CREATE, UPDATE or IMPORT, for the event of a failure.
            do: The operation.

        Raises:
            OperationFailed: The properties are invalid, or the operation failed. The resource's event has the reason.

        """
        references = References(self.stack.location)
        request = self.request(resource)
        try:
            request = replace(request, properties=references.resolve(resource.properties))
            _check_properties(resource, request.properties)
            return do(request)
        except ResourceFailure as failure:
            reason = references.mask(_failure_reason(failure, request.token))
            self.stack.set_resource_status(resource, f"{phase}_FAILED", reason)
            self.stack.resources[resource.logical_id].status = resource.status
            raise OperationFailed(
                f"The following resource(s) failed to {phase.lower()}: [{resource.logical_id}]"
            ) from None

    def request(self, resource: Resource) -> ResourceRequest:
        """Return the input of an operation on a resource, with a new request token."""
        return ResourceRequest(
            location=self.stack.location,
            access_key=self.access_key,
            runner=self.runner,
            token=str(uuid.uuid4()),
            properties=self._resolved(resource),
            tags=resource.tags,
            stack_id=self.stack.stack_id,
            stack_name=self.stack.name,
            logical_id=resource.logical_id,
        )

    def _resolved(self, resource: Resource) -> Properties:
        return References(self.stack.location).resolve_if_possible(resource.properties)

    def schedule_deletion(self, resource: Resource, policy: str) -> None:
        """Let a resource be deleted when the operation cleans up, unless its policy of this name is Retain."""
        if resource.created is None:
            return
        if resource.policy(policy) == "Retain":
            self.stack.set_resource_status(resource, "DELETE_SKIPPED")
        else:
            self.stack.pending_deletions.append(resource)

    def delete(self, resource: Resource) -> bool:
        """Delete a resource, and tell whether it is gone. One that doesn't exist is gone."""
        stack = self.stack
        if resource.created is None or resource.status == "DELETE_COMPLETE":
            return True
        stack.set_resource_status(resource, "DELETE_IN_PROGRESS")
        request = self.request(resource)
        try:
            resource.type.delete(request, resource.created)
        except ResourceFailure as failure:
            if failure.code != "NotFound":
                references = References(stack.location)
                references.resolve_if_possible(resource.properties)  # so that it knows what to mask
                reason = references.mask(_failure_reason(failure, request.token))
                stack.set_resource_status(resource, "DELETE_FAILED", reason)
                return False
        stack.set_resource_status(resource, "DELETE_COMPLETE")
        return True


def _check_properties(resource: Resource, properties: Properties) -> None:
    schema = resource.type.schema
    violations = schema.violations(properties) if schema else []
    if violations:
        text = f"Properties validation failed for resource {resource.logical_id} with message:\n"
        raise ResourceFailure("", text + "\n".join(violations))


def _failure_reason(failure: ResourceFailure, token: str) -> str:
    if not failure.code:
        return failure.message
    return (
        f'Resource handler returned message: "{failure.message}" '
        f"(RequestToken: {token}, HandlerErrorCode: {failure.code})"
    )
