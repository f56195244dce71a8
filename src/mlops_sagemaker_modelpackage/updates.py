"""Updates a package: refuses what can't be changed in place, and has an update strategy for each kind of package."""

from typing import Protocol

from cloudformation_cli_python_lib import HandlerErrorCode

from . import changes, policy, replacement
from .api_types import Described
from .arns import is_version_arn
from .operation import Operation
from .specifications import MAX_ADDITIONAL
from .tags import MAX_TAGS, Tags, merge_tags, tag_changes
from .translate import is_read_model


def complete_previous(op: Operation) -> None:
    """Add SageMaker's values to the previous state of an operation, if the desired state is a model that Read returned.

    Such a model has values that SageMaker filled in. They aren't in the previous template, but are no changes.
    """
    if is_read_model(op.desired) and not is_read_model(op.previous):
        package = op.existing()
        with op.policy.guard(policy.first_call()):
            op.previous = changes.merge_read_state(op.previous, op.desired, op.reported_state(package))


def refuse_replacement(op: Operation, package: Described | None = None) -> None:
    """Raise `HandlerFailure` (NotUpdatable) for a change that no update can make in place (UPDATE-8).

    Args:
        op: the operation.
        package: the description of the package; without it, changes that can only be found with it are accepted.

    """
    names = replacement.properties_to_replace(op.previous, op.desired, op.request.awsAccountId, package)
    if names:
        raise op.failure(
            HandlerErrorCode.NotUpdatable,
            f"{', '.join(names)} can't be changed in place. If CloudFormation doesn't replace the package by itself, "
            "give the resource another logical ID.",
        )


class Update(Protocol):
    """How a package of one kind is updated.

    Attributes:
        tags: the tags of the package as they were last read; None if they weren't read.
        unaffected: the description of the package before the change, if the change isn't part of a description;
            otherwise None.

    """

    tags: Tags | None
    unaffected: Described | None

    def send(self, package: Described) -> bool:
        """Send what changed.

        Args:
            package: the description of the package, which is settled.

        Returns:
            Whether anything was sent.

        """

    def is_visible(self, package: Described) -> bool:
        """Tell whether a description of the package shows everything that was sent."""


def update_for(op: Operation) -> Update:
    """Return the update strategy for the package of an operation."""
    return VersionUpdate(op) if is_version_arn(op.arn) else TagUpdate(op)


class VersionUpdate:
    """Updates a version with UpdateModelPackage (KIND-6)."""

    def __init__(self, op: Operation):
        self.tags: Tags | None = None
        self.unaffected: Described | None = None
        self._op = op

    def send(self, package: Described) -> bool:
        """Send what changed, in one to three calls; return whether anything was sent."""
        op, previous, desired = self._op, self._op.previous, self._op.desired
        parameters = changes.update_parameters(previous, desired, package, already_sent=False)
        self._refuse_conflicts(package, parameters)
        first, *others = changes.split_calls(parameters, package)
        # A conflict may be with an earlier call of this operation that is still in progress.
        conflict = HandlerErrorCode.ResourceConflict
        if first:
            # If the response to an earlier call was lost, the specifications that it added exist already.
            stale = (HandlerErrorCode.AlreadyExists, *([conflict] if op.policy.has_waited() else []))
            with op.policy.guard(policy.first_call(*stale)):
                op.packages.update(op.arn, first)
        for parameters in others:  # if one has to wait, the next invocation sends the update again
            with op.policy.guard(policy.later_call(conflict)):
                op.packages.update(op.arn, parameters)
        return bool(first)

    def is_visible(self, package: Described) -> bool:
        """Tell whether the package shows every change."""
        return not changes.update_parameters(self._op.previous, self._op.desired, package, already_sent=True)

    def _refuse_conflicts(self, package: Described, parameters: dict[str, object]) -> None:
        """Raise `HandlerFailure` if the desired specifications can't be added to those of the package."""
        op = self._op
        taken = replacement.conflicting_specifications(op.previous, op.desired, package)
        if taken:
            raise op.failure(
                HandlerErrorCode.NotUpdatable,
                f"It already has an additional inference specification named {', '.join(taken)}, with different "
                "content. Use another name.",
            )
        additions = parameters.get("AdditionalInferenceSpecificationsToAdd")
        if isinstance(additions, list) and replacement.exceeds_specifications(additions, package):
            raise op.failure(
                HandlerErrorCode.InvalidRequest,
                "Together with those that it already has, there would be more than "
                f"{MAX_ADDITIONAL} additional inference specifications. Add fewer.",
            )


class TagUpdate:
    """Updates the tags of an unversioned package; nothing else of it can be changed (UPDATE-9)."""

    def __init__(self, op: Operation):
        self.tags: Tags | None = None
        self.unaffected: Described | None = None
        self._op = op
        self._previous = merge_tags(op.previous, op.request.previousResourceTags)
        self._desired = merge_tags(op.desired, op.request.desiredResourceTags)

    def send(self, package: Described) -> bool:
        """Set the changed tags, remove those no longer desired, and return whether anything was sent (TAG-2)."""
        self.unaffected = package
        packages, arn = self._op.packages, self._op.arn
        with self._op.policy.guard(policy.first_call()):
            current = self.tags = packages.tags(arn)
            to_set, to_remove = tag_changes(self._previous, self._desired, current)
            is_crowded = len(current.keys() | to_set.keys()) > MAX_TAGS
            # Tags are set first, since SageMaker may refuse that, unless their number has to shrink first (TAG-5).
            if to_remove and is_crowded:
                packages.untag(arn, to_remove)
            if to_set:
                packages.tag(arn, to_set)
            if to_remove and not is_crowded:
                packages.untag(arn, to_remove)
        return bool(to_set or to_remove)

    def is_visible(self, package: Described) -> bool:
        """Tell whether the package has the tags."""
        with self._op.policy.guard(policy.later_call(HandlerErrorCode.NotFound)):
            self.tags = self._op.packages.tags(self._op.arn)
        return not any(tag_changes(self._previous, self._desired, self.tags))
