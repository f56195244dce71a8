"""The examples: clean under cfn-lint, which holds them against the type's schema, and deployed in the sandbox."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import cfn_flip
import pytest

from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

from ..sandbox.stacks import Stacks
from ..templates import ARN, GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
RULES = EXAMPLES.parent / "lint" / "mlops_sagemaker_modelpackage_lint"
CAPABILITIES = ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"]  # for the transform of `images`, the role of `promotion`
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026-11"
APPROVED = "/models/churn-promoted/approved"  # the parameter that `production` reads


class Example:
    """An example that is deployed, as a stack of its own name."""

    def __init__(self, server: Sandbox, name: str, **parameters: str):
        self.name = name
        self.stacks = Stacks(server.url)
        template = cfn_flip.load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))[0]
        self.text, self._declared = cfn_flip.dump_json(template), template["Resources"]
        assert "CREATE_COMPLETE" == self.stacks.create(self.text, name, **self._given(parameters))

    def update(self, **parameters: str) -> None:
        """Deploy the same template with other parameters."""
        assert "UPDATE_COMPLETE" == self.stacks.update(self.text, self.name, **self._given(parameters))

    @property
    def packages(self) -> list[str]:
        """Return the ARNs of its packages."""
        return [identifier for identifier in self.resources.values() if ":model-package/" in identifier]

    @property
    def retained(self) -> set[str]:
        """Return the ARNs of the packages that stay when the stack is deleted."""
        found = {arn: self._declared.get(name, {}) for name, arn in self.resources.items() if arn in self.packages}
        return {arn for arn, resource in found.items() if "Retain" in resource.get("DeletionPolicy", "")}

    @property
    def resources(self) -> dict[str, str]:
        """Return the physical IDs by logical ID."""
        return self.stacks.physical_ids(self.name)

    @property
    def outputs(self) -> dict[str, str]:
        """Return its outputs."""
        return self.stacks.outputs(self.name)

    def properties(self, logical_id: str) -> str:
        """Return the properties of a resource as they were resolved, as JSON."""
        events = self.stacks.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return str(next(event["ResourceProperties"] for event in events if logical_id == event["LogicalResourceId"]))

    def _given(self, parameters: dict[str, str]) -> dict[str, Any]:
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
        return {"Parameters": given, "Capabilities": CAPABILITIES}


def test_cfn_lint_finds_a_misspelt_property(tmp_path: Path) -> None:
    """It knows AWS's types and ours: `make lint` finds nothing in the examples, and in this copy a letter is missing."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((EXAMPLES / "versioned.yaml").read_text().replace("ModelApprovalStatus", "ModelAprovalStatus"))
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--append-rules", str(RULES), "--regions", "us-east-1"]
    command += ["--format", "parseable", "--template", str(wrong)]
    found = subprocess.run(command, text=True, capture_output=True, check=False)
    (finding,) = found.stdout.splitlines()
    assert finding.startswith(str(wrong))
    assert "'ModelAprovalStatus' was unexpected" in finding


def test_a_misspelt_property_is_refused_by_a_stack(client: "SageMakerClient", server: Sandbox) -> None:
    """CloudFormation holds the properties against the schema before it calls the handler: nothing is made."""
    text = (EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")
    stacks = Stacks(server.url)
    assert "ROLLBACK_COMPLETE" == stacks.create(text.replace("ModelApprovalStatus", "ModelAprovalStatus"))
    assert "extraneous key [ModelAprovalStatus]" in stacks.reason("CREATE_FAILED", "ModelVersion")
    assert set() == _packages(client)


def _provide(client: "SageMakerClient", name: str) -> None:
    """Make what an example takes for granted, beside the group `churn`."""
    image: Any = {"Image": IMAGE}
    if name == "clone":
        client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification={"Containers": [image]})
    elif name == "registered-model":
        role = "arn:aws:iam::123456789012:role/models"
        client.create_model(ModelName="churn", ExecutionRoleArn=role, PrimaryContainer=image)
    elif name == "s3-prefix":
        client.create_model_package_group(ModelPackageGroupName="assistant")
    elif name == "production":
        ssm = boto3.client("ssm", endpoint_url=client.meta.endpoint_url)
        ssm.put_parameter(Name=APPROVED, Type="String", Value=f"{ARN}/churn-promoted/1")


def _packages(client: "SageMakerClient") -> set[str]:
    summaries = client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
    return {summary["ModelPackageArn"] for summary in summaries}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_deployed(client: "SageMakerClient", server: Sandbox, name: str) -> None:
    """Its outputs have values, nothing has drifted, and with the stack the packages are gone, unless they are retained."""
    _provide(client, name)
    before = _packages(client)
    example = Example(server, name)
    for arn in example.packages:
        assert "Completed" == client.describe_model_package(ModelPackageName=arn)["ModelPackageStatus"]
    assert all(example.outputs.values())
    assert "IN_SYNC" == example.stacks.drift(name)
    retained = example.retained
    assert "DELETE_COMPLETE" == example.stacks.delete(name)
    assert before | retained == _packages(client)


@pytest.mark.parametrize("name", ["review", "promotion"])
def test_a_first_version_that_fails_leaves_nothing_behind(
    client: "SageMakerClient", server: Sandbox, name: str
) -> None:
    """Neither the version nor its group, so that the stack can be deployed again; later, both outlive the stack."""
    groups = client.list_model_package_groups()["ModelPackageGroupSummaryList"]
    stacks = Stacks(server.url)
    given = [{"ParameterKey": "Release", "ParameterValue": "missing"}]
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    assert "ROLLBACK_COMPLETE" == stacks.create(text, name, Parameters=given, Capabilities=CAPABILITIES)
    assert set() == _packages(client)
    assert groups == client.list_model_package_groups()["ModelPackageGroupSummaryList"]


def test_metrics_and_baselines_get_to_sagemaker(client: "SageMakerClient", server: Sandbox) -> None:
    """`versioned-full` registers its reports under the folder of its parameter, and its variables on the container."""
    (arn,) = Example(server, "versioned-full", Reports="s3://reports/of/mine").packages
    package = client.describe_model_package(ModelPackageName=arn)
    quality = "s3://reports/of/mine/quality/statistics.json"
    assert quality == package["ModelMetrics"]["ModelQuality"]["Statistics"]["S3Uri"]
    baseline = "s3://reports/of/mine/baseline/constraints.json"
    assert baseline == package["DriftCheckBaselines"]["ModelDataQuality"]["Constraints"]["S3Uri"]
    assert {"LOG_LEVEL": "info"} == package["InferenceSpecification"]["Containers"][0]["Environment"]


def test_an_approval_is_a_parameter(client: "SageMakerClient", server: Sandbox) -> None:
    """`approval` approves the same version in place and makes a model from it; rejected, the model goes."""
    example = Example(server, "approval")
    (arn,) = example.packages
    assert {"ModelVersion"} == example.resources.keys()

    example.update(Approval="Approved", Reason="Better than the one before")
    assert [arn] == example.packages
    package = client.describe_model_package(ModelPackageName=arn)
    assert "Approved" == package["ModelApprovalStatus"]
    assert "Better than the one before" == package["ApprovalDescription"]
    made = client.describe_model(ModelName=example.outputs["ModelName"])
    assert arn == made["PrimaryContainer"]["ModelPackageName"]

    example.update(Approval="Rejected")
    assert [] == client.list_models()["Models"]
    assert "Rejected" == client.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"]


def test_an_endpoint_follows_the_version(client: "SageMakerClient", server: Sandbox) -> None:
    """`endpoint` with another image: a new version, and the same endpoint serves it. Nothing old is left."""
    example = Example(server, "endpoint")
    (first,), endpoint = example.packages, example.outputs["EndpointName"]
    assert first == _served(client, endpoint)

    example.update(Image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026-12")
    (second,) = example.packages
    assert endpoint == example.outputs["EndpointName"]
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
    example = Example(server, "shared-group", ReaderAccountId="444455556666")
    assert "arn:aws:iam::444455556666:root" in example.properties("Group")
    assert [] == example.packages

    example.update(ReaderAccountId="444455556666", ModelDataKey="churn/model.tar.gz")
    (arn,) = example.packages
    (container,) = client.describe_model_package(ModelPackageName=arn)["InferenceSpecification"]["Containers"]
    assert f"s3://{example.outputs['BucketName']}/churn/model.tar.gz" == container["ModelDataUrl"]


def test_each_image_of_the_region_gets_a_version(client: "SageMakerClient", server: Sandbox) -> None:
    """`images` is a loop: one version for each processor, with the image of the stack's own region."""
    packages = [client.describe_model_package(ModelPackageName=arn) for arn in Example(server, "images").packages]
    images = {
        package["CustomerMetadataProperties"]["processor"]: package["InferenceSpecification"]["Containers"][0]["Image"]
        for package in packages
    }
    registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    assert {"Cpu": f"{registry}/churn:2026-11", "Gpu": f"{registry}/churn:2026-11-gpu"} == images


def test_the_number_of_a_version_is_taken_from_its_arn(client: "SageMakerClient", server: Sandbox) -> None:
    """`version-number` gives the number to an output, a label and a parameter, and another image gets the next number."""
    example = Example(server, "version-number")
    assert client
    assert ("1", f"{GROUP}-v1") == (example.outputs["VersionNumber"], example.outputs["Label"])
    example.update(Image=f"{IMAGE}-b")
    assert ("2", f"{GROUP}-v2") == (example.outputs["VersionNumber"], example.outputs["Label"])
    ssm = boto3.client("ssm", endpoint_url=server.url)
    assert "2" == ssm.get_parameter(Name=f"/models/{GROUP}/number")["Parameter"]["Value"]


def test_a_group_is_created_before_its_version(client: "SageMakerClient", server: Sandbox) -> None:
    """`new-group` needs no DependsOn: the version refers to the group's ARN, and is deleted before the group."""
    example = Example(server, "new-group")
    (arn,) = example.packages
    assert arn.endswith(":model-package/churn-new/1")
    example.stacks.delete("new-group")
    groups = client.list_model_package_groups(NameContains="churn-new")["ModelPackageGroupSummaryList"]
    assert [] == groups


def test_replaced_versions_are_kept(client: "SageMakerClient", server: Sandbox) -> None:
    """`keep-versions` leaves the replaced version and, when the stack is deleted, the last one in the registry."""
    example = Example(server, "keep-versions")
    (first,) = example.packages
    example.update(Image=f"{IMAGE}-b")
    (second,) = example.packages
    assert first != second
    assert {first, second} == _packages(client)
    example.stacks.delete("keep-versions")
    assert {first, second} == _packages(client)
