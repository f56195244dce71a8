"""Plain `cfn submit`, whose package is larger and slower, and what `make package` makes of it."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cfn_sandbox.function_process import find_interpreter, unpack
from sandbox.packaged import runtime_version
from tools.repack import CODE

from ..packing import can_read, pack
from ..pages import ROOT

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Return what a dry run of `cfn submit` would upload."""
    project = tmp_path_factory.mktemp("project")
    # pip need not compile what the CLI leaves out of the package.
    pack(project, str(Path(sys.executable).with_name("cfn")), "submit", "--dry-run", PIP_NO_COMPILE="1")
    with zipfile.ZipFile(project / "mlops-sagemaker-modelpackage.zip") as package:
        yield package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package that `make package` makes."""
    project = tmp_path_factory.mktemp("slim")
    pack(project, sys.executable, "-m", "tools.package", "--dry-run")
    return project / "dist" / "mlops-sagemaker-modelpackage.zip"


def test_what_cfn_submit_packs_works_as_it_is(
    uploaded: zipfile.ZipFile, client: "SageMakerClient", tmp_path: Path
) -> None:
    """`make package` is optional: the CLI alone builds a package that runs, only larger and slower."""
    can_read(unpack(Path(str(uploaded.filename)), tmp_path), client)


def test_the_package_is_laid_out_as_that_of_the_cli(uploaded: zipfile.ZipFile, package: Path) -> None:
    """The registry finds the schema, the configuration, the inputs and the code where it looks for them."""
    with zipfile.ZipFile(package) as slim:
        assert sorted(uploaded.namelist()) == slim.namelist()
        others = [name for name in slim.namelist() if name != CODE]
        assert [uploaded.read(name) for name in others] == [slim.read(name) for name in others]


def test_the_same_sources_give_the_same_bytes(uploaded: zipfile.ZipFile, package: Path) -> None:
    """Built and packed again, with another order of sets, time zone and mask of permissions, nothing differs."""
    packed = Path(str(uploaded.filename))
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    program = (
        "import pathlib, sys; from tools.repack import repacked;"
        "sys.stdout.buffer.write(repacked(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[2] or None))"
    )
    python = find_interpreter(runtime_version())
    again = subprocess.run(
        [sys.executable, "-c", program, str(packed), python or ""],
        cwd=ROOT,
        env=environment,
        umask=0o077,
        check=True,
        stdout=subprocess.PIPE,
    )
    assert package.read_bytes() == again.stdout
