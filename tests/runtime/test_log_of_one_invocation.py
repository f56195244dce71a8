"""The log keeps every record of an invocation, and has those of no other one."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage import handlers
from sandbox.engine import Engine, event

from ..faults import Call, Fault, Wire
from ..templates import ARN, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

WAIT_SECONDS = 5
CARD = {"ModelCardContent": "{}", "ModelCardStatus": "Draft"}
KEY_DENIED = Fault(400, "AccessDeniedException", "not authorized to perform: kms:Decrypt on resource: key/x")


def _logs(group: str) -> dict[str, Any]:
    keys = {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "p", "sessionToken": "p"}
    return {"providerCredentials": keys, "providerLogGroupName": group}


def _written(wire: Wire, group: str) -> list[str]:
    """Return the records that were sent to a log group."""
    sent = [parameters for parameters in wire.all_parameters("PutLogEvents") if parameters["logGroupName"] == group]
    return [entry["message"] for parameters in sent for entry in parameters["logEvents"]]


def _context(seconds: float) -> Any:
    """Return Lambda's context of an invocation that has this time left."""
    return SimpleNamespace(get_remaining_time_in_millis=lambda: seconds * 1000)


def test_a_record_of_the_time_of_an_early_flush_is_kept(client: "SageMakerClient", wire: Wire) -> None:
    """Lambda's time runs out, so the records are sent; those that come meanwhile are sent as well (LIB-2)."""
    arn = client.create_model_package(**VERSION, ModelCard=CARD)["ModelPackageArn"]  # type: ignore[arg-type]
    wire.reset()
    flushing, released = threading.Event(), threading.Event()
    described: list[Call] = []

    def follow(call: Call) -> None:
        if call.operation == "PutLogEvents" and not flushing.is_set():
            flushing.set()
            released.wait(WAIT_SECONDS)  # the flush hangs while the handler goes on

    def describe(call: Call) -> Fault | None:
        if call.operation != "DescribeModelPackage":
            return None
        described.append(call)
        if len(described) == 1:
            flushing.wait(WAIT_SECONDS)
            return KEY_DENIED  # the handler logs a warning now, and asks again
        released.set()
        time.sleep(0.3)  # the flush ends
        return None

    wire.before, wire.refuse = follow, describe
    answer = handlers.resource(event("READ", {"ModelPackageArn": arn}, data=_logs("early")), _context(2.2))
    assert "SUCCESS" == answer["status"]
    assert 2 == len(described)
    records = _written(wire, "early")
    assert any("model card" in record for record in records)
    assert any('"status": "SUCCESS"' in record for record in records)


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End the process, as Lambda's runtime may, when the handler pauses for the first time."""

    def leave(_seconds: float) -> None:
        monkeypatch.undo()
        raise SystemExit(1)

    monkeypatch.setattr(time, "sleep", leave)
    yield
    monkeypatch.undo()


def test_an_invocation_that_was_killed_gets_no_records_of_the_next(engine: Engine, wire: Wire, killed: None) -> None:
    """Its log belongs to another stack, maybe of another account: it ends with the invocation (LIB-2)."""
    handlers_before = list(logging.getLogger().handlers)
    wire.fail("DescribeModelPackage", Fault(503, "ServiceUnavailable", "busy"), times=2)
    read = event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=_logs("first"))
    with suppress(SystemExit):
        handlers.resource(read, _context(2.4))
        pytest.fail("the invocation wasn't killed")
    assert handlers_before == logging.getLogger().handlers

    wire.faults = []
    second = event("READ", {"ModelPackageArn": f"{ARN}/churn/8"}, data=_logs("second"))
    assert "NotFound" == handlers.resource(second, None)["errorCode"]
    threading.Event().wait(0.6)  # until the first one's time would have run out

    assert not any(f"{ARN}/churn/8" in record for record in _written(wire, "first"))
    # The first try finds no log group, so that the same line is sent again.
    (line,) = [json.loads(record) for record in set(_written(wire, "second"))]
    assert [f"{ARN}/churn/8"] == [line["resource"]]
    assert 1 == len(line["calls"])
