"""`pip install .`: the package imports and its handlers answer, away from the source tree."""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from sandbox.engine import event

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "sagemaker-modelpackage.json", "src")
READ = """
import importlib.metadata, json, sys
from mlops_sagemaker_modelpackage import handlers
print(handlers.__file__)
print(json.dumps(importlib.metadata.requires("mlops-sagemaker-modelpackage")))
print(json.dumps(handlers.resource(json.loads(sys.argv[1]), None)))
"""
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def _copy_of_the_project(folder: Path) -> Path:
    """Return a copy of what is needed to build the wheel: building leaves files in the folder."""
    project = folder / "project"
    project.mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name, symlinks=True, ignore=shutil.ignore_patterns("*.egg-info"))
        else:
            shutil.copy(ROOT / name, project / name)
    return project


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment into which the wheel is installed.

    It finds the dependencies where those of the tests are installed, so nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*build, str(_copy_of_the_project(folder))], check=True)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    installed = environment / "bin" / "python"
    install = [
        sys.executable,
        *PIP,
        "--python",
        str(installed),
        "install",
        "--no-index",
        "--no-deps",
        "--ignore-installed",
        str(wheel),
    ]
    subprocess.run(install, check=True)
    return installed


def test_the_installed_package_answers(python: Path, tmp_path: Path) -> None:
    """A handler of the installed wheel reads its schema and answers an event, from a folder outside of the project."""
    sent = event("READ", {"ModelPackageArn": "none"})
    del sent["requestData"]["callerCredentials"]
    command = [str(python), "-c", READ, json.dumps(sent)]
    ran = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    place, requirements, answer = ran.stdout.splitlines()
    assert Path(place).is_relative_to(python.parent.parent)
    assert {"boto3", "cloudformation-cli-python-lib"} == {text.partition("==")[0] for text in json.loads(requirements)}
    assert "InvalidCredentials" == json.loads(answer)["errorCode"]
