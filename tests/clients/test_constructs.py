"""The CDK constructs under CDK: every property under its exact name, and what CDK's users count on."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cfn_flip
import pytest

from mlops_sagemaker_modelpackage import schema
from mlops_sagemaker_modelpackage.schema import PROPERTIES, READ_ONLY, SCHEMA, Schema
from tools import constructs

from ..pages import ROOT, placed_blocks
from .environments import Client
from .test_cdk import python, run, typescript  # noqa: F401 - fixtures

Environment = Callable[[str], Client]
APPS = Path(__file__).with_name("apps")


def _sample(shape: Schema) -> Any:
    """Return a value with every member of a shape."""
    shape = schema.resolve(shape)
    if schema.is_map(shape):
        return {"snake_case": "value", "camelCase": "value"}
    if shape["type"] == "object":
        return {name: _sample(member) for name, member in shape["properties"].items()}
    if shape["type"] == "array":
        return [_sample(shape["items"])]
    plain = {"string": shape.get("enum", ["text"])[0], "integer": 1, "boolean": True}
    return plain[shape["type"]]


SAMPLE = {name: _sample(shape) for name, shape in PROPERTIES.items() if name not in READ_ONLY}


@pytest.fixture
def run_python(environment: Environment, python: Path) -> Callable[..., Any]:  # noqa: F811
    """Return a function that runs an app in Python and returns the JSON that it prints."""
    assert python
    interpreter = environment("cdk-python").bin / "python"

    def ran(app: Path, given: Any = None) -> Any:
        command = [str(interpreter), "-W", "ignore", str(app)]
        found = subprocess.run(command, input=json.dumps(given), text=True, capture_output=True, check=False)
        assert 0 == found.returncode, found.stderr
        return json.loads(found.stdout)

    return ran


@pytest.fixture
def run_typescript(environment: Environment, typescript: Path) -> Callable[[str], Any]:  # noqa: F811
    """Return a function that compiles an app with the options of the example, runs it and returns what it prints."""

    def ran(text: str) -> Any:
        folder, path = typescript.parent / "apps", [environment("cdk").bin]
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(typescript, folder)
        (folder / "app.ts").write_text(text)
        run("tsc", folder=folder, path=path)
        return json.loads(run("node", "build/app.js", folder=folder, path=path))

    return ran


def test_every_property_in_python(run_python: Callable[..., Any]) -> None:
    """Every property and nested one exists, and has its exact name in the template; maps are unchanged."""
    assert SAMPLE == run_python(APPS / "every_property.py", SAMPLE)


def _in_typescript(value: Any, shape: Schema) -> Any:
    shape = schema.resolve(shape)
    if isinstance(value, dict) and not schema.is_map(shape):
        members = shape["properties"]
        return {constructs.camel_case(name): _in_typescript(item, members[name]) for name, item in value.items()}
    return [_in_typescript(item, shape["items"]) for item in value] if isinstance(value, list) else value


def test_every_property_in_typescript(run_typescript: Callable[[str], Any]) -> None:
    """Every property and nested one has its type, and its exact name in the template; maps are unchanged."""
    properties = _in_typescript(SAMPLE, SCHEMA)
    text = f"""import {{ App, Stack }} from 'aws-cdk-lib';
import {{ CfnModelPackage }} from 'mlops-sagemaker-modelpackage-cdk';
const stack = new Stack(new App(), 'stack');
const modelPackage = new CfnModelPackage(stack, 'Package', {json.dumps(properties)});
console.log(JSON.stringify(stack.resolve(modelPackage['cfnProperties']))); // no package may have all of them
"""
    assert SAMPLE == run_typescript(text)


FEATURES = {
    "Version": {
        "ModelPackageGroupName": "churn",
        "ModelPackageDescription": "said later",
        "ModelApprovalStatus": {"Ref": "Approval"},
        "CustomerMetadataProperties": {"model_package_name": "as it is"},
        "DriftCheckBaselines": {"Fn::If": ["Accelerated", {"Bias": {}}, {"Ref": "AWS::NoValue"}]},
        "InferenceSpecification": {
            "Containers": [
                {"Image": "registry/image:1", "Environment": {"camelCase": "1", "snake_case": "2"}},
                {"Image": "image:2", "ModelDataETag": "tag"},
            ]
        },
    },
    "Unversioned": {
        "SamplePayloadUrl": {"Ref": "Version"},
        "CertifyForMarketplace": True,
        "ModelPackageDescription": {"Fn::GetAtt": ["Version", "CreationTime"]},
        "Tags": [
            {"Key": "owner", "Value": "me"},
            {"Key": "stage", "Value": "test"},
            {"Key": "team", "Value": "customers"},
        ],
    },
}


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_what_users_of_cdk_count_on(language: str, request: pytest.FixtureRequest) -> None:
    """Tokens and conditions pass, a property can be set later, wrong ones fail at once; only what can have tags gets them."""
    if language == "python":
        template = request.getfixturevalue("run_python")(APPS / "features.py")
    else:
        template = request.getfixturevalue("run_typescript")((APPS / "features.ts").read_text(encoding="utf-8"))
    assert FEATURES == {name: resource["Properties"] for name, resource in template["Resources"].items()}


OTHER = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"
RULES = {
    "VersionApproved": {
        "ModelPackageArn": [{"Ref": "Version"}],
        "UpdatedModelPackageFields": ["ModelApprovalStatus"],
        "ModelApprovalStatus": ["Approved"],
    },
    "OtherChanged": {"ModelPackageArn": [OTHER], "UpdatedModelPackageFields": ["ModelApprovalStatus"]},
    "GroupChanged": {"ModelPackageGroupName": ["churn"], "UpdatedModelPackageFields": ["ModelApprovalStatus"]},
}
PROBLEMS = [
    "ModelPackageGroupName and ModelPackageName are both set: keep the first for a version of a group, "
    "the second for an unversioned package",
    "Tags doesn't apply to a versioned package: a version has the tags of its group: tag the group, or leave "
    "ModelPackageGroupName out",
    "SourceUri doesn't apply to an unversioned package: only a version of a group has it: set ModelPackageGroupName, "
    "or leave the property out",
    f"ModelPackageGroupName must match {PROPERTIES['ModelPackageGroupName']['pattern']}",
    "InferenceSpecification.Containers is required",
    "InferenceSpecification.Containers must have at least 1 items",
    "CustomerMetadataProperties must have at most 50 entries",
    "ModelPackageDescription must have at most 1024 characters",
    "ModelApprovalStatus must be one of Approved, PendingManualApproval, Rejected",
]


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_packages_are_granted_watched_and_validated(language: str, request: pytest.FixtureRequest) -> None:
    """A group object is its ARN; grants and rules name the package; what would be refused fails at synthesis."""
    if language == "python":
        found = request.getfixturevalue("run_python")(APPS / "methods.py")
    else:
        found = request.getfixturevalue("run_typescript")((APPS / "methods.ts").read_text(encoding="utf-8"))
    assert [[problem] for problem in PROBLEMS] == found["problems"]
    resources = found["resources"]
    assert {"ModelPackageGroupName": {"Ref": "Group"}} == resources["Version"]["Properties"]
    policies = [item["Properties"] for item in resources.values() if item["Type"] == "AWS::IAM::Policy"]
    allowed = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    assert [{"Ref": "Version"}, OTHER] == [statement["Resource"] for statement in allowed]
    assert {"sagemaker:DescribeModelPackage"} == {statement["Action"] for statement in allowed}
    rules = {name[:-8]: item["Properties"] for name, item in resources.items() if item["Type"] == "AWS::Events::Rule"}
    assert {name: rule["EventPattern"]["detail"] for name, rule in rules.items()} == RULES
    assert "changed" == rules["OtherChanged"]["Name"]


def test_the_validation_takes_what_the_handlers_take(run_python: Callable[..., Any], tmp_path: Path) -> None:
    """The sets of properties of AWS's contract suite pass."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "inputs").glob("inputs_*_create.json"))]
    (tmp_path / "app.py").write_text(
        "import json, sys\n"
        "from mlops_sagemaker_modelpackage_cdk.validation import problems\n"
        "print(json.dumps([problems(item) for item in json.load(sys.stdin)]))\n"
    )
    names = {"account": "123456789012", "region": "us-east-1", "partition": "aws"}
    given = [json.loads(re.sub(r"\{\{(\w+)\}\}", lambda found: names[found[1]], text)) for text in texts]
    assert [[]] * len(given) == run_python(tmp_path / "app.py", given)


PRINT = {
    "python": "\nfrom aws_cdk.assertions import Template\nimport json\nprint(json.dumps(Template.from_stack(stack).to_json()))\n",
    "ts": "\nimport { Template } from 'aws-cdk-lib/assertions';\nconsole.log(JSON.stringify(Template.fromStack(stack).toJSON()));\n",
}


@pytest.fixture
def run_block(
    run_python: Callable[..., Any], run_typescript: Callable[[str], Any], tmp_path: Path
) -> Callable[[str, str], Any]:
    """Return a function that runs the one block of a language on a page, and returns the template of its `stack`."""

    def ran(page: str, language: str) -> Any:
        found = [placed.block for placed in placed_blocks(ROOT / page) if placed.block.language == language]
        (text,) = (block.text for block in found)
        if language == "ts":
            return run_typescript(text + PRINT[language])
        (tmp_path / "app.py").write_text(text + PRINT[language], encoding="utf-8")
        return run_python(tmp_path / "app.py")

    return ran


@pytest.mark.parametrize(("folder", "language"), [("python", "python"), ("typescript", "ts")])
def test_the_app_of_the_construct_s_page(run_block: Callable[[str, str], Any], folder: str, language: str) -> None:
    """The block of cdk/<folder>/README.md: a version in a group of the app, a grant and a rule."""
    resources = run_block(f"cdk/{folder}/README.md", language)["Resources"]
    kinds = {resource["Type"] for resource in resources.values()}
    assert {schema.TYPE_NAME, "AWS::IAM::Policy", "AWS::Events::Rule"} <= kinds
    assert {"Ref": "Group"} == resources["ModelVersion"]["Properties"]["ModelPackageGroupName"]


@pytest.mark.parametrize("language", ["python", "ts"])
def test_the_apps_of_readme_are_its_template(run_block: Callable[[str, str], Any], language: str) -> None:
    """README.md has one template in four languages."""
    (wanted,) = (found.block.text for found in placed_blocks(ROOT / "README.md") if found.block.language == "yaml")
    template = run_block("README.md", language)
    assert json.loads(cfn_flip.to_json(wanted)) == {name: template[name] for name in ("Resources", "Outputs")}


# AWS calls these two otherwise: its type has one of each only.
RENAMED = {"DataSource": "TransformDataSource", "S3DataSource": "TransformS3DataSource"}


def test_names_are_those_that_users_know(run_python: Callable[..., Any]) -> None:
    """What aws-cdk-lib's construct for AWS's type has, has the same name in this one."""
    ours = {
        found.name: {member.snake for member in found.members}
        for found in (*constructs.structs(), constructs.resource())
    }
    theirs = {RENAMED.get(name, name): set(names) for name, names in run_python(APPS / "names_of_aws.py").items()}
    missing = {name: names - ours.get(name, set()) for name, names in theirs.items()}
    assert {} == {name: names for name, names in missing.items() if names and name in ours}
    assert len(ours.keys() & theirs.keys()) > 20
