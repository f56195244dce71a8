"""A stand-in for AWS on one loopback port, for development and tests: stacks over real handlers of resource types."""

from importlib import import_module
from typing import Any

__all__ = ["HandledType", "Sandbox", "Stacks", "TypeProject"]

_MODULES = {"Sandbox": "server", "Stacks": "testing", "TypeProject": "projects", "HandledType": "engine"}


def __getattr__(name: str) -> Any:
    """Import only what is used: the server takes a second to import."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
