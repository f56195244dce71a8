"""`make package` and `make register`: the package of `cfn submit`, without the code and data that the type never uses.

The CLI packs the project as usual. Then the package is reduced, compiled for the runtime's Python and packed again; the
same sources and requirements give the same bytes.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

import rpdk.core.cli
import rpdk.core.submit
from botocore.exceptions import BotoCoreError, ClientError
from rpdk.core.boto_helpers import create_sdk_session
from rpdk.core.project import Project

from cfn_sandbox.function_process import find_interpreter

from .repack import repacked

DIST: Final = Path("dist")
PLATFORMS: Final = "manylinux2014_x86_64 manylinux_2_28_x86_64"  # Lambda's: Amazon Linux 2023 on x86_64


class SlimProject(Project):  # type: ignore[misc] # the CLI has no types
    """The CLI's project, which builds and uploads the slim package: `dist/<hyphenated name>.zip`."""

    def submit(self, dry_run: bool, *arguments: Any) -> None:
        """Pack the project and, unless it is a dry run, upload it and register the type; takes what the CLI's does."""
        if not dry_run:
            _, region, *_, profile = arguments
            check_credentials(region, profile)
        minor = self.runtime.removeprefix("python")
        self._python = find_interpreter(minor)
        if self._python is None:
            missing = f"Python {minor} was not found, so the package has no byte-code, and a cold start takes longer."
            if not dry_run:
                raise SystemExit(f"{missing} Install it, or register with `cfn submit`.")
            print(missing)
        # pip reads options from the environment; the CLI has no way to pass them.
        os.environ |= {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_ONLY_BINARY": ":all:",
            "PIP_PLATFORM": PLATFORMS,
            "PIP_PYTHON_VERSION": minor,
            "PIP_IMPLEMENTATION": "cp",
            "PIP_NO_COMPILE": "1",
        }
        DIST.mkdir(exist_ok=True)
        super().submit(dry_run, *arguments)
        if dry_run:
            self._slim(self._get_zip_file_path().read_bytes())

    def _get_zip_file_path(self) -> Path:
        return DIST / f"{self.hypenated_name}.zip"

    def _upload(self, fileobj: BinaryIO, *arguments: Any) -> None:
        with self._slim(fileobj.read()).open("rb") as slim:
            super()._upload(slim, *arguments)

    def _slim(self, packed: bytes) -> Path:
        package = self._get_zip_file_path()
        package.write_bytes(repacked(packed, self._python))
        print(f"{package}: {package.stat().st_size / 1e6:.1f} MB")
        return package


def check_credentials(region: str | None, profile: str | None) -> None:
    """End the process with a message if AWS doesn't accept the caller's credentials, before anything is built."""
    try:
        create_sdk_session(region, profile).client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise SystemExit(f"Could not register the type. {error}. Check the credentials and the region.") from None


def _is_worth_showing(record: logging.LogRecord) -> bool:
    """Return whether a log record of the CLI is useful; its warnings about Unicode classes in patterns aren't."""
    return "Could not validate regular expression" not in str(record.msg)


if __name__ == "__main__":
    logging.getLogger("rpdk.core.data_loaders").addFilter(_is_worth_showing)
    rpdk.core.submit.Project = SlimProject
    rpdk.core.cli.main(["submit", *sys.argv[1:]])
