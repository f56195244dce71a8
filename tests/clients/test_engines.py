"""CDK's CLI, SAM, sceptre and the CloudFormation CLI against a sandbox that `make serve` would start.

The commands are the blocks of guide/clients.md, run as they stand there.
"""

import re
from collections.abc import Callable
from pathlib import Path

import boto3

from .. import pages
from ..pages import blocks, commands
from .environments import ROOT, Client

Environment = Callable[[str], Client]
APPS = Path(__file__).with_name("apps")


def run(script: str, address: str, client: Client, folder: Path) -> str:
    """Run commands with the programs of a client, in a home of their own, and return what they print."""
    quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "SAM_CLI_TELEMETRY": "0", "CI": "true", "PYTHONWARNINGS": "ignore"}
    return pages.run(script, address, folder, client.bin, variables=quiet | {"HOME": str(folder)})


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
    script = "".join(block.text for block in blocks("clients", "CDK")[:2])
    said = run(script, address, environment("cdk"), copy("assembly", tmp_path))
    assert "bootstrapped" in said
    assert "success: Published" in said
    assert "requires replacement" in said
    assert "churn: destroyed" in said
    resources = [line for line in said.splitlines() if line.startswith("churn |")]
    complete = next(number for number, line in enumerate(resources) if "UPDATE_COMPLETE " in line and "::Stack" in line)
    assert any("UPDATE_COMPLETE" in line and "ModelPackage" in line for line in resources[:complete])


def test_cdk_reverts_drift(environment: Environment, address: str, tmp_path: Path) -> None:
    """A version that was rejected outside of its stack is as the template says again."""
    script = f"cdk bootstrap aws://123456789012/us-east-1\n{commands('clients', 'CDK: drift-aware change sets')}"
    said = run(script, address, environment("cdk"), copy("assembly", tmp_path))
    assert "PendingManualApproval" in said.splitlines()


def test_express_mode_is_refused_by_name(environment: Environment, address: str, tmp_path: Path) -> None:
    """The sandbox doesn't do as if it had it: CDK shows the parameter that was refused."""
    command = commands("clients", "CDK: Express mode")
    script = f"cdk bootstrap aws://123456789012/us-east-1\npython assemble.py One churn:1\n{command.strip()} || true"
    said = run(script, address, environment("cdk"), copy("assembly", tmp_path))
    assert "The sandbox doesn't implement DeploymentConfig.Mode of CreateChangeSet" in said


def test_sam_deploys_with_a_bucket_of_its_own(environment: Environment, address: str, tmp_path: Path) -> None:
    """`--resolve-s3` makes a stack with the bucket and its policy; a function of SAM is transformed."""
    said = run(commands("clients", "SAM"), address, environment("sam"), copy("sam", tmp_path))
    assert "Successfully created/updated stack - churn-sam" in said
    assert "AWS::Lambda::Function" in said
    assert "Deleted successfully" in said


def test_sceptre_launches_and_deletes(environment: Environment, address: str, tmp_path: Path) -> None:
    """A template that troposphere makes, with the type in it."""
    run(commands("clients", "sceptre and troposphere"), address, environment("sceptre"), copy("sceptre", tmp_path))
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    stacks = session.client("cloudformation", endpoint_url=address).list_stacks()["StackSummaries"]
    assert any("sceptre" in stack["StackName"] and stack["StackStatus"] == "DELETE_COMPLETE" for stack in stacks)


def test_cfn_test_passes_with_the_cli_alone(environment: Environment, address: str) -> None:
    """In the project's root, with nothing installed but the CloudFormation CLI; one set of inputs here, for the time."""
    said = run(commands("clients", "CloudFormation CLI"), address, environment("cfn"), ROOT)
    assert re.search(r"\d+ passed", said)
    assert "failed" not in said
