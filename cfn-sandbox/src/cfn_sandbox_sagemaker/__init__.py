"""SageMaker's model packages and groups. `install` puts them in the place of moto's, in the whole process."""

import moto.sagemaker.urls
from moto.moto_api import state_manager
from moto.sagemaker.models import sagemaker_backends

from cfn_sandbox.engine import HandledType
from cfn_sandbox.moto_services import replace_service

from . import group_handler
from .model_registry import STATE_MODEL, ModelPackageBackend
from .sagemaker_operations import ModelPackageOperations

__all__ = ["STATE_MODEL", "install", "resource_types", "settle_after", "settle_after_polls"]


def install() -> None:
    """Replace moto's model packages. Existing ones are dropped, and statuses change at once."""
    replace_service(sagemaker_backends, ModelPackageBackend, moto.sagemaker.urls, ModelPackageOperations)
    state_manager.register_default_transition(STATE_MODEL, {"progression": "immediate"})


def settle_after(seconds: float) -> None:
    """Set how long each change of a status takes. A create has two changes, a delete has one."""
    state_manager.set_transition(STATE_MODEL, {"progression": "time", "seconds": seconds})


def settle_after_polls(polls: int) -> None:
    """Set after how many polls each status changes, instead of a time."""
    state_manager.set_transition(STATE_MODEL, {"progression": "manual", "times": polls})


def resource_types() -> list[HandledType]:
    """Return the resource types of CloudFormation with a handler here."""
    return [HandledType("AWS::SageMaker::ModelPackageGroup", group_handler.resource)]
