"""Requests the deletion of a package."""

from botocore.exceptions import ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from . import policy, status
from .classification import classify
from .operation import Operation


def request_deletion(op: Operation) -> None:
    """Request the deletion of the package; ignore a conflict with a deletion that is already in progress."""
    try:
        with op.policy.guard(policy.first_call()):
            op.packages.delete(op.arn)
    except ClientError as error:
        if classify(error).code != HandlerErrorCode.ResourceConflict:
            raise
        with op.policy.guard(policy.first_call()):
            found = op.packages.find(op.arn)
        if found is not None and not status.is_deleting(found):
            raise
