"""Packages of resource types, as `cfn submit` builds them, and their handlers in processes of their own."""

import hashlib
import io
import shutil
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Final

from .function_process import CODE_FILE, FunctionProcess, ProcessPool, find_interpreter, unpack
from .projects import PACKAGED_SCHEMA_FILE, ProjectDefinition, ProjectError


def read_definition(package: bytes) -> ProjectDefinition:
    """Return the settings and the schema in a package. Raises `ProjectError` for a package that can't be used."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(package))
    except zipfile.BadZipFile:
        raise ProjectError("The package is not a zip archive") from None
    definition = ProjectDefinition.read(archive.read, "the package", PACKAGED_SCHEMA_FILE)
    if CODE_FILE not in archive.namelist():
        raise ProjectError(f"There is no {CODE_FILE}, which holds the code of the handlers, in the package")
    return definition


class InstalledPackages:
    """The code of registered packages on this machine. A package is unpacked once, however often it is registered."""

    def __init__(self) -> None:
        self._pools: dict[str, ProcessPool] = {}
        self._folder: Path | None = None
        self._lock = threading.Lock()

    def handler(self, package: bytes) -> ProcessPool:
        """Return the handler of a package. It runs on a Python of the package's version, or on this one."""
        digest = hashlib.sha256(package).hexdigest()
        with self._lock:
            if digest not in self._pools:
                self._pools[digest] = self._start(package, digest)
            return self._pools[digest]

    def _start(self, package: bytes, digest: str) -> ProcessPool:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="cfn-sandbox-"))
        folder, definition = self._folder / digest, read_definition(package)
        unpack(io.BytesIO(package), folder)
        python = find_interpreter(definition.settings["runtime"].removeprefix("python")) or sys.executable
        return ProcessPool(lambda: FunctionProcess(python, folder, called=definition.entrypoint()))

    def close(self) -> None:
        """End the processes and delete the code."""
        with self._lock:
            pools, self._pools = [*self._pools.values()], {}
            folder, self._folder = self._folder, None
        for pool in pools:
            pool.close()
        if folder is not None and folder.exists():
            shutil.rmtree(folder)


INSTALLED_PACKAGES: Final = InstalledPackages()  # of this process, as moto's services; a `Sandbox` closes it
