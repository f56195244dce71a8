"""Creates a package, and then sets the properties that the create call doesn't take.

The create call is repeated while its outcome is unknown: the package may exist, and nobody would know its ARN.
"""

import time
import uuid
from itertools import chain, repeat
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from cloudformation_cli_python_lib import HandlerErrorCode

from . import names, status
from .error_table import PERHAPS_CREATED
from .errors import classify, is_outcome_unknown
from .invocation import Invocation
from .retry import Deadline
from .schema import Described, is_set
from .status import STATUS
from .tags import merge_tags
from .translate import create_request, source_is_set_later
from .update import TagUpdate, VersionUpdate
from .waiting import SHOWN

_FIRST_RETRY_DELAYS_SECONDS: Final = (0.5, 0.5, 1.0, 1.0)
_LATER_RETRY_DELAY_SECONDS: Final = 2.0


class CreateOutcome:
    """What is known about the outcome of the create call, from each of its responses (CREATE-6, CREATE-7)."""

    def __init__(self, deadline: Deadline):
        self.unknown = False  # whether SageMaker may have created the package without anybody having got its ARN
        self._deadline = deadline

    def hear(self, error: Exception | None) -> None:
        """Take note of a request that was sent: its error, or None if it was answered without one."""
        if error is None:
            return
        if is_outcome_unknown(error):
            self.unknown = True
        elif classify(error, creating=True).code in (HandlerErrorCode.InvalidRequest, HandlerErrorCode.AlreadyExists):
            self.unknown = False  # an earlier request with the same parameters was refused as well
        self._deadline.outcome_unknown = self.unknown  # any other error says nothing about the requests before it


def create_package(op: Invocation) -> str:
    """Create the package of an invocation, and return its ARN: the same one for the same request token (TOKEN-2)."""
    request, desired = op.request, dict(op.desired)
    versioned = names.is_versioned(desired)
    generated = ""
    if not versioned and not desired.get("ModelPackageName"):
        token = request.clientRequestToken or str(uuid.uuid4())
        generated = names.generated_name(request.stackId, request.logicalResourceIdentifier, token)
        desired["ModelPackageName"] = generated
    parameters = create_request(
        desired,
        op.packages.input_shape("CreateModelPackage"),
        token=request.clientRequestToken,
        tags={} if versioned else merge_tags(desired, request.desiredResourceTags),
    )
    return _create_with_retries(op, parameters, generated)


def _create_with_retries(op: Invocation, parameters: dict[str, Any], generated: str) -> str:
    """Return the ARN of the created package; retry while the outcome of the call is unknown (CREATE-6).

    The ClientToken makes a repeated call idempotent. Without one, the call isn't repeated.
    """
    outcome, delays = CreateOutcome(op.deadline), chain(_FIRST_RETRY_DELAYS_SECONDS, repeat(_LATER_RETRY_DELAY_SECONDS))
    while True:
        delay = next(delays)
        try:
            return op.packages.create(parameters, outcome.hear)
        except (ClientError, BotoCoreError) as error:
            if generated and classify(error, creating=True).code == HandlerErrorCode.AlreadyExists:
                arn = _arn_of_existing(op, generated)
                if arn:
                    return arn
            if not (outcome.unknown and "ClientToken" in parameters and op.deadline.allows_request(delay)):
                raise op.failure_for(error, advice=PERHAPS_CREATED if outcome.unknown else "") from None
        time.sleep(delay)


def _arn_of_existing(op: Invocation, generated: str) -> str:
    """Return the ARN of the existing package with a generated name; empty if it isn't known.

    Only an earlier call with the same request token, whose response was lost, can have created it (CREATE-9). If
    SageMaker doesn't show it yet, its ARN is known all the same.
    """
    request = op.request
    try:
        found = op.packages.find(generated, metadata_only=True)
    except (ClientError, BotoCoreError):
        found = None
    if found is not None:
        return found[names.IDENTIFIER]
    return names.unversioned_arn(generated, request.awsPartition, request.region, request.awsAccountId)


def wait_until_completed(op: Invocation, *, metadata_only: bool = True) -> Described:
    """Return the description of the package once it is Completed; by default without the content of its model card."""

    def missing(found: Described) -> str | None:
        if found[STATUS] in (status.FAILED, status.DELETING):
            raise op.failure(HandlerErrorCode.NotStabilized, op.redact(status.why_not_completed(found)))
        if found[STATUS] in status.MODIFYING:
            return None
        return SHOWN if found[STATUS] == status.COMPLETED else f"the status {status.COMPLETED}"

    return op.waiting.until(lambda: op.look(metadata_only=metadata_only), missing)


def set_remaining_properties(op: Invocation, package: Described | None) -> VersionUpdate | TagUpdate:
    """Set the properties that the create call doesn't take (CREATE-5, SOURCE-3), and wait for the tags that it took.

    Returns the update, which has the latest description and the tags. `package` is the description of the Completed
    package; None if an earlier invocation has come this far.
    """
    change: VersionUpdate | TagUpdate
    if names.is_versioned(op.desired):
        wanted = ["ApprovalDescription", *(["SourceUri"] if source_is_set_later(op.desired) else [])]
        change = VersionUpdate(op, {}, [name for name in wanted if is_set(op.desired.get(name))], package)
    else:
        change = TagUpdate(op, package)
        if not op.context.sent:
            op.waiting.mark_sent()  # with the create call
    for part in change.parts():
        change.send(part)
        change.wait(part)
    if package is not None and package.get("ModelCard") and not change.parts():
        change.package = wait_until_completed(op, metadata_only=False)  # the content of the card has been left out
    return change
