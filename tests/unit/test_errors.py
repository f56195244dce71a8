"""Errors of SageMaker: their handler error codes, and messages that say what to do."""

import re
import string
import time
from typing import Any

import botocore.exceptions
import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    UnknownServiceError,
)
from cloudformation_cli_python_lib.utils import UnmodelledRequest

from mlops_sagemaker_modelpackage import error_table
from mlops_sagemaker_modelpackage.error_table import OutOfTime
from mlops_sagemaker_modelpackage.errors import classify
from mlops_sagemaker_modelpackage.invocation import Invocation
from mlops_sagemaker_modelpackage.model import Model
from mlops_sagemaker_modelpackage.runtime.events import truncate_message

_ARN = "arn:aws:sagemaker:us-east-1:123456789012"


def _operation(verb: str, desired: dict[str, Any]) -> Invocation:
    request: Any = UnmodelledRequest("token", desiredResourceState=desired).to_modelled(Model, None)
    return Invocation(verb, None, request, None)


def _said(code: str, message: str = "something", status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "DescribeModelPackage")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_said("ValidationException", "ModelPackage x does not exist."), "NotFound"),
        (_said("ValidationException", "Cannot find Model Package: x"), "NotFound"),
        (_said("ValidationException", "cannot FIND model package x"), "NotFound"),
        (_said("ResourceNotFound"), "NotFound"),
        (_said("ValidationException", "Model Package arn:x does not exist"), "NotFound"),
        (
            _said("ValidationException", f"ModelPackage {_ARN}:model-package/my-model-package-group/1 does not exist."),
            "NotFound",
        ),
        (
            _said("ValidationException", f"ModelPackage {_ARN}:model-package/MyModelPackageGroup/1 does not exist."),
            "NotFound",
        ),
        (
            _said("ValidationException", f"Cannot find Model Package: {_ARN}:model-package/model-package-group"),
            "NotFound",
        ),
        (_said("ValidationException", "ModelPackage model-package-group does not exist."), "NotFound"),
        (_said("ValidationException", f"{_ARN}:model-package-group/churn does not exist."), "InvalidRequest"),
        (_said("ValidationException", "ModelPackageGroup x does not exist."), "InvalidRequest"),
        (_said("ValidationException", "Model Package Group x does not exist."), "InvalidRequest"),
        (_said("ValidationException", "Cannot find Model Package Group x"), "InvalidRequest"),
        (_said("ValidationException", "The bucket of the model data does not exist"), "InvalidRequest"),
        (_said("ValidationException", "Role arn:aws:iam::1:role/x does not exist"), "InvalidRequest"),
        (_said("ValidationException", "Of model package x, the bucket b does not exist"), "InvalidRequest"),
        (_said("ValidationException", "Model package x: image i does not exist"), "InvalidRequest"),
        (_said("ValidationException", "ModelPackage image-classifier does not exist"), "NotFound"),
        (_said("ValidationException", "ModelPackage key/1 does not exist"), "NotFound"),
        (_said("ValidationException", "Model package 'image' does not exist"), "NotFound"),
        (
            _said("ResourceNotFound", "Could not find model-package-group/x: ModelPackageGroup not found"),
            "InvalidRequest",
        ),
        (_said("ValidationException", "ModelPackage x already exists."), "AlreadyExists"),
        (_said("ConflictException", "It already exists"), "AlreadyExists"),
        (_said("ValidationException", "1 validation error detected"), "InvalidRequest"),
        (_said("ValidationError"), "InvalidRequest"),
        (_said("AccessDeniedException"), "AccessDenied"),
        (_said("ValidationException", "User is not authorized to perform: sagemaker:X"), "AccessDenied"),
        (_said("ExpiredTokenException"), "InvalidCredentials"),
        (_said("ExpiredToken"), "InvalidCredentials"),
        (_said("UnrecognizedClientException"), "InvalidCredentials"),
        (_said("InvalidClientTokenId"), "InvalidCredentials"),
        (_said("InvalidSignatureException"), "InvalidCredentials"),
        (_said("MissingAuthenticationTokenException"), "InvalidCredentials"),
        (_said("RequestExpired"), "InvalidCredentials"),
        (_said("InvalidAccessKeyId"), "InvalidCredentials"),
        (_said("SignatureDoesNotMatch"), "InvalidCredentials"),
        (_said("IncompleteSignature"), "InvalidCredentials"),
        (_said("AuthFailure"), "InvalidCredentials"),
        (_said("UnauthorizedOperation"), "AccessDenied"),
        (_said("ResourceLimitExceeded"), "ServiceLimitExceeded"),
        (_said("LimitExceededException"), "ServiceLimitExceeded"),
        (_said("ServiceQuotaExceededException"), "ServiceLimitExceeded"),
        (_said("ConflictException", "in status InProgress"), "ResourceConflict"),
        (_said("ResourceInUse"), "ResourceConflict"),
        (_said("ThrottlingException"), "Throttling"),
        (_said("Throttling"), "Throttling"),
        (_said("TooManyRequestsException"), "Throttling"),
        (_said("RequestLimitExceeded"), "Throttling"),
        (_said("SlowDown"), "Throttling"),
        (_said("BandwidthLimitExceeded"), "Throttling"),
        (_said("PriorRequestNotComplete"), "Throttling"),
        (_said("ProvisionedThroughputThrottled"), "Throttling"),
        (_said("Odd", status=429), "Throttling"),
        (_said("InternalFailure", status=500), "ServiceInternalError"),
        (_said("ServiceUnavailable", status=503), "ServiceInternalError"),
        (_said("", "", status=502), "ServiceInternalError"),
        (_said("302", "<html>Moved</html>", status=302), "ServiceInternalError"),
        (_said("404", "", status=404), "ServiceInternalError"),
        (_said("", "", status=400), "ServiceInternalError"),
        (_said("Odd", status=499), "GeneralServiceException"),
        (ClientError({}, "DescribeModelPackage"), "GeneralServiceException"),
        (_said("SomethingNew"), "GeneralServiceException"),
        (ParamValidationError(report="bad"), "InvalidRequest"),
        (NoCredentialsError(), "InvalidCredentials"),
        (EndpointConnectionError(endpoint_url="u"), "NetworkFailure"),
        (ConnectTimeoutError(endpoint_url="u"), "NetworkFailure"),
        (ReadTimeoutError(endpoint_url="u"), "NetworkFailure"),
        (ConnectionClosedError(endpoint_url="u"), "NetworkFailure"),
        (OutOfTime(), "NetworkFailure"),
        (UnknownServiceError(service_name="s", known_service_names="k"), "GeneralServiceException"),
    ],
)
def test_every_error_has_its_code(error: Exception, expected: str) -> None:
    """The table of ERR-1, ERR-2, ERR-3, ERR-4, ERR-5, ERR-6, ERR-7, by code and message together."""
    assert expected == classify(error).code.name


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_said("ValidationException", "ModelPackageGroup g does not exist."), "InvalidRequest"),
        (_said("ResourceNotFound"), "InvalidRequest"),
        (_said("ResourceInUse", "in use"), "AlreadyExists"),
        (_said("ThrottlingException"), "Throttling"),
    ],
)
def test_on_create_the_missing_resource_is_another_one(error: Exception, expected: str) -> None:
    """A missing group is a mistake of the request, and a name in use is taken (GROUP-3, ERR-2)."""
    assert expected == classify(error, creating=True).code.name


_BOTOCORE = sorted(
    (kind for kind in vars(botocore.exceptions).values() if isinstance(kind, type) and issubclass(kind, BotoCoreError)),
    key=lambda kind: kind.__name__,
)


def _raised(kind: type[BotoCoreError]) -> BotoCoreError:
    """Return an error of a class of botocore, with whatever its text quotes."""
    named = {name for _, name, _, _ in string.Formatter().parse(kind.fmt) if name}
    others = {"last_response": None} if kind is botocore.exceptions.WaiterError else {}
    return kind(**{name.partition(".")[0].partition("[")[0]: "x" for name in named} | others)


@pytest.mark.parametrize("kind", _BOTOCORE, ids=lambda kind: kind.__name__)
def test_every_error_of_botocore_has_a_code(kind: type[BotoCoreError]) -> None:
    """Every error of botocore can be classified; some have a `response` that is None."""
    verdict = classify(_raised(kind), creating=True)
    assert kind.__name__ in verdict.statement
    if issubclass(kind, (botocore.exceptions.ConnectionError, botocore.exceptions.HTTPClientError)):
        assert "NetworkFailure" == verdict.code.name


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (
            _said("AccessDeniedException", "not authorized to perform: x because no resource-based policy allows x"),
            "PutModelPackageGroupPolicy",
        ),
        (_said("AccessDeniedException", "not authorized to perform: x"), "Allow the action in the execution role"),
        (_said("ValidationException", "ModelPackageGroup g does not exist."), "DependsOn"),
        (_said("ValidationException", "ModelPackage x does not exist."), "another logical ID"),
        (_said("ValidationException", "ModelPackage x already exists."), "before it deletes the old one"),
        (_said("ValidationException", "Could not access model data at s3://bucket/key."), "permission to read it"),
        (_said("ValidationException", "Cannot find the image 1.dkr.ecr.x/y:1"), "permission to read it"),
        (_said("ValidationException", "Value at 'task' failed to satisfy constraint"), "Correct the template."),
    ],
)
def test_the_advice_fits_the_error(error: Exception, advice: str) -> None:
    """The message says what to do in each case (ERR-8)."""
    assert advice in classify(error).advice


@pytest.mark.parametrize(
    ("error", "creating", "advice"),
    [
        (_said("Odd", status=429), False, error_table.TRY_LATER),
        (_said("Odd", status=500), False, error_table.CHECK_NETWORK),
        (_said("Odd"), False, error_table.UNKNOWN_CODE),
        (NoCredentialsError(), False, "Register the type with an execution role."),
        (_said("ResourceNotFound"), True, error_table.MISSING_ON_CREATE),
        (_said("ResourceInUseException"), True, error_table.NAME_TAKEN),
        (_said("Throttling"), True, error_table.TRY_LATER),
    ],
)
def test_the_advice_depends_on_the_call(error: Exception, creating: bool, advice: str) -> None:
    """What SageMaker can't find on create is another resource."""
    assert advice == classify(error, creating=creating).advice


@pytest.mark.parametrize(
    ("error", "statement"),
    [
        (_said("Odd", "It is so.."), "SageMaker said: It is so (Odd)"),
        (_said("Odd", ""), "SageMaker said: nothing (Odd)"),
        (ClientError({}, "DescribeModelPackage"), "SageMaker said: nothing ()"),
        (_said("InvalidSignatureException", "token"), "SageMaker refused the signature (InvalidSignatureException)"),
        (_said("SIGNATUREDOESNOTMATCH", "token"), "SageMaker refused the signature (SIGNATUREDOESNOTMATCH)"),
        (NoCredentialsError(), "NoCredentialsError: Unable to locate credentials"),
    ],
)
def test_a_statement_is_what_was_said(error: Exception, statement: str) -> None:
    """With the code, by which the documentation can be searched (ERR-8)."""
    assert statement == classify(error).statement


def test_advice_is_written_in_sentences() -> None:
    """It stands at the end of a message for a person, after what SageMaker said (ERR-8)."""
    rows = [row.advice for row in error_table.SERVICE_ERRORS] + [row.advice for row in error_table.CLIENT_ERRORS]
    others = [
        error_table.MISSING_ON_CREATE,
        error_table.PERHAPS_CREATED,
        error_table.TRY_LATER,
        error_table.UNKNOWN_CODE,
    ]
    assert [] == [advice for advice in (*rows, *others) if not re.fullmatch(r"[A-Z] ?[a-z].*[^.]\.", advice)]


def test_a_message_has_attempt_statement_and_advice() -> None:
    """The message is for a person, who has to act on it (ERR-8)."""
    failure = _operation("read", {"ModelPackageArn": "arn:x"}).failure_for(
        _said("AccessDeniedException", "You may not.")
    )
    assert (
        "Could not read arn:x. SageMaker said: You may not (AccessDeniedException). Allow the action in the execution role."
        == str(failure)
    )


def test_a_secret_that_sagemaker_quotes_is_redacted() -> None:
    """No environment value reaches a message (ERR-9)."""
    operation = _operation("create", {"ModelPackageGroupName": "g", "Environment": {"A": "hunter2", "B": "1"}})
    failure = operation.failure_for(_said("ValidationException", "The variable A=hunter2 is bad"))
    assert "The variable A=*** is bad (ValidationException). Correct the template." in str(failure)


def test_a_long_name_or_statement_leaves_room_for_the_advice() -> None:
    """The reason is what helps: a name of any length doesn't push it out of the message (ERR-8)."""
    operation = _operation("create", {"ModelPackageGroupName": "g" * 3000})
    message = str(operation.failure_for(_said("ValidationException", "long " * 500)))
    assert len(message) <= 1024
    assert message.endswith("Correct the template.")
    assert "SageMaker said: long long" in message


def test_a_long_message_is_truncated() -> None:
    """A message has at most 1,024 characters, the limit of RecordHandlerProgress (ERR-8)."""
    for length, end in ((1024, "xx"), (1025, "x…"), (5000, "x…")):
        message = truncate_message("x" * length)
        assert (1024, end) == (len(message), message[-2:])


def test_a_value_that_breaks_a_limit_is_not_quoted() -> None:
    """Its path is enough, and even a short value may be sensitive."""
    said = classify(
        _said("ValidationException", "1 validation error detected: Value 'a' at 'b\nc' at 'x.member' failed to satisfy")
    )
    assert "1 validation error detected: Value at 'x.member' failed to satisfy" in said.statement


def test_a_refused_signature_is_not_quoted() -> None:
    """The text may hold the canonical request, with the session token in it."""
    assert "token" not in classify(_said("InvalidSignatureException", "x-amz-security-token:token")).statement


@pytest.mark.parametrize(
    "words", ["already exists", "ModelPackage x does not exist", "not authorized to perform", "' at x"]
)
def test_the_words_of_a_quoted_value_have_no_say(words: str) -> None:
    """A description may contain what the table looks for: only SageMaker's own words count (ERR-3)."""
    text = f"1 validation error detected: Value '{words}' at 'modelPackageDescription' failed to satisfy constraint"
    found = classify(_said("ValidationException", text), creating=True)
    assert ("InvalidRequest", False) == (found.code.name, words in found.statement)


@pytest.mark.parametrize("word", ["s3 bucket image ", "the model package ", "not found ", "Value 'x "])
def test_an_error_that_quotes_a_large_card_is_understood_at_once(word: str) -> None:
    """A search through the largest card would take a minute, and an invocation has half of one (WAIT-4)."""
    began = time.process_time()
    classify(_said("ValidationException", word * (100_000 // len(word))))
    assert time.process_time() - began < 3
