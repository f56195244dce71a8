"""Operations on a stack: create, update, delete, with rollback and clean-up."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from moto.core.exceptions import ServiceException

from ..resource_types.lookup import find_handler_type
from ..runner import Runner
from ..templates.desired_stack import DesiredStack
from .exports import Exports
from .planning import Action, action_for
from .provisioning import CANCELLED_REASONS, REPLACEMENT_REASON, ResourceProvisioner
from .scheduling import OperationFailed, failure_text, run_side_by_side
from .stack import OperationOptions, Resource, StableState, Stack
from .stack_policy import StackPolicy

Rest = Callable[[], None]  # what remains to be done for a resource, in another thread


class Deployment:
    """An operation on a stack. `exports` are those of the stack's account and region."""

    def __init__(self, stack: Stack, runner: Runner, options: OperationOptions, exports: Exports):
        self.stack = stack
        self.runner = runner
        self.options = options
        self._policy = StackPolicy.parse(options.policy or stack.policy)  # it applies to updates
        self._exports = exports
        self.resources = ResourceProvisioner(stack, runner, options.access_key, policy=self._policy)
        self.imports: Mapping[str, str] = {}  # the identifiers of new resources that exist already, by logical ID
        self.drifted: Collection[str] = ()  # logical IDs of resources that are updated although their properties stay

    def create(self, desired: DesiredStack, on_failure: str = "ROLLBACK") -> None:
        """Create the resources. `on_failure` is what happens if one fails: ROLLBACK, DELETE or DO_NOTHING."""
        stack = self.stack
        stack.desired, stack.tags = desired, desired.tags
        try:
            self._deploy(desired, roll_back=on_failure != "DO_NOTHING")
        except OperationFailed as failure:
            if on_failure == "DO_NOTHING":
                stack.set_status("CREATE_FAILED", str(failure))
                return
            stack.set_status(f"{on_failure}_IN_PROGRESS", f"{failure}{on_failure.capitalize()} requested by user.")
            self.delete_all(on_failure)
        else:
            stack.set_status("CREATE_COMPLETE")

    def update(self, desired: DesiredStack) -> None:
        """Bring the stack to its desired state. A failure brings it back to its previous state, unless it mustn't."""
        stack, previous = self.stack, self.stack.desired
        assert previous is not None  # noqa: S101 - the stack was created
        before = {name: replace(resource) for name, resource in stack.resources.items()}
        for logical_id in self.drifted:
            if stack.resources[logical_id].drift_status == "DELETED":  # by somebody else: it is created again
                stack.resources[logical_id].created = None
        stack.stable = stack.stable or StableState(before, previous)
        removed = [name for name in before if name not in desired.order]
        try:
            for logical_id in removed:
                self.resources.check_policy("Delete", before[logical_id])
            self._deploy(desired, roll_back=self.options.roll_back)
        except OperationFailed as failure:
            text = str(failure) or failure_text(self.resources.failed)
            if self.options.roll_back:
                stack.set_status("UPDATE_ROLLBACK_IN_PROGRESS", text)
                self.roll_back_update()
            else:
                stack.failed_updates |= self._keep_failed_resources(before)
                stack.set_status("UPDATE_FAILED", text)
            return
        for logical_id in removed:
            self.resources.schedule_deletion(stack.resources.pop(logical_id), "DeletionPolicy")
        stack.desired, stack.tags, stack.stable, stack.failed_updates = desired, desired.tags, None, {}
        self._clean_up("UPDATE")

    def delete(self, retained: Iterable[str] = ()) -> None:
        """Delete the stack and its resources, except for those to be retained."""
        for logical_id in retained:
            self.stack.set_resource_status(self.stack.resources.pop(logical_id), "DELETE_SKIPPED")
        self.delete_all("DELETE", is_rollback=False)

    def run(
        self, names: Iterable[str], desired: DesiredStack, begin: Callable[[str], Rest], *, cancels: bool = True
    ) -> None:
        """Run an operation on resources side by side, in the order of their dependencies.

        `begin` starts it on one of them. The first failure cancels what is under way, or only stops what depends on it.
        Raises `OperationFailed` with the text for the stack's status.
        """
        known = {*names}
        self.resources = ResourceProvisioner(self.stack, self.runner, self.options.access_key, cancels, self._policy)

        def begin_or_cancel(logical_id: str) -> Rest:
            try:
                return begin(logical_id)
            except OperationFailed:
                if cancels:
                    self.resources.cancel()
                raise

        steps = {name: desired.template.dependencies(name) & known for name in names}
        try:
            run_side_by_side(self.runner, steps, begin_or_cancel, stops=cancels)
        except OperationFailed as failure:
            text = f"{str(failure).removesuffix('.')}. " if str(failure) else ""
            raise OperationFailed(text or failure_text(self.resources.failed)) from None

    def _deploy(self, desired: DesiredStack, *, roll_back: bool) -> None:
        self.run(desired.order, desired, lambda logical_id: self._begin(logical_id, desired), cancels=roll_back)
        self._set_outputs(desired)

    def _set_outputs(self, desired: DesiredStack) -> None:
        try:
            self._exports.publish(self.stack, desired.outputs(self.stack.resources))
        except ServiceException as error:
            raise OperationFailed(f"{error.message.removesuffix('.')}. ") from None

    def _begin(self, logical_id: str, desired: DesiredStack) -> Rest:
        """Start to bring a resource to its desired state. Raises `OperationFailed`."""
        existing = self.stack.resources.get(logical_id)
        new = self.new_resource(logical_id, desired)
        action = action_for(existing, new.properties, desired.tags)
        if action is Action.ADD and logical_id in self.imports:
            return self.begin_import(new, self.imports[logical_id])
        if existing is None or action is Action.ADD:
            self.stack.resources[logical_id] = new
            self.resources.begin(new, "CREATE")
            return lambda: self.resources.create(new)
        if action is Action.UPDATE or (action is Action.NOTHING and logical_id in self.drifted):
            new.created = existing.created
            self.resources.begin(new, "UPDATE")
            return lambda: self.resources.update(existing, new)
        if action is Action.REPLACE:
            self.resources.begin(new, "UPDATE", REPLACEMENT_REASON, existing)
            return lambda: self.resources.replace(existing, new)
        existing.declaration, existing.tags = new.declaration, new.tags
        existing.masked_properties = new.masked_properties
        return lambda: None

    def begin_import(self, resource: Resource, identifier: str) -> Rest:
        """Start to import a resource. Raises `OperationFailed`."""
        resources, resource_type = self.resources, find_handler_type(resource.type_name, self.stack.location)
        assert resource_type is not None  # noqa: S101 - checked with the request
        self.stack.resources[resource.logical_id] = resource
        resource.is_imported = True
        resources.begin(resource, "IMPORT", "Resource import started.")

        def finish() -> None:
            resource.created = resources.attempt(
                resource, "IMPORT", lambda request: resource_type.find(request, identifier)
            )
            resources.end(resource, "IMPORT", "Resource import completed.")

        return finish

    def new_resource(self, logical_id: str, desired: DesiredStack) -> Resource:
        """Return a resource with its desired properties. Raises `OperationFailed` if they can't be resolved."""
        try:
            desired.check_outputs()
            properties = desired.properties(logical_id, self.stack.resources)
            masked = desired.masked_properties(logical_id, self.stack.resources)
        except ServiceException as error:
            raise OperationFailed(error.message) from None
        declaration, type_name = desired.declaration(logical_id), desired.type_name(logical_id)
        return Resource(logical_id, type_name, self.stack.location, declaration, properties, masked, desired.tags)

    def _keep_failed_resources(self, before: Mapping[str, Resource]) -> dict[str, Resource]:
        """Give failed resources their previous properties, for the next update to change; return them as they were."""
        resources, left = self.stack.resources, {}
        for name, resource in list(resources.items()):
            if resource.status == "UPDATE_FAILED" and name in before:
                left[name] = resource
                resources[name] = replace(
                    before[name], created=resource.created, status=resource.status, reason=resource.reason
                )
        return left

    def roll_back_update(self, skipped: Iterable[str] = ()) -> None:
        """Bring the stack back to its stable state, with `skipped` resources as they are. Replaced ones still exist."""
        self.drifted, self._policy = (), StackPolicy()
        stack, stable = self.stack, self.stack.stable
        assert stable is not None  # noqa: S101 - an update keeps it
        before, previous = stable.resources, stable.desired
        for name, resource in stack.failed_updates.items():
            stack.resources[name] = replace(resource, created=stack.resources[name].created)
        stack.failed_updates = {}
        existed = [name for name in previous.order if name in before and before[name].created]
        for logical_id in skipped:
            stack.resources[logical_id] = replace(before[logical_id], created=stack.resources[logical_id].created)
            stack.set_resource_status(stack.resources[logical_id], "UPDATE_COMPLETE")
        attempted = {name: replace(resource) for name, resource in stack.resources.items()}
        try:
            self.run(existed, previous, lambda logical_id: self._begin_restoring(before[logical_id], previous))
            for logical_id in [name for name in stack.resources if name not in existed]:
                new = stack.resources.pop(logical_id)
                if new.created and not self._keep(new, is_rollback=True):
                    stack.pending_deletions.append(new)
            self._set_outputs(previous)
        except OperationFailed as failure:
            self._keep_failed_resources(attempted)
            failed, cancelled = self.resources.failed, CANCELLED_REASONS.values()
            stack.failed_to_roll_back = [name for name in failed if stack.resources[name].reason not in cancelled]
            stack.set_status("UPDATE_ROLLBACK_FAILED", str(failure))
            return
        stack.stable = None
        self._clean_up("UPDATE_ROLLBACK")

    def _begin_restoring(self, previous: Resource, desired: DesiredStack) -> Rest:
        stack, logical_id = self.stack, previous.logical_id
        self._restore_replaced(previous)
        rest = self._begin(logical_id, desired)

        def restore() -> None:
            rest()
            if stack.resources[logical_id].status == "UPDATE_FAILED":
                stack.set_resource_status(stack.resources[logical_id], "UPDATE_COMPLETE")

        return restore

    def _restore_replaced(self, previous: Resource) -> None:
        """If a resource was replaced, put the previous one in its place and delete the replacement later."""
        stack, replacement = self.stack, self.stack.resources[previous.logical_id]
        if replacement.physical_id == previous.physical_id:
            return
        stack.pending_deletions.append(replacement)
        for item in [item for item in stack.pending_deletions if item.physical_id == previous.physical_id]:
            stack.pending_deletions.remove(item)
        stack.resources[previous.logical_id] = replace(previous, status="UPDATE_FAILED")

    def _clean_up(self, phase: str) -> None:
        """Delete the pending resources, dependents first. As in CloudFormation, those that can't be deleted remain."""
        stack = self.stack
        stack.set_status(f"{phase}_COMPLETE_CLEANUP_IN_PROGRESS")
        pending, stack.pending_deletions = stack.pending_deletions, []
        remaining = self.resources.delete_all(pending)
        stack.set_status(f"{phase}_COMPLETE", "One or more resources could not be deleted." if remaining else "")

    def delete_all(self, phase: str = "ROLLBACK", *, is_rollback: bool = True) -> None:
        """Delete all resources, dependents first. A resource isn't deleted while one that depends on it remains."""
        stack = self.stack
        stack.pending_deletions = self.resources.delete_all(stack.pending_deletions)
        others = [item for item in stack.resources.values() if not self._keep(item, is_rollback=is_rollback)]
        failed = [*stack.pending_deletions, *self.resources.delete_all(others)]
        text = failure_text(dict.fromkeys(sorted(item.logical_id for item in failed), "DELETE"))
        stack.set_status(f"{phase}_{'FAILED' if failed else 'COMPLETE'}", text)

    def _keep(self, resource: Resource, *, is_rollback: bool) -> bool:
        """Tell whether a resource isn't deleted with what else there is, and record that if so."""
        policy = resource.policy("DeletionPolicy")
        is_retained = policy in ("Retain", "RetainExceptOnCreate")
        if is_rollback:
            is_retained = resource.is_imported or (policy == "Retain" and not self.options.deletes_new)
        if resource.created and is_retained:
            self.stack.set_resource_status(resource, "DELETE_SKIPPED")
            return True
        return False
