"""Creates a package; repeats the call while its outcome is unknown, since that could leave an orphaned package."""

import time
from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from .arns import IDENTIFIER, is_versioned
from .errors import classify, map_errors
from .operation import Operation
from .policy import Decision, Rule
from .tags import merge_tags
from .tokens import generated_name
from .translate import create_request

_FIRST_RETRY_DELAYS_SECONDS: Final = (0.5, 0.5, 1.0, 1.0)
_LATER_RETRY_DELAY_SECONDS: Final = 2.0


def create_package(operation: Operation) -> str:
    """Create the package of an operation and return its ARN. A request that is sent again returns the same ARN.

    Raises:
        HandlerFailure: SageMaker refused the package, or the outcome is still unknown when the time is used up.

    """
    request, desired = operation.request, dict(operation.desired)
    versioned = is_versioned(desired)
    name = None
    if not versioned and not desired.get("ModelPackageName"):
        name = generated_name(request.stackId, request.logicalResourceIdentifier, request.clientRequestToken)
        desired["ModelPackageName"] = name
    parameters = create_request(
        desired,
        operation.packages.input_shape("CreateModelPackage"),
        token=request.clientRequestToken,
        tags={} if versioned else merge_tags(desired, request.desiredResourceTags),
    )
    with map_errors(lambda: f"create {operation.subject()}", creating=True, redact=operation.redact):
        return _create_with_retries(operation, parameters, name)


def _create_with_retries(operation: Operation, parameters: dict[str, Any], name: str | None) -> str:
    """Return the ARN of the created package; retry while the outcome of the call is unknown (CREATE-6).

    The ClientToken makes a repeated call idempotent; without one, every answer is final.
    """
    rule = Rule(repeatable="ClientToken" in parameters)
    for delay in _retry_delays():
        try:
            return _create_or_adopt(operation, parameters, name)
        except (ClientError, BotoCoreError) as error:
            if operation.policy.decide(error, rule, delay) is not Decision.REPEAT:
                raise
        time.sleep(delay)
    raise AssertionError("the delays never end")


def _create_or_adopt(operation: Operation, parameters: dict[str, Any], name: str | None) -> str:
    """Return the ARN of the created package, or of the one that has the generated `name` already.

    An earlier call with the same request token created that package, and its answer was lost.
    """
    try:
        return operation.packages.create(parameters)
    except ClientError as error:
        if not name or classify(error, creating=True).code != HandlerErrorCode.AlreadyExists:
            raise
        deadline, was_unknown = operation.deadline, operation.deadline.outcome_unknown
        deadline.outcome_unknown = True  # a fault of the next call must not leave the package without its identifier
        found = operation.packages.find(name)
        deadline.outcome_unknown = was_unknown
        if found is None:
            raise
        return str(found[IDENTIFIER])


def _retry_delays() -> Iterator[float]:
    yield from _FIRST_RETRY_DELAYS_SECONDS
    yield from repeat(_LATER_RETRY_DELAY_SECONDS)
