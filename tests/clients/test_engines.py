"""CDK's CLI, SAM, sceptre and the CloudFormation CLI against a sandbox that `make serve` would start.

The commands are the blocks of guide/clients.md, run as they stand there.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest

from .environments import ROOT, Client

Environment = Callable[[str], Client]
PAGE = ROOT / "guide" / "clients.md"
APPS = Path(__file__).with_name("apps")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a sandbox in a process of its own."""
    command = [sys.executable, "-u", "-m", "sandbox", "serve", "--port", "0", "--settle", "0.1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, line
        yield found[0]
        process.send_signal(signal.SIGINT)
        process.stdout.read()


def block(title: str) -> str:
    """Return the commands under a heading of the page."""
    _, _, after = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")
    found = re.search(r"```sh\n(.*?)```", after.partition("\n## ")[0], re.DOTALL)
    assert found, f"{PAGE} has no block under {title}"
    return found[1]


def run(commands: str, address: str, client: Client, folder: Path) -> str:
    """Run commands in a shell that ends with the first failure, and return what they print."""
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "SAM_CLI_TELEMETRY": "0", "CI": "true", "PYTHONWARNINGS": "ignore"}
    place = {"AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1"}
    paths = os.pathsep.join([str(client.bin), str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    environment = os.environ | keys | quiet | place | {"PATH": paths, "HOME": str(folder)}
    command = ["bash", "-euo", "pipefail", "-c", commands]
    ran = subprocess.run(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def copy(name: str, folder: Path) -> Path:
    """Return a folder with the files of an app."""
    for path in (APPS / name).rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(APPS / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return folder


def test_cdk_bootstraps_deploys_compares_and_destroys(environment: Environment, address: str, tmp_path: Path) -> None:
    """With an asset; the diff shows what would be replaced, and a stack of the AWS CLI is taken over."""
    said = run(block("CDK"), address, environment("cdk"), copy("assembly", tmp_path))
    assert "bootstrapped" in said
    assert "success: Published" in said
    assert "requires replacement" in said
    assert "churn: destroyed" in said
    resources = [line for line in said.splitlines() if line.startswith("churn |")]
    complete = next(number for number, line in enumerate(resources) if "UPDATE_COMPLETE " in line and "::Stack" in line)
    assert any("UPDATE_COMPLETE" in line and "ModelPackage" in line for line in resources[:complete])


def test_sam_deploys_with_a_bucket_of_its_own(environment: Environment, address: str, tmp_path: Path) -> None:
    """`--resolve-s3` makes a stack with the bucket and its policy; a function of SAM is transformed."""
    said = run(block("SAM"), address, environment("sam"), copy("sam", tmp_path))
    assert "Successfully created/updated stack - churn-sam" in said
    assert "AWS::Lambda::Function" in said
    assert "Deleted successfully" in said


def test_sceptre_launches_and_deletes(environment: Environment, address: str, tmp_path: Path) -> None:
    """A template that troposphere makes, with the type in it."""
    run(block("sceptre and troposphere"), address, environment("sceptre"), copy("sceptre", tmp_path))
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    stacks = session.client("cloudformation", endpoint_url=address).list_stacks()["StackSummaries"]
    assert any("sceptre" in stack["StackName"] and stack["StackStatus"] == "DELETE_COMPLETE" for stack in stacks)


def test_cfn_test_passes_with_the_cli_alone(environment: Environment, address: str) -> None:
    """In the project's root, with nothing installed but the CloudFormation CLI; one set of inputs here, for the time."""
    said = run(block("CloudFormation CLI"), address, environment("cfn"), ROOT)
    assert re.search(r"\d+ passed", said)
    assert "failed" not in said
