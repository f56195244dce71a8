"""What an error of SageMaker or botocore means: its handler error code, statement and advice. Pure.

`error_table` has the meanings; the functions here find the row of an error.
"""

import re
from typing import Any, Final, NamedTuple

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError
from cloudformation_cli_python_lib import HandlerErrorCode

from .error_table import (
    CLIENT_ERRORS,
    MISSING_ON_CREATE,
    NAME_TAKEN,
    PERHAPS_CREATED,
    SERVICE_ERRORS,
    TRY_LATER,
    UNKNOWN_CODE,
)
from .exceptions import OutOfTime

_TRANSIENT: Final = {
    HandlerErrorCode.Throttling,
    HandlerErrorCode.ServiceInternalError,
    HandlerErrorCode.NetworkFailure,
}

# An ARN in a message is replaced by `<type of the resource>` before the table is searched: a name in it, such as
# my-model-package-group, may contain words that the patterns look for.
_ARN: Final = re.compile(r"arn:[^\s:]*:sagemaker:[^\s/]*:([a-z-]+)/\S+")

# How SageMaker quotes a parameter that breaks a limit. Its path says enough; its value may be private.
_QUOTED_VALUE: Final = re.compile(r"Value '.*?' (?=at ')", re.DOTALL)

# How an error says that decryption was denied: SageMaker passes on the message of AWS KMS.
_DENIED: Final = re.compile("denied|not authorized|not allowed|permission", re.IGNORECASE)
_ABOUT_A_KEY: Final = re.compile("kms|decrypt|ciphertext|customer master key", re.IGNORECASE)


class Classification(NamedTuple):
    """The meaning of an error.

    Attributes:
        code: CloudFormation's error code.
        statement: what SageMaker or botocore said, as a sentence without its full stop.
        advice: what the user can do, as sentences.

    """

    code: HandlerErrorCode
    statement: str
    advice: str


def classify(error: Exception, *, creating: bool = False) -> Classification:
    """Return the meaning of an error of SageMaker or botocore.

    Args:
        error: a ClientError or a BotoCoreError.
        creating: whether CreateModelPackage raised it.

    """
    found = _classify_service_error(error) if isinstance(error, ClientError) else _classify_client_error(error)
    return _while_creating(found, error) if creating else found


def is_missing(error: Exception) -> bool:
    """Tell whether an error says that the package doesn't exist."""
    return classify(error).code == HandlerErrorCode.NotFound


def is_key_denied(error: Exception) -> bool:
    """Tell whether an error says that the caller may not use a key of AWS KMS."""
    statement = classify(error).statement
    return bool(_DENIED.search(statement) and _ABOUT_A_KEY.search(statement))


def is_throttled(response: Any) -> bool:
    """Tell whether a parsed response of SageMaker refuses a call because of a rate limit."""
    return "Error" in response and classify(ClientError(response, "")).code == HandlerErrorCode.Throttling


def is_transient(error: Exception) -> bool:
    """Tell whether the same call may succeed later: after throttling, a 5xx error or a lost connection."""
    return classify(error).code in _TRANSIENT


def was_never_sent(error: Exception | None) -> bool:
    """Tell whether no connection was made, so that SageMaker can't have received the request."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, OutOfTime))


def _while_creating(found: Classification, error: Exception) -> Classification:
    """Return the meaning that an error has if CreateModelPackage raised it."""
    if found.code == HandlerErrorCode.NotFound:  # another resource: this one doesn't exist yet (GROUP-3)
        return found._replace(code=HandlerErrorCode.InvalidRequest, advice=MISSING_ON_CREATE)
    if _error_code(error).startswith("ResourceInUse"):
        return found._replace(code=HandlerErrorCode.AlreadyExists, advice=NAME_TAKEN)
    if found.code in (HandlerErrorCode.NetworkFailure, HandlerErrorCode.ServiceInternalError):
        return found._replace(advice=PERHAPS_CREATED)
    return found


def _error_code(error: Exception) -> str:
    """Return the code of an error of SageMaker; an empty string for an error of botocore."""
    response = error.response if isinstance(error, ClientError) else {}  # in some of botocore's, it is None
    return str(response.get("Error", {}).get("Code", ""))


def _classify_service_error(error: ClientError) -> Classification:
    name, message = _error_code(error), str(error.response.get("Error", {}).get("Message", ""))
    code, advice = _look_up(name, message, error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if "signature" in name.lower():  # the text may quote the whole request, with its session token
        return Classification(code, f"SageMaker refused the signature ({name})", advice)
    statement = _QUOTED_VALUE.sub("Value ", message).rstrip(".") or "nothing"
    return Classification(code, f"SageMaker said: {statement} ({name})", advice)


def _look_up(name: str, message: str, status: int) -> tuple[HandlerErrorCode, str]:
    """Return code and advice of the first row that matches; without one, the HTTP status decides."""
    message = _ARN.sub(r"<\1>", message)
    for row in SERVICE_ERRORS:
        if re.fullmatch(row.code, name, re.IGNORECASE) and re.search(row.message, message, re.IGNORECASE):
            return row.result, row.advice
    if status == 429:
        return HandlerErrorCode.Throttling, TRY_LATER
    if status >= 500:
        return HandlerErrorCode.ServiceInternalError, TRY_LATER
    return HandlerErrorCode.GeneralServiceException, UNKNOWN_CODE


def _classify_client_error(error: Exception) -> Classification:
    row = next(row for row in CLIENT_ERRORS if isinstance(error, row.classes))
    return Classification(row.result, f"{type(error).__name__}: {error}", row.advice)
