"""Mistakes of the plugin library and their patches: each patch has a test that fails without it."""

import json
import logging
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from cloudformation_cli_python_lib.log_delivery import ProviderFilter
from cloudformation_cli_python_lib.utils import UnmodelledRequest

from mlops_sagemaker_modelpackage import handlers, update
from mlops_sagemaker_modelpackage.model import Model, state_from_model
from mlops_sagemaker_modelpackage.runtime.delivery import Delivery
from sandbox.engine import Engine, event
from sandbox.server import Sandbox

from ..faults import Fault, Wire
from ..harness import invoke
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

VERSION: dict[str, Any] = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": {"Containers": [{"Image": "image:1"}]},
}
ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"
PROVIDER = {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "provider", "sessionToken": "provider-token"}
LOGS: dict[str, Any] = {"providerCredentials": PROVIDER, "providerLogGroupName": "handlers"}


@pytest.fixture
def version(client: "SageMakerClient", wire: Wire) -> dict[str, Any]:
    """Return the identifier of a version."""
    client.create_model_package(**VERSION)
    wire.reset()
    return {"ModelPackageArn": ARN}


# Models: the library turns what is empty into None and fails on what it doesn't know.


@pytest.mark.parametrize(
    "sent", [{}, {"Tags": []}, {"ModelMetrics": {}}, {"ModelMetrics": {"Bias": {}}}, {"Unknown": {"x": [1]}}]
)
def test_empty_and_unknown_values_are_kept_in_the_model(sent: dict[str, Any]) -> None:
    """An empty model, list or object is not None, and an unknown property is no error (LIB-3)."""
    assert sent == state_from_model(Model._deserialize(sent))


def test_nulls_and_strings_are_converted(version: dict[str, Any], engine: Engine) -> None:
    """A null is a missing property; a number or boolean may be a string."""
    previous = VERSION | version
    wanted = previous | {"Task": None, "CertifyForMarketplace": "false", "ModelMetrics": {"Bias": None}, "Tags": [None]}
    assert "SUCCESS" == engine.run(event("UPDATE", wanted, previous))["status"]


# Events: the library answers with the text of a Python exception, or with none.


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (None, "It is not a JSON object"),
        ([], "It is not a JSON object"),
        ("x", "It is not a JSON object"),
        ({}, "Its action must be one of CREATE, READ, UPDATE, DELETE, LIST"),
        ({"action": ["READ"]}, "Its action must be one of CREATE, READ, UPDATE, DELETE, LIST"),
        ({"action": "READ"}, "It has no requestData"),
        ({"action": "READ", "requestData": []}, "It has no requestData"),
        ({"action": "READ", "requestData": {}}, "Its requestData has no resourceProperties"),
        (
            {"action": "READ", "requestData": {"resourceProperties": [1]}},
            "resourceProperties in it must be a string or an object",
        ),
        (event("READ", {}, region="no where"), "Its region is not the name of a region"),
        (event("READ", {}, region=5), "Its region is not the name of a region"),
        (event("UPDATE", {}, data={"stackTags": ["a"]}), "stackTags in it must be a string or an object"),
        (
            event("UPDATE", {}, stackId=1, data={"logicalResourceId": {"a": 1}, "previousStackTags": "a"}),
            "stackId, logicalResourceId, previousStackTags in it must be a string or an object",
        ),
    ],
)
def test_an_invalid_event_is_explained(broken: Any, words: str) -> None:
    """InvalidRequest with the problem of the event (TYPE-6, ERR-10)."""
    answer = invoke(broken)
    assert ("FAILED", "InvalidRequest") == (answer["status"], answer["errorCode"])
    assert (
        f"Could not read the event. {words}. Invoke the handler through CloudFormation or `cfn test`."
        == answer["message"]
    )


@pytest.mark.parametrize(
    "missing", ["awsAccountId", "bearerToken", "region", "callbackContext", "nextToken", "stackId", "resourceType"]
)
def test_an_optional_key_may_be_missing(version: dict[str, Any], engine: Engine, missing: str) -> None:
    """An event without what the operation doesn't need is answered."""
    sent = event("READ", version)
    del sent[missing]
    assert "SUCCESS" == engine.run(sent)["status"]


@pytest.mark.parametrize(
    "credentials", [None, {}, [], {"accessKeyId": "a"}, {"accessKeyId": "", "secretAccessKey": "", "sessionToken": ""}]
)
@pytest.mark.parametrize("action", ["CREATE", "READ", "UPDATE", "DELETE", "LIST"])
def test_missing_credentials_are_named(wire: Wire, action: str, credentials: Any) -> None:
    """InvalidCredentials, with what to do, before any call."""
    answer = invoke(event(action, VERSION, VERSION, data={"callerCredentials": credentials}))
    assert "InvalidCredentials" == answer["errorCode"]
    assert "Register the type with an execution role" in answer["message"]
    assert [] == wire.operations()


@pytest.mark.parametrize("action", ["UPDATE", "DELETE"])
def test_a_failure_before_the_handler_carries_the_identifier(action: str) -> None:
    """The library turns its own exceptions into FAILED events without a model."""
    answer = invoke(event(action, {"ModelPackageArn": ARN}, data={"stackTags": "x"}))
    assert ("FAILED", {"ModelPackageArn": ARN}) == (answer["status"], answer["resourceModel"])


def test_a_create_that_goes_on_and_fails_before_the_handler_carries_the_identifier() -> None:
    """Without the identifier, the package would be orphaned."""
    sent = event("CREATE", VERSION | {"ModelPackageArn": ARN}, callbackContext={"arn": ARN}, data={"stackTags": "x"})
    assert {"ModelPackageArn": ARN} == invoke(sent)["resourceModel"]


def test_the_first_event_of_a_create_has_no_identifier() -> None:
    """An ARN in a template isn't this resource's: CloudFormation would delete somebody else's package."""
    assert "resourceModel" not in invoke(event("CREATE", {"ModelPackageArn": ARN}, data={"stackTags": "x"}))


def test_an_unexpected_error_has_a_message_and_the_identifier(
    version: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's InternalFailure has neither."""
    monkeypatch.setattr(update, "plan", lambda *_, **__: 1 / 0)
    answer = invoke(event("UPDATE", VERSION | version, VERSION | version))
    assert ("InternalFailure", ARN) == (answer["errorCode"], answer["resourceModel"]["ModelPackageArn"])
    assert "See its log" in answer["message"]


def test_the_session_has_the_requests_region(wire: Wire, engine: Engine) -> None:
    """The library makes sessions without a region: those of the environment would be used (LIB-4)."""
    engine.run(event("LIST", {}, region="eu-central-1"))
    assert ["eu-central-1"] == [call.region for call in wire.calls]


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("us-east-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        (None, None),
    ],
)
def test_a_region_has_its_partition(region: str | None, expected: str | None) -> None:
    """The library says aws-gov for GovCloud."""
    assert expected == UnmodelledRequest.get_partition(region)


def test_the_test_entry_point_answers(version: dict[str, Any]) -> None:
    """`test_entrypoint` is what SAM invokes by hand: the same handlers, another event."""
    credentials = {"accessKeyId": "a", "secretAccessKey": "b", "sessionToken": "c"}
    request = {
        "clientRequestToken": "t",
        "desiredResourceState": version,
        "previousResourceState": None,
        "logicalResourceIdentifier": "x",
    }
    answer = handlers.test_entrypoint(
        {"credentials": credentials, "action": "READ", "request": request, "region": "us-east-1"}, None
    )
    assert ("SUCCESS", ARN) == (answer["status"], answer["resourceModel"]["ModelPackageArn"])


@pytest.mark.parametrize(
    "data",
    [
        {"platformCredentials": {"x": 1}, "fooCredentials": "x"},
        {"callerCredentials": {"accessKeyId": "\ud800", "secretAccessKey": "ä"}},
        {"resourceProperties": {"_serialize": 1, "_serialize_item": 2}},
        {"previousResourceProperties": {"_serialize": 1, "InferenceSpecification": {"New": 1}, "Tags": [{"Key": 5}]}},
    ],
)
@pytest.mark.parametrize("action", ["CREATE", "UPDATE", "READ"])
def test_no_odd_key_is_an_internal_failure(wire: Wire, action: str, data: dict[str, Any]) -> None:
    """Other credentials, keys that can't be signed with, names of our own methods, and models of other schemas."""
    answer = invoke(event(action, {"ModelPackageArn": ARN}, {}, data=data, token="\ud800"))
    assert answer.get("errorCode") != "InternalFailure"


# Logs and metrics: no error of theirs fails a resource, and nothing of one resource reaches the next one's log.


def _streams(server: Sandbox) -> dict[str, list[str]]:
    client = boto3.client("logs", endpoint_url=server.url)
    streams = client.describe_log_streams(logGroupName="handlers")["logStreams"]
    return {
        stream["logStreamName"]: [
            item["message"]
            for item in client.get_log_events(logGroupName="handlers", logStreamName=stream["logStreamName"])["events"]
        ]
        for stream in streams
    }


def test_each_resource_has_its_own_log_stream(version: dict[str, Any], server: Sandbox, engine: Engine) -> None:
    """The library keeps the first resource's stream in a container that is used again."""
    for name in ("First", "Second"):
        engine.run(event("READ", version, data=LOGS | {"logicalResourceId": name}))
    logged = {name.rpartition("/")[2]: messages for name, messages in _streams(server).items()}
    assert {"First", "Second"} == logged.keys()
    for name, messages in logged.items():
        (line,) = map(json.loads, messages)
        assert ("read", "SUCCESS", name, ARN) == tuple(
            line[key] for key in ("operation", "status", "logicalId", "resource")
        )


def test_an_invocation_without_log_credentials_writes_no_log(
    version: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """The library would go on with the credentials of the invocation before."""
    engine.run(event("READ", version, data=LOGS))
    wire.reset()
    engine.run(event("READ", version))
    assert ["DescribeModelPackage"] == wire.operations()
    assert not [handler for handler in logging.getLogger().handlers if isinstance(handler, Delivery)]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(400, "AccessDeniedException", "no"),
        Fault(400, "ThrottlingException", "slow"),
        Fault(500, "InternalFailure", ""),
        Fault(),
    ],
)
@pytest.mark.parametrize("operation", ["PutLogEvents", "CreateLogStream", "CreateLogGroup", "PutMetricData"])
def test_no_error_of_logs_or_metrics_fails_the_resource(
    version: dict[str, Any], wire: Wire, engine: Engine, operation: str, fault: Fault
) -> None:
    """Denied, throttled, broken or without a connection: the resource comes first (LIB-2)."""
    wire.fail(operation, fault, times=99)
    assert "SUCCESS" == engine.run(event("READ", version, data=LOGS))["status"]
    assert operation in wire.operations()


def test_a_log_answer_without_a_sequence_token_is_fine(version: dict[str, Any], wire: Wire, engine: Engine) -> None:
    """CloudWatch Logs doesn't send one any more."""
    wire.fail("PutLogEvents", Fault(200, "", ""))
    assert "SUCCESS" == engine.run(event("READ", version, data=LOGS))["status"]


def test_metrics_are_published_with_the_providers_credentials(
    version: dict[str, Any], wire: Wire, engine: Engine
) -> None:
    """Invocation and duration, signed by the provider; SageMaker's calls are signed by the caller."""
    engine.run(event("READ", version, data=LOGS))
    signers = {(call.operation, call.access_key) for call in wire.calls}
    assert {("PutMetricData", PROVIDER["accessKeyId"]), ("DescribeModelPackage", "AKIASANDBOX000000000")} <= signers


def test_the_platforms_log_does_not_get_the_providers_messages(version: dict[str, Any], engine: Engine) -> None:
    """One filter on the platform's handler, however often the container is used; none on our own."""
    platform = logging.NullHandler()
    logging.getLogger().handlers.insert(0, platform)
    try:
        for _ in range(3):
            engine.run(event("READ", version, data=LOGS))
    finally:
        logging.getLogger().removeHandler(platform)
    assert [ProviderFilter] == [type(kept) for kept in platform.filters]


def test_no_secret_reaches_a_log_or_a_message(
    engine: Engine, server: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Environment values, metadata, tokens and credentials, with logging at DEBUG (ERR-9)."""
    caplog.set_level(logging.DEBUG)
    secrets = {name: f"marker-{name}" for name in ("environment", "metadata", "token", "secret", "session")}
    wanted = VERSION | {
        "Environment": {"A": secrets["environment"]},
        "CustomerMetadataProperties": {"a": secrets["metadata"]},
        "ClientToken": secrets["token"],
        "ModelPackageDescription": "a\u0007b",
    }
    keys = {
        "accessKeyId": "AKIAMARKER0000000000",
        "secretAccessKey": secrets["secret"],
        "sessionToken": secrets["session"],
    }

    answer = engine.run(event("CREATE", wanted, data=LOGS | {"callerCredentials": keys}))

    assert "InvalidRequest" == answer["errorCode"]
    everything = caplog.text + json.dumps(answer) + json.dumps(_streams(server))
    assert [] == [secret for secret in secrets.values() if secret in everything]
