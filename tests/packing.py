"""Packs the project in a folder of its own, and tries what was packed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfn_sandbox.function_process import FunctionProcess
from sandbox.engine import event
from sandbox.packaged import RESOURCE, runtime

from .pages import ROOT
from .templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

_NEEDED: Final = (
    ".rpdk-config",
    "requirements.txt",
    "template.yml",
    "README.md",
    "resource-role.yaml",
    "sagemaker-modelpackage.json",
    "mlops-sagemaker-modelpackage.json",
    "inputs",
    "src",
)


def pack(project: Path, *command: str, **environment: str) -> None:
    """Copy what packaging needs into a folder, and run a command that packs it there."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in _NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(ROOT / name, project / name, follow_symlinks=False)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # `cfn` calls pip by its name
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)


def can_read(folder: Path, client: "SageMakerClient") -> None:
    """See that the handler of an unpacked package reads a version: nothing but the package and Python is in sight."""
    arn = client.create_model_package(ModelPackageGroupName=GROUP)["ModelPackageArn"]
    with FunctionProcess(runtime(), folder, called=RESOURCE) as resource:
        answer = resource(event("READ", {"ModelPackageArn": arn}))
    assert ("SUCCESS", arn) == (answer["status"], answer["resourceModel"]["ModelPackageArn"])
