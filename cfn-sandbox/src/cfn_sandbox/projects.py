"""Folders of CloudFormation CLI projects in Python: the type that is written there, with its handlers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engine import HandledType
from .function_process import FunctionProcess
from .handler_packages import ProcessPool
from .type_definition import ProjectDefinition, ProjectError

__all__ = ["ProjectError", "TypeProject"]


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
    def settings(self) -> dict[str, Any]:
        """Return the content of `.rpdk-config`."""
        return self.definition.settings

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
