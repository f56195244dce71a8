"""Which resource types there are in the sandbox, by name."""

from collections.abc import Callable
from functools import cache
from typing import Any

from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.schema import TYPE_NAME

from . import groups
from .types import Registered, ResourceType

_HANDLERS: dict[str, Callable[[Any, Any], Any]] = {
    TYPE_NAME: handlers.resource,
    # AWS's own type has the same properties: moving a stack from it to ours can be tried.
    "AWS::SageMaker::ModelPackage": handlers.resource,
    "AWS::SageMaker::ModelPackageGroup": groups.resource,
}


@cache
def find(name: str) -> ResourceType | None:
    """Return a resource type, None if the sandbox doesn't know it."""
    from .motos import known  # with it comes most of moto

    return registered(name) or known(name)


@cache
def registered(name: str) -> Registered | None:
    """Return a type that has a handler, which can be read and listed as well."""
    return Registered(name, _HANDLERS[name]) if name in _HANDLERS else None
