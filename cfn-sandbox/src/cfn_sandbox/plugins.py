"""Plug-ins: services of AWS that other distributions add, found by the entry point group `cfn_sandbox.plugins`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Protocol

from .cloudformation.resource_types.lookup import serve_types
from .engine import HandledType


class Plugin(Protocol):
    """An entry point names a module with these functions."""

    def install(self) -> None:
        """Replace moto's service in this process, without any resources."""

    def settle_after(self, seconds: float) -> None:
        """Set how long each change of a resource's status takes, in seconds."""

    def resource_types(self) -> Iterable[HandledType]:
        """Return the resource types of CloudFormation that the service has handlers for."""


def installed_plugins() -> list[Plugin]:
    """Return the plug-ins of this environment."""
    return [entry_point.load() for entry_point in entry_points(group="cfn_sandbox.plugins")]


@contextmanager
def installed(settle: float) -> Iterator[None]:
    """Install the plug-ins and their types until the context ends. `settle` is how long a status takes to change."""
    plugins = installed_plugins()
    for plugin in plugins:
        plugin.install()
        if settle:
            plugin.settle_after(settle)
    with serve_types(item for plugin in plugins for item in plugin.resource_types()):
        yield
