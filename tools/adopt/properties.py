"""The properties that somebody would write into a template, among those that Read reports. Pure.

The schema and the API decide: a property that no call takes is reported only, and one that Read never returns isn't
there. What SageMaker fills in, and the defaults that it documents, are the two tables below.
"""

from collections.abc import Iterator
from typing import Any, Final

import botocore.session

from mlops_sagemaker_modelpackage.names import provides_containers
from mlops_sagemaker_modelpackage.schema import READ_ONLY, SCHEMA, resolve

from .versions import Properties

Schema = dict[str, Any]

# "If you omit it, SageMaker sets it", says the schema of each.
FILLED_IN: Final = frozenset({"ImageDigest", "ModelDataETag", "ETag", "ManifestEtag"})
# By definition of the schema and name: the values that the API reference documents as those of an omitted member.
DEFAULTS: Final = {
    ("", "ModelApprovalStatus"): "PendingManualApproval",
    ("TransformInput", "CompressionType"): "None",
    ("TransformInput", "SplitType"): "None",
}
_GROUP: Final = "ModelPackageGroupName"
_CONTAINERS: Final = "InferenceSpecification"
_UNSET: Final[tuple[Any, ...]] = (None, "", [], {})


def _accepted_names() -> frozenset[str]:
    """Return the parameters of the calls that create and update a package."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    shapes: list[Any] = [model.operation_model(f"{verb}ModelPackage").input_shape for verb in ("Create", "Update")]
    return frozenset(name for shape in shapes for name in shape.members).difference(READ_ONLY)


_ACCEPTED: Final = _accepted_names()


def written_properties(reported: Properties) -> Properties:
    """Return the properties for a template: the group first, then plain values, then objects."""
    kept = {name: value for name, value in reported.items() if name in _ACCEPTED}
    if provides_containers(kept.get("SourceUri")) or kept.get("SourceAlgorithmSpecification"):
        kept.pop(_CONTAINERS, None)  # taken over from the source, beside which the create call refuses them
    pruned: Properties = _prune(kept, SCHEMA, "")
    order = sorted(pruned, key=lambda name: (name != _GROUP, isinstance(pruned[name], (dict, list))))
    return {name: pruned[name] for name in order}


def _prune(value: Any, schema: Schema, definition: str) -> Any:
    """Return a value without unset members, defaults, and what SageMaker fills in. Maps stay as they are."""
    if isinstance(value, list):
        return [_prune(item, *_named(schema.get("items", {}))) for item in value]
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    required = schema.get("required", ())
    members = {name: _prune(item, *_named(schema["properties"].get(name, {}))) for name, item in value.items()}
    return {
        name: item
        for name, item in members.items()
        if name in required or not _is_omitted(item, definition, name, schema["properties"].get(name, {}))
    }


def _named(schema: Schema) -> tuple[Schema, str]:
    """Return a resolved schema, and the name of its definition."""
    return resolve(schema), schema.get("$ref", "").rpartition("/")[2]


def _is_omitted(value: Any, definition: str, name: str, schema: Schema) -> bool:
    default = DEFAULTS.get((definition, name), schema.get("default"))
    is_unset = value is False or value in _UNSET  # zero is a value
    return is_unset or name in FILLED_IN or (default is not None and value == default)


def environments(properties: Properties) -> Iterator[tuple[str, list[str]]]:
    """Yield the path and the names of the variables of each environment in a template's properties."""
    yield from _environments(properties, "")


def _environments(value: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    members: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in members:
        inner = f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".lstrip(".")
        if name == "Environment" and isinstance(item, dict):
            yield inner, sorted(item)
        else:
            yield from _environments(item, inner)


def unwritable(value: Any) -> str:
    """Return what CloudFormation would take for a function or a dynamic reference; empty if there is nothing.

    A template has no way to write such a text or such a key literally.
    """
    if isinstance(value, str):
        return "{{resolve:…}}" if "{{resolve:" in value else ""
    if isinstance(value, list):
        return next(filter(None, map(unwritable, value)), "")
    if isinstance(value, dict):
        names = (
            name for name in value if len(value) == 1 and (name in ("Ref", "Condition") or name.startswith("Fn::"))
        )
        return next(names, "") or unwritable([*value.values()])
    return ""
