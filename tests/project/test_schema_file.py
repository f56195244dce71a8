"""The schema of the type against the reference page and SageMaker's API."""

import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from mlops_sagemaker_modelpackage import checks, schema
from mlops_sagemaker_modelpackage.schema import PROPERTIES, SCHEMA, resolve
from tools import api

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT.parent / "shared" / "spec" / "properties.json"
NEWER = {  # than the reference page
    *("ManagedStorageType", "ModelCard", "ModelLifeCycle", "ModelPackageRegistrationType", "SecurityConfig"),
    *("SkipModelValidation", "SourceUri"),
}
WIDER = {("ModelPackageGroupName", "maxLength"), ("ModelPackageGroupName", "pattern")}  # for ARNs
TYPES = {"String": "string", "Boolean": "boolean", "Integer": "integer", "Map of String": "object"}


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """Return the reference page as data; it isn't part of the project, so it may be missing."""
    if not PAGE.exists():
        pytest.skip("the reference page is not beside this checkout")
    data: dict[str, Any] = json.loads(PAGE.read_text(encoding="utf-8"))
    return data


def _kind(name: str) -> str:
    """Return a property's type in the words of the page."""
    stated = PROPERTIES[name]
    if "$ref" in stated:
        return str(stated["$ref"]).rpartition("/")[2]
    if stated["type"] == "array":
        return f"List of {stated['items']['$ref'].rpartition('/')[2]}"
    return next(words for words, kind in TYPES.items() if kind == stated["type"])


def test_the_schema_has_the_properties_of_the_page_and_the_newer_ones(page: dict[str, Any]) -> None:
    """28 settable properties and three attributes (reference page), and what the API has gained since (TYPE-1)."""
    assert set(PROPERTIES) - NEWER == {*page["properties"], *page["attributes"]}
    assert set(schema.READ_ONLY) == set(page["attributes"])


def test_create_only_is_what_the_page_marks_replacement(page: dict[str, Any]) -> None:
    """Create-only are exactly the properties whose update requires a replacement (reference page; TYPE-3)."""
    replaced = {name for name, told in page["properties"].items() if told["Update requires"] == "Replacement"}
    assert replaced == set(schema.CREATE_ONLY) - NEWER


def test_newer_properties_are_create_only_if_no_update_takes_them() -> None:
    """What UpdateModelPackage takes is changed in place; SourceUri for versions only."""
    model: Any = botocore.session.get_session().get_service_model("sagemaker")
    assert NEWER - set(schema.CREATE_ONLY) == NEWER & set(
        model.operation_model("UpdateModelPackage").input_shape.members
    )
    assert "/properties/SourceUri" in SCHEMA["conditionalCreateOnlyProperties"]


def test_types_and_limits_are_those_of_the_page(page: dict[str, Any]) -> None:
    """Each property has the page's type, minimum, maximum, pattern and allowed values."""
    for name, told in page["properties"].items():
        stated = PROPERTIES[name]
        assert (name, told["Type"]) == (name, _kind(name))
        least, most = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}.get(
            resolve(stated)["type"], ("minimum", "maximum")
        )
        for words, keyword in (
            ("Minimum", least),
            ("Maximum", most),
            ("Pattern", "pattern"),
            ("Allowed values", "enum"),
        ):
            if words in told and (name, keyword) not in WIDER:
                assert (name, keyword, told[words]) == (name, keyword, stated[keyword])


def test_names_of_groups_have_the_pattern_of_the_page(page: dict[str, Any]) -> None:
    """Names that the page allows are valid, others aren't; an ARN is a prefix before such a name."""
    told, stated = page["properties"]["ModelPackageGroupName"], PROPERTIES["ModelPackageGroupName"]
    for name in (
        "a",
        "a" * 63,
        "a" * 64,
        "A-1",
        "a--b",
        "a-",
        "-a",
        "a_b",
        "a/b",
        "",
        "a\n",
        f"a{'-' * 61}b",
        f"a{'-' * 62}b",
    ):
        good = re.search(told["Pattern"].removesuffix("$") + r"\Z", name) is not None and len(name) <= told["Maximum"]
        assert (name, good) == (name, not list(checks.violations(name, stated)))
        arn = f"arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:model-package-group/{name}"
        assert (arn, good) == (arn, not list(checks.violations(arn, stated)))
    assert list(checks.violations("arn:aws:sagemaker:us-east-1:123456789012:model-package/a", stated))


def test_every_difference_from_the_api_is_intended() -> None:
    """A member or limit of the API that the schema lacks or states differently is in api_differences.json."""
    unexplained = [found for found in api.differences() if found.where not in api.accepted()]
    assert [] == unexplained


def test_every_intended_difference_exists() -> None:
    """api_differences.json has no reason for a difference that no longer exists."""
    assert set() == set(api.accepted()) - {found.where for found in api.differences()}


def test_the_pattern_of_instance_types_matches_those_of_the_api() -> None:
    """Instance types aren't enumerated, so each of the API has to match the pattern."""
    model: Any = botocore.session.get_session().get_service_model("sagemaker")
    known = {*model.shape_for("TransformInstanceType").enum, *model.shape_for("ProductionVariantInstanceType").enum}
    pattern = resolve(PROPERTIES["InferenceSpecification"])["properties"]["SupportedTransformInstanceTypes"]["items"][
        "pattern"
    ]
    assert set() == {name for name in known if not re.search(pattern, name)}


def test_no_array_becomes_a_set() -> None:
    """Every array states insertionOrder and none asks for unique items: a set of objects can't be serialised."""
    arrays = [node for node in _nodes(SCHEMA) if node.get("type") == "array"]
    assert [(True, False)] * len(arrays) == [("insertionOrder" in node, node["uniqueItems"]) for node in arrays]


def test_a_map_has_one_pattern() -> None:
    """With two patternProperties the generated model would lose the type of the values."""
    maps = [node["patternProperties"] for node in _nodes(SCHEMA) if "patternProperties" in node]
    assert [1] * len(maps) == [len(patterns) for patterns in maps]


def _nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(node for item in value.values() for node in _nodes(item))]
    return [node for item in value for node in _nodes(item)] if isinstance(value, list) else []


def test_a_create_may_wait_for_its_validation_jobs() -> None:
    """Twelve hours for a create, two for the other handlers that wait (TYPE-5)."""
    minutes = {name: handler.get("timeoutInMinutes", 120) for name, handler in SCHEMA["handlers"].items()}
    assert {**dict.fromkeys(minutes, 120), "create": 720} == minutes


def test_the_cli_finds_the_schema_by_a_link() -> None:
    """The CLI looks for mlops-sagemaker-modelpackage.json, the package for schema.json: both are links to one file."""
    schema_file = ROOT / "sagemaker-modelpackage.json"
    links = (ROOT / "mlops-sagemaker-modelpackage.json", Path(schema.__file__).with_name("schema.json"))
    assert [schema_file] * 2 == [link.resolve() for link in links]
