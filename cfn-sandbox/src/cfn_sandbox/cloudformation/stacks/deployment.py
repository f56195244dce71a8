"""Operations on a stack: create, update, delete, with rollback and clean-up. One resource follows the other."""

from collections.abc import Iterable
from dataclasses import replace

from moto.core.exceptions import ServiceException

from ..runner import Runner
from ..templates.desired_stack import DesiredStack
from .exports import Exports
from .planning import Action, action_for
from .provisioning import OperationFailed, ResourceProvisioner
from .stack import Resource, Stack


class Deployment:
    """An operation on a stack. `access_key` is the caller's, `exports` are those of the stack's account and region."""

    def __init__(self, stack: Stack, runner: Runner, access_key: str, exports: Exports):
        self.stack = stack
        self.resources = ResourceProvisioner(stack, runner, access_key)
        self._exports = exports

    def create(self, desired: DesiredStack, on_failure: str = "ROLLBACK") -> None:
        """Create the resources. `on_failure` is what happens if one fails: ROLLBACK, DELETE or DO_NOTHING."""
        stack = self.stack
        stack.desired, stack.tags = desired, desired.tags
        try:
            self._apply_all(desired)
            self._set_outputs(desired)
        except OperationFailed as failure:
            if on_failure == "DO_NOTHING":
                stack.set_status("CREATE_FAILED", str(failure))
            elif on_failure == "DELETE":
                stack.set_status("DELETE_IN_PROGRESS", f"{failure}. Delete requested by user.")
                self._delete_all("DELETE", is_rollback=True)
            else:
                stack.set_status("ROLLBACK_IN_PROGRESS", f"{failure}. Rollback requested by user.")
                self._delete_all("ROLLBACK", is_rollback=True)
        else:
            stack.set_status("CREATE_COMPLETE")

    def update(self, desired: DesiredStack, *, roll_back: bool = True) -> None:
        """Bring the stack to its desired state. With `roll_back`, a failure brings it back to its previous state."""
        stack, previous = self.stack, self.stack.desired
        assert previous is not None  # noqa: S101 - the stack was created
        before = {name: replace(resource) for name, resource in stack.resources.items()}
        try:
            self._apply_all(desired)
            self._set_outputs(desired)
        except OperationFailed as failure:
            if roll_back:
                stack.set_status("UPDATE_ROLLBACK_IN_PROGRESS", str(failure))
                self._roll_back(before, previous)
            else:
                self._keep_failed_resources(before)
                stack.set_status("UPDATE_FAILED", str(failure))
            return
        for logical_id in [name for name in before if name not in desired.order]:
            self.resources.schedule_deletion(stack.resources.pop(logical_id), "DeletionPolicy")
        stack.desired, stack.tags = desired, desired.tags
        self._clean_up("UPDATE", previous.template.order)

    def delete(self, retained: Iterable[str] = ()) -> None:
        """Delete the stack and its resources, except for those to be retained."""
        for logical_id in retained:
            self.stack.set_resource_status(self.stack.resources.pop(logical_id), "DELETE_SKIPPED")
        self._delete_all("DELETE")

    def _set_outputs(self, desired: DesiredStack) -> None:
        try:
            self._exports.publish(self.stack, desired.outputs(self.stack.resources))
        except ServiceException as error:
            raise OperationFailed(error.message) from None

    def _apply_all(self, desired: DesiredStack) -> None:
        for logical_id in desired.order:
            self._apply(logical_id, desired)

    def _apply(self, logical_id: str, desired: DesiredStack) -> None:
        """Bring a resource to its desired state. Raises `OperationFailed`."""
        existing = self.stack.resources.get(logical_id)
        new = self.new_resource(logical_id, desired)
        action = action_for(existing, new.properties, desired.tags)
        if existing is None or action is Action.ADD:
            self.stack.resources[logical_id] = new
            self.stack.set_resource_status(new, "CREATE_IN_PROGRESS")
            self.resources.create(new)
        elif action is Action.UPDATE:
            self.resources.update(existing, new)
        elif action is Action.REPLACE:
            self.resources.replace(existing, new)
        else:
            existing.declaration, existing.tags = new.declaration, new.tags
            existing.masked_properties = new.masked_properties

    def new_resource(self, logical_id: str, desired: DesiredStack) -> Resource:
        """Return a resource with its desired properties. Raises `OperationFailed` if they can't be resolved."""
        try:
            properties = desired.properties(logical_id, self.stack.resources)
            masked = desired.masked_properties(logical_id, self.stack.resources)
        except ServiceException as error:
            raise OperationFailed(error.message) from None
        declaration, type_name = desired.declaration(logical_id), desired.type_name(logical_id)
        return Resource(logical_id, type_name, self.stack.location, declaration, properties, masked, desired.tags)

    def _keep_failed_resources(self, before: dict[str, Resource]) -> None:
        """Give failed resources their previous properties, so that the next update sends the change again."""
        for name, resource in list(self.stack.resources.items()):
            if resource.status == "UPDATE_FAILED" and name in before:
                self.stack.resources[name] = replace(before[name], created=resource.created, status=resource.status)

    def _roll_back(self, before: dict[str, Resource], previous: DesiredStack) -> None:
        """Bring the stack back to its previous state. Resources that were replaced still exist."""
        stack, order = self.stack, [*self.stack.resources]
        existed = [name for name in previous.order if name in before and before[name].created]
        try:
            for logical_id in existed:
                self._restore_replaced(logical_id, before[logical_id])
                self._apply(logical_id, previous)
                if stack.resources[logical_id].status == "UPDATE_FAILED":
                    stack.set_resource_status(stack.resources[logical_id], "UPDATE_COMPLETE")
            for logical_id in [name for name in stack.resources if name not in existed]:
                self.resources.schedule_deletion(stack.resources.pop(logical_id), "DeletionPolicy")
            self._set_outputs(previous)
        except OperationFailed as failure:
            stack.set_status("UPDATE_ROLLBACK_FAILED", str(failure))
            return
        self._clean_up("UPDATE_ROLLBACK", order)

    def _restore_replaced(self, logical_id: str, previous: Resource) -> None:
        """If a resource was replaced, put the previous one in its place and delete the replacement later."""
        stack, replacement = self.stack, self.stack.resources[logical_id]
        if replacement.physical_id == previous.physical_id:
            return
        stack.pending_deletions = [item for item in stack.pending_deletions if item.physical_id != previous.physical_id]
        stack.pending_deletions.append(replacement)
        stack.resources[logical_id] = replace(previous, status="UPDATE_FAILED")

    def _clean_up(self, phase: str, order: list[str]) -> None:
        """Delete the pending resources, dependents first. As in CloudFormation, those that can't be deleted remain."""
        stack = self.stack
        stack.set_status(f"{phase}_COMPLETE_CLEANUP_IN_PROGRESS")
        pending = sorted(
            stack.pending_deletions, key=lambda item: order.index(item.logical_id) if item.logical_id in order else -1
        )
        stack.pending_deletions = []
        remaining = [resource for resource in reversed(pending) if not self.resources.delete(resource)]
        stack.set_status(f"{phase}_COMPLETE", "One or more resources could not be deleted." if remaining else "")

    def _delete_all(self, phase: str, *, is_rollback: bool = False) -> None:
        """Delete all resources, dependents first. A resource isn't deleted while one that depends on it remains."""
        stack = self.stack
        template = stack.desired.template if stack.desired else None
        known = template.order if template else []
        others = [name for name in stack.resources if name not in known]  # left by an update without rollback
        retaining_policies = ("Retain",) if is_rollback else ("Retain", "RetainExceptOnCreate")
        needed: set[str] = set()
        stack.pending_deletions = [
            item for item in reversed(stack.pending_deletions) if not self.resources.delete(item)
        ]
        failed = [item.logical_id for item in stack.pending_deletions]
        for logical_id in [name for name in reversed([*known, *others]) if name in stack.resources]:
            resource = stack.resources[logical_id]
            if resource.created and resource.policy("DeletionPolicy") in retaining_policies:
                stack.set_resource_status(resource, "DELETE_SKIPPED")
            elif logical_id in needed or not self.resources.delete(resource):
                failed.append(logical_id)
                needed |= template.dependencies(logical_id) if template and logical_id in known else set()
        reason = f"The following resource(s) failed to delete: [{', '.join(sorted(failed))}]." if failed else ""
        stack.set_status(f"{phase}_{'FAILED' if failed else 'COMPLETE'}", reason)
