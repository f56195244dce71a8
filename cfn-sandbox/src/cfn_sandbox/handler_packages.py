"""Packages of resource types, as `cfn submit` builds them, and their handlers in processes of their own."""

import hashlib
import io
import shutil
import sys
import tempfile
import threading
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from .function_process import CODE_FILE, FunctionProcess, ProcessPool, unpack
from .interpreters import find_interpreter
from .projects import PACKAGED_SCHEMA_FILE, ProjectDefinition, ProjectError


@dataclass(frozen=True)
class TypePackage:
    """A package. `content` is the zip archive."""

    content: bytes

    @cached_property
    def definition(self) -> ProjectDefinition:
        """Return the settings and the schema in the package. Raises `ProjectError` for a package that can't be used."""
        definition = ProjectDefinition.read(self._archive.read, "the package", PACKAGED_SCHEMA_FILE)
        if CODE_FILE not in self._archive.namelist():
            raise ProjectError(f"There is no {CODE_FILE}, which holds the code of the handlers, in the package")
        return definition

    @property
    def digest(self) -> str:
        """Return the SHA-256 digest of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self.content))
        except zipfile.BadZipFile:
            raise ProjectError("The package is not a zip archive") from None


class InstalledPackages:
    """The code of registered packages on this machine. A package is unpacked once, however often it is registered."""

    def __init__(self) -> None:
        self._pools: dict[str, ProcessPool] = {}
        self._folder: Path | None = None
        self._lock = threading.Lock()

    def handler(self, package: TypePackage) -> ProcessPool:
        """Return the handler of a package. It runs on a Python of the package's version, or on this one."""
        with self._lock:
            if package.digest not in self._pools:
                self._pools[package.digest] = self._start(package)
            return self._pools[package.digest]

    def _start(self, package: TypePackage) -> ProcessPool:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="cfn-sandbox-"))
        folder = self._folder / package.digest
        unpack(io.BytesIO(package.content), folder)
        python = find_interpreter(package.definition.runtime_version) or sys.executable
        function = package.definition.entrypoint()
        return ProcessPool(lambda: FunctionProcess(python, folder, called=function))

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
