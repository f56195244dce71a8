"""Clients are kept, credentials aren't: the signature of each call on the wire shows it."""

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import NoCredentialsError

from mlops_sagemaker_modelpackage import handlers, update
from mlops_sagemaker_modelpackage.runtime import sessions
from mlops_sagemaker_modelpackage.service import CONFIG
from sandbox.engine import Engine, event

from ..faults import Call, Wire
from ..harness import invoke
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"


def _keys(name: str) -> dict[str, str]:
    return {"accessKeyId": f"AKIA{name.upper():0<16}", "secretAccessKey": name, "sessionToken": f"token-{name}"}


def _read(name: str, **data: Any) -> dict[str, Any]:
    return event("READ", {"ModelPackageArn": ARN}, data={"callerCredentials": _keys(name), **data})


def _signers(wire: Wire) -> list[tuple[str, str]]:
    return [(call.access_key, call.token) for call in wire.calls]


@pytest.fixture(autouse=True)
def version(client: "SageMakerClient", wire: Wire) -> None:
    """Put a version into the sandbox."""
    client.create_model_package(ModelPackageGroupName=GROUP)
    wire.reset()


def test_alternating_tenants_sign_with_their_own_keys(wire: Wire, engine: Engine) -> None:
    """Every call is signed with the keys of its event."""
    names = ["alice", "bob", "alice", "carol", "bob"]
    for name in names:
        engine.run(_read(name))
    assert [(_keys(name)["accessKeyId"], f"token-{name}") for name in names] == _signers(wire)


def test_caller_and_provider_sign_their_own_calls(wire: Wire, engine: Engine) -> None:
    """Logs and metrics are the provider's, SageMaker is the caller's, in the same invocation."""
    engine.run(_read("alice", providerCredentials=_keys("provider"), providerLogGroupName="group"))
    own = {call.operation for call in wire.calls if call.access_key == _keys("alice")["accessKeyId"]}
    others = {call.operation for call in wire.calls if call.access_key == _keys("provider")["accessKeyId"]}
    assert {"DescribeModelPackage"} == own
    assert {"PutLogEvents", "PutMetricData"} <= others


def test_nothing_can_be_signed_after_an_invocation(engine: Engine) -> None:
    """The keys are cleared when it ends."""
    engine.run(_read("alice"))
    kept = list(sessions._CACHED.sessions.values())
    assert kept
    for session in kept:
        with pytest.raises(NoCredentialsError):
            session.keys.get_frozen_credentials()


def test_nothing_can_be_signed_after_an_invocation_that_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys are cleared after an exception too."""
    monkeypatch.setattr(update, "plan", lambda *_, **__: 1 / 0)
    assert "InternalFailure" == invoke(event("UPDATE", {"ModelPackageArn": ARN}, {}))["errorCode"]
    for session in sessions._CACHED.sessions.values():
        with pytest.raises(NoCredentialsError):
            session.keys.get_frozen_credentials()


def test_missing_credentials_do_not_fall_back_on_earlier_ones(wire: Wire, engine: Engine) -> None:
    """An event without keys is refused, whichever invocation came before."""
    engine.run(_read("alice"))
    wire.reset()
    assert (
        "InvalidCredentials"
        == invoke(event("READ", {"ModelPackageArn": ARN}, data={"callerCredentials": None}))["errorCode"]
    )
    assert [] == wire.calls


def test_missing_credentials_of_the_provider_send_no_logs(wire: Wire, engine: Engine) -> None:
    """Without them nothing is logged or counted, whoever came before; the package is read all the same."""
    engine.run(_read("alice", providerCredentials=_keys("provider"), providerLogGroupName="group"))
    wire.reset()
    answer = engine.run(_read("bob", providerCredentials=None, providerLogGroupName="group"))
    assert "SUCCESS" == answer["status"]
    assert [(_keys("bob")["accessKeyId"], "token-bob")] == _signers(wire)


def test_keys_without_a_session_token_sign_without_one(wire: Wire, engine: Engine) -> None:
    """Those of a user have none; `cfn test` may send them."""
    engine.run(_read("alice", callerCredentials=_keys("alice") | {"sessionToken": None}))
    assert [(_keys("alice")["accessKeyId"], "")] == _signers(wire)


def test_another_endpoint_is_another_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client keeps its endpoint, so each has its own session; other variables don't matter."""
    kept = sessions.cached_session("callerCredentials", "us-east-1")
    monkeypatch.setenv("AWS_ELSEWHERE", "http://127.0.0.1:9")
    assert kept is sessions.cached_session("callerCredentials", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_LOGS", "http://127.0.0.1:9")
    assert kept is not sessions.cached_session("callerCredentials", "us-east-1")


def test_another_region_is_another_client(wire: Wire, engine: Engine) -> None:
    """A container may serve several regions' events: each goes to its own."""
    for region in ("us-east-1", "eu-west-1", "us-east-1"):
        engine.run(event("LIST", {}, region=region))
    assert ["us-east-1", "eu-west-1", "us-east-1"] == [call.region for call in wire.calls]


def test_the_test_entry_point_signs_with_its_own_keys(wire: Wire, engine: Engine) -> None:
    """It doesn't use the sessions of the other entry point."""
    engine.run(_read("alice"))
    wire.reset()
    request = {"clientRequestToken": "t", "desiredResourceState": {"ModelPackageArn": ARN}}
    handlers.test_entrypoint(
        {"credentials": _keys("bob"), "action": "READ", "request": request, "region": "us-east-1"}, None
    )
    assert [(_keys("bob")["accessKeyId"], "token-bob")] == _signers(wire)


@pytest.mark.parametrize("nothing", ["", None], ids=["empty", "null"])
def test_the_test_entry_point_takes_no_keys_of_the_process(wire: Wire, nothing: str | None) -> None:
    """An event without keys is refused, though the environment has some."""
    assert "testing" == os.environ["AWS_ACCESS_KEY_ID"]
    request = {"clientRequestToken": "t", "desiredResourceState": {"ModelPackageArn": ARN}}
    keys = dict.fromkeys(_keys("nobody"), nothing)
    answer = handlers.test_entrypoint(
        {"credentials": keys, "action": "READ", "request": request, "region": "us-east-1"}, None
    )
    assert "InvalidCredentials" == answer["errorCode"]
    assert [] == wire.calls


def test_overlapping_invocations_log_what_is_their_own(wire: Wire, engine: Engine) -> None:
    """While one waits for SageMaker another begins and ends: neither logs the other's words, nor with its keys."""

    def read(name: str, arn: str) -> None:
        data = {"providerCredentials": _keys(f"{name}-logs"), "providerLogGroupName": f"group-{name}"}
        engine.run(event("READ", {"ModelPackageArn": arn}, data={"callerCredentials": _keys(name), **data}))

    def meanwhile(call: Call) -> None:
        if (call.operation, call.token) == ("DescribeModelPackage", "token-alice"):
            other = threading.Thread(target=read, args=["bob", f"{ARN}000"])
            other.start()
            other.join()

    wire.before = meanwhile
    read("alice", ARN)
    logged = [call for call in wire.calls if call.operation == "PutLogEvents"]
    lines = {
        (call.token, call.parameters["logGroupName"], json.loads(entry["message"])["status"])
        for call in logged
        for entry in call.parameters["logEvents"]
    }
    assert {("token-alice-logs", "group-alice", "SUCCESS"), ("token-bob-logs", "group-bob", "FAILED")} == lines


def test_a_client_is_made_once(engine: Engine) -> None:
    """The second invocation finds the client of the first."""
    engine.run(_read("alice"))
    before = {id(client) for session in sessions._CACHED.sessions.values() for client in session._clients.values()}
    engine.run(_read("bob"))
    assert before == {
        id(client) for session in sessions._CACHED.sessions.values() for client in session._clients.values()
    }


MADE_AT_IMPORT = """
import json
from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.runtime import sessions
print(json.dumps([
    [role, region, client.meta.service_model.service_name]
    for (role, region, _), kept in sessions._CACHED.sessions.items() for client in kept._clients.values()
]))
"""


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, []),
        (
            {"AWS_LAMBDA_FUNCTION_NAME": "TypeFunction", "AWS_REGION": "eu-west-1"},
            [
                ["callerCredentials", "eu-west-1", "sagemaker"],
            ],
        ),
    ],
    ids=["elsewhere", "in Lambda"],
)
def test_lambdas_initialisation_makes_the_clients(environment: dict[str, str], expected: list[list[str]]) -> None:
    """The first invocation finds its clients; anywhere else, importing the type makes none."""
    run = subprocess.run(
        [sys.executable, "-c", MADE_AT_IMPORT], env=environment, check=True, capture_output=True, text=True
    )
    assert expected == sorted(json.loads(run.stdout))


def test_an_invocation_uses_the_clients_that_were_made_for_it(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, wire: Wire
) -> None:
    """What was made ahead is what is used, with the event's keys."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "TypeFunction")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setattr(sessions, "_CACHED", sessions._ThreadSessions())
    sessions.prewarm_client(sessions.CALLER, "sagemaker", config=CONFIG)
    ((made,),) = [kept._clients.values() for kept in sessions._CACHED.sessions.values()]
    engine.run(_read("alice"))
    assert [[made]] == [list(kept._clients.values()) for kept in sessions._CACHED.sessions.values()]
    assert [(_keys("alice")["accessKeyId"], "token-alice")] == _signers(wire)


@pytest.mark.parametrize(
    ("environment", "made"),
    [
        ({"AWS_LAMBDA_FUNCTION_NAME": "handler", "AWS_REGION": "eu-west-3"}, True),
        ({"AWS_LAMBDA_FUNCTION_NAME": "handler"}, False),
        ({"AWS_REGION": "eu-west-3"}, False),
        ({"AWS_LAMBDA_FUNCTION_NAME": "handler", "AWS_REGION": ""}, False),
    ],
)
def test_a_client_is_made_ahead_only_in_lambda(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], made: bool
) -> None:
    """Elsewhere nobody knows yet which region an event is from: no session is kept for a guess."""
    for name in ("AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sessions, "_CACHED", sessions._ThreadSessions())
    sessions.prewarm_client(sessions.CALLER, "sagemaker")
    kept = [region for _, region, _ in sessions._CACHED.sessions]
    assert (["eu-west-3"] if made else []) == kept
