"""`make deploy`: what it says when something is missing, and why a deployment failed."""

import os
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox
from tools.deploy import first_failure

from ..sandbox.stacks import Stacks

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ROOT = EXAMPLES.parent
VERSIONED = "examples/versioned.yaml"


def _deploy(**variables: str) -> "subprocess.CompletedProcess[str]":
    """Run `make deploy` as a process, with variables as on its command line."""
    given = [f"{name}={value}" for name, value in variables.items()]
    # make is run as a user runs it: not as part of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    command = ["make", "--silent", "--old-file=.venv/.ready", "deploy", *given]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)


def _port(server: Sandbox) -> str:
    return str(urlsplit(server.url).port)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "TEMPLATE and STACK not given."),
        ({"TEMPLATE": VERSIONED}, "STACK not given."),
        ({"STACK": "churn"}, "TEMPLATE not given."),
        ({"TEMPLATE": "my 'best' template.yaml", "STACK": "churn"}, "There is no file my 'best' template.yaml."),
    ],
    ids=["neither", "no stack", "no template", "no file"],
)
def test_a_missing_argument_is_not_a_missing_file(variables: dict[str, str], message: str) -> None:
    """The message names the missing argument or the missing file, and shows a command that works."""
    done = _deploy(**variables)
    assert 2 == done.returncode
    assert done.stderr.startswith(f"{message} For example: make deploy TEMPLATE=examples/versioned.yaml STACK=churn\n")


def test_it_says_how_to_start_the_sandbox() -> None:
    """Without a running sandbox it fails at once instead of retrying to connect."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    done = _deploy(TEMPLATE=VERSIONED, STACK="churn", PORT=str(port))
    assert 2 == done.returncode
    assert f"Nothing listens on 127.0.0.1:{port}." in done.stderr
    assert f"make serve PORT={port}" in done.stderr


def test_a_port_is_a_number() -> None:
    """An invalid PORT is named."""
    done = _deploy(TEMPLATE=VERSIONED, STACK="churn", PORT="serve")
    assert (2, "PORT must be a number, not serve.") == (done.returncode, done.stderr.splitlines()[0])


def test_a_quotation_mark_is_missing(server: Sandbox) -> None:
    """ARGUMENTS that can't be split are named, with an example."""
    done = _deploy(TEMPLATE=VERSIONED, STACK="churn", PORT=_port(server), ARGUMENTS="--tags 'owner=us")
    assert 2 == done.returncode
    assert done.stderr.startswith("ARGUMENTS can't be read: no closing quotation. For example: ARGUMENTS=")


def test_it_deploys_a_template_whose_path_and_arguments_have_spaces(
    client: "SageMakerClient", server: Sandbox, tmp_path: Path
) -> None:
    """Path and arguments reach the AWS CLI as they were given, and the outputs are shown."""
    template = tmp_path / "it's a template.yaml"
    template.write_text((EXAMPLES / "approval.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    arguments = "--parameter-overrides 'Reason=Better than the \"best\"'"
    done = _deploy(TEMPLATE=str(template), STACK="spaces", PORT=_port(server), ARGUMENTS=arguments)
    assert 0 == done.returncode, done.stderr
    assert "model-package/churn/1" in done.stdout
    package = client.describe_model_package(ModelPackageName=Stacks(server.url).physical_ids("spaces")["ModelVersion"])
    assert 'Better than the "best"' == package["ApprovalDescription"]


def test_it_prints_why_the_deployment_failed(client: "SageMakerClient", server: Sandbox) -> None:
    """The reason is that of the first failure in this deployment, not of an earlier one."""
    assert client
    for image in ("churn:missing", "other:missing"):
        done = _deploy(
            TEMPLATE=VERSIONED, STACK="failing", PORT=_port(server), ARGUMENTS=f"--parameter-overrides Image={image}"
        )
        assert 0 != done.returncode
        assert f"The image {image} was not found" in done.stderr
        assert 1 == done.stderr.count("ModelVersion: CREATE_FAILED: ")
        assert "can only be deleted: aws --endpoint-url" in done.stderr
        Stacks(server.url).delete("failing")


def test_the_first_failure_is_the_cause() -> None:
    """It is the oldest failure, apart from resources that CloudFormation cancelled because of another failure."""
    events = [
        {"LogicalResourceId": "stack", "ResourceStatus": "ROLLBACK_FAILED", "ResourceStatusReason": "rest"},
        {"LogicalResourceId": "B", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "cause"},
        {
            "LogicalResourceId": "A",
            "ResourceStatus": "CREATE_FAILED",
            "ResourceStatusReason": "Resource creation cancelled",
        },
        {"LogicalResourceId": "stack", "ResourceStatus": "CREATE_IN_PROGRESS"},
    ]
    assert "B: CREATE_FAILED: cause" == first_failure(events)
    assert "" == first_failure(events[-1:])
