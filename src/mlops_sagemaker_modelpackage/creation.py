"""Creates a package, and then sets the properties that the create call doesn't take.

The create call is repeated while its outcome is unknown: the package may exist, and nobody would know its ARN.
"""

import time
from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from . import changes, policy
from .api_types import Described
from .arns import IDENTIFIER, is_versioned
from .classification import classify
from .operation import Operation
from .policy import Decision, Rule
from .tags import merge_tags
from .tokens import generated_name
from .translate import create_request

_FIRST_RETRY_DELAYS_SECONDS: Final = (0.5, 0.5, 1.0, 1.0)
_LATER_RETRY_DELAY_SECONDS: Final = 2.0


def create_package(op: Operation) -> str:
    """Create the package of an operation, and return its ARN: the same one for the same request token (TOKEN-2).

    Raises:
        ClientError: SageMaker refused the package.
        BotoCoreError: the outcome is still unknown when the time is used up.

    """
    request, desired = op.request, dict(op.desired)
    versioned = is_versioned(desired)
    name = None
    if not versioned and not desired.get("ModelPackageName"):
        name = generated_name(request.stackId, request.logicalResourceIdentifier, request.clientRequestToken)
        desired["ModelPackageName"] = name
    parameters = create_request(
        desired,
        op.packages.input_shape("CreateModelPackage"),
        token=request.clientRequestToken,
        tags={} if versioned else merge_tags(desired, request.desiredResourceTags),
    )
    return _create_with_retries(op, parameters, name)


def _create_with_retries(op: Operation, parameters: dict[str, Any], name: str | None) -> str:
    """Return the ARN of the created package; retry while the outcome of the call is unknown (CREATE-6).

    The ClientToken makes a repeated call idempotent. Without one, the call isn't repeated.
    """
    rule = Rule(repeatable="ClientToken" in parameters)
    for delay in _retry_delays():
        try:
            return _create_or_adopt(op, parameters, name)
        except (ClientError, BotoCoreError) as error:
            if op.policy.decide(error, rule, delay) is not Decision.REPEAT:
                raise
        time.sleep(delay)
    raise AssertionError("the delays never end")


def _create_or_adopt(op: Operation, parameters: dict[str, Any], name: str | None) -> str:
    """Return the ARN of the created package, or of an existing one with the generated name.

    Only an earlier call with the same request token, whose response was lost, can have created the existing one.

    Args:
        op: the operation.
        parameters: the parameters of CreateModelPackage.
        name: the generated name; None if the template has a name or a group.

    """
    try:
        return op.packages.create(parameters)
    except ClientError as error:
        if not name or classify(error, creating=True).code != HandlerErrorCode.AlreadyExists:
            raise
        deadline, was_unknown = op.deadline, op.deadline.outcome_unknown
        deadline.outcome_unknown = True  # an error of the next call must not fail the create without its identifier
        found = op.packages.find(name)
        deadline.outcome_unknown = was_unknown
        if found is None:
            raise
        return found[IDENTIFIER]


def set_remaining_properties(op: Operation, package: Described) -> Described:
    """Set the properties that the create call doesn't take, and return the package that has them (CREATE-5, SOURCE-3).

    Args:
        op: the operation.
        package: the description of the package, which is Completed.

    """
    missing = changes.after_create(op.desired, package)
    if not missing:
        return package
    if not op.context.change_sent:
        with op.policy.guard(policy.later_call(HandlerErrorCode.NotFound, HandlerErrorCode.ResourceConflict)):
            op.packages.update(op.arn, missing)
        op.waiter.change_sent()
    return op.waiter.until_settled(op.arn, lambda found: not changes.after_create(op.desired, found))


def _retry_delays() -> Iterator[float]:
    yield from _FIRST_RETRY_DELAYS_SECONDS
    yield from repeat(_LATER_RETRY_DELAY_SECONDS)
