"""Updates a package: refuses what can't be changed, plans the calls, sends each part once, and waits for it."""

from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from . import changes, checks, status
from .errors import classify, is_missing, is_outcome_unknown, was_sent_again
from .invocation import Invocation
from .names import IDENTIFIER, is_version_arn
from .schema import Described, State
from .specifications import MAX_ADDITIONAL, is_read_model
from .status import STATUS
from .tags import MAX_TAGS, Tags, merge_tags, shows, tag_changes
from .waiting import MAX_LOOKS, MAX_LOOKS_AT_FAILURE, MAX_LOOKS_FOR_EXISTING, SHOWN, guard

# What SageMaker may answer to a call that it has carried out already, if botocore sent it again.
_REFUSALS: Final = (HandlerErrorCode.InvalidRequest, HandlerErrorCode.AlreadyExists)

_SET, _REMOVE = "set", "remove"  # the calls of an update of tags, in the callback context


def check(op: Invocation) -> None:
    """Refuse what the two templates show to be wrong or not changeable in place, before any call."""
    op.require_arn()
    _complete_previous(op)
    op.refuse(checks.before_update(op.desired, op.previous))
    _refuse_replacement(op)


def plan(op: Invocation) -> "VersionUpdate | TagUpdate":
    """Return what is to be sent to the package; refuse one that is missing, being deleted, or must be replaced."""
    if not is_version_arn(op.arn):
        # The templates alone decide on tags: while calls are slow, there is no time for another look.
        return TagUpdate(op, None if op.context.sent or op.context.parts else _modifiable_package(op))
    package = None if op.context.sent else _modifiable_package(op)
    previous = {} if is_reverting_drift(op) else op.previous
    names = changes.changed_names(previous, op.desired)
    if package is None:  # an earlier invocation has planned; only names of version 1.0 are computed again
        return VersionUpdate(op, previous, names, None)
    if is_reverting_drift(op):
        names = changes.missing_names(names, previous, op.desired, package)
    else:
        _refuse_conflicts(op, package)
    return VersionUpdate(op, previous, names, package)


def is_reverting_drift(op: Invocation) -> bool:
    """Tell whether the template didn't change: then a change set asks for its values in SageMaker (UPDATE-14)."""
    previous, desired = ({**state, IDENTIFIER: op.arn} for state in (op.previous, op.desired))
    tags_before, tags = op.request.previousResourceTags or {}, op.request.desiredResourceTags or {}
    return previous == desired and dict(tags_before) == dict(tags)


class _Update:
    """What is common to both kinds of packages."""

    def __init__(self, op: Invocation, package: Described | None):
        self._op = op
        self.package = package  # its latest description; None if this invocation hasn't read one
        self.tags: Tags | None = None  # as they were last read; None if they weren't

    def described(self) -> Described:
        """Return the latest description of the package."""
        if self.package is None:
            self.package = self._op.waiting.until(self._op.look, lambda _: SHOWN)
        return self.package


class VersionUpdate(_Update):
    """The update of a version with UpdateModelPackage, in one or two calls (KIND-6)."""

    def __init__(self, op: Invocation, previous: State, names: list[str], package: Described | None):
        super().__init__(op, package)
        self._previous = previous
        context = op.context
        if context.tried and context.parts:
            names = [name for part in context.parts for name in part]
        if package is not None:  # no part was accepted: the plan before may come from a stale description
            context.parts = changes.split_calls(names, previous, op.desired, package)
        elif not context.parts:
            context.parts = [names]

    def parts(self) -> range:
        """Return the numbers of the parts that are not finished, the one that was sent last included."""
        return range(max(0, self._op.context.sent - 1), len(self._op.context.parts))

    def send(self, part: int) -> None:
        """Send a part, unless it was sent; one whose outcome is unknown is sent again."""
        op = self._op
        if part < op.context.sent:
            return
        package = self.described()
        names = op.context.parts[part]
        if not op.context.tried:
            op.context.approval = package.get("ModelApprovalStatus", "")
            op.context.failed = package[STATUS] == status.FAILED
        else:
            names = changes.names_to_repeat(names, self._previous, op.desired, package, op.context.approval)
        parameters = changes.parameters(names, self._previous, op.desired, package)
        if parameters:
            self._update(part, parameters)
        op.waiting.mark_sent()

    def _update(self, part: int, parameters: dict[str, object]) -> None:
        """Make the call; a refusal of what the package shows already isn't one: an earlier response was lost."""
        op = self._op
        try:
            op.packages.update(op.arn, parameters)
        except (ClientError, BotoCoreError) as error:
            op.context.tried = op.context.tried or is_outcome_unknown(error) or was_sent_again(error)
            # A conflict may be with work on the package that the description doesn't show yet.
            stale = HandlerErrorCode.NotFound, HandlerErrorCode.ResourceConflict
            with guard(op.context, *stale, begun=op.has_begun, writes=True):
                if classify(error).code not in _REFUSALS:
                    raise
                found = op.look()
                if found is None or self._missing(part, found, op.context.approval):
                    self._wait_if_repeated(part, error)
                    raise error from None

    def _wait_if_repeated(self, part: int, error: Exception) -> None:
        """Continue later if the call may have been carried out already, and the package doesn't show it yet."""
        context, found = self._op.context, classify(error)
        exists = found.code == HandlerErrorCode.AlreadyExists
        is_repeated = changes.is_perhaps_repeated(context.parts[part], context.parts, found.statement, exists=exists)
        if is_repeated and context.refusals < MAX_LOOKS:
            context.refusals += 1
            raise self._op.waiting.continue_later()

    def wait(self, part: int) -> None:
        """Wait until the package shows a part, and takes changes again."""
        op = self._op

        def missing(found: Described) -> str | None:
            if found[STATUS] in status.MODIFYING:
                return None
            _refuse_if_deleting(op, found)
            if found[STATUS] == status.FAILED and not op.context.failed:
                if op.context.looks >= MAX_LOOKS_AT_FAILURE:
                    raise op.failure(HandlerErrorCode.NotStabilized, op.redact(status.why_not_completed(found)))
                return f"the status {status.COMPLETED}"
            # The first look that shows another approval may be older than the update: two show somebody's decision.
            return ", ".join(self._missing(part, found, op.context.approval if op.context.looks else ""))

        self.package = op.waiting.until(op.look, missing)

    def _missing(self, part: int, package: Described, approval: str) -> list[str]:
        names = self._op.context.parts[part]
        return changes.missing_names(names, self._previous, self._op.desired, package, approval)


class TagUpdate(_Update):
    """The update of the tags of an unversioned package; nothing else of it can be changed (UPDATE-9)."""

    def __init__(self, op: Invocation, package: Described | None):
        super().__init__(op, package)
        desired = merge_tags(op.desired, op.request.desiredResourceTags)
        previous = {} if is_reverting_drift(op) else merge_tags(op.previous, op.request.previousResourceTags)
        self._to_set, self._to_remove = tag_changes(previous, desired)

    def parts(self) -> range:
        """Return the numbers of the parts: there is one, or none if no tag changed."""
        return range(1 if self._to_set or self._to_remove else 0)

    def send(self, _part: int) -> None:
        """Set the changed tags, and remove those no longer desired, each once (TAG-2)."""
        op, context = self._op, self._op.context
        if not context.parts:
            if context.sent:  # with the create call
                return
            with guard(context, HandlerErrorCode.NotFound):
                current = self.tags = op.packages.tags(op.arn)
            if is_reverting_drift(op) and shows(current, self._to_set, self._to_remove):
                return
            context.parts = [[write] for write in self._writes(current)]
        for part in context.parts[context.sent :]:
            with guard(context, HandlerErrorCode.NotFound, begun=bool(context.sent), writes=True):
                if _SET in part:
                    op.packages.tag(op.arn, self._to_set)
                if _REMOVE in part:
                    op.packages.untag(op.arn, self._to_remove)
            op.waiting.mark_sent()

    def _writes(self, current: Tags) -> list[str]:
        """Return the calls. Tags are set first, since SageMaker may refuse that, unless there are too many (TAG-5)."""
        writes = [*([_SET] if self._to_set else []), *([_REMOVE] if self._to_remove else [])]
        is_crowded = len(current.keys() | self._to_set.keys()) > MAX_TAGS
        return writes[::-1] if is_crowded else writes

    def wait(self, _part: int) -> None:
        """Wait until the package has the tags."""
        if not self._op.context.sent:
            return
        self.tags = self._op.waiting.until(
            self._look, lambda tags: SHOWN if shows(tags, self._to_set, self._to_remove) else "Tags"
        )

    def _look(self) -> Tags | None:
        try:
            return self._op.packages.tags(self._op.arn)
        except ClientError as error:
            if is_missing(error):
                return None
            raise


def _complete_previous(op: Invocation) -> None:
    """Add SageMaker's values to the previous state, if the desired state is a model that Read returned."""
    if is_read_model(op.desired) and not is_read_model(op.previous):
        package = op.waiting.until(op.look, lambda _: SHOWN, begun=False, limit=MAX_LOOKS_FOR_EXISTING)
        with guard(op.context):
            op.previous = changes.merge_read_state(op.previous, op.desired, op.reported_state(package))


def _modifiable_package(op: Invocation) -> Described:
    def missing(found: Described) -> str | None:
        _refuse_replacement(op, found)
        _refuse_if_deleting(op, found)
        return None if found[STATUS] in status.MODIFYING else SHOWN

    return op.waiting.until(op.look, missing, begun=False, limit=MAX_LOOKS_FOR_EXISTING)


def _refuse_if_deleting(op: Invocation, package: Described) -> None:
    if package[STATUS] == status.DELETING:
        raise op.failure(HandlerErrorCode.ResourceConflict, status.BEING_DELETED)


def _refuse_replacement(op: Invocation, package: Described | None = None) -> None:
    """Refuse a change that no update can make in place (UPDATE-8); `package` as in `changes.properties_to_replace`."""
    names = changes.properties_to_replace(op.previous, op.desired, op.request.awsAccountId, package)
    if names:
        raise op.failure(
            HandlerErrorCode.NotUpdatable,
            f"{', '.join(names)} can't be changed in place. If CloudFormation doesn't replace the package by itself, "
            "give the resource another logical ID.",
        )


def _refuse_conflicts(op: Invocation, package: Described) -> None:
    """Refuse desired specifications that can't be added to those of the package."""
    taken = changes.conflicting_specifications(op.previous, op.desired, package)
    if taken:
        raise op.failure(
            HandlerErrorCode.NotUpdatable,
            f"It already has an additional inference specification named {', '.join(taken)}, with different content. "
            "Use another name.",
        )
    if changes.exceeds_specifications(changes.additions(op.previous, op.desired, package), package):
        raise op.failure(
            HandlerErrorCode.InvalidRequest,
            "Together with those that it already has, there would be more than "
            f"{MAX_ADDITIONAL} additional inference specifications. Add fewer.",
        )
