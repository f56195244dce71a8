"""The examples: clean under cfn-lint, which holds them against the type's schema, and deployed in the sandbox."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import cfn_flip
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

from .conftest import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
SCHEMAS = EXAMPLES.parent / "src" / "mlops_sagemaker_modelpackage"
# What moto can't make is left out here. cfn-lint has seen it.
UNKNOWN = {"shared-group": ["BucketPolicy"]}
CAPABILITIES = ["CAPABILITY_AUTO_EXPAND"]  # for the transform of `images`


class Stack:
    """A stack of an example in the sandbox."""

    def __init__(self, server: Sandbox, name: str, **parameters: str):
        self.cloudformation: Any = boto3.client("cloudformation", endpoint_url=server.url)
        self.template = cfn_flip.load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))[0]
        for logical_id in UNKNOWN.get(name, []):
            del self.template["Resources"][logical_id]
        self.name = name
        self._settle("create", self.cloudformation.create_stack, parameters)

    def update(self, **parameters: str) -> None:
        """Deploy the same template with other parameters."""
        self._settle("update", self.cloudformation.update_stack, parameters)

    def delete(self) -> None:
        """Delete the stack."""
        self._settle("delete", self.cloudformation.delete_stack)

    def identifiers(self, kind: str = TYPE_NAME) -> list[str]:
        """Return the identifiers of the resources of a type."""
        resources = self.cloudformation.describe_stack_resources(StackName=self.name)["StackResources"]
        return [item["PhysicalResourceId"] for item in resources if kind == item["ResourceType"]]

    def outputs(self) -> dict[str, str]:
        """Return the outputs."""
        (stack,) = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def made_of(self, logical_id: str) -> str:
        """Return the properties of a resource, resolved, as JSON."""
        events = self.cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        return str(next(event["ResourceProperties"] for event in events if logical_id == event["LogicalResourceId"]))

    def _settle(self, verb: str, call: Any, parameters: dict[str, str] | None = None) -> None:
        wanted: dict[str, Any] = {}
        if parameters is not None:
            given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
            wanted = {
                "TemplateBody": cfn_flip.dump_json(self.template),
                "Parameters": given,
                "Capabilities": CAPABILITIES,
            }
        call(StackName=self.name, **wanted)
        waiter = self.cloudformation.get_waiter(f"stack_{verb}_complete")
        waiter.wait(StackName=self.name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 400})


def _lint(*templates: Path) -> "subprocess.CompletedProcess[str]":
    options = ["--registry-schemas", str(SCHEMAS), "--regions", "us-east-1", "--template", *map(str, templates)]
    command = [str(Path(sys.executable).with_name("cfn-lint")), *options]
    return subprocess.run(command, text=True, capture_output=True, check=False)


def test_the_examples_are_clean() -> None:
    """cfn-lint, which knows AWS's types and ours, finds nothing."""
    found = _lint(*(EXAMPLES / f"{name}.yaml" for name in NAMES))
    assert (0, "") == (found.returncode, found.stdout)


def test_a_misspelt_property_is_refused(tmp_path: Path) -> None:
    """A letter that is missing is found before anything is deployed."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((EXAMPLES / "versioned.yaml").read_text().replace("ModelApprovalStatus", "ModelAprovalStatus"))
    found = _lint(wrong)
    assert 2 == found.returncode
    assert "'ModelAprovalStatus' was unexpected" in found.stdout


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_deployed(client: "SageMakerClient", server: Sandbox, name: str) -> None:
    """Its packages are there, its outputs have values, and with the stack they are gone."""
    stack = Stack(server, name)
    for arn in stack.identifiers():
        assert "Completed" == client.describe_model_package(ModelPackageName=arn)["ModelPackageStatus"]
    assert all(stack.outputs().values())
    stack.delete()
    assert [] == client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]


def test_metrics_and_baselines_get_to_sagemaker(client: "SageMakerClient", server: Sandbox) -> None:
    """`versioned-full` registers its reports under the folder of its parameter, and its variables on the container."""
    (arn,) = Stack(server, "versioned-full", Reports="s3://reports/of/mine").identifiers()
    package = client.describe_model_package(ModelPackageName=arn)
    quality = "s3://reports/of/mine/quality/statistics.json"
    assert quality == package["ModelMetrics"]["ModelQuality"]["Statistics"]["S3Uri"]
    baseline = "s3://reports/of/mine/baseline/constraints.json"
    assert baseline == package["DriftCheckBaselines"]["ModelDataQuality"]["Constraints"]["S3Uri"]
    assert {"LOG_LEVEL": "info"} == package["InferenceSpecification"]["Containers"][0]["Environment"]


def test_an_approval_is_a_parameter(client: "SageMakerClient", server: Sandbox) -> None:
    """`approval` approves the same version in place and makes a model from it; rejected, the model goes."""
    stack = Stack(server, "approval")
    (arn,) = stack.identifiers()
    assert [] == stack.identifiers("AWS::SageMaker::Model")

    stack.update(Approval="Approved", Reason="Better than the one before")
    assert [arn] == stack.identifiers()
    package = client.describe_model_package(ModelPackageName=arn)
    assert ("Approved", "Better than the one before") == (
        package["ModelApprovalStatus"],
        package["ApprovalDescription"],
    )
    made = client.describe_model(ModelName=stack.outputs()["ModelName"])
    assert arn == made["PrimaryContainer"]["ModelPackageName"]

    stack.update(Approval="Rejected")
    assert [] == client.list_models()["Models"]
    assert "Rejected" == client.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"]


def test_an_endpoint_follows_the_version(client: "SageMakerClient", server: Sandbox) -> None:
    """`endpoint` with another image: a new version, and the same endpoint serves it. Nothing old is left."""
    stack = Stack(server, "endpoint")
    (first,) = stack.identifiers()
    endpoint = stack.outputs()["EndpointName"]
    assert first == _served(client, endpoint)

    stack.update(Image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026-12")
    assert endpoint == stack.outputs()["EndpointName"]
    (second,) = stack.identifiers()
    assert first != second == _served(client, endpoint)
    assert 1 == len(client.list_models()["Models"])
    versions = client.list_model_packages(ModelPackageGroupName=GROUP)["ModelPackageSummaryList"]
    assert [second] == [version["ModelPackageArn"] for version in versions]


def _served(client: "SageMakerClient", endpoint: str) -> str:
    config = client.describe_endpoint(EndpointName=endpoint)["EndpointConfigName"]
    (variant,) = client.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    return str(client.describe_model(ModelName=variant["ModelName"])["PrimaryContainer"]["ModelPackageName"])


def test_a_shared_group_gets_its_version_when_there_is_a_model(client: "SageMakerClient", server: Sandbox) -> None:
    """`shared-group` names the reader in the group's policy; a version comes with the key of the uploaded model."""
    stack = Stack(server, "shared-group", ReaderAccountId="444455556666")
    assert "arn:aws:iam::444455556666:root" in stack.made_of("Group")
    assert [] == stack.identifiers()

    stack.update(ReaderAccountId="444455556666", ModelDataKey="churn/model.tar.gz")
    (arn,) = stack.identifiers()
    (container,) = client.describe_model_package(ModelPackageName=arn)["InferenceSpecification"]["Containers"]
    assert f"s3://{stack.outputs()['BucketName']}/churn/model.tar.gz" == container["ModelDataUrl"]


def test_each_image_of_the_region_gets_a_version(client: "SageMakerClient", server: Sandbox) -> None:
    """`images` is a loop: one version for each processor, with the image of the stack's own region."""
    packages = [client.describe_model_package(ModelPackageName=arn) for arn in Stack(server, "images").identifiers()]
    images = {
        package["CustomerMetadataProperties"]["processor"]: package["InferenceSpecification"]["Containers"][0]["Image"]
        for package in packages
    }
    registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    assert {"Cpu": f"{registry}/churn:2026-11", "Gpu": f"{registry}/churn:2026-11-gpu"} == images
