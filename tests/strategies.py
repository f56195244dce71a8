"""Strategies for models: whatever the schema allows, and what the checks allow on top of it."""

import json
import string
from typing import Any

from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import schema
from mlops_sagemaker_modelpackage.schema import PROPERTIES, Schema, resolve
from tools.comparison import is_sent

REPORTED = {name for name in PROPERTIES.keys() - {*schema.READ_ONLY, *schema.WRITE_ONLY} if not is_sent(name)}
_WORDS = st.text(string.ascii_letters + string.digits + " äß日本-_.:/=+@", min_size=1, max_size=12)


# What the schema says in words only.
_IN_WORDS = {"ModelCardContent": st.dictionaries(_WORDS, _WORDS | st.integers(), max_size=2).map(json.dumps)}


def _of(shape: Schema) -> st.SearchStrategy[Any]:
    """Return a strategy for what a schema allows."""
    shape = resolve(shape)
    kind = shape.get("type", "object")
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        return st.integers(shape.get("minimum", 0), 1000)
    if kind == "string":
        return _text(shape)
    if kind == "array":
        return st.lists(
            _of(shape["items"]), min_size=shape.get("minItems", 0), max_size=min(shape.get("maxItems", 2), 2)
        )
    if schema.is_map(shape):
        ((pattern, value),) = shape["patternProperties"].items()
        return st.dictionaries(_text({"type": "string", "pattern": pattern, "minLength": 1}), _of(value), max_size=3)
    required = set(shape.get("required", ()))
    members = {name: _IN_WORDS.get(name, _of(member)) for name, member in shape["properties"].items()}
    return st.fixed_dictionaries(
        {name: strategy for name, strategy in members.items() if name in required},
        optional={name: strategy for name, strategy in members.items() if name not in required},
    )


# Words of which every pattern of the schema takes some: drawing from the patterns themselves takes too long.
_SAMPLES = (
    *("a", "A1", "a-b", "key_1", "x" * 63, "text/csv", "application/json", "1.7", "1.7.3", "12.3.456", "alias/key-1"),
    *("ml.m5.large", "ml.p6-b200.48xlarge", "al2-ami-sagemaker-batch-gpu-470", " äß日本-_.:/=+@", "a b", "0"),
    *("s3://bucket/key", "https://bucket/key/", f"sha256:{'0a' * 32}", f"SHA256:{'F' * 64}"),
    *("arn:aws:iam::123456789012:role/a", "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a"),
)


def _text(shape: Schema) -> st.SearchStrategy[str]:
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    fits = [text for text in _SAMPLES if not list(schema.problems(text, shape))]
    free = "pattern" not in shape or r"\p{" in shape["pattern"] or shape["pattern"] in (".*", "^.*$")
    return (
        st.sampled_from(fits) | _WORDS.map(lambda text: text[: shape.get("maxLength")])
        if free
        else st.sampled_from(fits)
    )


_PROPERTIES = {name: _of(shape) for name, shape in PROPERTIES.items()}


def _without_environment(specification: dict[str, Any]) -> dict[str, Any]:
    containers = [{k: v for k, v in item.items() if k != "Environment"} for item in specification["Containers"]]
    return {**specification, "Containers": containers}


@st.composite
def models(draw: st.DrawFn, *, versioned: bool | None = None) -> dict[str, Any]:
    """Draw a model that a template may ask for: of one kind, without what that kind can't have."""
    if versioned is None:
        versioned = draw(st.booleans())
    other = (
        {"ModelPackageName", "Tags", "CertifyForMarketplace"}
        if versioned
        else {
            "ModelPackageGroupName",
            "ModelApprovalStatus",
            "ApprovalDescription",
            "CustomerMetadataProperties",
            "Environment",
            "ModelCard",
            "ModelLifeCycle",
            "ModelPackageRegistrationType",
            "SecurityConfig",
        }
    )
    taken_out = {*schema.READ_ONLY, *REPORTED, *other}
    model: dict[str, Any] = {
        name: draw(_PROPERTIES[name]) for name in sorted(set(PROPERTIES) - taken_out) if draw(st.booleans())
    }
    model["ModelPackageGroupName" if versioned else "ModelPackageName"] = "name"
    if "InferenceSpecification" not in model:
        model.pop("Environment", None)
    if not versioned:
        for name in {"InferenceSpecification", "AdditionalInferenceSpecificationDefinition"} & model.keys():
            model[name] = _without_environment(model[name])
    names: set[str] = set()
    for name in ("AdditionalInferenceSpecifications", "AdditionalInferenceSpecificationsToAdd"):
        kept = [item for item in model.get(name, []) if not (item["Name"] in names or names.add(item["Name"]))]  # type: ignore[func-returns-value]
        if name in model:
            model[name] = kept if versioned else [_without_environment(item) for item in kept]
    if "Tags" in model:
        model["Tags"] = [{"Key": f"{index}", "Value": tag["Value"]} for index, tag in enumerate(model["Tags"])]
    return model
