"""Packages of resource types, as `cfn submit` builds them, and their handlers in processes of their own."""

import hashlib
import io
import os
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from .cli_projects import PACKAGED_SCHEMA_FILE, ProjectDefinition, ProjectError
from .interpreters import interpreter
from .packaged import CODE_FILE, Packaged, unpack


@dataclass(frozen=True)
class TypePackage:
    """A package, as its bytes."""

    content: bytes

    @cached_property
    def definition(self) -> ProjectDefinition:
        """Return the settings and the schema in the package. Raises `ProjectError` for a package that can't be used."""
        definition = ProjectDefinition.read(self._archive.read, "the package", PACKAGED_SCHEMA_FILE)
        if CODE_FILE not in self._archive.namelist():
            raise ProjectError(f"There is no {CODE_FILE}, which holds the code of the handlers, in the package")
        return definition

    @property
    def schema(self) -> dict[str, Any]:
        """Return the schema of the type."""
        return self.definition.schema

    @property
    def digest(self) -> str:
        """Return a digest of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self.content))
        except zipfile.BadZipFile:
            raise ProjectError("The package is not a zip archive") from None


class ProcessPool:
    """A function in processes of its own, as many as there are calls at once; each runs one call at a time."""

    def __init__(self, start: Callable[[], Packaged]):
        self._start = start
        self._idle: list[Packaged] = []
        self._all: list[Packaged] = []
        self._lock = threading.Lock()

    def __call__(self, event: Any, context: Any = None) -> Any:
        """Return the function's answer. Raises `FunctionError` when it raised."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
            if process is None:
                process = self._start()
                self._all.append(process)
        try:
            return process(event, context)
        finally:
            with self._lock:
                self._idle.append(process)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            processes, self._all, self._idle = self._all, [], []
        for process in processes:
            process.__exit__(None, None, None)


class Installed:
    """The code of registered packages on this machine: each is unpacked once, however often it is registered."""

    def __init__(self) -> None:
        self._pools: dict[str, ProcessPool] = {}
        self._folder: Path | None = None
        self._lock = threading.Lock()

    def handler(self, package: TypePackage) -> ProcessPool:
        """Return the handler of a package, run by a Python of the package's runtime, or this one if there is none."""
        with self._lock:
            if package.digest not in self._pools:
                self._pools[package.digest] = self._unpacked(package)
            return self._pools[package.digest]

    def _unpacked(self, package: TypePackage) -> ProcessPool:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="cfn-sandbox-"))
        folder = self._folder / package.digest
        unpack(io.BytesIO(package.content), folder)
        python = interpreter(package.definition.runtime_version) or sys.executable
        function = package.definition.entrypoint()
        return ProcessPool(lambda: Packaged(python, folder, called=function))

    def close(self) -> None:
        """End the processes and delete the code."""
        with self._lock:
            pools, self._pools = [*self._pools.values()], {}
            folder, self._folder = self._folder, None
        for pool in pools:
            pool.close()
        if folder is not None and os.path.exists(folder):
            shutil.rmtree(folder)


INSTALLED: Final = Installed()  # of this process, as everything of moto is; a `Sandbox` closes it when it ends
