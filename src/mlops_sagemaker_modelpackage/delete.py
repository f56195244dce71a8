"""Deletes a package: DeleteModelPackage decides, and DescribeModelPackage only tells when it is gone."""

from typing import Final

from botocore.exceptions import ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from . import status
from .errors import classify, was_sent_again
from .invocation import Invocation
from .waiting import guard

MAX_CONFLICTS: Final = 120  # in a row: about an hour
MAX_ACCEPTED_CALLS: Final = 10  # after which the package is still there, and not Deleting

_GONE: Final = ""
_UNKNOWN: Final = "unknown"
_DENIED: Final = "denied"  # a policy may depend on the tags of the package, which are gone with it


def delete_package(op: Invocation) -> None:
    """Request the deletion, again in a later invocation if SageMaker hasn't begun it, and wait until it is done.

    Before a call was accepted, nothing is concluded from DescribeModelPackage, which may be stale (DELETE-6).
    """
    found = _look(op) if op.context.sent else _UNKNOWN
    if found == status.DELETING:
        raise op.waiting.continue_later()
    if found == _GONE or _is_gone_at_request(op, was_denied=found == _DENIED):
        return
    for _ in op.waiting.moments():
        found = _look(op)
        if found == _GONE:
            return
        if found == _DENIED:
            break
    raise op.waiting.continue_later()


def _is_gone_at_request(op: Invocation, *, was_denied: bool) -> bool:
    """Request the deletion; return whether there is nothing left to delete.

    If both calls are denied after an accepted one (`was_denied` is DescribeModelPackage), the package is gone.
    """
    context = op.context
    if context.sent >= MAX_ACCEPTED_CALLS:
        raise op.failure(
            HandlerErrorCode.NotStabilized,
            f"SageMaker accepted the deletion {context.sent} times, but the package is still there. Delete it by hand.",
        )
    while True:
        try:
            with guard(context, begun=True):
                op.packages.delete(op.arn)
        except ClientError as error:
            code = classify(error).code
            if code == HandlerErrorCode.ResourceConflict and context.looks < MAX_CONFLICTS:
                _wait_out_conflict(op)
                continue
            if code == HandlerErrorCode.NotFound and (
                context.sent or context.invocations or context.looks or was_sent_again(error)
            ):
                return True
            if code == HandlerErrorCode.AccessDenied and was_denied:
                return True
            raise
        op.waiting.mark_sent()
        return False


def _wait_out_conflict(op: Invocation) -> None:
    """Return once SageMaker has ended its work on the package; raise `ContinueLater` if that takes longer."""
    op.context.looks += 1
    for number, _ in enumerate(op.waiting.moments()):
        if _look(op) not in (*status.MODIFYING, status.DELETING):
            if number:
                return
            break
    raise op.waiting.continue_later()


def _look(op: Invocation) -> str:
    """Return the status of the package: `_GONE` if it doesn't exist, `_DENIED` if it can't be read."""
    with guard(op.context, begun=True):
        try:
            found = op.look(metadata_only=True)
        except ClientError as error:
            if classify(error).code != HandlerErrorCode.AccessDenied:
                raise
            return _DENIED
    return _GONE if found is None else found[status.STATUS]
