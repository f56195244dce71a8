"""What can come over a wire in the place of SageMaker's answer, and what it means: the table of the fault tests."""

from typing import Final, NamedTuple

from .faults import Fault

TRANSIENT: Final = ("ServiceInternalError", "NetworkFailure", "ServiceTimeout")


class Meaning(NamedTuple):
    """An answer and what a handler makes of it.

    Attributes:
        fault: the answer.
        codes: the handler error codes that it may end with.
        passes: whether the same call may succeed later.

    """

    fault: Fault
    codes: tuple[str, ...]
    passes: bool = False


def _codes(codes: tuple[str, ...], *faults: Fault, passes: bool = False) -> list[Meaning]:
    return [Meaning(fault, codes, passes) for fault in faults]


DENIALS: Final = _codes(
    ("AccessDenied",),
    Fault(400, "AccessDeniedException", "User: x is not authorized to perform: sagemaker:X on resource: y"),
    Fault(403, "AccessDeniedException", "not authorized"),
    Fault(403, "AccessDenied", "Access Denied"),
    Fault(400, "NotAuthorized", "You do not have permission to perform this action."),
    Fault(403, "OptInRequired", "You are not subscribed to this service."),
    Fault(403, "UnauthorizedOperation", "no"),
    Fault(403, raw=b"<html><body>403 Forbidden</body></html>"),
    Fault(403, raw=b""),
)
CREDENTIALS: Final = _codes(
    ("InvalidCredentials",),
    Fault(400, "ExpiredTokenException", "The security token included in the request is expired"),
    Fault(403, "ExpiredToken", "expired"),
    Fault(400, "RequestExpired", "Request has expired."),
    Fault(400, "UnrecognizedClientException", "The security token included in the request is invalid."),
    Fault(403, "InvalidClientTokenId", "invalid"),
    Fault(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"),
    Fault(400, "IncompleteSignature", "incomplete"),
    Fault(403, "MissingAuthenticationToken", "Missing Authentication Token"),
)
INVALID: Final = _codes(
    ("InvalidRequest",),
    Fault(400, "ValidationException", "1 validation error detected"),
    Fault(400, "ValidationError", "no"),
    Fault(413, raw=b"<html>413 Request Entity Too Large</html>"),
    Fault(413, "RequestEntityTooLargeException", "too large"),
)
LIMITS: Final = _codes(
    ("ServiceLimitExceeded",),
    Fault(400, "ResourceLimitExceeded", "The account-level service limit is reached"),
    Fault(402, "ServiceQuotaExceededException", "quota"),
)
THROTTLES: Final = _codes(
    ("Throttling",),
    Fault(400, "ThrottlingException", "Rate exceeded"),
    Fault(400, "Throttling", "Rate exceeded"),
    Fault(429, "TooManyRequestsException", "Too many"),
    Fault(429, raw=b""),
    Fault(503, "ThrottlingException", "Rate exceeded"),
    Fault(503, "SlowDown", "Reduce your request rate"),
    Fault(400, "RequestLimitExceeded", "Request limit exceeded."),
    Fault(400, "ThrottledException", "throttled"),
    passes=True,
)
SERVICE_FAULTS: Final = _codes(
    TRANSIENT,
    Fault(500, "InternalFailure", "The request processing has failed"),
    Fault(500, "InternalServerError", "oops"),
    Fault(500, raw=b"<html>500</html>"),
    Fault(502, raw=b"<html>502 Bad Gateway</html>"),
    Fault(503, "ServiceUnavailable", "busy"),
    Fault(503, raw=b"<html>503</html>"),
    Fault(504, raw=b"<html>504 Gateway Time-out</html>"),
    Fault(408, raw=b"<html>408</html>"),
    Fault(408, "RequestTimeoutException", "timed out"),
    Fault(400, "RequestTimeoutException", "timed out"),
    Fault(400, "RequestTimeout", "timed out"),
    Fault(400, "RequestAbortedException", "aborted"),
    Fault(302, raw=b"<html>302 Found</html>"),
    Fault(404, raw=b"<html>404 Not Found</html>"),
    passes=True,
)
BAD_BODIES: Final = _codes(
    ("ServiceInternalError",),
    Fault(200, raw=b'{"ModelPackageArn": "arn:aws:sagemaker:us-e'),
    Fault(200, raw=b"<html><body>Please sign in</body></html>"),
    Fault(200, raw=b""),
    Fault(200, body=[]),
    Fault(200, body="text"),
    Fault(200, body=None, raw=b"null"),
    Fault(200, body={}),
    Fault(200, body={"message": "hello"}),
    Fault(200, raw=b"[" * 100_000),
    passes=True,
)
RESETS: Final = _codes(("NetworkFailure",), Fault(None), passes=True)
# On the clock of a test: no answer until the client's time-out, and one that drips until the limit of a request.
SILENCES: Final = _codes(("NetworkFailure",), Fault(None, seconds=7), Fault(None, seconds=10), passes=True)
TERMINAL: Final = [*DENIALS, *CREDENTIALS, *INVALID, *LIMITS]
PASSING: Final = [*THROTTLES, *SERVICE_FAULTS, *RESETS]


def label(meaning: Meaning) -> str:
    """Return the name of a test with an answer."""
    fault = meaning.fault
    what = fault.code or (fault.raw[:20].decode() if fault.raw is not None else str(fault.body))
    return f"{fault.status} {what}".replace("/", " ")
