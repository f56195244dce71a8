"""guide/clients.md: Cloud Control and the SageMaker Python SDK, run as the page shows it; and its table of versions."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.examples import EXAMPLES

from ..pages import ROOT, blocks, commands, run, write_files
from .environments import CLIENTS, Client
from .sdk import quiet_sdk

VERSION = "arn:aws:sagemaker:us-east-1:123456789012:model-package"


def test_cloud_control_takes_a_version_through_its_life(address: str, tmp_path: Path) -> None:
    """Created, approved in place, read, listed and deleted, by the AWS CLI."""
    said = run(commands("clients", "Cloud Control"), address, tmp_path)
    read, listed = said.splitlines()[-2:]
    assert "Approved" == json.loads(read)["ModelApprovalStatus"]
    assert f"{VERSION}/churn-direct/1" == listed
    left = "aws sagemaker list-model-packages --model-package-group-name churn-direct --output text"
    assert "" == run(left, address, tmp_path)


def test_the_sdk_deploys_a_version_that_a_stack_made(
    environment: Callable[[str], Client], address: str, tmp_path: Path
) -> None:
    """The endpoint that the SDK creates serves the stack's version."""
    shutil.copy(EXAMPLES / "versioned.yaml", tmp_path)
    write_files(blocks("clients", "SageMaker SDK"), tmp_path)
    script = commands("clients", "SageMaker SDK")
    run(script, address, tmp_path, environment("sagemaker").bin, variables=quiet_sdk(tmp_path))
    models = "aws sagemaker list-models --query 'Models[].ModelName' --output text"
    (name,) = run(models, address, tmp_path).split()
    said = run(f"aws sagemaker describe-model --model-name {name}", address, tmp_path)
    assert [f"{VERSION}/churn/1"] == [item["ModelPackageName"] for item in json.loads(said)["Containers"]]


def _pinned(package: str, *files: str) -> set[str]:
    """Return the versions of a package in lock files."""
    texts = [(ROOT / file).read_text(encoding="utf-8") for file in files]
    return {found for text in texts for found in re.findall(rf"^{package}==(\S+)", text, re.MULTILINE)}


@pytest.mark.parametrize(
    ("row", "versions"),
    [
        ("AWS CLI", _pinned("awscli", "requirements-dev.txt")),
        ("troposphere", _pinned("troposphere", "tests/clients/sceptre/requirements.txt")),
        ("pre-commit", _pinned("pre-commit", "tests/clients/cfn-lint/requirements.txt")),
        ("AWS CDK", {CLIENTS["cdk"].version}),
        ("aws-cdk-lib", {CLIENTS["cdk-python"].version}),
        ("AWS SAM CLI", {CLIENTS["sam"].version}),
        ("sceptre", {CLIENTS["sceptre"].version}),
        ("SageMaker Python SDK", {CLIENTS["sagemaker"].version}),
        ("CloudFormation CLI", {CLIENTS["cfn"].version}),
        ("cfn-lint", {CLIENTS["cfn-lint"].version}),
        ("yaml-language-server", {CLIENTS["yaml-language-server"].version}),
    ],
)
def test_the_table_has_the_versions_that_are_tried(row: str, versions: set[str]) -> None:
    """Each version in the table is the one that a lock file pins."""
    page = (ROOT / "guide" / "clients.md").read_text(encoding="utf-8")
    (said,) = re.findall(rf"^\| {re.escape(row)} \| (\S+) \|", page, re.MULTILINE)
    assert said in versions


def test_every_client_is_in_the_table() -> None:
    """A client that `make clients` installs has a row."""
    page = (ROOT / "guide" / "clients.md").read_text(encoding="utf-8")
    assert [] == [client.package for client in CLIENTS.values() if f"| {client.version} |" not in page]
