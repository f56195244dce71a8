"""The pages about registering, many accounts and migration: their commands do what they say, as far as the sandbox reaches."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import cfn_flip
import jmespath
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.server import Sandbox

from ..iam_policies import is_allowed
from ..pages import ROOT, blocks, run
from ..sandbox.stacks import Stacks

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow

REGISTER = (ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8")
PARAMETERS = set(json.loads(cfn_flip.to_json(REGISTER))["Parameters"])


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
    run("".join(text for language, text in steps if language == "sh"), server.url, folder)

    (package,) = client.list_model_packages(ModelPackageGroupName="churn-moved")["ModelPackageSummaryList"]
    cloudformation: Any = boto3.client("cloudformation", endpoint_url=server.url)
    resources = cloudformation.describe_stack_resources(StackName="churn-model")["StackResources"]
    moved = {item["ResourceType"]: item["PhysicalResourceId"] for item in resources}
    assert package["ModelPackageArn"] == moved[TYPE_NAME]
    assert 1 == package["ModelPackageVersion"]
    assert "IN_SYNC" == Stacks(server.url).drift("churn-model")


def test_the_role_is_handed_over(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """The commands before `make register` deploy the execution role, and give its ARN to `cfn submit`."""
    assert client
    ((_, names),) = blocks("registering", "Before you begin")
    (commands,) = (text for _, text in blocks("registering", "Registering it") if "make register" in text)
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    said = run(names + commands.replace("make register", "echo"), server.url, tmp_path)
    assert re.search(r"--region us-east-1 --role-arn arn:aws:iam::123456789012:role/\S*ExecutionRole\S*$", said)


# The sandbox has no stack sets: the CLI only checks the parameters of these commands.
WITHOUT_STACK_SETS = (r"^aws cloudformation \S+", r"\g<0> --generate-cli-skeleton output")


def _commands(title: str) -> str:
    return "".join(text for language, text in blocks("many-accounts", title) if language == "sh")


@pytest.mark.parametrize("has_policy", [False, True])
def test_the_organization_may_read_packages(
    client: "SageMakerClient", server: Sandbox, tmp_path: Path, has_policy: bool
) -> None:
    """The statement is added to the policy that the bucket has, once, however often the commands are run."""
    assert client
    ((_, names),) = blocks("registering", "Before you begin")
    s3 = boto3.client("s3", endpoint_url=server.url)
    s3.create_bucket(Bucket="amzn-s3-demo-bucket")
    theirs = {"Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    if has_policy:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [theirs]})
        s3.put_bucket_policy(Bucket="amzn-s3-demo-bucket", Policy=policy)
    script = _commands("The bucket")
    run(names + script + script, server.url, tmp_path)
    *others, ours = json.loads(s3.get_bucket_policy(Bucket="amzn-s3-demo-bucket")["Policy"])["Statement"]
    assert ([theirs] if has_policy else []) == others
    assert ours["Resource"].endswith(":amzn-s3-demo-bucket/modelpackage/*")
    context = {"aws:PrincipalOrgID": "o-exampleorgid"}
    key = "arn:aws:s3:::amzn-s3-demo-bucket/modelpackage/1.0.0.zip"
    assert is_allowed([{"Statement": ours}], "s3:GetObject", key, context)
    assert not is_allowed([{"Statement": ours}], "s3:GetObject", key, context | {"aws:PrincipalOrgID": "o-other"})


def test_the_region_of_the_bucket_rests_on_sources() -> None:
    """No document of AWS says it: the page says so, and links what shows that a bucket serves several regions, and when not."""
    page = (ROOT / "guide" / "many-accounts.md").read_text(encoding="utf-8")
    section = page.partition("### One bucket, or several\n")[2].partition("\n## ")[0]
    assert "AWS's reference says nothing" in section
    assert "it is *seen*" in section
    catalog = "https://github.com/org-formation/aws-resource-providers"
    assert [catalog, f"{catalog}/issues/145"] == re.findall(r"\]\((https://[^)]+)\)", section)
    begin = (ROOT / "guide" / "registering.md").read_text(encoding="utf-8")
    assert "one bucket serves all regions" in begin
    assert "many-accounts.md#one-bucket-or-several" in begin


def test_a_stack_set_is_given_the_package(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """Upload and stack set use the names that the guide sets once, and parameters that the template has."""
    assert client
    ((_, names),) = blocks("registering", "Before you begin")
    (upload,) = re.findall(r"^aws s3 cp .*$", blocks("registering", "Registering it")[0][1], re.MULTILINE)
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "mlops-sagemaker-modelpackage.zip").write_bytes(b"package")
    sets = re.sub(*WITHOUT_STACK_SETS, _commands("With a stack set"), flags=re.MULTILINE)

    said = run(f'{names}aws s3 mb "s3://$BUCKET"\n{upload}\n{sets}\necho "$BUCKET $KEY"', server.url, tmp_path)

    s3 = boto3.client("s3", endpoint_url=server.url)
    assert 'ParameterKey=PackageBucket,ParameterValue="$BUCKET" ParameterKey=PackageKey,ParameterValue="$KEY"' in sets
    assert set(re.findall(r"ParameterKey=(\w+)", sets)) <= PARAMETERS
    bucket, key = said.splitlines()[-1].split()
    assert b"package" == s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def test_an_update_of_a_stack_set_brings_the_template_and_keeps_the_parameters(
    client: "SageMakerClient", server: Sandbox, tmp_path: Path
) -> None:
    """The new template is given, the parameters that aren't named keep their values, and the CLI takes them so."""
    assert client
    ((_, names),) = blocks("registering", "Before you begin")
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    commands = _commands("Updating all of them")
    assert "--template-body file://deploy/register.yaml" in commands
    assert "previous-template" not in commands
    (query,) = re.findall(r'--query "(join.*?\))"\)$', commands, re.DOTALL | re.MULTILINE)
    present = [{"ParameterKey": name, "ParameterValue": "theirs"} for name in sorted(PARAMETERS)]
    kept = jmespath.search(query.replace("\\\n", ""), {"StackSet": {"Parameters": present}})
    expected = PARAMETERS - {"PackageKey", "DefaultVersion"}
    assert {f"ParameterKey={name},UsePreviousValue=true" for name in expected} == set(kept.split())
    described = re.compile(r"\$\(aws cloudformation describe-stack-set.*?\)\"\)$", re.DOTALL | re.MULTILINE)
    script = names + described.sub(lambda _: kept, commands)
    run(re.sub(*WITHOUT_STACK_SETS, script, flags=re.MULTILINE), server.url, tmp_path)
