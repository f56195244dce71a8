"""From what SageMaker and botocore say to what CloudFormation and a person need: one table, one context manager.

The codes are those of "Handler error codes" in the CloudFormation CLI user guide.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's, which has none of Python's classes above it
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    InvalidRegionError,
    NoAuthTokenError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    SSOError,
    TokenRetrievalError,
)
from cloudformation_cli_python_lib import HandlerErrorCode, ProgressEvent
from cloudformation_cli_python_lib.exceptions import _HandlerError
from cloudformation_cli_python_lib.interface import BaseModel

MESSAGE_LIMIT: Final = 1024  # characters: the limit of StatusMessage in RecordHandlerProgress
_SHORTEST_SECRET: Final = 4  # a shorter value, such as "1", says nothing and would tear holes into any message


class Failed(_HandlerError):
    """The operation failed: an error code, a message for a person, and the model where CloudFormation needs it.

    `model` is what the FAILED event carries: without the identifier in it, CloudFormation can't clean up what a failed
    create left.
    """

    def __init__(self, code: HandlerErrorCode, message: str, model: BaseModel | None = None):
        Exception.__init__(self, message)
        self.code = code
        self.model = model

    def to_progress_event(self) -> ProgressEvent:
        """Return the FAILED event, with the model in it."""
        event = ProgressEvent.failed(self.code, shortened(str(self)))
        event.resourceModel = self.model
        return event


class OutOfTime(BotoCoreError):
    """The invocation has no time left for another request."""

    fmt = "no time is left in this invocation for another request"


class UnreadableAnswer(BotoCoreError):
    """An answer has not what the API says it has: whether the call was carried out is unknown."""

    fmt = "the answer to {operation} can't be read"


DELETED_OUTSIDE: Final = (
    "If it was deleted outside of CloudFormation, give the resource another logical ID in the template, or take it out "
    "of the template, deploy, and add it again."
)
_NAME_TAKEN: Final = (
    "Choose another name, leave it out so that one is generated, or import the one that is there into the stack. If "
    "this is a replacement: CloudFormation creates the new package before it deletes the old one, so change the name."
)


class _Row(NamedTuple):
    code: str
    message: str
    result: HandlerErrorCode
    advice: str


# The first row whose two patterns are found in the error's code (whole) and message decides. Case doesn't matter.
_TABLE: Final = (
    _Row(
        "ValidationException|ValidationError|ResourceNotFound(Exception)?",
        r"model[ -]?package[ -]?group\b.*(does not exist|not found|could not find|cannot find)"
        r"|(cannot|could not) find model[ -]?package[ -]?group\b",
        HandlerErrorCode.InvalidRequest,
        "Create the model package group first; if it is in the same template, refer to it with Ref or add DependsOn. A "
        "group of another account has to be given by its ARN.",
    ),
    _Row(
        "ValidationException|ValidationError",
        r"\bmodel ?package\b.*does not exist|cannot find model ?package\b",
        HandlerErrorCode.NotFound,
        DELETED_OUTSIDE,
    ),
    _Row("ResourceNotFound(Exception)?", "", HandlerErrorCode.NotFound, DELETED_OUTSIDE),
    _Row(
        "ValidationException|ValidationError|ConflictException",
        "already exists",
        HandlerErrorCode.AlreadyExists,
        _NAME_TAKEN,
    ),
    _Row(
        ".*",
        "no resource-based policy allows",
        HandlerErrorCode.AccessDenied,
        "The resource policy of the model package group in the other account has to allow the action to this account: "
        "see PutModelPackageGroupPolicy.",
    ),
    _Row(".*", "not authorized to perform", HandlerErrorCode.AccessDenied, "Allow the action in the execution role."),
    _Row(
        "AccessDenied(Exception)?|UnauthorizedOperation",
        "",
        HandlerErrorCode.AccessDenied,
        "Allow the action in the execution role.",
    ),
    _Row(
        "ExpiredToken(Exception)?|RequestExpired|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId"
        "|InvalidSignature(Exception)?|SignatureDoesNotMatch|IncompleteSignature(Exception)?|AuthFailure"
        "|MissingAuthenticationToken(Exception)?",
        "",
        HandlerErrorCode.InvalidCredentials,
        "Send the operation again with fresh credentials.",
    ),
    _Row(
        "ValidationException|ValidationError|ConflictException",
        "model card is in .* state",
        HandlerErrorCode.InvalidRequest,
        "Such a card keeps its content: set its ModelCardStatus to Draft in the same update, or keep the content.",
    ),
    _Row(
        "ValidationException|ValidationError",
        r"(\bs3\b|bucket|model ?data|\bimage\b|\becr\b|repository|\bobject\b).*"
        r"(not exist|not found|not find|cannot find|not access|cannot access|not read|denied|permission|forbidden)"
        r"|(not find|cannot find|not access|cannot access|not read|not found).*"
        r"(\bs3\b|bucket|model ?data|\bimage\b|\becr\b|repository|\bobject\b)",
        HandlerErrorCode.InvalidRequest,
        "Correct the template. If what is named is there, the execution role may lack the permission to read it: "
        "SageMaker reads images and model data with the permissions of its caller.",
    ),
    _Row("ValidationException|ValidationError", "", HandlerErrorCode.InvalidRequest, "Correct the template."),
    _Row(
        "ResourceLimitExceeded|LimitExceededException|ServiceQuotaExceededException",
        "",
        HandlerErrorCode.ServiceLimitExceeded,
        "Delete what isn't needed, or ask for a higher quota in Service Quotas.",
    ),
    _Row("ResourceInUse(Exception)?", "", HandlerErrorCode.ResourceConflict, "Try again when the other use has ended."),
    _Row("ConflictException", "", HandlerErrorCode.ResourceConflict, "Try again when the other change has ended."),
    _Row(
        ".*Throttl.*|TooManyRequests(Exception)?|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete",
        "",
        HandlerErrorCode.Throttling,
        "Try again later.",
    ),
)

# How SageMaker quotes a parameter that breaks a limit. Where it stands says enough; what it is may be private.
_QUOTED_VALUE: Final = re.compile(r"Value '.*?' (?=at ')", re.DOTALL)

# What a refused decryption may be called, in the code or in the text: SageMaker passes on what AWS KMS says.
_DENIED: Final = re.compile("denied|not authorized|not allowed|permission", re.IGNORECASE)
_OF_A_KEY: Final = re.compile("kms|decrypt|ciphertext|customer master key", re.IGNORECASE)

_TRANSIENT: Final = {
    HandlerErrorCode.Throttling,
    HandlerErrorCode.ServiceInternalError,
    HandlerErrorCode.NetworkFailure,
}


class Verdict(NamedTuple):
    """What an error means: CloudFormation's code, what was said, and what to do."""

    code: HandlerErrorCode
    said: str
    advice: str


def judge(error: Exception, *, creating: bool = False) -> Verdict:
    """Return the verdict on an error of SageMaker or botocore; `creating` says that CreateModelPackage raised it."""
    if isinstance(error, ClientError):
        code, said, advice = _judge_remote(error)
    else:
        code, advice = _judge_local(error)
        said = f"{type(error).__name__}: {error}"
    if creating and code == HandlerErrorCode.NotFound:  # not this resource, which isn't there yet
        advice = (
            "Create the missing resource first, or correct its name; if it is in the same template, refer to it with "
            "Ref or add DependsOn."
        )
        return Verdict(HandlerErrorCode.InvalidRequest, said, advice)
    if creating and _name(error).startswith("ResourceInUse"):
        return Verdict(HandlerErrorCode.AlreadyExists, said, _NAME_TAKEN)
    if creating and code in (HandlerErrorCode.NetworkFailure, HandlerErrorCode.ServiceInternalError):
        advice = "It may have been created all the same: look for it in SageMaker and delete it, then deploy again."
        return Verdict(code, said, advice)
    return Verdict(code, said, advice)


def _name(error: Exception) -> str:
    """Return the code that an error of SageMaker has; botocore's own have none."""
    response = error.response if isinstance(error, ClientError) else {}  # of botocore's own, some have a None there
    return str(response.get("Error", {}).get("Code", ""))


def _judge_remote(error: ClientError) -> Verdict:
    name, message = _name(error), str(error.response.get("Error", {}).get("Message", ""))
    code, advice = _look_up(name, message, error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if "signature" in name.lower():  # the text may quote the whole request, with its session token
        return Verdict(code, f"SageMaker refused the signature ({name})", advice)
    said = _QUOTED_VALUE.sub("Value ", message).rstrip(".") or "nothing"
    return Verdict(code, f"SageMaker said: {said} ({name})", advice)


def _look_up(name: str, message: str, status: int) -> tuple[HandlerErrorCode, str]:
    for row in _TABLE:
        if re.fullmatch(row.code, name, re.IGNORECASE) and re.search(row.message, message, re.IGNORECASE):
            return row.result, row.advice
    if status == 429:
        return HandlerErrorCode.Throttling, "Try again later."
    if status >= 500:
        return HandlerErrorCode.ServiceInternalError, "Try again later."
    return HandlerErrorCode.GeneralServiceException, "See the documentation of the SageMaker API for this code."


# botocore's own errors, and what each means. The first row with a class of the error decides.
_LOCAL_TABLE: Final = (
    (
        (ParamValidationError, InvalidRegionError),
        HandlerErrorCode.InvalidRequest,
        "Correct the template, or the region that the handler was invoked for.",
    ),
    (
        (
            *(NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, NoAuthTokenError),
            *(TokenRetrievalError, SSOError),
        ),
        HandlerErrorCode.InvalidCredentials,
        "Register the type with an execution role.",
    ),
    (
        (ConnectionError, HTTPClientError, IncompleteReadError, OutOfTime),
        HandlerErrorCode.NetworkFailure,
        "Try again later, or check the network between the handler and SageMaker.",
    ),
    ((UnreadableAnswer,), HandlerErrorCode.ServiceInternalError, "Try again later."),
    (
        (Exception,),
        HandlerErrorCode.GeneralServiceException,
        "Try again; if it happens again, report it with the log of the handler.",
    ),
)


def _judge_local(error: Exception) -> tuple[HandlerErrorCode, str]:
    return next((code, advice) for classes, code, advice in _LOCAL_TABLE if isinstance(error, classes))


def was_never_sent(error: Exception | None) -> bool:
    """Tell whether an error says that no connection was made, so that SageMaker can't have carried out the request."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, OutOfTime))


def is_missing(error: Exception) -> bool:
    """Tell whether an error says that the package isn't there."""
    return judge(error).code == HandlerErrorCode.NotFound


def is_key_denied(error: Exception) -> bool:
    """Tell whether an error says that the caller may not use the key of AWS KMS that something is encrypted with."""
    said = judge(error).said
    return bool(_DENIED.search(said) and _OF_A_KEY.search(said))


def is_transient(error: Exception) -> bool:
    """Tell whether an error may be gone at the next try: throttling, a 5xx, a lost connection."""
    return judge(error).code in _TRANSIENT


@contextmanager
def reporting(
    attempt: str, *, creating: bool = False, hide: Callable[[str], str], model: Callable[[], BaseModel | None]
) -> Iterator[None]:
    """Turn every error of SageMaker and botocore into a `Failed` with a message that a person can act on.

    `attempt` completes "Could not …"; `hide` takes what must not leave the handler out of what SageMaker said; `model`
    is asked when an error comes, so that an identifier known by then goes along. The original error isn't chained: its
    text would reach the log.
    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        verdict = judge(error, creating=creating)
        message = f"Could not {attempt}. {hide(verdict.said)}. {verdict.advice}"
        raise Failed(verdict.code, message, model()) from None


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Return the text with `***` in the place of each secret of a length that can be told from other words."""
    spellings = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1])}
    for spelling in sorted(spellings, key=len, reverse=True):
        if len(spelling) >= _SHORTEST_SECRET:
            text = text.replace(spelling, "***")
    return text


def shortened(text: Any) -> str:
    """Return the text, cut to what CloudFormation takes as a status message."""
    message = str(text)
    return message if len(message) <= MESSAGE_LIMIT else f"{message[: MESSAGE_LIMIT - 1]}…"
