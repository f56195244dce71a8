"""The rules of lint/ under cfn-lint as a process: each problem is found, at its line, and nothing else."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mlops_sagemaker_modelpackage import checks
from mlops_sagemaker_modelpackage.schema import TYPE_NAME

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "lint" / "mlops_sagemaker_modelpackage_lint"

_SPECIFICATION = """InferenceSpecification:
  Containers:
    - Image: image:1
"""
_UNVERSIONED = """ModelPackageName: churn
InferenceSpecification:
  Containers:
    - Image: image:1
  SupportedTransformInstanceTypes: [ml.m5.large]
  SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
"""
_VERSION = "ModelPackageGroupName: churn\n" + _SPECIFICATION


@dataclass(frozen=True)
class Case:
    """Properties with one problem: the rule that finds it at the line marked with `# here`, and what it says."""

    rule: str
    saying: str
    properties: str
    others: str = ""  # of the template, before its resources
    policy: str = ""  # of the resource, such as its DeletionPolicy
    judged: bool = True  # whether the handlers' checks refuse the same: where there is nothing but values


CASES: Mapping[str, Case] = {
    # What the schema says: by cfn-lint's own rules.
    "misspelt property": Case("E3002", "Did you mean 'ModelApprovalStatus'", _VERSION + "ModelAprovalStatus: Approved # here"),
    "misspelt nested property": Case(
        "E3002", "'Imgae' was unexpected", "ModelPackageGroupName: churn\nInferenceSpecification:\n  Containers:\n    - Imgae: image:1 # here\n"
    ),
    "wrong enum": Case("E3030", "'Aproved' is not one of", _VERSION + "ModelApprovalStatus: Aproved # here"),
    "wrong type": Case("E3012", "not of type 'object'", _VERSION + "ModelCard: text # here"),
    "required": Case("E3003", "'Containers' is a required property", "ModelPackageGroupName: churn\nInferenceSpecification: # here\n  SupportedContentTypes: [text/csv]\n"),
    "pattern": Case("E3031", "does not match", _VERSION.replace("churn", "under_score # here")),
    "too many items": Case("E3032", "", _VERSION + "ValidationSpecification:\n  ValidationRole: arn:aws:iam::123456789012:role/validation\n  ValidationProfiles: # here\n" + 2 * """    - ProfileName: one
      TransformJobDefinition:
        TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: "s3://bucket/in"}}}
        TransformOutput: {S3OutputPath: "s3://bucket/out"}
        TransformResources: {InstanceType: ml.m5.large, InstanceCount: 1}
"""),
    "too long": Case("E3033", "longer than 1024", _VERSION + f"ModelPackageDescription: {'x' * 1025} # here"),
    "read-only": Case("E9010", "is read-only", _VERSION + "ModelPackageStatus: Completed # here"),
    "parameter default": Case(
        "W1030", "is not one of", _VERSION + "ModelApprovalStatus: !Ref Approval", "Parameters:\n  Approval: {Type: String, Default: Later} # here\n", judged=False
    ),
    # What a schema can't say.
    "both names": Case("E9001", "both set", _VERSION + "ModelPackageName: churn # here"),
    "tags on a version": Case("E9002", "Tags doesn't apply to a versioned package", _VERSION + "Tags: # here\n  - {Key: a, Value: b}\n"),
    "certification of a version": Case("E9002", "CertifyForMarketplace", _VERSION + "CertifyForMarketplace: true # here"),
    **{
        f"{name} without group": Case("E9002", f"{name} doesn't apply to an unversioned package", _UNVERSIONED + f"{name}: {value} # here")
        for name, value in {
            "ApprovalDescription": "text",
            "CustomerMetadataProperties": "{owner: me}",
            "Environment": "{KEY: value}",
            "ModelCard": "{ModelCardStatus: Draft}",
            "ModelLifeCycle": "{Stage: Production, StageStatus: Pending}",
            "ModelPackageRegistrationType": "Registered",
            "SecurityConfig": "{KmsKeyId: key}",
        }.items()
    },
    "SourceUri without group": Case("E9002", "SourceUri", _UNVERSIONED + "SourceUri: https://example.com/model # here"),
    "container environment without group": Case(
        "E9002", "Environment of a container", _UNVERSIONED.replace("image:1", "image:1\n      Environment: {KEY: value} # here")
    ),
    "container data source without group": Case(
        "E9002",
        "ModelDataSource of a container",
        _UNVERSIONED.replace(
            "image:1",
            "image:1\n      ModelDataSource: # here\n        S3DataSource: {S3Uri: 's3://bucket/x/', S3DataType: S3Prefix, CompressionType: None}",
        )),
    "instance lists missing": Case(
        "E9003", "SupportedRealtimeInferenceInstanceTypes", _UNVERSIONED.replace("  SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]\n", "").replace("Specification:", "Specification: # here")),
    "made from nothing": Case("E9004", "needs InferenceSpecification or", "ModelPackageName: churn", judged=False),
    "card that is no JSON": Case("E9005", "must be a JSON object", _VERSION + "ModelCard:\n  ModelCardContent: '{\"a\": ' # here\n"),
    "card that is a list": Case("E9005", "not an object", _VERSION + "ModelCard:\n  ModelCardContent: '[1]' # here\n"),
    "clone with containers": Case(
        "E9006",
        "are both set: the containers come from",
        _VERSION.replace("Specification:", "Specification: # here") + "SourceUri: arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1\n"),
    "clone of a neighbour with containers": Case(
        "E9006",
        "are both set: the containers come from",
        _VERSION.replace("Specification:", "Specification: # here") + "SourceUri: !Ref Other\n",
        judged=False,
    ),
    "clone of a neighbour's ARN with containers": Case(
        "E9006",
        "are both set: the containers come from",
        _VERSION.replace("Specification:", "Specification: # here") + "SourceUri: !GetAtt Other.ModelPackageArn\n",
        judged=False,
    ),
    "registered model with containers": Case(
        "E9006",
        "are both set: the containers come from",
        _VERSION.replace("Specification:", "Specification: # here") + "SourceUri: !Sub arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:model/churn\n",
        judged=False,
    ),
    "additional data of a container": Case(
        "E9007", "not allowed in InferenceSpecification", _VERSION.replace("image:1", "image:1\n      AdditionalS3DataSource: {S3DataType: S3Prefix, S3Uri: 's3://bucket/x/'} # here")),
    "tag key twice": Case("E3024", "", _UNVERSIONED + "Tags: [{Key: a, Value: b}, {Key: a, Value: c}]"),
    "specification twice": Case(
        "E9008", "has the name one more than once", _VERSION + "AdditionalInferenceSpecifications: # here\n" + 2 * "  - {Name: one, Containers: [{Image: image:1}]}\n"
    ),
    "environment without containers": Case("E9009", "Environment needs InferenceSpecification", "ModelPackageGroupName: churn\nEnvironment: {KEY: value} # here\n"),
    "both names under one condition": Case(
        "E9001", "both set", _UNVERSIONED.partition("\n")[2] + "ModelPackageGroupName: !If [InTest, churn, !Ref AWS::NoValue]\nModelPackageName: !If [InTest, churn, !Ref AWS::NoValue] # here\n",
        "Conditions:\n  InTest: !Equals [!Ref AWS::Region, us-east-1]\n", judged=False,
    ),
    "model data without address": Case(
        "E9011",
        "'S3Uri' is a required property",
        _VERSION.replace(
            "image:1",
            "image:1\n      ModelDataSource:\n        S3DataSource: {S3DataType: S3Prefix, CompressionType: None} # here",
        ),
    ),
    "unknown instance type": Case("W9001", "did you mean ml.m5.large?", _VERSION + "  SupportedTransformInstanceTypes: [ml.m5.lrge] # here", judged=False),
    # What is permitted, and seldom meant.
    "a version born approved": Case(
        "W9002", "before anybody reviewed it", _VERSION + "ModelApprovalStatus: Approved # here", judged=False, policy="DeletionPolicy: Retain"
    ),
    "a version born approved by default": Case(
        "W9002",
        "before anybody reviewed it",
        _VERSION + "ModelApprovalStatus: !Ref Approval # here",
        "Parameters:\n  Approval: {Type: String, Default: Approved}\n",
        judged=False,
        policy="DeletionPolicy: Retain",
    ),
    "approval of an unversioned package": Case("W9003", "has no effect", _UNVERSIONED + "ModelApprovalStatus: Approved # here", judged=False),
    "client token": Case("W9004", "share one package", _VERSION + "ClientToken: one-for-all # here", judged=False),
    "an approved version that goes with its stack": Case(
        "W9005",
        "add DeletionPolicy: RetainExceptOnCreate",
        _VERSION + "ModelApprovalStatus: !If [InTest, Rejected, Approved]",
        "Conditions:\n  InTest: !Equals [!Ref AWS::Region, us-east-1]\n",
        judged=False,
    ),
    "unknown attribute": Case("E6101", "'Status' is not one of", _VERSION, "Outputs:\n  Status: {Value: !GetAtt Version.Status} # here\n", judged=False),
}  # fmt: skip

SOUND: Mapping[str, str] = {
    "version": _VERSION,
    "unversioned": _UNVERSIONED + "Tags: [{Key: a, Value: b}]\nCertifyForMarketplace: true\n",
    "an approval by parameter": _VERSION + "ModelApprovalStatus: !Ref Approval\n",
    "a version that nobody approved": _VERSION + "ModelApprovalStatus: Rejected\n",
    "unset values": _VERSION + "CertifyForMarketplace: false\nTags: []\n",
    "a name each": """ModelPackageGroupName: !If [InTest, churn, !Ref AWS::NoValue]
ModelPackageName: !If [InTest, !Ref AWS::NoValue, churn]
Tags: !If [InTest, !Ref AWS::NoValue, [{Key: a, Value: b}]]
Environment: !If [InTest, {KEY: value}, !Ref AWS::NoValue]
InferenceSpecification:
  Containers: [{Image: !Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/churn:1'}]
  SupportedTransformInstanceTypes: [ml.m5.large]
  SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
""",
    "properties of a macro": "Fn::Transform: {Name: Macro}\nTags: [{Key: a, Value: b}]\nEnvironment: {KEY: value}\n",
    "an address of a parameter": _VERSION + "SourceUri: !Ref AWS::StackName\n",
    "an address as source": _VERSION + "SourceUri: https://example.com/model\n",
    "functions": """ModelPackageGroupName: !GetAtt Group.ModelPackageGroupArn
ModelApprovalStatus: !FindInMap [Stages, Test, Status]
CustomerMetadataProperties: {owner: !Ref AWS::StackName}
InferenceSpecification:
  Containers:
    - Image: !Join ['/', [!Ref AWS::AccountId, 'churn:1']]
      Environment: !If [InTest, {KEY: value}, !Ref AWS::NoValue]
  SupportedContentTypes: !Split [',', 'text/csv,text/plain']
""",
}
_SHARED = """Parameters:
  Approval: {Type: String, Default: PendingManualApproval, AllowedValues: [Approved, PendingManualApproval]}
Mappings:
  Stages: {Test: {Status: Approved}}
Conditions:
  InTest: !Equals [!Ref AWS::Region, us-east-1]
"""
_NEIGHBOURS = f"""
  Other:
    Type: {TYPE_NAME}
    Properties:
      ModelPackageGroupName: churn
  Group:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties: {{ModelPackageGroupName: churn}}
"""


def _template(properties: str, others: str = "", policy: str = "") -> str:
    indented = "".join(f"      {line}\n" for line in properties.splitlines())
    head = f"Resources:\n  Version:\n    Type: {TYPE_NAME}\n    {policy}\n"
    return f"{others}{head}    Properties:\n{indented}{_NEIGHBOURS}"


def _file(name: str) -> str:
    return re.sub(r"\W", "-", name) + ".yaml"


def lint(*arguments: Any) -> list[dict[str, Any]]:
    """Run cfn-lint as a user would and return its findings."""
    command = [Path(sys.executable).with_name("cfn-lint"), "--regions", "us-east-1", "--format", "json", *arguments]
    ran = subprocess.run([str(part) for part in command], text=True, capture_output=True, check=False)
    assert not ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout or "[]")
    return found


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[dict[str, Any]]]:
    """Return what cfn-lint finds in each case, by the name of its file. One process looks at all of them."""
    folder = tmp_path_factory.mktemp("templates")
    for name, case in CASES.items():
        (folder / _file(name)).write_text(_template(case.properties, case.others, case.policy))
    for name, properties in SOUND.items():
        (folder / _file(name)).write_text(_template(properties, _SHARED))
    found = lint(
        "--append-rules", RULES, "--ignore-checks", "W2001", "W3011", "W7001", "W8001", "--template", *folder.iterdir()
    )
    return {
        path.name: [item for item in found if path.name == Path(item["Filename"]).name] for path in folder.iterdir()
    }


@pytest.mark.parametrize("name", CASES)
def test_a_problem_is_found(findings: Mapping[str, list[dict[str, Any]]], name: str) -> None:
    """One finding, by the rule for it, at the line of the problem."""
    case = CASES[name]
    (finding,) = findings[_file(name)]
    assert case.rule == finding["Rule"]["Id"]
    assert case.saying in finding["Message"]
    lines = _template(case.properties, case.others, case.policy).splitlines()
    marked = [number for number, line in enumerate(lines, start=1) if line.endswith("# here")]
    assert marked in ([], [finding["Location"]["Start"]["LineNumber"]])


@pytest.mark.parametrize("name", SOUND)
def test_a_valid_template_is_clean(findings: Mapping[str, list[dict[str, Any]]], name: str) -> None:
    """Conditions are followed, functions are left to the deployment, and unset values are no problem."""
    assert [] == findings[_file(name)]


def test_a_guard_can_be_switched_off(tmp_path: Path) -> None:
    """By the metadata of the resource, where a comment can say why."""
    off = "Metadata: {cfn-lint: {config: {ignore_checks: [W9002, W9004, W9005]}}}"
    template = tmp_path / "template.yaml"
    template.write_text(_template(_VERSION + "ModelApprovalStatus: Approved\nClientToken: mine\n", policy=off))
    assert [] == lint("--append-rules", RULES, "--template", template)


def test_every_warning_has_a_section_in_the_guide() -> None:
    """With its ID, so that people who see it find why, and what to do."""
    page = (ROOT / "guide" / "check-your-template.md").read_text(encoding="utf-8")
    guards = (RULES / "guards.py").read_text(encoding="utf-8")
    assert re.findall(r'id = "(W\d+)"', guards) == re.findall(r"^### (W\d+): ", page, re.MULTILINE)


def test_the_handlers_refuse_what_the_rules_find() -> None:
    """Rules and handlers agree: properties with a finding are refused before any call, those without are not."""
    import yaml  # from cfn-lint; the cases with values only need no CloudFormation tags

    judged = {name: case.properties for name, case in CASES.items() if case.judged}
    passed = [name for name, properties in judged.items() if not checks.before_create(yaml.safe_load(properties))]
    assert [] == passed
    plain = [properties for properties in SOUND.values() if "!" not in properties and "Fn::" not in properties]
    assert len(plain) > 2
    assert [] == [said for properties in plain for said in checks.before_create(yaml.safe_load(properties))]
