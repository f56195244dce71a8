"""The pages about registering, many accounts and migration: their commands do what they say, as far as the sandbox reaches."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.server import Sandbox

from ..pages import ROOT, blocks, run

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the templates of the guide, each under the name in its first line."""
    for language, text in blocks("migration", "Moving a stack from AWS::SageMaker::ModelPackage"):
        if language == "yaml":
            (tmp_path / text.split()[1]).write_text(text)
    return tmp_path


def test_a_stack_is_moved_from_the_type_of_aws(client: "SageMakerClient", server: Sandbox, folder: Path) -> None:
    """The package is the same before and after, now under our type, and the template says what is there."""
    steps = blocks("migration", "Moving a stack from AWS::SageMaker::ModelPackage")
    said = run("".join(text for language, text in steps if language == "bash"), server.url, folder)

    (package,) = client.list_model_packages(ModelPackageGroupName="churn-moved")["ModelPackageSummaryList"]
    cloudformation: Any = boto3.client("cloudformation", endpoint_url=server.url)
    resources = cloudformation.describe_stack_resources(StackName="churn-model")["StackResources"]
    moved = {item["ResourceType"]: item["PhysicalResourceId"] for item in resources}
    assert package["ModelPackageArn"] == moved[TYPE_NAME]
    assert 1 == package["ModelPackageVersion"]
    assert "MODIFIED" not in said
    assert "IN_SYNC" in said


def test_the_role_is_handed_over(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """The commands before `make register` deploy the execution role, and give its ARN to `cfn submit`."""
    assert client
    ((_, names),) = blocks("registering", "Before you begin")
    (commands,) = (text for _, text in blocks("registering", "Registering it") if "make register" in text)
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    said = run(names + commands.replace("make register", "echo"), server.url, tmp_path)
    assert re.search(r"--region us-east-1 --role-arn arn:aws:iam::123456789012:role/\S*ExecutionRole\S*$", said)


def test_a_package_is_uploaded_for_the_organization(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """Upload, bucket policy and stack set use the names that the guide sets once."""
    assert client
    ((_, names),) = blocks("registering", "Before you begin")
    (upload,) = re.findall(r"^aws s3 cp .*$", blocks("registering", "Registering it")[0][1], re.MULTILINE)
    sets = "".join(text for _, text in blocks("many-accounts", "With a stack set"))
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "mlops-sagemaker-modelpackage.zip").write_bytes(b"package")

    # The sandbox has no stack sets: the CLI only checks the parameters of these commands.
    sets = re.sub(r"^aws cloudformation \S+", r"\g<0> --generate-cli-skeleton output", sets, flags=re.MULTILINE)
    said = run(f'{names}aws s3 mb "s3://$BUCKET"\n{upload}\n{sets}\necho "$BUCKET $KEY"', server.url, tmp_path)

    s3 = boto3.client("s3", endpoint_url=server.url)
    (statement,) = json.loads(s3.get_bucket_policy(Bucket="amzn-s3-demo-bucket")["Policy"])["Statement"]
    assert statement["Resource"].endswith(":amzn-s3-demo-bucket/modelpackage/*")
    assert 'ParameterKey=PackageBucket,ParameterValue="$BUCKET" ParameterKey=PackageKey,ParameterValue="$KEY"' in sets
    bucket, key = said.splitlines()[-1].split()
    assert b"package" == s3.get_object(Bucket=bucket, Key=key)["Body"].read()
