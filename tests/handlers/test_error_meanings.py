"""What each error ends with: code before status before class, in the service's own words."""

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..clock import Clock
from ..common_errors import PASSING, TERMINAL, Meaning, label
from ..faults import Fault, Wire
from ..harness import invoke
from ..normalised import Normalised, with_both_data_fields, without_data_addresses
from ..replies import Reply, refusal
from ..stack import Stack
from ..templates import ARN, GROUP, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

READ = event("READ", {"ModelPackageArn": f"{ARN}/churn/1"})
ROLE_ADVICE = "Allow the action in the execution role"
DENIED = "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform: sagemaker:DescribeModelPackage on resource: z"
LOGS: dict[str, Any] = {
    "providerCredentials": {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "p", "sessionToken": "p"},
    "providerLogGroupName": "handlers",
}


@pytest.mark.parametrize("meaning", [*TERMINAL, *PASSING], ids=label)
def test_an_error_has_its_code(wire: Wire, timed: Engine, meaning: Meaning) -> None:
    """Codes of which few know, and answers without a code: each has a handler error code that fits (ERR-3 to ERR-7)."""
    wire.refuse = lambda _call: meaning.fault
    answer = timed.run(READ)
    assert answer["errorCode"] in meaning.codes
    if "Signature" not in meaning.fault.code:  # its message may quote the request, with the session token
        assert (meaning.fault.message or "").rstrip(".") in answer["message"]
    if not meaning.passes:
        assert 1 == len(wire.calls)


@pytest.mark.parametrize("action", ["READ", "UPDATE", "DELETE", "LIST"])
@pytest.mark.parametrize("latency", [1, 6])
def test_a_lasting_error_of_the_service_is_reported_as_it_is(
    wire: Wire, timed: Engine, action: str, latency: int
) -> None:
    """When the time is over, the last error counts: an error without information never replaces one that has it (ERR-12)."""
    model = VERSION | {"ModelPackageArn": f"{ARN}/churn/1"}
    wire.latency = latency
    wire.refuse = lambda _call: Fault(500, "InternalFailure", "The cluster is on fire")
    answer = timed.run(event(action, model | {"ModelApprovalStatus": "Approved"}, model))
    assert "ServiceInternalError" == answer["errorCode"]
    assert "SageMaker said: The cluster is on fire (InternalFailure)" in answer["message"]
    assert "OutOfTime" not in answer["message"]


def test_a_lasting_throttling_is_reported_as_it_is(wire: Wire, timed: Engine) -> None:
    """The same after slow calls that were throttled."""
    wire.latency = 6
    wire.refuse = lambda _call: Fault(400, "ThrottlingException", "Rate exceeded")
    answer = timed.run(READ)
    assert ("Throttling", True) == (answer["errorCode"], "Rate exceeded" in answer["message"])


@pytest.mark.parametrize(
    ("reason", "who"),
    [
        ("with an explicit deny in a service control policy", "organization"),
        ("because no service control policy allows the sagemaker:X action", "organization"),
        ("with an explicit deny in a resource control policy", "organization"),
        ("because no permissions boundary allows the sagemaker:X action", "permissions boundary"),
        ("with an explicit deny in a permissions boundary", "permissions boundary"),
        ("because no VPC endpoint policy allows the sagemaker:X action", "VPC endpoint"),
        ("with an explicit deny in a VPC endpoint policy", "VPC endpoint"),
        ("with an explicit deny in an identity-based policy", "leave ModelApprovalStatus out of the template"),
    ],
)
def test_the_advice_names_who_denies(wire: Wire, timed: Engine, reason: str, who: str) -> None:
    """Allowing the action in the execution role doesn't help against a policy around it (ERR-4)."""
    wire.refuse = lambda _call: Fault(400, "AccessDeniedException", f"{DENIED} {reason}")
    answer = timed.run(READ)
    assert "AccessDenied" == answer["errorCode"]
    _, _, advice = answer["message"].rpartition("(AccessDeniedException)")
    assert who in advice
    assert ROLE_ADVICE not in advice


def test_a_plain_denial_advises_to_change_the_role(wire: Wire, timed: Engine) -> None:
    """That is right where no identity-based policy allows the action (ERR-4)."""
    reason = "because no identity-based policy allows the sagemaker:DescribeModelPackage action"
    wire.refuse = lambda _call: Fault(400, "AccessDeniedException", f"{DENIED} {reason}")
    assert ROLE_ADVICE in timed.run(READ)["message"]


@pytest.mark.parametrize("change", [without_data_addresses, with_both_data_fields])
def test_an_environment_is_updated_whatever_describe_leaves_out(timed: Engine, wire: Wire, change: Any) -> None:
    """The current containers are sent back (ENV-2), with the template's model data in one field and with its address."""
    data = {"S3DataSource": {"S3Uri": "s3://bucket/a/", "S3DataType": "S3Prefix", "CompressionType": "None"}}
    containers = [{"Image": "image:1", "ModelDataSource": data, "Environment": {"OWN": "1"}}]
    template = {"ModelPackageGroupName": GROUP, "InferenceSpecification": {"Containers": containers}}
    version = Stack(timed, wire, template)

    def strict(call: Any, service: Any) -> Reply:
        sent = call.parameters.get("InferenceSpecification", {}).get("Containers", [])
        if call.operation == "UpdateModelPackage" and any(
            {"ModelDataUrl", "ModelDataSource"} <= c.keys() for c in sent
        ):
            return refusal("ValidationException", "ModelDataUrl and ModelDataSource cannot both be specified.")
        reply: Reply = service(call)
        return reply

    wire.habits = [Normalised([change]), strict]
    answer = version.update(template | {"Environment": {"A": "1"}})
    assert "SUCCESS" == answer["status"], answer
    (sent,) = wire.parameters("UpdateModelPackage")["InferenceSpecification"]["Containers"]
    assert ({"A": "1", "OWN": "1"}, "s3://bucket/a/") == (
        sent["Environment"],
        sent["ModelDataSource"]["S3DataSource"]["S3Uri"],
    )


@pytest.mark.parametrize("name", ["ModelPackageGroupName", "ModelPackageName"])
def test_long_values_do_not_push_the_reason_out_of_a_message(timed: Engine, name: str) -> None:
    """A message has 1,024 characters (ERR-8): the reason is in it, whatever the template has in the place of a name."""
    other = {} if name == "ModelPackageName" else {"ModelPackageGroupName": GROUP}
    wanted = {"InferenceSpecification": VERSION["InferenceSpecification"], **other, name: "n" * 5000}
    answer = timed.run(event("CREATE", wanted))
    assert ("InvalidRequest", True) == (answer["errorCode"], len(answer["message"]) <= 1024)
    assert f"{name} must" in answer["message"]
    assert answer["message"].endswith("Correct the template.")


def test_long_words_of_sagemaker_do_not_push_the_advice_out_of_a_message(wire: Wire, timed: Engine) -> None:
    """What to do is at the end of a message, and stays there (ERR-8)."""
    wire.refuse = lambda _call: Fault(400, "AccessDeniedException", f"{DENIED} {'very ' * 400}long reason")
    answer = timed.run(READ)
    assert len(answer["message"]) <= 1024
    assert ROLE_ADVICE in answer["message"]


@pytest.mark.parametrize("body", [{"__type": "SomethingNew", "message": None}, {"__type": "SomethingNew"}])
def test_an_error_without_a_message_quotes_nothing(wire: Wire, timed: Engine, body: dict[str, Any]) -> None:
    """No "None" of Python reaches a user (ERR-8)."""
    wire.refuse = lambda _call: Fault(400, body=body)
    message = timed.run(READ)["message"]
    assert "None" not in message
    assert "SomethingNew" in message


@pytest.mark.parametrize("text", ["half \ud83d a letter", "\udcff", "a\ud800"])
def test_half_a_letter_of_sagemaker_breaks_no_answer_and_no_log(wire: Wire, timed: Engine, text: str) -> None:
    """A message that was cut in the middle of a letter still reaches CloudFormation and the log (LIB-2)."""
    wire.refuse = lambda call: Fault(400, "SomethingNew", text) if call.operation == "DescribeModelPackage" else None
    answer = timed.run(READ | {"requestData": READ["requestData"] | LOGS})
    assert "GeneralServiceException" == answer["errorCode"]
    assert "SomethingNew" in answer["message"].encode().decode()
    written = [entry["message"] for sent in wire.all_parameters("PutLogEvents") for entry in sent["logEvents"]]
    assert any("SomethingNew" in json.loads(line).get("message", "") for line in written)


@pytest.mark.parametrize("name", ["ModelPackageDescription", "ApprovalDescription", "ModelPackageGroupName"])
def test_half_a_letter_in_a_template_breaks_no_handler(timed: Engine, name: str) -> None:
    """SageMaker or a check may refuse it: no encoder of ours or of botocore fails at it."""
    answer = timed.run(event("CREATE", VERSION | {name: "a\ud800b"}))
    assert answer.get("errorCode") in (None, "InvalidRequest")
    assert answer.get("message", "").encode() is not None


@pytest.mark.parametrize("latency", [5, 7, 9.9])
@pytest.mark.parametrize("action", ["CREATE", "READ", "UPDATE", "DELETE", "LIST"])
def test_no_invocation_outlives_its_limit(
    client: "SageMakerClient", wire: Wire, timed: Engine, clock: Clock, action: str, latency: float
) -> None:
    """However slow each call is, also with retries: 30 seconds, and 52 for a create of unknown outcome (WAIT-4)."""
    arn = client.create_model_package(**VERSION)["ModelPackageArn"]
    wire.latency = latency
    model = VERSION | ({"ModelPackageArn": arn} if action != "CREATE" else {})
    for fault in (None, Fault(500, "InternalFailure", "oops"), Fault(None), Fault(400, "ThrottlingException", "slow")):
        wire.refuse = lambda _call, fault=fault: fault
        began = clock()
        invoke(event(action, model | {"ModelApprovalStatus": "Approved"}, model))
        limit = 52 if action == "CREATE" and fault is not None and fault.code != "ThrottlingException" else 30
        assert time.monotonic() - began <= limit
