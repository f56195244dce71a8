"""`make package` and `make register`: the package that `cfn submit` makes, without what the type never uses.

The CLI packs the project as it always does. What it packed is slimmed then, compiled for the runtime's Python and
written anew, byte for byte the same for the same sources and requirements.
"""

import os
import sys
from pathlib import Path
from typing import Any, Final

import rpdk.core.cli
import rpdk.core.submit
from rpdk.core.project import Project

from .interpreters import interpreter
from .repack import repack

DIST: Final = Path("dist")
PLATFORMS: Final = "manylinux2014_x86_64 manylinux_2_28_x86_64"  # Lambda's: Amazon Linux 2023 on x86_64


class SlimProject(Project):  # type: ignore[misc] # the CLI has no types
    """The CLI's project, which makes and uploads the slim package: `dist/<hyphenated name>.zip`."""

    def submit(self, dry_run: bool, *arguments: Any) -> None:
        """Pack the project and, unless it is a dry run, upload it and register the type; takes what the CLI's does."""
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
        python = interpreter(minor)
        if python is None:
            print(f"There is no Python {minor} here to compile with: a cold start will take twice as long.")
        repack(packed, package, python)
        packed.unlink()
        print(f"{package.relative_to(self.root)}: {package.stat().st_size / 1e6:.1f} MB")
        if not dry_run:
            with package.open("rb") as uploaded:
                self._upload(uploaded, *arguments)


if __name__ == "__main__":
    rpdk.core.submit.Project = SlimProject
    rpdk.core.cli.main(["submit", *sys.argv[1:]])
