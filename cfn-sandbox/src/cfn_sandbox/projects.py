"""What a CloudFormation CLI project in Python says about its type (`.rpdk-config`, the schema), and its handlers.

A project's folder and a package that `cfn submit` built have the same two files; only the name of the schema differs.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engine import HandledType
from .function_process import FunctionProcess, ProcessPool

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
        """Return the definition, checked. Raises `ProjectError`.

        `read` returns a file by its name. It raises `FileNotFoundError` or `KeyError` if there is none in `place`.
        `schema_file` is the name of the schema, by default the one in a project's folder.
        """
        settings = _read_object(read, SETTINGS_FILE, place)
        type_name = str(settings.get("typeName", ""))
        schema = _read_object(read, schema_file or f"{type_name.replace('::', '-').lower()}.json", place)
        if "entrypoint" not in settings:
            raise ProjectError(f"{SETTINGS_FILE} in {place} has no entrypoint")
        if not str(settings.get("runtime", "")).startswith("python"):
            raise ProjectError(
                f"The handlers in {place} are for {settings.get('runtime')}: the sandbox runs only Python"
            )
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

    @property
    def runtime_version(self) -> str:
        """Return the version of Python that the handlers are for, such as "3.12"."""
        return str(self.settings["runtime"]).removeprefix("python")

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
    """A project in a folder. Its handlers run in processes of their own, with the libraries of this environment.

    So two projects may have modules of the same name.
    """

    folder: Path
    definition: ProjectDefinition

    @classmethod
    def read(cls, folder: Path) -> "TypeProject":
        """Return the project in a folder. Raises `ProjectError`."""
        place = f"{folder}, which must be the folder of a CloudFormation CLI project"
        return cls(folder.resolve(), ProjectDefinition.read(lambda name: (folder / name).read_bytes(), place))

    @property
    def name(self) -> str:
        """Return the name of the type."""
        return self.definition.type_name

    def function(self, setting: str) -> ProcessPool:
        """Return the function that a setting, `entrypoint` or `testEntrypoint`, names."""
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
        handler = self.function("entrypoint")
        try:
            yield HandledType(self.name, handler, self.definition.schema)
        finally:
            handler.close()
