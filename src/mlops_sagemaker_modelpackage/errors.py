"""What an error of SageMaker or botocore means, and the failure with a message for a person. One table decides.

The codes are those of "Handler error codes" in the CloudFormation CLI user guide.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's, which doesn't inherit from Python's
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

MAX_MESSAGE_LENGTH: Final = 1024  # characters: the limit of StatusMessage in RecordHandlerProgress (ERR-8)


class HandlerFailure(_HandlerError):
    """The operation failed, with an error code and a message for a person.

    Attributes:
        code: CloudFormation's error code.
        model: the model of the FAILED event. CloudFormation needs the identifier in it to delete what a failed create
            left (CREATE-2). `operation.operation` sets it.

    """

    def __init__(self, code: HandlerErrorCode, message: str):
        Exception.__init__(self, message)
        self.code = code
        self.model: BaseModel | None = None

    def to_progress_event(self) -> ProgressEvent:
        """Return the FAILED event, with the model in it."""
        event = ProgressEvent.failed(self.code, truncate_message(self))
        event.resourceModel = self.model
        return event


class OutOfTime(BotoCoreError):
    """The invocation has no time left for another request."""

    fmt = "no time is left in this invocation for another request"


class UnreadableAnswer(BotoCoreError):
    """An answer lacks what the API says it has, so that it is unknown whether the call was carried out."""

    fmt = "the answer to {operation} can't be read"


DELETED_OUTSIDE: Final = (
    "If it was deleted outside of CloudFormation, give the resource another logical ID in the template, or take it out "
    "of the template, deploy, and add it again."
)
_NAME_TAKEN: Final = (
    "Choose another name, leave it out so that one is generated, or import the existing package into the stack. In a "
    "replacement, CloudFormation creates the new package before it deletes the old one, so change the name."
)


class _Row(NamedTuple):
    code: str
    message: str
    result: HandlerErrorCode
    advice: str


# The first row that matches decides. Patterns ignore case: `code` matches the whole code, `message` a part of the text.
_TABLE: Final = (
    _Row(
        "ValidationException|ValidationError|ResourceNotFound(Exception)?",
        r"(\bmodel ?package ?group\b|<model-package-group>).*(does not exist|not found|could not find|cannot find)"
        r"|(cannot|could not) find (model ?package ?group\b|<model-package-group>)",
        HandlerErrorCode.InvalidRequest,
        "Create the model package group first; if it is in the same template, refer to it with Ref or add DependsOn. A "
        "group of another account has to be given by its ARN.",
    ),
    _Row(
        "ValidationException|ValidationError",
        r"(\bmodel ?package\b|<model-package>).*does not exist|cannot find (model ?package\b|<model-package>)",
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
        "Correct the template. If the image or data exists, the execution role may lack the permission to read it: "
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

# An ARN in a message is replaced by `<type of the resource>` before the table is searched: a name in it, such as
# my-model-package-group, may contain words that the patterns look for.
_ARN: Final = re.compile(r"arn:[^\s:]*:sagemaker:[^\s/]*:([a-z-]+)/\S+")

# How SageMaker quotes a parameter that breaks a limit. Its path says enough; its value may be private.
_QUOTED_VALUE: Final = re.compile(r"Value '.*?' (?=at ')", re.DOTALL)

# How the code or the text of an error says that decryption was refused: SageMaker passes on the message of AWS KMS.
_DENIED: Final = re.compile("denied|not authorized|not allowed|permission", re.IGNORECASE)
_ABOUT_A_KEY: Final = re.compile("kms|decrypt|ciphertext|customer master key", re.IGNORECASE)

_TRANSIENT: Final = {
    HandlerErrorCode.Throttling,
    HandlerErrorCode.ServiceInternalError,
    HandlerErrorCode.NetworkFailure,
}


class Classification(NamedTuple):
    """What an error means.

    Attributes:
        code: CloudFormation's error code.
        statement: what SageMaker or botocore said, as the beginning of a sentence.
        advice: what to do, as sentences.

    """

    code: HandlerErrorCode
    statement: str
    advice: str


def classify(error: Exception, *, creating: bool = False) -> Classification:
    """Return what an error of SageMaker or botocore means.

    Args:
        error: a ClientError or a BotoCoreError.
        creating: whether CreateModelPackage raised it.

    """
    found = _classify_remote(error) if isinstance(error, ClientError) else _classify_local(error)
    return _while_creating(found, error) if creating else found


def _while_creating(found: Classification, error: Exception) -> Classification:
    if found.code == HandlerErrorCode.NotFound:  # not this resource, which doesn't exist yet (GROUP-3)
        advice = (
            "Create the missing resource first, or correct its name; if it is in the same template, refer to it with "
            "Ref or add DependsOn."
        )
        return found._replace(code=HandlerErrorCode.InvalidRequest, advice=advice)
    if _error_code(error).startswith("ResourceInUse"):
        return found._replace(code=HandlerErrorCode.AlreadyExists, advice=_NAME_TAKEN)
    if found.code in (HandlerErrorCode.NetworkFailure, HandlerErrorCode.ServiceInternalError):
        advice = (
            "The package may have been created nevertheless: look for it in SageMaker, delete it, then deploy again."
        )
        return found._replace(advice=advice)
    return found


def _error_code(error: Exception) -> str:
    """Return the code of an error of SageMaker; an empty string for an error of botocore."""
    response = error.response if isinstance(error, ClientError) else {}  # in some of botocore's, it is None
    return str(response.get("Error", {}).get("Code", ""))


def _classify_remote(error: ClientError) -> Classification:
    name, message = _error_code(error), str(error.response.get("Error", {}).get("Message", ""))
    code, advice = _look_up(name, message, error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if "signature" in name.lower():  # the text may quote the whole request, with its session token
        return Classification(code, f"SageMaker refused the signature ({name})", advice)
    statement = _QUOTED_VALUE.sub("Value ", message).rstrip(".") or "nothing"
    return Classification(code, f"SageMaker said: {statement} ({name})", advice)


def _look_up(name: str, message: str, status: int) -> tuple[HandlerErrorCode, str]:
    message = _ARN.sub(r"<\1>", message)
    for row in _TABLE:
        if re.fullmatch(row.code, name, re.IGNORECASE) and re.search(row.message, message, re.IGNORECASE):
            return row.result, row.advice
    if status == 429:
        return HandlerErrorCode.Throttling, "Try again later."
    if status >= 500:
        return HandlerErrorCode.ServiceInternalError, "Try again later."
    return HandlerErrorCode.GeneralServiceException, "See the documentation of the SageMaker API for this code."


# The meanings of botocore's own errors. The first row with a class of the error decides.
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


def _classify_local(error: Exception) -> Classification:
    code, advice = next((code, advice) for classes, code, advice in _LOCAL_TABLE if isinstance(error, classes))
    return Classification(code, f"{type(error).__name__}: {error}", advice)


def was_never_sent(error: Exception | None) -> bool:
    """Tell whether no connection was made, so that SageMaker can't have received the request."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, OutOfTime))


def is_missing(error: Exception) -> bool:
    """Tell whether an error says that the package doesn't exist."""
    return classify(error).code == HandlerErrorCode.NotFound


def is_key_denied(error: Exception) -> bool:
    """Tell whether an error says that the caller may not use a key of AWS KMS."""
    statement = classify(error).statement
    return bool(_DENIED.search(statement) and _ABOUT_A_KEY.search(statement))


def is_throttled(answer: Any) -> bool:
    """Tell whether an answer of SageMaker refuses a call for being one too many."""
    return "Error" in answer and classify(ClientError(answer, "")).code == HandlerErrorCode.Throttling


def is_transient(error: Exception) -> bool:
    """Tell whether the same call may succeed later: throttling, a 5xx, a lost connection."""
    return classify(error).code in _TRANSIENT


@contextmanager
def map_errors(attempt: Callable[[], str], *, creating: bool = False, redact: Callable[[str], str]) -> Iterator[None]:
    """Turn every error of SageMaker and botocore into a `HandlerFailure` with a message that a person can act on.

    The original error isn't chained: its text would reach the log.

    Args:
        attempt: returns what was tried, to complete "Could not ...".
        creating: whether the block calls CreateModelPackage.
        redact: returns a text without sensitive values.

    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        found = classify(error, creating=creating)
        raise HandlerFailure(found.code, f"Could not {attempt()}. {redact(found.statement)}. {found.advice}") from None


def truncate_message(text: Any) -> str:
    """Return a text, cut to the maximum length of CloudFormation's status messages."""
    message = str(text)
    return message if len(message) <= MAX_MESSAGE_LENGTH else f"{message[: MAX_MESSAGE_LENGTH - 1]}…"
