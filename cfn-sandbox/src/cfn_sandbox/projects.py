"""CloudFormation CLI projects in Python, as folders and as packages, whose schema file has another name."""

import hashlib
import io
import json
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .engine import HandledType
from .function_process import CODE_FILE, FunctionProcess, ProcessPool, find_interpreter, unpack

SETTINGS_FILE = ".rpdk-config"
PACKAGED_SCHEMA_FILE = "schema.json"


class ProjectError(Exception):
    """A project or a package can't be served; the text says why."""


@dataclass(frozen=True)
class ProjectDefinition:
    """The settings (`.rpdk-config`) and the schema of a type."""

    settings: dict[str, Any]
    schema: dict[str, Any]

    @classmethod
    def read(cls, read: Callable[[str], bytes], place: str, schema_file: str | None = None) -> "ProjectDefinition":
        """Return the definition, checked. `read` returns a file of `place`, or raises. Raises `ProjectError`."""
        settings = _read_object(read, SETTINGS_FILE, place)
        type_name = str(settings.get("typeName", ""))
        schema = _read_object(read, schema_file or f"{type_name.replace('::', '-').lower()}.json", place)
        if "entrypoint" not in settings:
            raise ProjectError(f"{SETTINGS_FILE} in {place} has no entrypoint")
        if not str(settings.get("runtime", "")).startswith("python"):
            text = f"The handlers in {place} are for {settings.get('runtime')}: the sandbox runs only Python"
            raise ProjectError(text)
        if not schema.get("typeName"):
            raise ProjectError(f"The schema in {place} has no typeName")
        identifier = schema.get("primaryIdentifier", [])
        if len(identifier) != 1 or identifier[0].count("/") != 2:
            raise ProjectError(f"The sandbox needs one property as primaryIdentifier in {place}, not {identifier}")
        return cls(settings, schema)

    @property
    def type_name(self) -> str:
        """Return the name of the type."""
        return str(self.schema["typeName"])

    def entrypoint(self, setting: str = "entrypoint") -> str:
        """Return the function that a setting names, as `package.module:function`."""
        module, _, name = str(self.settings[setting]).rpartition(".")
        return f"{module}:{name}"


def _read_object(read: Callable[[str], bytes], name: str, place: str) -> dict[str, Any]:
    try:
        found = json.loads(read(name))
    except (FileNotFoundError, KeyError):
        raise ProjectError(f"There is no {name} in {place}") from None
    except ValueError as error:
        raise ProjectError(f"{name} in {place} is not valid JSON: {error}") from None
    if not isinstance(found, dict):
        raise ProjectError(f"{name} in {place} must be a JSON object")
    return found


@dataclass(frozen=True)
class TypeProject:
    """A project in a folder. Its handlers run in processes of their own, so that two may have modules of one name."""

    folder: Path
    definition: ProjectDefinition

    @classmethod
    def read(cls, folder: Path) -> "TypeProject":
        """Return the project in a folder. Raises `ProjectError`."""
        place = f"{folder}, which must be the folder of a CloudFormation CLI project"
        return cls(folder.resolve(), ProjectDefinition.read(lambda name: (folder / name).read_bytes(), place))

    def functions(self) -> dict[str, ProcessPool]:
        """Return the functions by the names under which `cfn test` calls them."""
        names = {"entrypoint": "TypeFunction", "testEntrypoint": "TestEntrypoint"}
        return {name: self._function(setting) for setting, name in names.items() if setting in self.definition.settings}

    def _function(self, setting: str) -> ProcessPool:
        return ProcessPool(lambda: self._process(setting))

    def _process(self, setting: str) -> FunctionProcess:
        source, called = self.folder / "src", self.definition.entrypoint(setting)
        folder = source if source.is_dir() else self.folder
        return FunctionProcess(sys.executable, folder, called=called, isolated=False)

    def check(self) -> None:
        """Import the handlers once, in a process. Raises `FunctionError` with the reason if that fails."""
        with self._process("entrypoint") as process:
            process.load()

    @contextmanager
    def running(self) -> Iterator[HandledType]:
        """Return the type with its handler, whose processes end with the context."""
        with closing(self._function("entrypoint")) as handler:
            yield HandledType(self.definition.type_name, handler, self.definition.schema)


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
                self._folder = self._folder or Path(tempfile.mkdtemp(prefix="cfn-sandbox-"))
                folder, definition = self._folder / digest, read_definition(package)
                unpack(io.BytesIO(package), folder)
                python = find_interpreter(definition.settings["runtime"].removeprefix("python")) or sys.executable
                entrypoint = definition.entrypoint()
                self._pools[digest] = ProcessPool(lambda: FunctionProcess(python, folder, called=entrypoint))
            return self._pools[digest]

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
