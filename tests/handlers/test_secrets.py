"""No sensitive value leaves the handlers: planted markers are in no log, message, metric or traceback."""

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..faults import Fault, Wire
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

MARKERS = {
    name: f"marker-{name}"
    for name in ("variable", "own", "metadata", "card", "token", "secret", "session", "provider", "request")
}
SENT = {name: marker for name, marker in MARKERS.items() if name != "provider"}
QUOTING = f"you sent {SENT} as {json.dumps(SENT)}"  # SageMaker may quote whatever it was sent
CONTAINERS: dict[str, Any] = {"Containers": [{"Image": "image:1", "Environment": {"OWN": MARKERS["own"]}}]}
VERSION: dict[str, Any] = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": CONTAINERS,
    "Environment": {"VARIABLE": MARKERS["variable"]},
    "CustomerMetadataProperties": {"key": MARKERS["metadata"]},
    "ClientToken": MARKERS["token"],
    "ModelCard": {"ModelCardContent": json.dumps({"model_overview": {"model_creator": [MARKERS["card"]]}})},
}
DATA: dict[str, Any] = {
    "callerCredentials": {
        "accessKeyId": "AKIAMARKER0000000000",
        "secretAccessKey": MARKERS["secret"],
        "sessionToken": MARKERS["session"],
    },
    "providerCredentials": {
        "accessKeyId": "AKIAMARKER0000000001",
        "secretAccessKey": MARKERS["provider"],
        "sessionToken": MARKERS["provider"],
    },
    "providerLogGroupName": "handlers",
}
FAULTS = [
    None,
    Fault(400, "ValidationException", QUOTING),
    Fault(400, "ValidationException", f"ModelPackage does not exist. {QUOTING}"),
    Fault(400, "ValidationException", f"It already exists. {QUOTING}"),
    Fault(400, "AccessDeniedException", QUOTING),
    Fault(400, "ExpiredTokenException", QUOTING),
    Fault(400, "InvalidSignatureException", QUOTING),
    Fault(400, "ResourceLimitExceeded", QUOTING),
    Fault(400, "ConflictException", QUOTING),
    Fault(400, "ThrottlingException", QUOTING),
    Fault(500, "InternalFailure", QUOTING),
    Fault(400, "SomethingNew", QUOTING),
    Fault(200, "", QUOTING),
    Fault(None),
]
CALLS = ("CreateModelPackage", "DescribeModelPackage", "UpdateModelPackage", "DeleteModelPackage", "ListModelPackages")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "none" if fault is None else f"{fault.code}{fault.status}")
@pytest.mark.parametrize("action", ["CREATE", "READ", "UPDATE", "DELETE", "LIST"])
def test_no_marker_is_found(
    client: "SageMakerClient",
    wire: Wire,
    engine: Engine,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    action: str,
    fault: Fault | None,
) -> None:
    """Every handler, in success and in every row of the table of errors, with logging at DEBUG."""
    arn = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=CONTAINERS)["ModelPackageArn"]  # type: ignore[arg-type]
    wire.reset()
    desired = VERSION | ({} if action == "CREATE" else {"ModelPackageArn": arn, "ModelApprovalStatus": "Approved"})
    previous = VERSION | {"ModelPackageArn": arn, "CustomerMetadataProperties": {}}
    for call in CALLS if fault is not None else ():
        wire.fail(call, fault, times=200)  # type: ignore[arg-type]
    caplog.set_level(logging.DEBUG)

    answer = engine.run(event(action, desired, previous, token=MARKERS["request"], data=DATA))

    written = [
        json.dumps(call.parameters) for call in wire.calls if call.operation in ("PutLogEvents", "PutMetricData")
    ]
    everything = "".join([caplog.text, *capfd.readouterr(), answer.get("message", ""), *written])
    assert [] == [marker for marker in MARKERS.values() if marker in everything]
    assert "errorCode" in answer or fault is None
