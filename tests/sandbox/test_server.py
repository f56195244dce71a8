"""The server answers AWS's own clients, and runs the functions of the type."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

import cfn_sandbox_sagemaker as sagemaker
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sagemaker_calls import describe, names, unversioned, version
from sandbox.engine import CREDENTIALS, REGION, event
from sandbox.server import ENDPOINT_VARIABLE, HOST, Sandbox

from ..harness import KEYS
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

AWS = Path(sys.executable).with_name("aws")
ROOT = Path(__file__).resolve().parents[2]
FUNCTION = f"arn:aws:lambda:{REGION}:123456789012:function:TypeFunction"


def _environment() -> dict[str, str]:
    """Return the environment of a process without an endpoint and without the user's settings."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**mine, **KEYS, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def _aws(server: Sandbox, *arguments: str) -> Any:
    """Run the AWS CLI as a process and return its answer."""
    command = [str(AWS), "--endpoint-url", server.url, "--output", "json", *arguments]
    done = subprocess.run(command, env=_environment(), check=True, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def _serve(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sandbox", "serve", *arguments]


@contextmanager
def _served(*arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run `python -m sandbox serve` on a free port, and yield the process and what it prints first."""
    # A process inherits that SIGINT is ignored, as it is in what a shell runs in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    command = _serve("--port", "0", *arguments)
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=PIPE, stderr=STDOUT, text=True) as process:
        signal.signal(signal.SIGINT, before)
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def _client_of(first_line: str, service: str = "sagemaker") -> Any:
    """Return a client of the sandbox that printed this line."""
    (url,) = re.findall(rf"The sandbox is at (http://{HOST}:\d+)\.", first_line)
    make: Any = boto3.client
    return make(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )


def test_the_cli_creates_a_group(client: "SageMakerClient", server: Sandbox) -> None:
    """`aws sagemaker create-model-package-group` returns the ARN (API reference: CreateModelPackageGroup)."""
    answer = _aws(server, "sagemaker", "create-model-package-group", "--model-package-group-name", "other")
    arn = client.describe_model_package_group(ModelPackageGroupName="other")["ModelPackageGroupArn"]
    assert {"ModelPackageGroupArn": arn} == answer


def test_the_cli_creates_and_lists_packages(client: "SageMakerClient", server: Sandbox) -> None:
    """`create-model-package` and `list-model-packages` work as against AWS (API reference: both operations)."""
    made = _aws(
        server,
        *("sagemaker", "create-model-package", "--model-package-group-name", GROUP),
        *("--inference-specification", "Containers=[{Image=image:1}]"),
    )
    listed = _aws(server, "sagemaker", "list-model-packages", "--model-package-group-name", GROUP)
    assert [made["ModelPackageArn"]] == [item["ModelPackageArn"] for item in listed["ModelPackageSummaryList"]]
    assert made["ModelPackageArn"] == describe(client, f"{GROUP}/1")["ModelPackageArn"]


def test_the_cli_follows_pages(client: "SageMakerClient", server: Sandbox) -> None:
    """The CLI follows the tokens of pages (API reference: NextToken of ListModelPackages)."""
    arns = [unversioned(client, f"name-{number}") for number in range(3)]
    listed = _aws(server, "sagemaker", "list-model-packages", "--page-size", "1")
    assert arns == [item["ModelPackageArn"] for item in listed["ModelPackageSummaryList"]]


def test_the_cli_invokes_the_function(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """`aws lambda invoke` gets the progress event of the handlers (Lambda's API reference: Invoke)."""
    arn, sent, out = version(client), tmp_path / "event.json", tmp_path / "answer.json"
    sent.write_text(json.dumps(event("READ", {"ModelPackageArn": arn})), encoding="utf-8")
    _aws(server, "lambda", "invoke", "--function-name", "TypeFunction", "--payload", f"file://{sent}", str(out))
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert ("SUCCESS", arn) == (answer["status"], answer["resourceModel"]["ModelPackageArn"])


def _invoke(server: Sandbox, function: str, payload: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = boto3.client("lambda", endpoint_url=server.url).invoke(
        FunctionName=function, Payload=payload
    )
    return {**answer, "Payload": json.load(answer["Payload"])}


@pytest.mark.parametrize("function", ["TypeFunction", FUNCTION], ids=["name", "arn"])
def test_boto3_invokes_the_function(client: "SageMakerClient", server: Sandbox, function: str) -> None:
    """A function is called by its name or ARN (Lambda's API reference: Invoke)."""
    arn = version(client)
    answer = _invoke(server, function, json.dumps(event("READ", {"ModelPackageArn": arn})).encode())
    assert ("SUCCESS", arn) == (answer["Payload"]["status"], answer["Payload"]["resourceModel"]["ModelPackageArn"])


def test_the_function_reports_a_failure_as_an_event(client: "SageMakerClient", server: Sandbox) -> None:
    """A FAILED event is an answer, not an error of Lambda (TYPE-6)."""
    answer = _invoke(server, "TypeFunction", json.dumps(event("READ", {"ModelPackageArn": "none"})).encode())
    assert ("NotFound", None) == (answer["Payload"]["errorCode"], answer.get("FunctionError"))


def test_the_test_entrypoint_is_invoked(client: "SageMakerClient", server: Sandbox) -> None:
    """TestEntrypoint takes the events of `cfn test`."""
    arn = unversioned(client)
    sent = {
        "credentials": CREDENTIALS,
        "action": "READ",
        "request": {"clientRequestToken": "t", "desiredResourceState": {"ModelPackageArn": arn}},
        "region": REGION,
    }
    answer = _invoke(server, "TestEntrypoint", json.dumps(sent).encode())["Payload"]
    assert ("SUCCESS", arn) == (answer["status"], answer["resourceModel"]["ModelPackageArn"])


def test_an_exception_is_the_functions_answer(client: "SageMakerClient", server: Sandbox) -> None:
    """An exception of a function is returned as an unhandled error (Lambda's API reference: FunctionError)."""
    answer = _invoke(server, "TypeFunction", b"no json")
    assert ("Unhandled", "JSONDecodeError") == (answer["FunctionError"], answer["Payload"]["errorType"])


def test_other_functions_are_left_to_moto(client: "SageMakerClient", server: Sandbox) -> None:
    """An unknown function is not found (Lambda's API reference: Invoke)."""
    with pytest.raises(ClientError) as refusal:
        _invoke(server, "AnotherFunction", b"{}")
    assert "ResourceNotFoundException" == refusal.value.response["Error"]["Code"]


def test_other_operations_are_left_to_moto(client: "SageMakerClient") -> None:
    """SageMaker's other operations are still there (sandbox: moto, extended)."""
    assert [] == client.list_models()["Models"]


def test_other_services_are_left_to_moto(client: "SageMakerClient", server: Sandbox) -> None:
    """One port serves all of AWS (sandbox: moto's services)."""
    assert "123456789012" == boto3.client("sts", endpoint_url=server.url).get_caller_identity()["Account"]


def test_clients_find_the_sandbox_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default endpoint of this process is the sandbox's while it runs, and the previous one afterwards."""
    monkeypatch.setenv(ENDPOINT_VARIABLE, "http://before")
    with Sandbox() as sandbox:
        assert sandbox.url == os.environ[ENDPOINT_VARIABLE]
    assert "http://before" == os.environ[ENDPOINT_VARIABLE]


def test_a_sandbox_starts_empty(client: "SageMakerClient") -> None:
    """`install` deletes existing packages."""
    unversioned(client)
    sagemaker.install()
    assert [] == names(client)


def test_serve_prints_where_it_is() -> None:
    """`serve` prints the address, and answers there at once."""
    with _served() as (_, first_line):
        assert [] == names(_client_of(first_line))


def test_serve_delays_statuses() -> None:
    """With `--settle 60`, a new package is Pending at first."""
    with _served("--settle", "60") as (_, first_line):
        client = _client_of(first_line)
        assert "Pending" == describe(client, unversioned(client))["ModelPackageStatus"]


def test_serve_takes_other_types() -> None:
    """`--type` serves the type of another project beside this one, as `cfn-sandbox serve` does."""
    with _served("--type", "cfn-sandbox/tests/acme-config-setting") as (_, first_line):
        types = _client_of(first_line, "cloudformation").list_types()["TypeSummaries"]
    assert {"Acme::Config::Setting", TYPE_NAME} <= {item["TypeName"] for item in types}


def test_serve_ends_on_ctrl_c() -> None:
    """SIGINT ends it with exit status 0 and without a traceback."""
    with _served() as (process, _):
        assert process.stdout is not None
        assert "Ctrl-C ends it; nothing is kept.\n" == process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert (0, "\n") == (process.wait(timeout=20), process.stdout.read())


def test_serve_reports_a_taken_port() -> None:
    """For a port in use, the exit status is 1, and the message says how to choose another one."""
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            _serve("--port", str(port)), cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=60
        )
    assert 1 == done.returncode
    assert re.fullmatch(
        rf"Can't listen on port {port}: Address already in use.*\. Choose another with --port\.\n", done.stderr
    )
