"""Services of AWS that other distributions add to moto's, found by the entry points `cfn_sandbox.plugins`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Protocol

from .cloudformation import registry

GROUP = "cfn_sandbox.plugins"


class Plugin(Protocol):
    """What an entry point names: a module with these functions."""

    def install(self) -> None:
        """Put the service in the place of moto's, for the whole process, with nothing in it."""

    def settle_after(self, seconds: float) -> None:
        """Let each change of a status take so many seconds."""

    def resource_types(self) -> Iterable[registry.HandledType]:
        """Return the resource types of CloudFormation that the service has handlers for."""


def installed_plugins() -> list[Plugin]:
    """Return the plug-ins of this environment."""
    return [found.load() for found in entry_points(group=GROUP)]


@contextmanager
def installed(settle: float) -> Iterator[None]:
    """Install the plug-ins; their resource types are known until the context ends."""
    plugins = installed_plugins()
    for plugin in plugins:
        plugin.install()
        if settle:
            plugin.settle_after(settle)
    with registry.provided(kind for plugin in plugins for kind in plugin.resource_types()):
        yield
