"""Every string and list of the schema at its limit and over it, and unusual but valid values."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from mlops_sagemaker_modelpackage import checks
from mlops_sagemaker_modelpackage.schema import PROPERTIES, Schema, resolve
from sandbox.engine import Engine, event

from ..faults import Wire
from ..templates import PACKAGE, SPECIFICATION, VERSION


def _sized(shape: Schema, path: str, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, Schema]]:
    """Yield every text, list and map of a schema that has a largest size, with its path."""
    name = shape.get("$ref", "")
    if name in seen:
        return
    shape = resolve(shape)
    if {"maxLength", "maxItems", "maxProperties"} & shape.keys():
        yield path, shape
    for key, member in shape.get("properties", {}).items():
        yield from _sized(member, f"{path}.{key}", (*seen, name) if name else seen)
    if "items" in shape:
        yield from _sized(shape["items"], f"{path}[]", seen)
    for value in shape.get("patternProperties", {}).values():
        yield from _sized(value, f"{path}{{}}", seen)


SIZED = dict(found for name, shape in PROPERTIES.items() for found in _sized(shape, name))


@pytest.mark.parametrize("path", SIZED)
def test_a_value_over_its_limit_is_refused(path: str) -> None:
    """A value of the maximum size passes; a larger one is refused with its name and limit."""
    shape = SIZED[path]
    for keyword, make in (
        ("maxLength", lambda size: "x" * size),
        ("maxItems", lambda size: [None] * size),
        ("maxProperties", lambda size: {f"K{number}": "" for number in range(size)}),
    ):
        if keyword in shape:
            limit = shape[keyword]
            told = f"must have at most {limit} "
            assert not [problem for problem in checks.violations(make(limit), shape, path) if told in problem]
            assert [problem for problem in checks.violations(make(limit + 1), shape, path) if told in problem]


@pytest.mark.parametrize(
    "category",
    [
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Me",
        "Nd",
        "Nl",
        "No",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Zs",
        "Cc",
        "Cf",
    ],
)
def test_every_category_of_unicode_is_accepted_or_refused_with_a_message(engine: Engine, category: str) -> None:
    """Descriptions take all but control and format characters (API reference); SageMaker's words say so."""
    text = "".join(found for found in map(chr, range(0x3100)) if unicodedata.category(found) == category)[:64]
    answer = engine.run(event("CREATE", VERSION | {"ModelPackageDescription": text}))
    if category.startswith("C"):
        assert "InvalidRequest" == answer["errorCode"]
        assert "modelPackageDescription" in answer["message"]
    else:
        assert ("SUCCESS", text) == (answer["status"], answer["resourceModel"]["ModelPackageDescription"])


@pytest.mark.parametrize(
    "wanted",
    [
        VERSION | {"CustomerMetadataProperties": {f"key{number}": "日本 äß" for number in range(50)}},
        VERSION
        | {"AdditionalInferenceSpecifications": [{"Name": f"s{number}", **SPECIFICATION} for number in range(15)]},
        VERSION | {"InferenceSpecification": {"Containers": [{"Image": f"image:{number}"} for number in range(15)]}},
        VERSION
        | {"InferenceSpecification": {"Containers": [{"Image": "i", "ModelInput": {"DataInputConfig": "x" * 16384}}]}},
        VERSION | {"Environment": {f"K{number}": "v" * 1024 for number in range(16)}},
        PACKAGE | {"Tags": [{"Key": f"ключ {number}", "Value": ""} for number in range(50)]},
        PACKAGE | {"ModelPackageName": "n" * 63},
    ],
    ids=["50 metadata", "15 specifications", "15 containers", "long text", "16 variables", "50 tags", "long name"],
)
def test_the_largest_valid_package_is_created(engine: Engine, wanted: dict[str, Any]) -> None:
    """A package at all limits is created, and Read returns all of it."""
    answer = engine.run(event("CREATE", wanted))
    assert "SUCCESS" == answer["status"]
    for name in ("CustomerMetadataProperties", "ModelPackageName"):
        assert wanted.get(name) == answer["resourceModel"].get(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CustomerMetadataProperties", {f"key{number}": "v" for number in range(51)}),
        ("AdditionalInferenceSpecifications", [{"Name": f"s{number}", **SPECIFICATION} for number in range(16)]),
        ("InferenceSpecification", {"Containers": [{"Image": "i"}] * 16}),
        ("Environment", {f"K{number}": "v" for number in range(17)}),
        ("ApprovalDescription", "x" * 1025),
        ("ModelPackageGroupName", "g" * 64),
    ],
)
def test_a_value_over_its_limit_is_refused_before_any_call(wire: Wire, engine: Engine, name: str, value: Any) -> None:
    """InvalidRequest, with the property and its limit."""
    answer = engine.run(event("CREATE", VERSION | {name: value}))
    assert "InvalidRequest" == answer["errorCode"]
    assert name in answer["message"]
    assert [] == wire.operations()
