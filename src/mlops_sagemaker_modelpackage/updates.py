"""How a package of either kind is updated: what is sent, and when the change is visible."""

from typing import Protocol

from cloudformation_cli_python_lib import HandlerErrorCode

from . import changes, policy, replacement
from .arns import is_version_arn
from .operation import Operation
from .service import Described
from .specifications import MAX_ADDITIONAL
from .tags import MAX_TAGS, merge_tags, tag_changes


class Update(Protocol):
    """The update of one package."""

    def send(self, package: Described) -> bool:
        """Send what changed and return whether there was anything; the package is settled."""

    def is_visible(self, package: Described) -> bool:
        """Tell whether the package shows everything that was sent."""


def update_for(operation: Operation) -> Update:
    """Return how the package of an operation is updated."""
    return VersionUpdate(operation) if is_version_arn(operation.arn) else TagUpdate(operation)


class VersionUpdate:
    """A version takes everything that UpdateModelPackage can change (KIND-6)."""

    def __init__(self, operation: Operation):
        self._operation = operation

    def send(self, package: Described) -> bool:
        """Send what changed, in as many calls as SageMaker needs for it."""
        operation = self._operation
        previous, desired = operation.previous, operation.desired
        parameters = changes.update_parameters(previous, desired, package, already_sent=False)
        self._refuse_conflicts(package, parameters)
        first, *others = changes.split_calls(parameters, package)
        # A call may meet one that was made before it, perhaps in another invocation, and is still being carried out.
        conflict = HandlerErrorCode.ResourceConflict
        if first:
            # After an answer that was lost, what was added by then exists already.
            stale = (HandlerErrorCode.AlreadyExists, *([conflict] if operation.policy.has_waited() else []))
            with operation.policy.guard(policy.request(*stale)):
                operation.packages.update(operation.arn, first)
        for parameters in others:  # a fault here leaves half of the change, which the next invocation completes
            with operation.policy.guard(policy.poll(conflict)):
                operation.packages.update(operation.arn, parameters)
        return bool(first)

    def is_visible(self, package: Described) -> bool:
        """Tell whether nothing is left to send."""
        operation = self._operation
        return not changes.update_parameters(operation.previous, operation.desired, package, already_sent=True)

    def _refuse_conflicts(self, package: Described, parameters: dict[str, object]) -> None:
        """Raise `HandlerFailure` if the desired specifications can't be joined with those that the package has."""
        operation = self._operation
        taken = replacement.conflicting_specifications(operation.previous, operation.desired, package)
        if taken:
            raise operation.failure(
                HandlerErrorCode.NotUpdatable,
                f"It has an additional inference specification {', '.join(taken)} already, with another content. "
                "Choose another name for yours.",
            )
        additions = parameters.get("AdditionalInferenceSpecificationsToAdd")
        if isinstance(additions, list) and replacement.exceeds_specifications(additions, package):
            raise operation.failure(
                HandlerErrorCode.InvalidRequest,
                "With those that it has, there would be more than "
                f"{MAX_ADDITIONAL} additional inference specifications. Add fewer.",
            )


class TagUpdate:
    """Of an unversioned package only the tags can be changed (UPDATE-9)."""

    def __init__(self, operation: Operation):
        request = operation.request
        self._operation = operation
        self._before = merge_tags(operation.previous, request.previousResourceTags)
        self._wanted = merge_tags(operation.desired, request.desiredResourceTags)

    def send(self, package: Described) -> bool:
        """Set the changed tags and remove those that are no longer wanted (TAG-2, TAG-5)."""
        packages, arn = self._operation.packages, self._operation.arn
        with self._operation.policy.guard(policy.REQUEST):
            current = packages.tags(arn)
            to_set, to_remove = tag_changes(self._before, self._wanted, current)
            is_crowded = len(current.keys() | to_set.keys()) > MAX_TAGS
            if to_remove and is_crowded:  # otherwise the call that may be refused goes first
                packages.untag(arn, to_remove)
            if to_set:
                packages.tag(arn, to_set)
            if to_remove and not is_crowded:
                packages.untag(arn, to_remove)
        return bool(to_set or to_remove)

    def is_visible(self, package: Described) -> bool:
        """Tell whether the package has the tags."""
        with self._operation.policy.guard(policy.poll(HandlerErrorCode.NotFound)):
            current = self._operation.packages.tags(self._operation.arn)
        return not any(tag_changes(self._before, self._wanted, current))
