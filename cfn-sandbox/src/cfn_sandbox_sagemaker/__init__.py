"""SageMaker's model packages and their groups, in the place of moto's.

`install` puts them there for the whole process: for `mock_aws` as for the server. These are internals of moto, which is
why its version is pinned.
"""

import moto.sagemaker.urls
from moto.moto_api import state_manager
from moto.sagemaker.models import sagemaker_backends

from cfn_sandbox.cloudformation.registry import HandledType

from . import groups
from .models import STATE_MODEL, SandboxBackend
from .urls import url_paths

__all__ = ["STATE_MODEL", "install", "resource_types", "settle_after", "settle_after_polls"]


def install() -> None:
    """Replace moto's backend and routes; what moto held until then is dropped. Settling takes no time until told so."""
    sagemaker_backends.backend = SandboxBackend
    sagemaker_backends.clear()
    moto.sagemaker.urls.url_paths.update(url_paths)
    state_manager.register_default_transition(STATE_MODEL, {"progression": "immediate"})


def settle_after(seconds: float) -> None:
    """Let each change of a status take so many seconds: there are two on the way to Completed, and one to gone."""
    state_manager.set_transition(STATE_MODEL, {"progression": "time", "seconds": seconds})


def settle_after_polls(polls: int) -> None:
    """Let each change of a status take so many polls instead of time."""
    state_manager.set_transition(STATE_MODEL, {"progression": "manual", "times": polls})


def resource_types() -> list[HandledType]:
    """Return the resource types of CloudFormation that are answered from here."""
    return [HandledType("AWS::SageMaker::ModelPackageGroup", groups.resource)]
