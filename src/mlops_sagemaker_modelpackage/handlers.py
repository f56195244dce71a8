"""The five handlers of the type, to be read beside "Resource type handler contract" in the CloudFormation CLI guide."""

import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import Action, HandlerErrorCode, OperationStatus, ProgressEvent
from cloudformation_cli_python_lib.interface import BaseModel

from . import changes, checks, stabilize, translate
from .errors import judge
from .invocation import Described, Invocation, handles
from .provider import Model, TypeResource, model_of
from .schema import TYPE_NAME
from .service import MOST_TAGS

resource = TypeResource(TYPE_NAME, Model)
test_entrypoint = resource.test_entrypoint


@resource.handler(Action.CREATE)
@handles
def create(invocation: Invocation) -> ProgressEvent:
    """Check, create, wait for Completed, set what the create call can't carry, read."""
    desired = invocation.desired
    if not invocation.arn:
        invocation.refuse(checks.before_create(desired))
        invocation.arn = _create_once(invocation)
    package = invocation.wait_until_settled()
    if package["ModelPackageStatus"] != stabilize.COMPLETED:
        reason = invocation.hide(stabilize.why_not_completed(package))
        raise invocation.failed(HandlerErrorCode.NotStabilized, reason)
    missing = changes.after_create(desired, package)
    if missing and not invocation.progress.changed:
        with invocation.patience(HandlerErrorCode.NotFound, HandlerErrorCode.ResourceConflict):
            invocation.packages.update(invocation.arn, missing)
        invocation.called()
    if missing:
        package = invocation.wait_until_settled(lambda found: not changes.after_create(desired, found))
    return invocation.success(package)


def _create_once(invocation: Invocation) -> str:
    """Create the package and return its ARN: the same one for a request that was sent before."""
    request, desired = invocation.request, dict(invocation.desired)
    token = request.clientRequestToken
    nameless = not (desired.get("ModelPackageName") or translate.is_versioned(desired))
    if nameless:
        desired["ModelPackageName"] = translate.generated_name(
            request.stackId, request.logicalResourceIdentifier, token
        )
    tags = {} if translate.is_versioned(desired) else translate.wanted_tags(desired, request.desiredResourceTags)
    shape = invocation.packages.input_shape("CreateModelPackage")
    parameters = translate.create_request(desired, shape, token=token, tags=tags)
    with invocation.reporting(creating=True):
        return _created_for_sure(invocation, parameters, desired["ModelPackageName"] if nameless else None)


def _created_for_sure(invocation: Invocation, parameters: dict[str, Any], generated_name: str | None) -> str:
    """Create a package and return its ARN; retry while it is unknown whether the create call was carried out.

    Nobody else would know of the package, so this goes on until `service.CREATE_END`. The ClientToken makes a
    repeated call harmless; without one, every answer is the last. A `generated_name` that is taken was made from the
    same request token, by a call whose answer got lost.
    """
    packages = invocation.packages
    for pause in stabilize.create_pauses():
        try:
            return packages.create(parameters)
        except (ClientError, BotoCoreError) as error:
            if generated_name and judge(error, creating=True).code == HandlerErrorCode.AlreadyExists:
                found = packages.find(generated_name)
                if found is not None:
                    return str(found["ModelPackageArn"])
            if not (packages.create_outcome_unknown and "ClientToken" in parameters and packages.has_time(pause)):
                raise
        time.sleep(pause)
    raise AssertionError("the pauses never end")


@resource.handler(Action.READ)
@handles
def read(invocation: Invocation) -> ProgressEvent:
    """Report what is there."""
    return invocation.success(invocation.existing())


@resource.handler(Action.UPDATE)
@handles
def update(invocation: Invocation) -> ProgressEvent:
    """Send what changed between the previous and the desired state, wait until it shows, read."""
    invocation.need_identifier()
    invocation.refuse(checks.before_update(invocation.desired))
    account = invocation.request.awsAccountId
    if not invocation.is_read_beside_template():
        changes.refuse_replacement(invocation.previous, invocation.desired, account)
    if not invocation.progress.changed or invocation.is_read_beside_template():
        package = invocation.existing()
    if invocation.is_read_beside_template():
        with invocation.calling():
            there = invocation.state_there(package)
        invocation.previous = changes.filled_in(invocation.previous, invocation.desired, there)
    send_changes, shows_changes = _update_of(invocation)
    if not invocation.progress.changed:
        changes.refuse_replacement(invocation.previous, invocation.desired, account, package)
        package = invocation.settled(package)
        if package["ModelPackageStatus"] == stabilize.DELETING:
            raise invocation.failed(HandlerErrorCode.ResourceConflict, stabilize.BEING_DELETED)
        if not send_changes(package):
            return invocation.success(package)
        invocation.called()
    return invocation.success(invocation.wait_until_settled(shows_changes))


def _update_of(invocation: Invocation) -> tuple[Callable[[Described], bool], Callable[[Described], bool]]:
    """Return how to send the changes to a package of this kind, telling whether there were any, and how to see them."""
    return _update_of_version(invocation) if translate.is_versioned_arn(invocation.arn) else _update_of_tags(invocation)


def _update_of_version(invocation: Invocation) -> tuple[Callable[[Described], bool], Callable[[Described], bool]]:
    previous, desired = invocation.previous, invocation.desired

    def send(package: Described) -> bool:
        first, *others = changes.calls(changes.plan(previous, desired, package, sent=False), package)
        # A call may meet one that was made before it, perhaps in another invocation, and is still being carried out.
        conflict = HandlerErrorCode.ResourceConflict
        if first:
            # After an answer that got lost, what was added by then is there already.
            with invocation.calling(HandlerErrorCode.AlreadyExists, *([conflict] if invocation.has_waited() else [])):
                invocation.packages.update(invocation.arn, first)
        for parameters in others:  # with a fault here the change is half made: the next invocation makes it whole
            with invocation.patience(conflict):
                invocation.packages.update(invocation.arn, parameters)
        return bool(first)

    return send, lambda package: not changes.plan(previous, desired, package)


def _update_of_tags(invocation: Invocation) -> tuple[Callable[[Described], bool], Callable[[Described], bool]]:
    request, packages, arn = invocation.request, invocation.packages, invocation.arn
    before = translate.wanted_tags(invocation.previous, request.previousResourceTags)
    wanted = translate.wanted_tags(invocation.desired, request.desiredResourceTags)

    def send(_package: Described) -> bool:
        with invocation.calling():
            current = packages.tags(arn)
            to_set, to_remove = changes.plan_tags(before, wanted, current)
            crowded = len(current.keys() | to_set.keys()) > MOST_TAGS
            if to_remove and crowded:  # else what may be refused goes first
                packages.untag(arn, to_remove)
            if to_set:
                packages.tag(arn, to_set)
            if to_remove and not crowded:
                packages.untag(arn, to_remove)
        return bool(to_set or to_remove)

    def shows(_package: Described) -> bool:
        with invocation.patience(HandlerErrorCode.NotFound):
            return not any(changes.plan_tags(before, wanted, packages.tags(arn)))

    return send, shows


@resource.handler(Action.DELETE)
@handles
def delete(invocation: Invocation) -> ProgressEvent:
    """Wait for a package that is still being made, delete it, wait until it is gone."""
    if not invocation.progress.changed:
        package = invocation.settled(invocation.existing())
        if package["ModelPackageStatus"] != stabilize.DELETING:
            _ask_for_deletion(invocation)
        invocation.called()
    invocation.wait_until_gone()
    return ProgressEvent(status=OperationStatus.SUCCESS)


def _ask_for_deletion(invocation: Invocation) -> None:
    """Delete the package. A conflict with a deletion that goes on, perhaps our own whose answer got lost, is none."""
    try:
        with invocation.calling():
            invocation.packages.delete(invocation.arn)
    except ClientError as error:
        if judge(error).code != HandlerErrorCode.ResourceConflict:
            raise
        found = invocation.packages.find(invocation.arn)
        if found is not None and found["ModelPackageStatus"] != stabilize.DELETING:
            raise


@resource.handler(Action.LIST)
@handles
def list_(invocation: Invocation) -> ProgressEvent:
    """Report the identifiers on one page: those of the group that the request names, or all."""
    group = invocation.desired.get("ModelPackageGroupName")
    arns, token = invocation.packages.page(group, invocation.request.nextToken)
    models: list[BaseModel] = [model_of({"ModelPackageArn": arn}) for arn in arns]
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModels=models, nextToken=token)
