"""The log and the metrics of an invocation: what is in them, and that they cost the operation nothing."""

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.runtime import delivery
from sandbox.engine import Engine, event

from ..faults import Call, Fault, Wire
from ..harness import invoke
from ..templates import ARN, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

LOGS: dict[str, Any] = {
    "providerCredentials": {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "p", "sessionToken": "p"},
    "providerLogGroupName": "handlers",
}


def _lines(wire: Wire) -> list[dict[str, Any]]:
    """Return the records that were sent to the log; the first call of a new stream is sent again."""
    sent = [call.parameters for call in wire.calls if call.operation == "PutLogEvents"]
    messages = dict.fromkeys(entry["message"] for parameters in sent for entry in parameters["logEvents"])
    return list(map(json.loads, messages))


def test_a_record_tells_each_call_of_sagemaker(wire: Wire, engine: Engine) -> None:
    """Of a create that was throttled twice: the request, the outcome, and each call with its ID and its retries."""
    wire.fail("CreateModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=2)
    engine.run(event("CREATE", VERSION, token="a-token-of-cloudformation", data=LOGS))
    line = _lines(wire)[-1]
    assert ("create", "SUCCESS", "", 1, f"{ARN}/churn/1") == tuple(
        line[name] for name in ("operation", "status", "errorCode", "attempt", "resource")
    )
    assert ("ModelPackage", 12) == (line["logicalId"], len(line["request"]))
    assert "a-token-of-cloudformation" not in json.dumps(line)
    assert [("CreateModelPackage", 2, ""), ("DescribeModelPackage", 0, "")] == [
        (call["operation"], call["retries"], call["errorCode"]) for call in line["calls"]
    ]
    assert all(call["requestId"] for call in line["calls"])


def test_a_record_tells_what_failed(wire: Wire, engine: Engine) -> None:
    """CloudFormation's code, SageMaker's code of the call, and the message that the stack shows."""
    answer = engine.run(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS))
    (line,) = _lines(wire)
    assert ("FAILED", "NotFound", answer["message"]) == (line["status"], line["errorCode"], line["message"])
    assert ["ValidationException"] == [call["errorCode"] for call in line["calls"]]


def test_a_lost_connection_is_in_the_record(wire: Wire, engine: Engine) -> None:
    """There is no answer, and so no request ID: the class of the error says what happened."""
    wire.fail("DescribeModelPackage", Fault(None), times=9)
    engine.run(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS))
    assert [("", "ConnectionClosedError")] == [
        (call["requestId"], call["errorCode"]) for call in _lines(wire)[0]["calls"]
    ]


def test_attempts_are_counted(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """Each invocation of an operation has its own line."""
    wire.fail("DescribeModelPackage", Fault(503, "ServiceUnavailable", ""), times=6)
    engine.run(event("CREATE", VERSION, data=LOGS))
    lines = _lines(wire)
    assert [1, 2, 3] == [line["attempt"] for line in lines]
    assert ["IN_PROGRESS", "IN_PROGRESS", "SUCCESS"] == [line["status"] for line in lines]
    assert 1 == len({line["request"] for line in lines})


def test_log_and_metrics_are_one_call_each(wire: Wire, engine: Engine) -> None:
    """What an invocation logs is sent together, and so are its metrics."""
    engine.run(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS))
    wire.reset()
    engine.run(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS))
    assert ["DescribeModelPackage", "PutLogEvents", "PutMetricData"] == sorted(wire.operations())


def test_log_and_metrics_are_sent_beside_each_other(wire: Wire, engine: Engine) -> None:
    """Neither waits for the other: both requests have come before either is answered."""
    both = threading.Barrier(2, timeout=2)
    met: list[str] = []

    def meet(call: Call) -> None:
        if call.operation in ("PutLogEvents", "PutMetricData"):
            both.wait()
            met.append(call.operation)

    wire.before = meet
    engine.run(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS))
    assert {"PutLogEvents", "PutMetricData"} <= set(met)


def test_the_answer_does_not_wait_long_for_cloudwatch(
    client: "SageMakerClient", wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Delivery is joined within its limit; what is still going on is given up."""
    monkeypatch.setattr(delivery, "MAX_WAIT_SECONDS", 0.2)
    arn = client.create_model_package(**VERSION)["ModelPackageArn"]
    released = threading.Event()

    def hang(call: Call) -> None:
        if call.operation in ("PutLogEvents", "PutMetricData"):
            released.wait(5)

    wire.before = hang
    began = time.monotonic()
    try:
        assert "SUCCESS" == invoke(event("READ", {"ModelPackageArn": arn}, data=LOGS))["status"]
        assert time.monotonic() - began < 2
    finally:
        released.set()


def test_an_invocation_that_runs_out_of_time_leaves_its_log(client: "SageMakerClient", wire: Wire) -> None:
    """Lambda ends it without a word: what is known is sent while there is time (handler contract: time-outs)."""

    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 2050

    logged = threading.Event()
    seen: list[bool] = []

    def hang(call: Call) -> None:
        if call.operation == "PutLogEvents":
            logged.set()
        if call.operation == "DescribeModelPackage":
            seen.append(logged.wait(5))

    wire.before = hang
    handlers.resource(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS), Context())
    assert [True] == seen
    unfinished, finished = _lines(wire)
    assert ("UNFINISHED", "FAILED") == (unfinished["status"], finished["status"])
    assert ["DescribeModelPackage"] == [call["operation"] for call in unfinished["calls"]]
    assert [f"{ARN}/churn/9"] * 2 == [line["resource"] for line in (unfinished, finished)]
