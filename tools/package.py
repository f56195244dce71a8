"""`make package` and `make register`: the package that `cfn submit` makes, without what the type never uses.

The CLI packs the project as it always does. What it packed is slimmed then, compiled for the runtime's Python and
written anew, byte for byte the same for the same sources and requirements.
"""

import io
import json
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import rpdk.core.cli
import rpdk.core.submit
from rpdk.core.project import Project

from .interpreters import interpreter
from .slim import slim

LOG: Final = logging.getLogger(__name__)
CODE: Final = "ResourceProvider.zip"
DIST: Final = Path("dist")
WHERE_LAMBDA_UNPACKS: Final = "/var/task"
PLATFORMS: Final = "manylinux2014_x86_64 manylinux_2_28_x86_64"  # Lambda's: Amazon Linux 2023 on x86_64
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can tell


class SlimProject(Project):
    """The CLI's project, which makes and uploads the slim package: `dist/<hyphenated name>.zip`."""

    def submit(self, dry_run: bool, *arguments: Any) -> None:
        """Pack the project and, unless it is a dry run, upload the package and register it; `arguments` as the CLI's."""
        minor = self.runtime.removeprefix("python")
        # pip reads its options from the environment as well; the CLI has no way to hand them over.
        os.environ |= {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_ONLY_BINARY": ":all:",
            "PIP_PLATFORM": PLATFORMS,
            "PIP_PYTHON_VERSION": minor,
            "PIP_IMPLEMENTATION": "cp",
            "PIP_NO_COMPILE": "1",
        }
        super().submit(True, *arguments)
        packed = self._get_zip_file_path()
        package = self.root / DIST / packed.name
        package.parent.mkdir(exist_ok=True)
        repack(packed, package, interpreter(minor))
        packed.unlink()
        print(f"{package.relative_to(self.root)}: {package.stat().st_size / 1e6:.1f} MB")
        if not dry_run:
            with package.open("rb") as uploaded:
                self._upload(uploaded, *arguments)


def repack(packed: Path, package: Path, python: str | None) -> None:
    """Write the slim form of a package of the CLI; `python` is an interpreter of the runtime's version, if there is one."""
    with zipfile.ZipFile(packed) as outer, TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with zipfile.ZipFile(io.BytesIO(outer.read(CODE))) as code:
            code.extractall(folder)
        slim(folder)
        if python:
            compile_to_bytecode(folder, python)
        else:
            LOG.warning(
                "No Python of the runtime's version was found: without byte-code, a cold start takes twice as long."
            )
        inner = zipped(
            (str(path.relative_to(folder)), path.read_bytes()) for path in folder.rglob("*") if path.is_file()
        )
        others = ((name, outer.read(name)) for name in outer.namelist() if name != CODE)
        package.write_bytes(zipped([*others, (CODE, inner)]))


def compile_to_bytecode(folder: Path, python: str) -> None:
    """Compile what is in a folder, for tracebacks with the paths that it has in Lambda.

    Lambda's files are read-only and as old as their package, so that the byte-code needs no check against its source.
    """
    options = ["--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", WHERE_LAMBDA_UNPACKS, "-q"]
    environment = {"PYTHONHASHSEED": "0"}  # the order of a set is the order of its constants in the byte-code
    subprocess.run([python, "-I", "-m", "compileall", *options, str(folder)], check=True, env=environment)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP file that depends on nothing but names and contents."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, wherever it is made
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


if __name__ == "__main__":
    rpdk.core.submit.Project = SlimProject
    rpdk.core.cli.main(["submit", *sys.argv[1:]])
