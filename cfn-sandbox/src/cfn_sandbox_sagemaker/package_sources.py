"""What a package inherits from its source: the package that it clones, or the model that it is registered for. Pure."""

from copy import deepcopy
from typing import Any

_INHERITED_FROM_PACKAGE = (
    *("InferenceSpecification", "AdditionalInferenceSpecifications", "ModelMetrics", "DriftCheckBaselines"),
    *("Domain", "Task", "SamplePayloadUrl"),
)
_INHERITED_FROM_CONTAINER = ("ContainerHostname", "Image", "ModelDataUrl", "ModelDataSource", "Environment")


def inherit_from_package(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that a clone inherits from a model package."""
    return deepcopy({name: parameters[name] for name in _INHERITED_FROM_PACKAGE if name in parameters})


def inherit_from_model(containers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the parameters that a package inherits from the containers of a model."""
    inherited = [{name: item[name] for name in _INHERITED_FROM_CONTAINER if item.get(name)} for item in containers]
    return {"InferenceSpecification": {"Containers": deepcopy(inherited)}} if inherited else {}
