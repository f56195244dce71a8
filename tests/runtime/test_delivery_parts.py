"""The parts of the delivery of log and metrics: when there is any, when it is sent early, and in what form."""

import json
import logging
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from cloudformation_cli_python_lib import Action

from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.runtime import delivery, events, sessions
from mlops_sagemaker_modelpackage.runtime.delivery import Delivery
from sandbox.engine import Engine, event
from sandbox.server import Sandbox

from ..faults import Call, Fault, Wire
from ..harness import invoke
from ..templates import ARN, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

PROVIDER = {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "p", "sessionToken": "p"}
LOGS: dict[str, Any] = {"providerCredentials": PROVIDER, "providerLogGroupName": "handlers"}
TYPE = "MLOps::SageMaker::ModelPackage"
MISSING = event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}, data=LOGS)


class Timer:
    """A timer that never goes off by itself."""

    made: list["Timer"]
    daemon = False

    def __init__(self, seconds: float, function: Any):
        self.seconds, self.function, self.state = seconds, function, "new"
        Timer.made.append(self)

    def start(self) -> None:
        """Say that it was started."""
        self.state = "started"

    def cancel(self) -> None:
        """Say that it was cancelled."""
        self.state = "cancelled"


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> list[Timer]:
    """Return the timers that are made."""
    Timer.made = []
    monkeypatch.setattr(threading, "Timer", Timer)
    return Timer.made


def _delivery(
    group: str | None = "handlers", session: Any = "a session", kind: str | None = TYPE, context: Any = None
) -> Delivery:
    data = SimpleNamespace(providerLogGroupName=group, logicalResourceId="Package")
    sent: Any = SimpleNamespace(
        requestData=data, resourceType=kind, stackId="arn:stack", action="READ", callbackContext=None
    )
    return Delivery(sent, session, context)


@pytest.mark.parametrize(
    "missing", [{"group": None}, {"group": ""}, {"session": None}, {"kind": None}, {"group": None, "session": None}]
)
def test_without_credentials_group_or_type_nothing_is_delivered(missing: dict[str, Any], timers: list[Timer]) -> None:
    """It takes all three of them; otherwise nothing is collected, and no thread is used."""
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 30_000)
    made = _delivery(**missing, context=context)
    made.finish(Action.READ, 1, None)
    assert ([], []) == (timers, made._jobs)
    assert made not in logging.getLogger().handlers


@pytest.mark.parametrize(("milliseconds", "seconds"), [(30_000, 28.0), (2_500, 0.5), (500, 0.0)])
def test_the_log_is_sent_early_two_seconds_before_the_end(
    wire: Wire, timers: list[Timer], milliseconds: int, seconds: float
) -> None:
    """Lambda tells the remaining time; the timer doesn't keep the process alive, and ends with the invocation."""
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: milliseconds)
    handlers.resource(MISSING, context)
    (timer,) = timers
    assert (seconds, True, "cancelled") == (timer.seconds, timer.daemon, timer.state)


def test_a_record_of_the_log_has_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the record, and of the moment at which an unfinished invocation is logged."""
    made = _delivery(group=None)
    monkeypatch.setattr(made, "_submit", lambda _job: None)
    record = logging.LogRecord("name", logging.INFO, "path", 1, "%s-%s", ("a", "b"), None)
    record.created = 12.3456
    made.emit(record)
    monkeypatch.setattr(time, "time", lambda: 20.5)
    made._flush_early()
    assert {"timestamp": 12346, "message": "a-b"} == made._records[0]
    assert (20500, "UNFINISHED") == (made._records[1]["timestamp"], json.loads(made._records[1]["message"])["status"])


def test_a_record_of_another_thread_is_another_invocations() -> None:
    """Each invocation logs what its own thread says."""
    made = _delivery(group=None)
    record = logging.LogRecord("name", logging.INFO, "path", 1, "text", None, None)
    record.thread = (made._thread or 0) + 1
    made.emit(record)
    assert not made._records


def test_the_first_invocation_of_a_create_makes_the_log_stream(
    client: "SageMakerClient", wire: Wire, server: Sandbox, engine: Engine
) -> None:
    """Before it is needed; later invocations and other operations know that it is there."""
    boto3.client("logs", endpoint_url=server.url).create_log_group(logGroupName="handlers")
    wire.reset()
    wire.fail("DescribeModelPackage", Fault(503, "ServiceUnavailable", ""), times=3)
    engine.run(event("CREATE", VERSION, data=LOGS))
    sent = wire.operations()
    assert [1, 2] == [sent.count("CreateLogStream"), sent.count("PutLogEvents")]
    assert "CreateLogGroup" not in sent


def test_two_containers_may_make_the_same_log_group(wire: Wire, server: Sandbox, engine: Engine) -> None:
    """The one that comes second finds it, and goes on."""
    logs = boto3.client("logs", endpoint_url=server.url)

    def be_first(call: Call) -> None:
        if call.operation == "CreateLogGroup":
            wire.before = None
            logs.create_log_group(logGroupName="handlers")

    wire.before = be_first
    engine.run(MISSING)
    assert ["CreateLogGroup", "CreateLogStream"] == [
        name for name in wire.operations() if name.startswith("CreateLog")
    ][-2:]
    (stream,) = logs.describe_log_streams(logGroupName="handlers")["logStreams"]
    assert 1 == len(logs.get_log_events(logGroupName="handlers", logStreamName=stream["logStreamName"])["events"])


def test_nothing_is_sent_after_the_answer(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The container may be frozen then, or serve another invocation: a late failure isn't mended."""
    monkeypatch.setattr(delivery, "MAX_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(sessions, "forget_keys", lambda: None)  # the next invocation has keys to sign with
    answered, made = threading.Event(), threading.Event()

    def hang(call: Call) -> None:
        if call.operation == "PutLogEvents":
            answered.wait(5)
        if call.operation == "CreateLogStream":
            made.set()

    wire.before = hang  # the group doesn't exist, so PutLogEvents ends with ResourceNotFoundException
    invoke(MISSING)
    answered.set()
    assert made.wait(5)
    time.sleep(0.2)
    assert 1 == wire.operations().count("PutLogEvents")


def test_the_platforms_filter_knows_the_package(wire: Wire, engine: Engine) -> None:
    """It keeps the messages of the type's own modules out of the platform's log, and no others."""
    platform = logging.NullHandler()
    logging.getLogger().handlers.insert(0, platform)
    try:
        engine.run(MISSING)
    finally:
        logging.getLogger().removeHandler(platform)

    def passes(name: str) -> bool:
        return bool(platform.filter(logging.LogRecord(name, logging.INFO, "path", 1, "text", None, None)))

    assert (False, True) == (passes("mlops_sagemaker_modelpackage.outcome"), passes("botocore"))


def test_the_metrics_are_in_the_namespace_of_the_type(server: Sandbox, engine: Engine) -> None:
    """Dashboard and alarms look for them there."""
    engine.run(MISSING)
    metrics = boto3.client("cloudwatch", endpoint_url=server.url).list_metrics()["Metrics"]
    assert {"AWS/CloudFormation/MLOps/SageMaker/ModelPackage"} == {metric["Namespace"] for metric in metrics}


def test_an_exception_of_the_library_is_logged_and_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its place without its text, which may hold anything; the answer is InternalFailure with a message (ERR-10)."""
    finished: list[Any] = []

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("a secret")

    clock = iter([1.0, 1.25])
    monkeypatch.setattr(events, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(handlers.resource, "_invoke_handler", fail)
    monkeypatch.setattr(Delivery, "finish", lambda _self, *ended: finished.append(ended))
    answer = invoke(event("READ", {"ModelPackageArn": f"{ARN}/churn/9"}))
    assert ("FAILED", "InternalFailure") == (answer["status"], answer["errorCode"])
    assert (
        "The handler failed unexpectedly. See its log, and report it with the request token of the operation."
        == answer["message"]
    )
    ((action, milliseconds, error),) = finished
    assert (Action.READ, 250.0, "a secret") == (action, milliseconds, str(error))
    (text,) = (record.getMessage() for record in caplog.records if record.levelno == logging.ERROR)
    first, *place = text.splitlines()
    assert "ZeroDivisionError" == first
    assert place
    assert all(line.startswith("  ") for line in place)
