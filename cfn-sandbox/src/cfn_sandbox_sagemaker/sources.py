"""What a package takes over from the source that it is cloned from or registered with. Pure."""

from copy import deepcopy
from typing import Any

_OF_PACKAGE = (
    *("InferenceSpecification", "AdditionalInferenceSpecifications", "ModelMetrics", "DriftCheckBaselines"),
    *("Domain", "Task", "SamplePayloadUrl"),
)
_OF_CONTAINER = ("ContainerHostname", "Image", "ModelDataUrl", "ModelDataSource", "Environment")


def of_package(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return what a clone takes over from a model package."""
    return deepcopy({name: parameters[name] for name in _OF_PACKAGE if name in parameters})


def of_model(containers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a package takes over from the containers of a model."""
    taken = [{name: each[name] for name in _OF_CONTAINER if each.get(name)} for each in containers]
    return {"InferenceSpecification": {"Containers": deepcopy(taken)}} if taken else {}
