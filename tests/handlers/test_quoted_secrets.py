"""Secrets that SageMaker quotes in other ways than whole: in URLs, cut off, in the middle of a sentence."""

import json
from typing import Any

import pytest

from sandbox.engine import Engine, event

from ..faults import Fault, Wire
from ..templates import GROUP, VERSION

SIGNATURE, TOKEN, PASSWORD = "SIGNATURE0a1b2c3d4e5f", "TOKENFwoGZXIvYXdzEJr", "ghp_PASSWORDxyz"
PRESIGNED = f"https://bucket.s3.amazonaws.com/model.tar.gz?X-Amz-Signature={SIGNATURE}&X-Amz-Security-Token={TOKEN}"
REPOSITORY = f"https://user:{PASSWORD}@git.example.com/churn.git"
LOGS: dict[str, Any] = {
    "providerCredentials": {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "p", "sessionToken": "p"},
    "providerLogGroupName": "handlers",
}
LONG = "hunter2-" + "0123456789abcdef" * 4  # a value that SageMaker may cut off


def _with_url(url: str) -> dict[str, Any]:
    specification = {"Containers": [{"Image": "image:1", "ModelDataUrl": url}]}
    return {"ModelPackageGroupName": GROUP, "InferenceSpecification": specification}


def _logged(wire: Wire) -> str:
    return json.dumps([call.parameters for call in wire.calls if call.operation in ("PutLogEvents", "PutMetricData")])


@pytest.mark.parametrize(
    ("wanted", "secrets"),
    [
        (_with_url(PRESIGNED), (SIGNATURE, TOKEN)),
        (VERSION | {"SourceUri": REPOSITORY}, (PASSWORD,)),
        (VERSION | {"SamplePayloadUrl": PRESIGNED}, (SIGNATURE, TOKEN)),
    ],
    ids=["presigned", "repository", "payload"],
)
@pytest.mark.parametrize("quoted", ["{0}", "can't read {0}.", "Value '{0}' at 'x' failed", "{1}"])
def test_no_query_and_no_user_of_a_url_is_told(
    wire: Wire, timed: Engine, wanted: dict[str, Any], secrets: tuple[str, ...], quoted: str
) -> None:
    """A presigned URL and one with a password give access: SageMaker may quote them, the message and the log don't (ERR-9)."""
    urls = (wanted.get("SourceUri") or wanted.get("SamplePayloadUrl") or PRESIGNED,)
    text = quoted.format(urls[0], json.dumps(urls[0]))
    operations = ("CreateModelPackage", "UpdateModelPackage")
    wire.refuse = lambda call: Fault(400, "ValidationException", text) if call.operation in operations else None
    answer = timed.run(event("CREATE", wanted, data=LOGS))
    assert "InvalidRequest" == answer["errorCode"]
    told = answer["message"] + _logged(wire)
    assert [] == [secret for secret in secrets if secret in told]


def test_the_address_of_a_url_is_still_told(wire: Wire, timed: Engine) -> None:
    """Without query and user, people have to see which URL it is about."""
    wire.refuse = lambda call: Fault(400, "ValidationException", f"can't read {PRESIGNED}: gone")
    message = timed.run(event("CREATE", _with_url(PRESIGNED)))["message"]
    assert "bucket.s3.amazonaws.com/model.tar.gz" in message
    assert "gone" in message


def test_a_refusal_before_any_call_tells_no_url(wire: Wire, timed: Engine) -> None:
    """A check of the template quotes no user or query either (ERR-9)."""
    wanted = _with_url(f"ftp://user:{PASSWORD}@host/x?key={SIGNATURE}") | {"SamplePayloadUrl": "x" * 2000}
    answer = timed.run(event("CREATE", wanted, data=LOGS))
    assert "InvalidRequest" == answer["errorCode"]
    assert [] == [secret for secret in (PASSWORD, SIGNATURE) if secret in json.dumps(answer["message"]) + _logged(wire)]


def test_a_url_is_in_no_callback_context(wire: Wire, timed: Engine) -> None:
    """The context has no values of the template (WAIT-2)."""
    wire.fail("DescribeModelPackage", Fault(503, "ServiceUnavailable", PRESIGNED), times=6)
    answers = list(timed.answers_to(event("CREATE", _with_url(PRESIGNED), data=LOGS)))
    assert "IN_PROGRESS" == answers[0]["status"]
    told = json.dumps([[answer.get("callbackContext"), answer.get("message")] for answer in answers]) + _logged(wire)
    assert [] == [secret for secret in (SIGNATURE, TOKEN) if secret in told]


@pytest.mark.parametrize("kept", [9, 16, 24, 60])
@pytest.mark.parametrize("around", ["Value '{}", "Value '{}...' at 'x' failed", "you sent {}"])
def test_the_beginning_of_a_secret_is_redacted(wire: Wire, timed: Engine, kept: int, around: str) -> None:
    """SageMaker cuts long values off: their beginnings are as private (ERR-9)."""
    text = around.format(LONG[:kept])
    wire.refuse = lambda call: Fault(400, "ValidationException", text)
    answer = timed.run(event("CREATE", VERSION | {"CustomerMetadataProperties": {"key": LONG}}, data=LOGS))
    assert LONG[:kept] not in answer["message"] + _logged(wire)
    assert "hunter2" not in answer["message"] + _logged(wire)


def test_a_message_that_is_cut_is_redacted_first(wire: Wire, timed: Engine) -> None:
    """The end of a message is cut off at 1,024 characters, in the middle of a secret too (ERR-8, ERR-9)."""
    for length in range(700, 1100, 10):
        text = f"{'x ' * (length // 2)}{LONG} and more"
        wire.refuse = lambda call, text=text: Fault(400, "ValidationException", text)
        answer = timed.run(event("CREATE", VERSION | {"CustomerMetadataProperties": {"key": LONG}}))
        assert "hunter2" not in answer["message"], length


@pytest.mark.parametrize("value", ["abc' at 'hunter2", "hunter2' at 'def", "a' at 'b' at 'hunter2"])
def test_a_secret_with_sagemakers_own_words_in_it_is_redacted(wire: Wire, timed: Engine, value: str) -> None:
    """A value may look like the end of a quotation (ERR-9)."""
    text = f"1 validation error detected: Value '{value}' at 'customerMetadataProperties.key.member' failed to satisfy"
    wire.refuse = lambda call: Fault(400, "ValidationException", text)
    answer = timed.run(event("CREATE", VERSION | {"CustomerMetadataProperties": {"key": value}}, data=LOGS))
    assert "hunter2" not in answer["message"] + _logged(wire)
    assert "failed to satisfy" in answer["message"]


def test_the_token_of_a_create_is_redacted(wire: Wire, timed: Engine) -> None:
    """SageMaker may quote the ClientToken, with which anybody gets the answer to the same create (ERR-9, TOKEN-1)."""
    wire.refuse = lambda call: Fault(400, "ValidationException", f"ClientToken {call.parameters['ClientToken']} is odd")
    answer = timed.run(event("CREATE", VERSION, token="a token that isn't a ClientToken", data=LOGS))
    sent = wire.parameters("CreateModelPackage")["ClientToken"]
    assert "InvalidRequest" == answer["errorCode"]
    assert sent not in answer["message"] + _logged(wire)
