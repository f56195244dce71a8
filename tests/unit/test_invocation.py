"""What one invocation says: how it names the package, why it fails, and what it waits for."""

import time
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from cloudformation_cli_python_lib import HandlerErrorCode, ProgressEvent, SessionProxy

from mlops_sagemaker_modelpackage import invocation
from mlops_sagemaker_modelpackage.errors import HandlerFailure, NeverShown
from mlops_sagemaker_modelpackage.invocation import NO_SUCH_PACKAGE, Invocation
from mlops_sagemaker_modelpackage.model import model_from_state, state_from_model
from mlops_sagemaker_modelpackage.waiting import CallbackContext

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"


def _invocation(verb: str, desired: dict[str, Any], context: Any = None, **others: Any) -> Invocation:
    request = {
        "desiredResourceState": model_from_state(desired),
        "previousResourceState": None,
        "stackId": None,
        "logicalResourceIdentifier": None,
        "clientRequestToken": None,
    }
    made: Any = SimpleNamespace(**{**request, **others})
    return Invocation(verb, None, made, context)


def _with_keys(op: Invocation) -> Invocation:
    op.session = SessionProxy(boto3.Session("key", "secret"))
    return op


@pytest.mark.parametrize(
    ("verb", "desired", "expected"),
    [
        ("read", {"ModelPackageArn": ARN, "ModelPackageGroupName": "churn"}, ARN),
        ("create", {"ModelPackageGroupName": "churn", "ModelPackageName": "x"}, "a version of group churn"),
        ("create", {"ModelPackageName": "scorer"}, "model package scorer"),
        ("create", {"ModelPackageArn": ARN}, "a model package"),
        ("list", {"ModelPackageGroupName": "churn"}, "the model packages"),
    ],
)
def test_a_message_names_the_package(verb: str, desired: dict[str, Any], expected: str) -> None:
    """By its ARN, or else by what the template says of it (ERR-8)."""
    op = _invocation(verb, desired)
    assert expected == op.subject()
    failure = op.failure(HandlerErrorCode.NotFound, "It is gone.")
    assert (HandlerErrorCode.NotFound, f"Could not {verb} {expected}. It is gone.") == (failure.code, str(failure))


def test_problems_of_a_template_are_listed() -> None:
    """All of them in one message; without one, nothing is refused."""
    op = _invocation("create", {"ModelPackageName": "scorer"})
    op.refuse([])
    with pytest.raises(HandlerFailure) as raised:
        op.refuse(["Task is bad", "Domain is bad"])
    assert "Could not create model package scorer. Task is bad; Domain is bad. Correct the template." == str(
        raised.value
    )
    assert HandlerErrorCode.InvalidRequest == raised.value.code


def test_a_request_without_an_arn_names_no_package() -> None:
    """Read, update and delete need it."""
    _invocation("read", {"ModelPackageArn": ARN}).require_arn()
    with pytest.raises(HandlerFailure) as raised:
        _invocation("read", {}).require_arn()
    assert "Could not read a model package. The request has no ModelPackageArn, so it names no package." == str(
        raised.value
    )


def test_without_credentials_nothing_is_started() -> None:
    """The message says where they come from."""

    def handle(_: Invocation) -> ProgressEvent:
        raise AssertionError("the handler was started")

    with pytest.raises(HandlerFailure) as raised:
        invocation._run(handle, _invocation("list", {}))
    assert (
        "Could not list the model packages. The event has no credentials. Register the type with an execution role "
        "(`cfn submit` creates one)."
    ) == str(raised.value)


@pytest.mark.parametrize(
    ("verb", "context", "reason"),
    [
        ("create", {}, "until SageMaker has finished the work on it"),
        ("delete", {}, "until SageMaker has finished the work on it"),
        ("update", {"sent": 1}, "until the change is visible"),
        ("delete", {"sent": 1}, "until it is deleted"),
        ("delete", {"sent": 1, "faults": 1}, "until SageMaker answers without an error"),
    ],
)
def test_an_unfinished_operation_says_what_it_waits_for(
    monkeypatch: pytest.MonkeyPatch, verb: str, context: dict[str, Any], reason: str
) -> None:
    """And how long it has waited; the next invocation gets the context, and comes after the delay (WAIT-1, WAIT-3)."""
    monkeypatch.setattr(time, "time", lambda: 1090.9)
    op = _invocation(verb, {"ModelPackageArn": ARN}, {**context, "arn": ARN, "invocations": 1, "started": 1000})
    event = invocation._in_progress(op)
    assert f"Waiting for {ARN} {reason}, for 90 s so far." == event.message
    assert (2, ARN, 1000) == tuple(event.callbackContext[name] for name in ("invocations", "arn", "started"))  # type: ignore[index]
    assert 10 == event.callbackDelaySeconds


@pytest.mark.parametrize(
    ("verb", "code"), [("create", "NotStabilized"), ("update", "NotFound"), ("delete", "NotStabilized")]
)
def test_a_package_that_never_shows_fails_the_invocation(verb: str, code: str) -> None:
    """A create didn't stabilize; any other operation was about a package that isn't there (CREATE-4)."""
    op = _invocation(verb, {"ModelPackageName": "scorer"})

    def handle(_: Invocation) -> ProgressEvent:
        raise NeverShown("")

    with pytest.raises(HandlerFailure) as raised:
        invocation._run(handle, _with_keys(op))
    assert code == raised.value.code.name
    assert f"Could not {verb} model package scorer. {NO_SUCH_PACKAGE}" == str(raised.value)


def test_a_bug_is_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    """Its text may have a secret; the class and the place are enough to find it (ERR-10)."""
    op = _invocation("create", {"ModelPackageName": "scorer"})

    def handle(_: Invocation) -> ProgressEvent:
        raise ZeroDivisionError("a secret")

    with pytest.raises(HandlerFailure) as raised:
        invocation._run(handle, _with_keys(op))
    assert HandlerErrorCode.InternalFailure == raised.value.code
    assert (
        "Could not create model package scorer. The handler failed unexpectedly (ZeroDivisionError). See its log, and "
        "report it."
    ) == str(raised.value)
    (text,) = (record.getMessage() for record in caplog.records)
    first, *place = text.splitlines()
    assert "ZeroDivisionError" == first
    assert any("in handle" in line for line in place)
    assert all(line.startswith("  ") for line in place)


def test_a_failed_event_has_the_model_without_write_only_properties() -> None:
    """CloudFormation deletes what it names; a read or a list made nothing (CREATE-2)."""
    desired = {"ModelPackageArn": ARN, "Task": "OTHER", "ClientToken": "token", "Environment": {"A": "1"}}
    for verb in ("update", "delete"):
        assert {"ModelPackageArn": ARN, "Task": "OTHER"} == {
            name: value
            for name, value in state_from_model(invocation._cleanup_model(_invocation(verb, desired))).items()
            if value is not None
        }
    for verb in ("read", "list", "create"):
        assert invocation._cleanup_model(_invocation(verb, desired)) is None


def test_an_operation_begins_with_its_first_invocation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was put back doesn't make the time negative."""
    monkeypatch.setattr(time, "time", lambda: 1000.9)
    op = _invocation("update", {"ModelPackageArn": ARN})
    assert CallbackContext(started=1000) == op.context
    op.context.started = 2000
    assert "for 0 s so far" in str(invocation._in_progress(op).message)


def test_a_record_says_what_the_invocation_is_about() -> None:
    """The operation, the attempt, the stack and the resource."""
    identity = {"stackId": "arn:stack", "logicalResourceIdentifier": "Package", "clientRequestToken": "token"}
    record = _invocation("update", {"ModelPackageArn": ARN}, {"invocations": 2}, **identity).record
    assert ("update", 3, "arn:stack", "Package") == (record.operation, record.attempt, record.stack, record.logicalId)
    empty = _invocation("update", {}).record
    assert ("", "", 1) == (empty.stack, empty.logicalId, empty.attempt)
