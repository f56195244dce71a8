"""Operations on one resource of a stack: create, update, replace, import, delete, each with its events."""

import threading
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Final

from ..resource_types.base import CreatedResource, ResourceFailure, ResourceRequest
from ..resource_types.schemas import Properties, changed_paths
from ..runner import Cancelled, Runner
from ..templates.dynamic_references import References
from .scheduling import OperationFailed, run_side_by_side
from .stack import Resource, Stack
from .stack_policy import StackPolicy

REPLACEMENT_REASON: Final = (  # CloudFormation's message
    "Requested update requires the creation of a new physical resource; hence creating one."
)


CANCELLED_REASONS: Final = {
    "CREATE": "Resource creation cancelled",
    "UPDATE": "Resource update cancelled",
    "IMPORT": "Resource import cancelled",
}


@dataclass
class ResourceProvisioner:
    """The operations on the resources of a stack, of which several are under way at the same time."""

    stack: Stack
    runner: Runner  # where handlers run
    access_key: str  # the caller's, whose credentials handlers get
    cancels: bool = True  # the first failure cancels what is under way; otherwise that goes on
    policy: StackPolicy = field(default_factory=StackPolicy)  # the stack policy that updates must keep
    # The phase of those that failed or were cancelled, by logical ID.
    failed: dict[str, str] = field(default_factory=dict)
    _under_way: dict[str, tuple[Resource, str]] = field(default_factory=dict)  # by logical ID, with the phase
    _is_cancelled: bool = False
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def begin(self, resource: Resource, phase: str, reason: str = "", existing: Resource | None = None) -> None:
        """Record the start of CREATE, UPDATE (of `existing`) or IMPORT. Raises `OperationFailed` if it may not."""
        with self._lock:
            if self._is_cancelled:
                raise OperationFailed
            if phase == "UPDATE":
                self.check_policy("Replace" if existing else "Modify", resource)
            self._under_way[resource.logical_id] = (resource, phase)
            shown = replace(resource, created=existing.created) if existing else resource
            self.stack.set_resource_status(shown, f"{phase}_IN_PROGRESS", reason)

    def check_policy(self, action: str, resource: Resource) -> None:
        """Raise `OperationFailed` if the stack policy doesn't allow an action: Modify, Replace or Delete."""
        denial = self.policy.denial(action, resource.logical_id, resource.type_name)
        if denial:
            raise self.fail(resource, "UPDATE", denial)

    def _report(self, resource: Resource, status: str, reason: str = "") -> None:
        """Set the status of a resource, unless it was cancelled."""
        with self._lock:
            if resource.logical_id not in self._under_way:
                raise OperationFailed
            self.stack.set_resource_status(resource, status, reason)

    def end(self, resource: Resource, phase: str, reason: str = "") -> None:
        """Record that an operation on a resource succeeded."""
        with self._lock:
            self._report(resource, f"{phase}_COMPLETE", reason)
            del self._under_way[resource.logical_id]

    def fail(self, resource: Resource, phase: str, reason: str) -> OperationFailed:
        """Record that an operation on a resource failed, and return the exception to raise."""
        with self._lock:
            is_first = resource.logical_id not in self.failed
            self._under_way.pop(resource.logical_id, None)
            if is_first:
                self.failed[resource.logical_id] = phase
                self.stack.set_resource_status(resource, f"{phase}_FAILED", reason)
                current = self.stack.resources[resource.logical_id]
                current.status, current.reason = resource.status, resource.reason
            if self.cancels and not self._is_cancelled:
                self.cancel()
        return OperationFailed()

    def cancel(self) -> None:
        """Cancel what is under way: no handler is invoked again."""
        with self._lock:
            self._is_cancelled = True
            for resource, phase in [*self._under_way.values()]:
                self.fail(resource, phase, CANCELLED_REASONS[phase])
        self.runner.wake()

    def create(self, new: Resource, phase: str = "CREATE") -> None:
        """Create a resource. In an update, `phase` is UPDATE. Raises `OperationFailed`."""

        def on_identifier(identifier: str) -> None:
            if identifier and new.created is None:
                new.created = CreatedResource(identifier)
                with suppress(OperationFailed):
                    self._report(new, f"{phase}_IN_PROGRESS", "Resource creation Initiated")

        def create(request: ResourceRequest) -> CreatedResource:
            created = new.type.create(replace(request, on_identifier=on_identifier))
            on_identifier(created.physical_id)
            return created

        new.created = self.attempt(new, phase, create)
        self.end(new, phase, new.created.event_reason if new.created else "")

    def update(self, existing: Resource, new: Resource) -> None:
        """Update a resource in place, or replace it if its handler can't. Raises `OperationFailed`."""
        created = existing.created
        assert created is not None  # noqa: S101 - otherwise it would be created

        def update(request: ResourceRequest) -> CreatedResource | None:
            self.stack.resources[new.logical_id] = new  # from now on the resource may have its new properties
            try:
                return new.type.update(request, created, self._resolved(existing), existing.tags)
            except ResourceFailure as failure:
                conditional = new.type.schema.conditional_create_only
                changed = changed_paths(conditional, existing.properties, new.properties)
                if failure.code == "NotUpdatable" and changed:
                    return None
                raise

        updated = self.attempt(new, "UPDATE", update)
        if updated is None:
            self.stack.resources[new.logical_id] = existing
            new = replace(new, created=None)
            self.begin(new, "UPDATE", REPLACEMENT_REASON, existing)
            self.replace(existing, new)
            return
        new.created = updated
        self.end(new, "UPDATE")

    def replace(self, existing: Resource, new: Resource) -> None:
        """Create a resource in the place of an existing one, which is deleted later. Raises `OperationFailed`."""
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
        """Validate a resource's properties, and do an operation. Raises `OperationFailed`, with an event."""
        request = replace(self.request(resource), is_cancelled=lambda: self._is_cancelled)
        try:
            request.properties = References(self.stack.location).resolve(resource.properties)
            _check_properties(resource, request.properties)
            return do(request)
        except ResourceFailure as failure:
            raise self.fail(resource, phase, self._reason(resource, failure, request.token)) from None
        except Cancelled:
            raise OperationFailed from None

    def _reason(self, resource: Resource, failure: ResourceFailure, token: str) -> str:
        """Return the reason of a failure for the resource's event, without secrets."""
        references, reason = References(self.stack.location), failure.message
        references.resolve_if_possible(resource.properties)  # so that it knows what to mask
        if failure.code:
            details = f"(RequestToken: {token}, HandlerErrorCode: {failure.code})"
            reason = f'Resource handler returned message: "{failure.message}" {details}'
        return str(references.mask(reason))

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
        """Let a resource be deleted when the operation cleans up, unless it is retained by its policy of this name."""
        if resource.created is None:
            return
        if resource.policy(policy) in ("Retain", "RetainExceptOnCreate"):
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
                reason = self._reason(resource, failure, request.token)
                stack.set_resource_status(resource, "DELETE_FAILED", reason)
                return False
        stack.set_resource_status(resource, "DELETE_COMPLETE")
        return True

    def delete_all(self, resources: Iterable[Resource]) -> list[Resource]:
        """Delete resources side by side, dependents first, and return what remains, with what that depends on."""
        by_key = {str(index): resource for index, resource in enumerate(resources)}  # logical IDs may be there twice
        remaining: list[Resource] = []
        needed: set[str] = set()  # what the remaining ones depend on

        def keep(resource: Resource) -> None:
            remaining.append(resource)
            needed.update(resource.dependencies)

        def begin(key: str) -> Callable[[], None]:
            resource = by_key[key]
            if resource.logical_id in needed:
                return lambda: keep(resource)
            return lambda: None if self.delete(resource) else keep(resource)

        run_side_by_side(self.runner, _dependents(by_key), begin)
        return remaining


def _check_properties(resource: Resource, properties: Properties) -> None:
    violations = resource.type.schema.violations(properties)
    if violations:
        text = f"Properties validation failed for resource {resource.logical_id} with message:\n"
        raise ResourceFailure("", text + "\n".join(violations))


def _dependents(by_key: dict[str, Resource]) -> dict[str, set[str]]:
    """Return the keys of the resources, each with the keys of those that depend on it."""
    dependents: dict[str, set[str]] = {key: set() for key in by_key}
    for key, resource in by_key.items():
        dependencies = resource.dependencies
        for other, dependency in by_key.items():
            if other != key and dependency.logical_id in dependencies:
                dependents[other].add(key)
    try:
        TopologicalSorter(dependents).prepare()
    except CycleError:  # they come from different templates: one after the other, the last one first
        keys = [*by_key]
        return {key: {*keys[index + 1 : index + 2]} for index, key in enumerate(keys)}
    return dependents
