"""Folders of CloudFormation CLI projects in Python: the type that is written there, with its handlers."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .cloudformation.registry import HandledType
from .packaged import Packaged
from .packages import ProcessPool, dotted_to_function


class ProjectError(Exception):
    """A folder holds no project that can be served; the text says why."""


@dataclass(frozen=True)
class TypeProject:
    """A project: its folder, `.rpdk-config` and the schema. The handlers run in processes of their own.

    So two projects may have modules of one name. The processes have the libraries of this environment.
    """

    folder: Path
    settings: dict[str, Any]
    schema: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "TypeProject":
        """Return the project in a folder. Raises `ProjectError`."""
        settings = _json(folder / ".rpdk-config")
        name = str(settings.get("typeName", ""))
        if not name or "entrypoint" not in settings:
            raise ProjectError(f"{folder / '.rpdk-config'} must have typeName and entrypoint")
        schema = _json(folder / f"{name.replace('::', '-').lower()}.json")
        return cls(folder.resolve(), settings, schema)

    @property
    def name(self) -> str:
        """Return the name of the type."""
        return str(self.settings["typeName"])

    def function(self, entrypoint: str) -> ProcessPool:
        """Return the function that a setting, `entrypoint` or `testEntrypoint`, names."""
        called = dotted_to_function(self.settings[entrypoint])
        source = self.folder / "src"
        folders = [source if source.is_dir() else self.folder]
        return ProcessPool(lambda: Packaged(sys.executable, *folders, called=called, isolated=False))

    @contextmanager
    def running(self) -> Iterator[HandledType]:
        """Return the type with its handler, whose processes end with the context."""
        handler = self.function("entrypoint")
        try:
            yield HandledType(self.name, handler, self.schema)
        finally:
            handler.close()


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProjectError(f"{path} isn't there: is this the folder of a CloudFormation CLI project?") from None
    except ValueError as error:
        raise ProjectError(f"{path} is not valid JSON: {error}") from None
    if not isinstance(found, dict):
        raise ProjectError(f"{path} must hold a JSON object")
    return found
