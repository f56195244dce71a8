"""The operations on a stack: create, update, delete, and putting back what an operation that fails has done."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from moto.core.exceptions import ServiceException

from .dynamic import References
from .plan import Action, action_for, may_replace
from .runner import Runner
from .schemas import State
from .stack import Resource, Stack, exported_by
from .types import Failed, Made, Request
from .wanted import Wanted

REPLACING: Final = (
    "Requested update requires the creation of a new physical resource; hence creating one."  # CloudFormation's words
)


class Stop(Exception):
    """A resource failed, and with it the operation on the stack. The resource's event has the reason."""


@dataclass
class Operation:
    """An operation on a stack, as somebody asked for it: the resources are taken one after the other."""

    stack: Stack
    runner: Runner
    access_key: str

    def create(self, wanted: Wanted, on_failure: str = "ROLLBACK") -> None:
        """Create the resources; `on_failure` is what happens if one fails: ROLLBACK, DELETE or DO_NOTHING."""
        stack = self.stack
        stack.wanted, stack.tags = wanted, wanted.tags
        try:
            self._bring_all(wanted)
            stack.outputs = self._outputs(wanted)
        except Stop as stop:
            if on_failure == "DO_NOTHING":
                stack.to("CREATE_FAILED", str(stop))
            elif on_failure == "DELETE":
                stack.to("DELETE_IN_PROGRESS", f"{stop}. Delete requested by user.")
                self._delete_all("DELETE", creating=True)
            else:
                stack.to("ROLLBACK_IN_PROGRESS", f"{stop}. Rollback requested by user.")
                self._delete_all("ROLLBACK", creating=True)
        else:
            stack.to("CREATE_COMPLETE")

    def update(self, wanted: Wanted, *, roll_back: bool = True) -> None:
        """Bring the stack to what is wanted; with `roll_back`, all is as before if a resource fails."""
        stack, before = self.stack, dict(self.stack.resources)
        previous = stack.wanted
        assert previous is not None  # noqa: S101
        copies = {name: replace(resource) for name, resource in before.items()}
        try:
            self._bring_all(wanted)
            outputs = self._outputs(wanted)
        except Stop as stop:
            if roll_back:
                stack.to("UPDATE_ROLLBACK_IN_PROGRESS", str(stop))
                self._put_back(copies, previous)
            else:
                self._leave_failed(copies)
                stack.to("UPDATE_FAILED", str(stop))
            return
        for logical_id in [name for name in before if name not in wanted.order]:
            self._leave(stack.resources.pop(logical_id), "DeletionPolicy")
        stack.wanted, stack.tags, stack.outputs = wanted, wanted.tags, outputs
        self._clean_up("UPDATE", previous.template.order)

    def delete(self, retained: Iterable[str] = ()) -> None:
        """Delete the resources, apart from those to be retained, and with them the stack."""
        for logical_id in retained:
            self.stack.resource_to(self.stack.resources.pop(logical_id), "DELETE_SKIPPED")
        self._delete_all("DELETE")

    def _outputs(self, wanted: Wanted) -> list[dict[str, str]]:
        try:
            outputs = wanted.outputs(self.stack.resources)
            wanted.place.check_exports(exported_by(outputs))
        except ServiceException as error:
            raise Stop(error.message) from None
        return outputs

    def _bring_all(self, wanted: Wanted) -> None:
        for logical_id in wanted.order:
            self._bring(logical_id, wanted)

    def _bring(self, logical_id: str, wanted: Wanted) -> None:
        """Bring a resource to what is wanted. Raises `Stop` if that fails."""
        before = self.stack.resources.get(logical_id)
        try:
            properties = wanted.properties(logical_id, self.stack.resources)
        except ServiceException as error:
            raise Stop(error.message) from None
        type_name, declared = wanted.type_name(logical_id), wanted.declared(logical_id)
        new = Resource(logical_id, type_name, self.stack.location, declared, properties, wanted.tags)
        action = action_for(before, properties, wanted.tags)
        if before is None or action is Action.ADD:
            self.stack.resources[logical_id] = new
            self.stack.resource_to(new, "CREATE_IN_PROGRESS")
            self._create(new, "CREATE")
        elif action is Action.UPDATE:
            self._update(before, new)
        elif action is Action.REPLACE:
            self._replace(before, new)
        else:
            before.declared, before.tags = new.declared, new.tags

    def _create(self, new: Resource, phase: str) -> None:
        stack = self.stack

        def seen(identifier: str) -> None:
            if identifier and new.made is None:
                new.made = Made(identifier)
                stack.resource_to(new, f"{phase}_IN_PROGRESS", "Resource creation Initiated")

        def create(request: Request) -> Made:
            made = new.kind.create(replace(request, seen=seen))
            seen(made.physical_id)
            return made

        new.made = self.attempt(new, phase, create)
        stack.resource_to(new, f"{phase}_COMPLETE", new.made.note if new.made else "")

    def _update(self, before: Resource, new: Resource) -> None:
        made = before.made
        assert made is not None  # noqa: S101
        new.made = made
        self.stack.resource_to(new, "UPDATE_IN_PROGRESS")

        def update(request: Request) -> Made | None:
            self.stack.resources[new.logical_id] = new  # from here on it may be as it was, or as it is wanted
            try:
                return new.kind.update(request, made, self._resolved(before), before.tags)
            except Failed as failure:
                if failure.code == "NotUpdatable" and may_replace(new.kind.schema, before.properties, new.properties):
                    return None
                raise

        updated = self.attempt(new, "UPDATE", update)
        if updated is None:
            self.stack.resources[new.logical_id] = before
            self._replace(before, replace(new, made=None))
            return
        new.made = updated
        self.stack.resource_to(new, "UPDATE_COMPLETE")

    def _replace(self, before: Resource, new: Resource) -> None:
        self.stack.resource_to(replace(new, made=before.made), "UPDATE_IN_PROGRESS", REPLACING)
        try:
            self._create(new, "UPDATE")
        except Stop:
            if new.made is not None:
                self.stack.leftovers.append(new)
            raise
        self.stack.resources[new.logical_id] = new
        self._leave(before, "UpdateReplacePolicy")

    def attempt(self, resource: Resource, phase: str, do: "Callable[[Request], Made | None]") -> Made | None:
        """Check the properties of a resource and do something to it. Raises `Stop`, with the resource's event.

        `phase` is CREATE, UPDATE or IMPORT.
        """
        references = References(self.stack.location)
        request = self.request(resource)
        try:
            request = replace(request, properties=references.resolved(resource.properties))
            _refuse(resource, request.properties)
            return do(request)
        except Failed as failure:
            self.stack.resource_to(resource, f"{phase}_FAILED", references.hidden(_reason(failure, request.token)))
            self.stack.resources[resource.logical_id].status = resource.status
            raise Stop(f"The following resource(s) failed to {phase.lower()}: [{resource.logical_id}]") from None

    def request(self, resource: Resource) -> Request:
        """Return what an operation on a resource of the stack is given."""
        return Request(
            account=self.stack.location.account,
            region=self.stack.location.region,
            access_key=self.access_key,
            runner=self.runner,
            token=str(uuid.uuid4()),
            properties=self._resolved(resource),
            tags=resource.tags,
            stack_id=self.stack.stack_id,
            stack_name=self.stack.name,
            logical_id=resource.logical_id,
        )

    def _resolved(self, resource: Resource) -> State:
        return References(self.stack.location).as_far_as_there(resource.properties)

    def _hidden(self, resource: Resource, message: str) -> str:
        references = References(self.stack.location)
        references.as_far_as_there(resource.properties)
        return str(references.hidden(message))

    def _leave_failed(self, before: dict[str, Resource]) -> None:
        """Let the next update begin from before the one that failed: sending a change twice does no harm."""
        for name, resource in list(self.stack.resources.items()):
            if resource.status == "UPDATE_FAILED" and name in before:
                self.stack.resources[name] = replace(before[name], made=resource.made, status=resource.status)

    def _put_back(self, before: dict[str, Resource], previous: Wanted) -> None:
        """Bring the stack back to what it was: the resources that were replaced are still there."""
        stack, order = self.stack, [*self.stack.resources]
        there = [name for name in previous.order if name in before and before[name].made]
        try:
            for logical_id in there:
                now, then = stack.resources[logical_id], before[logical_id]
                if now.physical_id != then.physical_id:
                    stack.leftovers = [left for left in stack.leftovers if left.physical_id != then.physical_id]
                    stack.leftovers.append(now)
                    stack.resources[logical_id] = replace(then, status="UPDATE_FAILED")
                self._bring(logical_id, previous)
                if stack.resources[logical_id].status == "UPDATE_FAILED":
                    stack.resource_to(stack.resources[logical_id], "UPDATE_COMPLETE")
            for logical_id in [name for name in stack.resources if name not in there]:
                self._leave(stack.resources.pop(logical_id), "DeletionPolicy")
            stack.outputs = self._outputs(previous)
        except Stop as stop:
            stack.to("UPDATE_ROLLBACK_FAILED", str(stop))
            return
        self._clean_up("UPDATE_ROLLBACK", order)

    def _leave(self, resource: Resource, policy: str) -> None:
        """Note what is to be deleted when the operation cleans up, unless it is to be retained."""
        if resource.made is None:
            return
        if resource.policy(policy) == "Retain":
            self.stack.resource_to(resource, "DELETE_SKIPPED")
        else:
            self.stack.leftovers.append(resource)

    def _clean_up(self, phase: str, order: list[str]) -> None:
        """Delete what is left over, dependents first; what can't be deleted is left behind, as CloudFormation does."""
        stack = self.stack
        stack.to(f"{phase}_COMPLETE_CLEANUP_IN_PROGRESS")
        left = sorted(
            stack.leftovers, key=lambda item: order.index(item.logical_id) if item.logical_id in order else -1
        )
        stack.leftovers = []
        kept = [resource for resource in reversed(left) if not self._delete(resource)]
        stack.to(f"{phase}_COMPLETE", "One or more resources could not be deleted." if kept else "")

    def _delete_all(self, phase: str, *, creating: bool = False) -> None:
        """Delete all resources, those that others need last; what a resource that stays needs isn't tried."""
        stack = self.stack
        template = stack.wanted.template if stack.wanted else None
        known = template.order if template else []
        others = [name for name in stack.resources if name not in known]  # of an update that failed and was left so
        retained = ("Retain",) if creating else ("Retain", "RetainExceptOnCreate")
        needed: set[str] = set()
        failed: list[str] = []
        stack.leftovers = [left for left in reversed(stack.leftovers) if not self._delete(left)]
        failed += [left.logical_id for left in stack.leftovers]
        for logical_id in [name for name in reversed([*known, *others]) if name in stack.resources]:
            resource = stack.resources[logical_id]
            if resource.made and resource.policy("DeletionPolicy") in retained:
                stack.resource_to(resource, "DELETE_SKIPPED")
            elif logical_id in needed or not self._delete(resource):
                failed.append(logical_id)
                needed |= template.dependencies(logical_id) if template and logical_id in known else set()
        reason = f"The following resource(s) failed to delete: [{', '.join(sorted(failed))}]." if failed else ""
        stack.to(f"{phase}_{'FAILED' if failed else 'COMPLETE'}", reason)

    def _delete(self, resource: Resource) -> bool:
        """Delete a resource, telling whether it is gone: one that isn't there is."""
        stack = self.stack
        if resource.made is None or resource.status == "DELETE_COMPLETE":
            return True
        stack.resource_to(resource, "DELETE_IN_PROGRESS")
        request = self.request(resource)
        try:
            resource.kind.delete(request, resource.made)
        except Failed as failure:
            if failure.code != "NotFound":
                stack.resource_to(resource, "DELETE_FAILED", self._hidden(resource, _reason(failure, request.token)))
                return False
        stack.resource_to(resource, "DELETE_COMPLETE")
        return True


def _refuse(resource: Resource, properties: State) -> None:
    violations = resource.kind.schema.violations(properties) if resource.kind.schema else []
    if violations:
        text = f"Properties validation failed for resource {resource.logical_id} with message:\n"
        raise Failed("", text + "\n".join(violations))


def _reason(failure: Failed, token: str) -> str:
    if not failure.code:
        return failure.message
    return (
        f'Resource handler returned message: "{failure.message}" '
        f"(RequestToken: {token}, HandlerErrorCode: {failure.code})"
    )
