"""No invocation lasts longer than 30 seconds, whatever the service does; a package that settles soon needs only one."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import cfn_sandbox_sagemaker as sagemaker
from sandbox.engine import event
from sandbox.server import ENDPOINT_VARIABLE

from ..harness import invoke
from ..templates import ARN, GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow

VERSION: dict[str, Any] = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": {"Containers": [{"Image": "image:1"}]},
}
LOGS: dict[str, Any] = {
    "providerCredentials": {"accessKeyId": "AKIAPROVIDER00000000", "secretAccessKey": "p", "sessionToken": "p"},
    "providerLogGroupName": "handlers",
}
LONGEST = 30  # seconds that CloudFormation gives an invocation (WAIT-4)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a server into SageMaker's place that takes every connection and never answers."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def accept() -> None:
            while True:
                try:
                    kept.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        monkeypatch.setenv(ENDPOINT_VARIABLE, f"http://127.0.0.1:{server.getsockname()[1]}")
        yield
        server.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


@pytest.mark.usefixtures("silent")
def test_an_invocation_ends_in_time_though_nobody_answers() -> None:
    """SageMaker, logs and metrics are all silent: the read is given up with its code within 30 seconds."""
    began = time.monotonic()
    answer = invoke(event("READ", {"ModelPackageArn": f"{ARN}/churn/1"}, data=LOGS))
    assert "NetworkFailure" == answer["errorCode"]
    assert time.monotonic() - began < LONGEST


def test_a_package_that_settles_in_a_moment_succeeds_in_one_invocation(client: "SageMakerClient") -> None:
    """A package that is Completed within a few seconds is waited for inside the invocation (WAIT-4)."""
    sagemaker.settle_after(0.3)
    assert "SUCCESS" == invoke(event("CREATE", VERSION))["status"]
