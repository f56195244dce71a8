"""A stand-in for AWS on one loopback port, for development and tests: stacks over real handlers of resource types."""

from typing import Any

__all__ = ["HandledType", "Sandbox", "Stacks", "TypeProject"]

_MODULES = {
    "Sandbox": "server",
    "Stacks": "testing",
    "TypeProject": "projects",
    "HandledType": "cloudformation.registry",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and nothing else: the server takes a second to import."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
