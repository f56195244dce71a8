"""The CDK constructs, installed as their users install them: both example apps are the stack of examples/versioned.yaml."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cfn_flip
import pytest

from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

from ..sandbox.stacks import Stacks
from .environments import CLIENTS, ROOT, Client

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Environment = Callable[[str], Client]
Template = dict[str, Any]


def run(*command: str, folder: Path, path: list[Path]) -> str:
    """Run a command with programs of these folders first, and return what it prints."""
    programs = os.pathsep.join([*map(str, path), os.environ["PATH"]])
    # Node's end of life is the machine's matter, and CDK's notices come from the internet.
    quiet = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1", "CDK_DISABLE_CLI_TELEMETRY": "true", "CI": "true"}
    environment = os.environ | quiet | {"PATH": programs}
    ran = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    return ran.stdout


def synth(folder: Path, *path: Path) -> Template:
    """Return the template that `cdk synth` makes of the app in a folder."""
    run("cdk", "synth", "--json", "--no-notices", "--quiet", "--output", "out", folder=folder, path=list(path))
    template: Template = json.loads((folder / "out" / "churn.template.json").read_text())
    return template


@pytest.fixture(scope="module")
def typescript(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the TypeScript example, beside the construct as `npm pack` makes it."""
    client = environment("cdk")
    folder = tmp_path_factory.mktemp("typescript")
    packed = run(
        "npm", "pack", "--silent", "--pack-destination", str(folder), folder=ROOT / "cdk" / "typescript", path=[]
    )
    client.add(str(folder / packed.strip()))
    shutil.copytree(ROOT / "cdk" / "typescript" / "example", folder / "example")
    (folder / "node_modules").symlink_to(client.folder / "node_modules")
    return folder / "example"


@pytest.fixture(scope="module")
def python(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the Python example, whose environment has the construct as pip installs it."""
    folder = tmp_path_factory.mktemp("python")
    shutil.copytree(ROOT / "cdk" / "python", folder / "package", ignore=shutil.ignore_patterns("build", "*.egg-info"))
    environment("cdk-python").add("--no-deps", "--force-reinstall", str(folder / "package"))
    return folder / "package" / "example"


@pytest.fixture(scope="module")
def templates(environment: Environment, typescript: Path, python: Path) -> dict[str, Template]:
    """Return what `cdk synth` makes of each example."""
    cdk = environment("cdk").bin
    return {"typescript": synth(typescript, cdk), "python": synth(python, environment("cdk-python").bin, cdk)}


@pytest.mark.parametrize("language", ["typescript", "python"])
def test_an_app_gives_the_template_of_the_example(templates: dict[str, Template], language: str) -> None:
    """The same parameters, resources and outputs as examples/versioned.yaml."""
    wanted = json.loads(cfn_flip.to_json((EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")))
    del wanted["AWSTemplateFormatVersion"]  # CDK leaves it out: there is one only
    assert wanted == templates[language]


@pytest.mark.parametrize("language", ["typescript", "python"])
def test_a_template_of_an_app_can_be_deployed(
    client: "SageMakerClient", server: Sandbox, templates: dict[str, Template], language: str
) -> None:
    """The version is there, with what the app says of it."""
    stacks = Stacks(server.url)
    assert "CREATE_COMPLETE" == stacks.create(json.dumps(templates[language]))
    package = client.describe_model_package(ModelPackageName=stacks.outputs()["ModelPackageArn"])
    assert "PendingManualApproval" == package["ModelApprovalStatus"]
    assert {"owner": "customer-analytics"} == package["CustomerMetadataProperties"]
    assert ["text/csv"] == package["InferenceSpecification"]["SupportedResponseMIMETypes"]


def test_the_examples_pass_strict_type_checks(environment: Environment, typescript: Path, python: Path) -> None:
    """`tsc --strict` and `mypy --strict` find nothing in them."""
    run("tsc", "--strict", "--noEmit", folder=typescript, path=[environment("cdk").bin])
    run("mypy", "--strict", "app.py", folder=python, path=[environment("cdk-python").bin])


def test_the_example_names_the_versions_that_are_tested() -> None:
    """The pins of the TypeScript and the Python example are those of the environments here."""
    example, tested = (
        ROOT / "cdk" / "typescript" / "example" / "package.json",
        CLIENTS["cdk"].lock.with_name("package.json"),
    )
    pins = json.loads(example.read_text())
    ours = {**pins["dependencies"], **pins["devDependencies"]}
    assert "file:.." == ours.pop("mlops-sagemaker-modelpackage-cdk")
    assert json.loads(tested.read_text())["dependencies"] == ours
    requirements = (ROOT / "cdk" / "python" / "example" / "requirements.txt").read_text()
    assert f"aws-cdk-lib=={CLIENTS['cdk-python'].version}\n" in requirements
