"""The error table: handler error code and advice for each error of SageMaker and of botocore. Pure data.

The code of an error decides before its HTTP status, and that before its class. The results are those of "Handler error
codes" in the CloudFormation CLI user guide.
"""

from typing import Final, NamedTuple

from botocore.exceptions import (
    BotoCoreError,
    ConnectionError,  # noqa: A004 - botocore's, which doesn't inherit from Python's
    HTTPClientError,
    IncompleteReadError,
    InvalidRegionError,
    NoCredentialsError,
    ParamValidationError,
)
from cloudformation_cli_python_lib import HandlerErrorCode as Code


class OutOfTime(BotoCoreError):
    """The invocation has no time left for another request."""

    fmt = "no time is left in this invocation for another request"


class UnreadableResponse(BotoCoreError):
    """A response isn't what the API returns, so it is unknown whether the call had an effect."""

    fmt = "the response to {operation} can't be read"


DELETED_OUTSIDE: Final = (
    "If it was deleted outside of CloudFormation, give the resource another logical ID in the template, or take it out "
    "of the template, deploy, and add it again."
)
NAME_TAKEN: Final = (
    "Choose another name, leave it out so that one is generated, or import the existing package into the stack. In a "
    "replacement, CloudFormation creates the new package before it deletes the old one, so change the name."
)
MISSING_ON_CREATE: Final = (
    "Create the missing resource first, or correct its name; if it is in the same template, refer to it with Ref or "
    "add DependsOn."
)
PERHAPS_CREATED: Final = (
    "The package may have been created nevertheless: look for it in SageMaker, delete it, then deploy again."
)
USED_BEFORE: Final = (
    "The ClientToken of the template has been used before, perhaps for a package that was deleted since. Leave it out: "
    "then each create has a token of its own."
)
TRY_LATER: Final = "Try again later."
UNKNOWN_CODE: Final = "See the documentation of the SageMaker API for this code."
TRY_AGAIN_OR_REPORT: Final = "Try again; if it happens again, report it with the log of the handler."
_FRESH_KEYS: Final = "Send the operation again with fresh credentials."
_ALLOW_IN_ROLE: Final = "Allow the action in the execution role."
CHECK_NETWORK: Final = "Try again later, or check the network between the handler and SageMaker."

# The policies that may deny an action beside those of the execution role, as the message names them.
_DENYING_POLICIES: Final = {
    "no resource-based policy allows": "The resource policy of the model package group in the other account has to "
    "allow the action to this account: see PutModelPackageGroupPolicy.",
    "(service|resource) control policy": "A policy of your AWS organization denies it: ask its administrators.",
    "permissions boundary": "The permissions boundary of the execution role has to allow the action, too.",
    "vpc endpoint policy": "The policy of the VPC endpoint for SageMaker has to allow the action.",
    "explicit deny in an identity-based policy": "A policy of the execution role denies it. Where only approvers may "
    "approve, leave ModelApprovalStatus out of the template; otherwise remove that statement from the role.",
}

# Patterns for parts of codes and messages.
_INVALID: Final = "ValidationException|ValidationError"
_NOT_FOUND: Final = "ResourceNotFound(Exception)?"
_GROUP: Final = r"(\bmodel ?package ?group\b|<model-package-group>)"
_PACKAGE: Final = r"(\bmodel ?package\b|<model-package>)"
_DATA: Final = r"(\bs3\b|bucket|model ?data|\bimage\b|\becr\b|repository|\bobject\b)"
_UNREADABLE: Final = "not find|cannot find|not access|cannot access|not read|not found"
# Between "model package" and "does not exist", such a word says that something else is missing, unless it is in
# quotation marks or part of a name, as in "model package image-classifier".
_OTHER_RESOURCE: Final = r"(?<![\w'\"/-])(bucket|role|s3|image|repository|object|key)(?![\w'\"/-])"


class ServiceRow(NamedTuple):
    """A row for an error of SageMaker; both patterns match upper and lower case."""

    code: str  # a pattern that matches the whole code of the error
    result: Code
    advice: str  # what the user can do, as sentences
    message: str = ""  # a pattern that matches a part of its message


class ClientRow(NamedTuple):
    """A row for an error of botocore."""

    classes: tuple[type[Exception], ...]
    result: Code
    advice: str


# The first row that matches decides.
SERVICE_ERRORS: Final[tuple[ServiceRow, ...]] = (
    ServiceRow(
        f"{_INVALID}|{_NOT_FOUND}",
        Code.InvalidRequest,
        "Create the model package group first; if it is in the same template, refer to it with Ref or add DependsOn. A "
        "group of another account has to be given by its ARN.",
        rf"{_GROUP}.*(does not exist|not found|could not find|cannot find)|(cannot|could not) find {_GROUP}",
    ),
    ServiceRow(
        _INVALID,
        Code.NotFound,
        DELETED_OUTSIDE,
        rf"{_PACKAGE}((?!{_OTHER_RESOURCE}).)*does not exist|cannot find {_PACKAGE}",
    ),
    ServiceRow(_NOT_FOUND, Code.NotFound, DELETED_OUTSIDE),
    ServiceRow(f"{_INVALID}|ConflictException", Code.AlreadyExists, NAME_TAKEN, "already exists"),
    *(ServiceRow(".*", Code.AccessDenied, advice, policy) for policy, advice in _DENYING_POLICIES.items()),
    ServiceRow(".*", Code.AccessDenied, _ALLOW_IN_ROLE, "not authorized to perform"),
    ServiceRow(
        "AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized(Exception)?", Code.AccessDenied, _ALLOW_IN_ROLE
    ),
    ServiceRow(
        "OptInRequired",
        Code.AccessDenied,
        "The account can't use the service in this region: enable the region, or finish the account's set-up.",
    ),
    ServiceRow(
        "ExpiredToken(Exception)?|RequestExpired|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId"
        "|InvalidSignature(Exception)?|SignatureDoesNotMatch|IncompleteSignature(Exception)?|AuthFailure"
        "|MissingAuthenticationToken(Exception)?",
        Code.InvalidCredentials,
        _FRESH_KEYS,
    ),
    ServiceRow(
        f"{_INVALID}|ConflictException",
        Code.ResourceConflict,
        USED_BEFORE,
        r"client ?token\W* (was|has been|is|already)\b",
    ),
    ServiceRow(
        f"{_INVALID}|ConflictException",
        Code.InvalidRequest,
        "Such a card keeps its content: set its ModelCardStatus to Draft in the same update, or keep the content.",
        "model card is in .* state",
    ),
    ServiceRow(
        _INVALID,
        Code.InvalidRequest,
        "Correct the template. If the image or data exists, the execution role may lack the permission to read it: "
        "SageMaker reads images and model data with the permissions of its caller.",
        rf"{_DATA}.*(not exist|{_UNREADABLE}|denied|permission|forbidden)|({_UNREADABLE}).*{_DATA}",
    ),
    ServiceRow(_INVALID, Code.InvalidRequest, "Correct the template."),
    ServiceRow(
        "ResourceLimitExceeded|LimitExceededException|ServiceQuotaExceededException",
        Code.ServiceLimitExceeded,
        "Delete what isn't needed, or ask for a higher quota in Service Quotas.",
    ),
    ServiceRow("ResourceInUse(Exception)?", Code.ResourceConflict, "Try again when the other use has ended."),
    ServiceRow("ConflictException", Code.ResourceConflict, "Try again when the other change has ended."),
    ServiceRow(
        ".*Throttl.*|TooManyRequests(Exception)?|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded"
        "|PriorRequestNotComplete",
        Code.Throttling,
        TRY_LATER,
    ),
    ServiceRow(
        "Internal(Failure|Error|ServerError|ServerException|ServiceError|ServiceException)(Exception)?"
        "|ServiceUnavailable(Exception)?|ServiceException|ServiceInternalError",
        Code.ServiceInternalError,
        TRY_LATER,
    ),
    ServiceRow("Request(Timeout|TimedOut|Aborted)(Exception)?", Code.NetworkFailure, CHECK_NETWORK),
)

# For an error whose code no row has; any other status of 500 and above, and a page without a code, is transient.
STATUSES: Final = {
    401: (Code.InvalidCredentials, _FRESH_KEYS),
    403: (Code.AccessDenied, f"{_ALLOW_IN_ROLE} If it does, look for a proxy or an endpoint that refuses it."),
    408: (Code.NetworkFailure, CHECK_NETWORK),
    413: (Code.InvalidRequest, "The properties are too large for one request: make them smaller."),
    429: (Code.Throttling, TRY_LATER),
}

CLIENT_ERRORS: Final[tuple[ClientRow, ...]] = (
    ClientRow(
        (ParamValidationError, InvalidRegionError),
        Code.InvalidRequest,
        "Correct the template, or the region that the handler was invoked for.",
    ),
    ClientRow((NoCredentialsError,), Code.InvalidCredentials, "Register the type with an execution role."),
    ClientRow((ConnectionError, HTTPClientError, IncompleteReadError, OutOfTime), Code.NetworkFailure, CHECK_NETWORK),
    ClientRow((UnreadableResponse,), Code.ServiceInternalError, TRY_LATER),
    ClientRow((Exception,), Code.GeneralServiceException, TRY_AGAIN_OR_REPORT),
)
