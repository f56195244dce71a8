"""Strategies for models: whatever the schema allows, and what the checks allow on top of it."""

import json
import re
import string
from typing import Any

import regex
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from mlops_sagemaker_modelpackage import checks, schema
from mlops_sagemaker_modelpackage.names import provides_containers
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
    if shape is schema.SCHEMA["definitions"]["S3ModelDataSource"]:
        required.add("S3Uri")  # Read may report it without, a template may not
    members = {name: _IN_WORDS.get(name, _of(member)) for name, member in shape["properties"].items()}
    return st.fixed_dictionaries(
        {name: strategy for name, strategy in members.items() if name in required},
        optional={name: strategy for name, strategy in members.items() if name not in required},
    )


# Words of which every pattern of the schema takes some: drawing from the patterns themselves takes too long.
_SAMPLES = (
    *("a", "A1", "a-b", "key_1", "x" * 63, "text/csv", "application/json", "1.7", "1.7.3", "12.3.456", "alias/key-1"),
    *("ml.m5.large", "ml.p6-b200.48xlarge", "al2-ami-sagemaker-batch-gpu-470", " äß日本-_.:/=+@", "a b", "0"),
    *("churn", "1.0.0", "2026-11", "arn:aws:sagemaker:us-east-1:123456789012:model-package/a"),
    *("s3://bucket/key", "https://bucket/key/", f"sha256:{'0a' * 32}", f"SHA256:{'F' * 64}"),
    *("arn:aws:iam::123456789012:role/a", "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a"),
)


def _text(shape: Schema) -> st.SearchStrategy[str]:
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    fits = [text for text in _SAMPLES if not list(checks.violations(text, shape))]
    free = "pattern" not in shape or r"\p{" in shape["pattern"] or shape["pattern"] in (".*", "^.*$")
    return (
        st.sampled_from(fits) | _WORDS.map(lambda text: text[: shape.get("maxLength")])
        if free
        else st.sampled_from(fits)
    )


_PROPERTIES = {name: _of(shape) for name, shape in PROPERTIES.items()}


def _without(specification: dict[str, Any], *names: str) -> dict[str, Any]:
    containers = [{k: v for k, v in item.items() if k not in names} for item in specification["Containers"]]
    return {**specification, "Containers": containers}


# What an unversioned package can't have in its containers, and must have beside them.
_VERSIONED_ONLY = ("Environment", "ModelDataSource")
_LISTS = ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes")


def _fitting(name: str, specification: dict[str, Any], *, versioned: bool) -> dict[str, Any]:
    """Return an inference specification as the property of this name may have it in a package of this kind."""
    main = name == "InferenceSpecification"
    left_out = [*(() if versioned else _VERSIONED_ONLY), *(["AdditionalS3DataSource"] if main else ())]
    types = {key: specification.get(key) or ["ml.m5.large"] for key in _LISTS} if main and not versioned else {}
    return {**_without(specification, *left_out), **types}


@st.composite
def models(draw: st.DrawFn, *, versioned: bool | None = None) -> dict[str, Any]:
    """Draw a model that a template may ask for: of one kind, without what that kind can't have."""
    versioned = draw(st.booleans()) if versioned is None else versioned
    other = (
        {"ModelPackageName", "Tags", "CertifyForMarketplace"}
        if versioned
        else {
            "ModelPackageGroupName",
            "ApprovalDescription",
            "CustomerMetadataProperties",
            "Environment",
            "ModelCard",
            "ModelLifeCycle",
            "ModelPackageRegistrationType",
            "SecurityConfig",
            "SourceUri",
        }
    )
    taken_out = {*schema.READ_ONLY, *REPORTED, *other}
    model: dict[str, Any] = {
        name: draw(_PROPERTIES[name]) for name in sorted(set(PROPERTIES) - taken_out) if draw(st.booleans())
    }
    model["ModelPackageGroupName" if versioned else "ModelPackageName"] = "name"
    if "InferenceSpecification" not in model:
        model.pop("Environment", None)
    elif provides_containers(model.get("SourceUri")):
        del model["SourceUri"]
    if not versioned and "SourceAlgorithmSpecification" not in model:
        model.setdefault("InferenceSpecification", {"Containers": [{"Image": "image:1"}]})
    for name in {"InferenceSpecification", "AdditionalInferenceSpecificationDefinition"} & model.keys():
        model[name] = _fitting(name, model[name], versioned=versioned)
    names: set[str] = set()
    for name in ("AdditionalInferenceSpecifications", "AdditionalInferenceSpecificationsToAdd"):
        kept = [item for item in model.get(name, []) if not (item["Name"] in names or names.add(item["Name"]))]  # type: ignore[func-returns-value]
        if name in model:
            model[name] = [_fitting(name, item, versioned=versioned) for item in kept]
    if "Tags" in model:
        model["Tags"] = [{"Key": f"{index}", "Value": tag["Value"]} for index, tag in enumerate(model["Tags"])]
    return model


# The reference page states a pattern where the API has none.
_STRICTER = {"SamplePayloadUrl": st.just("s3://bucket/payload.tar.gz")}


def answers(shape: Shape) -> st.SearchStrategy[Any]:
    """Return a strategy for answers of the API, as JSON: each member that isn't required may be missing."""
    if isinstance(shape, StructureShape):
        members = {
            name: _STRICTER[name] if name in _STRICTER else answers(member) for name, member in shape.members.items()
        }
        required = {name: members.pop(name) for name in shape.required_members}
        return st.fixed_dictionaries(required, optional=members)
    if isinstance(shape, ListShape):
        least = shape.metadata.get("min", 0)
        return st.lists(
            answers(shape.member), min_size=least, max_size=min(shape.metadata.get("max", 2), max(least, 2))
        )
    if isinstance(shape, MapShape):
        return st.dictionaries(_api_text(shape.key), answers(shape.value), max_size=2)
    if isinstance(shape, StringShape):
        return st.sampled_from(shape.enum) if shape.enum else _api_text(shape)
    if shape.type_name == "boolean":
        return st.booleans()
    if shape.type_name == "timestamp":
        return st.floats(0, 2e9)
    return st.integers(shape.metadata.get("min", 0), 1000)


def _api_text(shape: Shape) -> st.SearchStrategy[str]:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 1000)
    # Two patterns of the service model end in `${1,128}` and `${1,256}`: lengths that `max` states as well.
    pattern = regex.sub(r"\$\{1,\d+\}$", "", shape.metadata.get("pattern", ""))
    fits = [
        text
        for text in (*_SAMPLES, "")
        if least <= len(text) <= most and (not pattern or regex.fullmatch(pattern, text))
    ]
    return st.sampled_from(fits)


def _without_classes(value: Any) -> Any:
    """Return a schema whose patterns have no Unicode classes, which Python's `re` doesn't know: those take everything."""
    if isinstance(value, dict):
        return {_any_character(key): _without_classes(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_classes(item) for item in value]
    return _any_character(value) if isinstance(value, str) else value


def _any_character(pattern: str) -> str:
    return re.sub(r"\[[^\]]*\\p\{[^\]]*\]", r"[\\s\\S]", pattern)


_VALIDATOR = Draft7Validator(_without_classes(schema.SCHEMA))


def violations(model: dict[str, Any]) -> list[str]:
    """Return where a model breaks the schema of the type, as a validator of JSON Schema sees it."""
    return [f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(model)]
