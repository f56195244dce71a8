"""Reads the properties of the type's resource in an example template."""

import json
from pathlib import Path
from typing import Any, Final

import cfn_flip

from mlops_sagemaker_modelpackage.schema import TYPE_NAME

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"


def properties(name: str) -> dict[str, Any]:
    """Return the properties of the only resource of the type in `examples/<name>.yaml`, with default parameters."""
    template = json.loads(cfn_flip.to_json((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")))
    defaults = {key: parameter.get("Default") for key, parameter in template.get("Parameters", {}).items()}
    (resource,) = (item for item in template["Resources"].values() if item["Type"] == TYPE_NAME)
    resolved: dict[str, Any] = _resolve(resource["Properties"], defaults)
    return resolved


def _resolve(value: Any, parameters: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"Ref"}:
            return parameters[value["Ref"]]
        return {key: _resolve(item, parameters) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolve(item, parameters) for item in value]
    return value
