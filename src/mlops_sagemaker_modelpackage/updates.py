"""The update strategy of each kind of package: what is sent, and when the change is visible."""

from typing import Protocol

from cloudformation_cli_python_lib import HandlerErrorCode

from . import changes, policy, replacement
from .arns import is_version_arn
from .operation import Operation
from .service import Described
from .specifications import MAX_ADDITIONAL
from .tags import MAX_TAGS, Tags, merge_tags, tag_changes


class Update(Protocol):
    """An update strategy: how one package is updated.

    Attributes:
        is_described: whether DescribeModelPackage shows the change.
        tags: the tags of the package as they were last read; None if they weren't read.

    """

    is_described: bool
    tags: Tags | None

    def send(self, package: Described) -> bool:
        """Send what changed.

        Args:
            package: the description of the package, which is settled.

        Returns:
            Whether anything was sent.

        """

    def is_visible(self, package: Described) -> bool:
        """Tell whether a description of the package shows everything that was sent."""


def update_for(operation: Operation) -> Update:
    """Return the update strategy for the package of an operation."""
    return VersionUpdate(operation) if is_version_arn(operation.arn) else TagUpdate(operation)


class VersionUpdate:
    """Updates a version with UpdateModelPackage (KIND-6)."""

    is_described = True

    def __init__(self, operation: Operation):
        self.tags: Tags | None = None
        self._operation = operation

    def send(self, package: Described) -> bool:
        """Send what changed, in one to three calls; return whether anything was sent."""
        operation = self._operation
        previous, desired = operation.previous, operation.desired
        parameters = changes.update_parameters(previous, desired, package, already_sent=False)
        self._refuse_conflicts(package, parameters)
        first, *others = changes.split_calls(parameters, package)
        # A conflict may be with an earlier call of ours, perhaps of another invocation, that is still in progress.
        conflict = HandlerErrorCode.ResourceConflict
        if first:
            # If the answer to an earlier call was lost, the specifications that it added exist already.
            stale = (HandlerErrorCode.AlreadyExists, *([conflict] if operation.policy.has_waited() else []))
            with operation.policy.guard(policy.request(*stale)):
                operation.packages.update(operation.arn, first)
        for parameters in others:  # after an error here, the next invocation sends the rest
            with operation.policy.guard(policy.poll(conflict)):
                operation.packages.update(operation.arn, parameters)
        return bool(first)

    def is_visible(self, package: Described) -> bool:
        """Tell whether the package shows every change."""
        operation = self._operation
        return not changes.update_parameters(operation.previous, operation.desired, package, already_sent=True)

    def _refuse_conflicts(self, package: Described, parameters: dict[str, object]) -> None:
        """Raise `HandlerFailure` if the desired specifications can't be added to those of the package."""
        operation = self._operation
        taken = replacement.conflicting_specifications(operation.previous, operation.desired, package)
        if taken:
            raise operation.failure(
                HandlerErrorCode.NotUpdatable,
                f"It already has an additional inference specification named {', '.join(taken)}, with different "
                "content. Use another name.",
            )
        additions = parameters.get("AdditionalInferenceSpecificationsToAdd")
        if isinstance(additions, list) and replacement.exceeds_specifications(additions, package):
            raise operation.failure(
                HandlerErrorCode.InvalidRequest,
                "Together with those that it already has, there would be more than "
                f"{MAX_ADDITIONAL} additional inference specifications. Add fewer.",
            )


class TagUpdate:
    """Updates the tags of an unversioned package, of which nothing else can be changed (UPDATE-9)."""

    is_described = False

    def __init__(self, operation: Operation):
        self.tags: Tags | None = None
        request = operation.request
        self._operation = operation
        self._before = merge_tags(operation.previous, request.previousResourceTags)
        self._wanted = merge_tags(operation.desired, request.desiredResourceTags)

    def send(self, package: Described) -> bool:
        """Set the changed tags, remove those no longer desired, and return whether anything was sent (TAG-2)."""
        packages, arn = self._operation.packages, self._operation.arn
        with self._operation.policy.guard(policy.REQUEST):
            current = self.tags = packages.tags(arn)
            to_set, to_remove = tag_changes(self._before, self._wanted, current)
            is_crowded = len(current.keys() | to_set.keys()) > MAX_TAGS
            if to_remove and is_crowded:  # make room first (TAG-5); otherwise AddTags goes first, which may be refused
                packages.untag(arn, to_remove)
            if to_set:
                packages.tag(arn, to_set)
            if to_remove and not is_crowded:
                packages.untag(arn, to_remove)
        return bool(to_set or to_remove)

    def is_visible(self, package: Described) -> bool:
        """Tell whether the package has the tags."""
        with self._operation.policy.guard(policy.poll(HandlerErrorCode.NotFound)):
            self.tags = self._operation.packages.tags(self._operation.arn)
        return not any(tag_changes(self._before, self._wanted, self.tags))
