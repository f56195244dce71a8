"""The record of an invocation."""

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
from cloudformation_cli_python_lib import Action

from mlops_sagemaker_modelpackage.runtime import delivery, record
from mlops_sagemaker_modelpackage.runtime.record import InvocationRecord

from ..clock import Clock


def test_durations_are_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each call and of the invocation, rounded."""
    clock = Clock(0)
    monkeypatch.setattr(time, "monotonic", clock)
    made = InvocationRecord(operation="read")
    clock.sleep(0.25)
    made.start_call("DescribeModelPackage")
    clock.sleep(1.5)
    for _ in range(3):
        made.note_sent()
    made.end_call({"RequestId": "id"}, "Throttling")
    made.start_call("ListTags")
    clock.sleep(0.5)
    made.end_call({}, "")
    first, second = json.loads(made.line())["calls"]
    assert {
        "operation": "DescribeModelPackage",
        "requestId": "id",
        "durationMs": 1500,
        "retries": 2,
        "errorCode": "Throttling",
    } == first
    assert {"operation": "ListTags", "requestId": "", "durationMs": 500, "retries": 0, "errorCode": ""} == second
    assert 2250 == json.loads(made.line())["durationMs"]


def test_a_record_keeps_its_letters() -> None:
    """A group's description or a message may be in any language; people read the log."""
    assert '"message": "ä"' in InvocationRecord(message="ä").line()


def test_a_thread_has_one_record() -> None:
    """Whoever asks first makes it."""
    token = record.CURRENT.set(None)
    try:
        made = record.current_record()
        assert made is record.current_record()
    finally:
        record.CURRENT.reset(token)


def test_an_invocation_does_not_continue_the_record_of_another() -> None:
    """`test_entrypoint` leaves its record behind; the next invocation in the thread gets a new one."""
    token = record.CURRENT.set(None)
    try:
        ended = record.current_record()
        ended.start_call("DescribeModelPackage")
        ended.status = "SUCCESS"
        assert [] == record.current_record().calls
    finally:
        record.CURRENT.reset(token)


@pytest.mark.parametrize(
    ("stack", "logical_id", "expected"),
    [
        ("arn:aws:x", "Package", "arn__aws__x/Package"),
        ("arn:aws:x", None, "123456789012-us-east-1"),
        (None, "Package", "123456789012-us-east-1"),
    ],
)
def test_a_resource_has_a_log_stream(stack: str | None, logical_id: str | None, expected: str) -> None:
    """It is named after the stack and the resource; without them, after account and region."""
    event: Any = SimpleNamespace(
        stackId=stack,
        requestData=SimpleNamespace(logicalResourceId=logical_id),
        awsAccountId="123456789012",
        region="us-east-1",
    )
    assert expected == delivery._stream_name(event)


def test_the_metrics_are_those_of_the_library() -> None:
    """Count and duration of every invocation, and the exception of one that failed, with action and type."""
    metrics = delivery.InvocationMetrics("MLOps::SageMaker::ModelPackage")
    metrics.add(Action.READ, 12.5, None)
    assert "AWS/CloudFormation/MLOps/SageMaker/ModelPackage" == metrics.namespace
    kind = {"Name": "DimensionKeyResourceType", "Value": "MLOps::SageMaker::ModelPackage"}
    action = {"Name": "DimensionKeyActionType", "Value": "READ"}
    assert [("HandlerInvocationCount", "Count", 1.0), ("HandlerInvocationDuration", "Milliseconds", 12.5)] == [
        (item["MetricName"], item["Unit"], item["Value"]) for item in metrics.data
    ]
    for item in metrics.data:
        assert [action, kind] == sorted(item["Dimensions"], key=lambda dimension: str(dimension["Name"]))
        assert item["Timestamp"].utcoffset() is not None
    metrics.add(Action.READ, 1, KeyError("x"))
    assert "HandlerException" == metrics.data[-1]["MetricName"]
    assert "<class 'KeyError'>" in [dimension["Value"] for dimension in metrics.data[-1]["Dimensions"]]
