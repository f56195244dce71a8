"""The package that `cfn submit` uploads: complete, and at work without the source tree."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.engine import event
from sandbox.server import ENDPOINT_VARIABLE, Sandbox

from .conftest import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    ".rpdk-config",
    "requirements.txt",
    "template.yml",
    "README.md",
    "sagemaker-modelpackage.json",
    "mlops-sagemaker-modelpackage.json",
    "src",
)
RUN = "import json, sys; from mlops_sagemaker_modelpackage import handlers; print(json.dumps(handlers.resource(json.load(sys.stdin), None)))"


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Return what a dry run of `cfn submit` would upload."""
    project = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(ROOT / name, project / name, follow_symlinks=False)
    commands = Path(sys.executable).parent  # `cfn` calls pip by its name
    environment = os.environ | {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(
        [commands / "cfn", "submit", "--dry-run"], cwd=project, env=environment, check=True, capture_output=True
    )
    with zipfile.ZipFile(project / "mlops-sagemaker-modelpackage.zip") as package:
        yield package


@pytest.fixture(scope="module")
def deployed(uploaded: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what Lambda unpacks."""
    folder = tmp_path_factory.mktemp("deployed")
    with zipfile.ZipFile(io.BytesIO(uploaded.read("ResourceProvider.zip"))) as code:
        code.extractall(folder)
    return folder


def test_the_package_has_what_the_registry_needs(uploaded: zipfile.ZipFile) -> None:
    """The schema, the configuration and the code stand at the top."""
    assert {"schema.json", ".rpdk-config", "ResourceProvider.zip"} <= set(uploaded.namelist())


def test_the_code_has_its_own_copy_of_the_schema(deployed: Path) -> None:
    """The registry's schema isn't part of the deployed code, so the package carries it as a file."""
    carried = deployed / "mlops_sagemaker_modelpackage" / "schema.json"
    assert not carried.is_symlink()
    assert (ROOT / "sagemaker-modelpackage.json").read_text() == carried.read_text()


def test_nothing_of_development_ships(deployed: Path) -> None:
    """The sandbox, the tests and moto stay at home."""
    assert set() == {"sandbox", "tests", "tools", "moto"} & {path.name for path in deployed.iterdir()}


def test_the_package_works_without_the_source_tree(deployed: Path, client: "SageMakerClient", server: Sandbox) -> None:
    """The handler runs from the unpacked package alone: no site-packages, no src."""
    arn = client.create_model_package(ModelPackageGroupName=GROUP)["ModelPackageArn"]
    sent = json.dumps(event("READ", {"ModelPackageArn": arn}))
    environment = {"PYTHONPATH": str(deployed), ENDPOINT_VARIABLE: server.url}
    run = subprocess.run(
        [sys.executable, "-S", "-c", RUN],
        input=sent,
        env=environment,
        cwd=deployed,
        text=True,
        capture_output=True,
        check=True,
    )
    answer = json.loads(run.stdout)
    assert ("SUCCESS", arn) == (answer["status"], answer["resourceModel"]["ModelPackageArn"])
