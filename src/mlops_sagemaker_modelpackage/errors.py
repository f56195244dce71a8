"""What an error means, and how a handler's operation ends with it. Pure.

`HandlerFailure` ends an operation as FAILED; `ContinueLater` and `NeverShown` end the wait for a package.
"""

import re
from typing import Final, NamedTuple

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError
from cloudformation_cli_python_lib import HandlerErrorCode

from .error_table import (
    CHECK_NETWORK,
    CLIENT_ERRORS,
    MISSING_ON_CREATE,
    NAME_TAKEN,
    SERVICE_ERRORS,
    STATUSES,
    UNKNOWN_CODE,
    OutOfTime,
)

TRANSIENT: Final = frozenset(
    {HandlerErrorCode.Throttling, HandlerErrorCode.ServiceInternalError, HandlerErrorCode.NetworkFailure}
)
MAX_STATEMENT_LENGTH: Final = 500  # characters of what SageMaker said, so that there is room for the advice (ERR-8)

# An ARN in a message is replaced by `<type of the resource>` before the table is searched: a name in it, such as
# my-model-package-group, may contain words that the patterns look for.
_ARN: Final = re.compile(r"arn:[^\s:]*:sagemaker:[^\s/]*:([a-z-]+)/\S+")

# Behind the quoted value of a parameter that breaks a limit. Its path says enough; the value may be private, as large
# as a model card, and contain words that the patterns look for.
_QUOTE_END: Final = re.compile(r"' at (?='[\w.\[\]-]+' failed)")
_MAX_SEARCHED: Final = 2000  # characters of a message; the time of a search grows with the square of its length

# How an error says that a key of AWS KMS can't be used: SageMaker passes on the message of AWS KMS.
_UNUSABLE: Final = re.compile(
    "denied|not authorized|not allowed|permission|is disabled|pending (deletion|import)", re.I
)
_ABOUT_A_KEY: Final = re.compile(r"(?<![\w'\"/-])(kms(?![\w'\"/-])|decrypt|ciphertext|customer master key)", re.I)
_KEY_CODES: Final = re.compile(r"KMS\w+Exception")


class HandlerFailure(Exception):
    """The operation failed, with an error code and a message for a person."""

    def __init__(self, code: HandlerErrorCode, message: str):
        super().__init__(message)
        self.code = code


class ContinueLater(Exception):
    """The invocation ends as IN_PROGRESS: the operation continues in the next one."""


class NeverShown(Exception):
    """SageMaker still doesn't show something after the maximum number of looks."""

    def __init__(self, missing: str):
        super().__init__(missing)
        self.missing = missing  # what isn't shown, as a noun; empty for the package itself


class Classification(NamedTuple):
    """The meaning of an error."""

    code: HandlerErrorCode
    statement: str  # what SageMaker or botocore said, as a sentence without its full stop
    advice: str  # what the user can do, as sentences


def classify(error: Exception, *, creating: bool = False) -> Classification:
    """Return the meaning of a ClientError or a BotoCoreError; `creating` tells whether CreateModelPackage raised it."""
    if not isinstance(error, ClientError):
        row = next(row for row in CLIENT_ERRORS if isinstance(error, row.classes))
        return Classification(row.result, f"{type(error).__name__}: {error}", row.advice)
    name = error_code(error)
    *quoting, rest = _QUOTE_END.split(str(error.response.get("Error", {}).get("Message") or ""))
    message = "".join(text.partition("Value '")[0] + "Value at " for text in quoting) + rest
    code, advice = _look_up(name, message, error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if creating and code == HandlerErrorCode.NotFound:  # another resource: this one doesn't exist yet (GROUP-3)
        code, advice = HandlerErrorCode.InvalidRequest, MISSING_ON_CREATE
    if creating and name.startswith("ResourceInUse"):
        code, advice = HandlerErrorCode.AlreadyExists, NAME_TAKEN
    if "signature" in name.lower():  # the text may quote the whole request, with its session token
        return Classification(code, f"SageMaker refused the signature ({name})", advice)
    return Classification(code, f"SageMaker said: {message.rstrip('.') or 'nothing'} ({name})", advice)


def is_missing(error: Exception) -> bool:
    """Tell whether an error says that the package doesn't exist."""
    return classify(error).code == HandlerErrorCode.NotFound


def is_key_unusable(error: Exception) -> bool:
    """Tell whether an error says that a key of AWS KMS can't be used: it is denied, disabled or being deleted."""
    statement = _ARN.sub(r"<\1>", classify(error).statement)
    if _KEY_CODES.fullmatch(error_code(error)):
        return True
    return bool(_UNUSABLE.search(statement) and _ABOUT_A_KEY.search(statement))


def is_outcome_unknown(error: Exception) -> bool:
    """Tell whether SageMaker may have carried out a call although it ended with an error."""
    if isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, OutOfTime)):
        return False  # it was never sent
    return classify(error).code in (HandlerErrorCode.NetworkFailure, HandlerErrorCode.ServiceInternalError)


def was_sent_again(error: Exception) -> bool:
    """Tell whether botocore sent the request more than once, so that an earlier one may have been carried out."""
    response = error.response if isinstance(error, ClientError) else {}
    return bool(response.get("ResponseMetadata", {}).get("RetryAttempts", 0))


def error_code(error: Exception) -> str:
    """Return the code of an error of SageMaker; an empty string for an error of botocore."""
    response = error.response if isinstance(error, ClientError) else {}  # in some of botocore's, it is None
    return str(response.get("Error", {}).get("Code") or "")


def _look_up(name: str, message: str, status: int) -> tuple[HandlerErrorCode, str]:
    """Return code and advice of the first row that matches; without one, the HTTP status decides."""
    message = _ARN.sub(r"<\1>", message)[:_MAX_SEARCHED]
    for row in SERVICE_ERRORS:
        if re.fullmatch(row.code, name, re.IGNORECASE) and re.search(row.message, message, re.IGNORECASE):
            return row.result, row.advice
    other = HandlerErrorCode.GeneralServiceException, UNKNOWN_CODE
    if status >= 500 or (status >= 300 and name in ("", str(status))):  # without a code, it isn't SageMaker's (ERR-11)
        other = HandlerErrorCode.ServiceInternalError, CHECK_NETWORK
    return STATUSES.get(status, other)
