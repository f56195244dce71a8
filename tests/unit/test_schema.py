"""The walk over a value with its schema: types, limits, and members that the schema doesn't know."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import checks, schema

from ..strategies import models

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*schema.PROPERTIES, "Containers", "x", ""]), inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ({"CertifyForMarketplace": "true"}, {"CertifyForMarketplace": True}),
        ({"CertifyForMarketplace": "False"}, {"CertifyForMarketplace": False}),
        ({"ModelPackageVersion": "12"}, {"ModelPackageVersion": 12}),
        ({"Task": 5}, {"Task": "5"}),
        ({"Task": True}, {"Task": "true"}),
        ({"Environment": {"ROWS": 100}}, {"Environment": {"ROWS": "100"}}),
    ],
)
def test_scalars_get_the_type_of_the_schema(given_text: dict[str, Any], expected: dict[str, Any]) -> None:
    """CloudFormation may send a number or a boolean as a string, and the other way round."""
    assert expected == schema.coerce(given_text)


def test_nulls_are_dropped_at_every_depth() -> None:
    """A null equals a missing property, in objects and in lists."""
    sent = {"Task": None, "Tags": [None, {"Key": "a", "Value": None}], "ModelMetrics": {"Bias": None}}
    assert {"Tags": [{"Key": "a"}], "ModelMetrics": {}} == schema.coerce(sent)


@given(model=models())
def test_a_valid_model_is_unchanged(model: dict[str, Any]) -> None:
    """A valid model has no violations, and coercion doesn't change it."""
    assert [] == list(checks.violations(model))
    assert model == schema.coerce(model) == schema.well_typed(model)


@given(value=st.dictionaries(st.sampled_from([*schema.PROPERTIES, "x"]), JSON, max_size=4))
def test_any_json_can_be_validated(value: dict[str, Any]) -> None:
    """Any JSON can be coerced and validated without an exception."""
    coerced = schema.coerce(value)
    assert all(isinstance(problem, str) for problem in checks.violations(coerced))
    assert coerced == schema.coerce(coerced)
    assert schema.well_typed(coerced).keys() <= coerced.keys()


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (
            {"ModelApprovalStatus": "approved"},
            "ModelApprovalStatus must be one of Approved, PendingManualApproval, Rejected",
        ),
        ({"ApprovalDescription": "x" * 1025}, "ApprovalDescription must have at most 1024 characters"),
        ({"ModelPackageName": "-a"}, "ModelPackageName must match ^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$"),
        ({"ModelPackageName": "a\n"}, "ModelPackageName must match ^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$"),
        ({"ModelPackageVersion": 0}, "ModelPackageVersion must be at least 1"),
        ({"ModelPackageVersion": "one"}, "ModelPackageVersion must be of type integer"),
        ({"Tags": [{"Key": "a", "Value": "b"}] * 51}, "Tags must have at most 50 items"),
        ({"Tags": [{"Key": "a"}]}, "Tags[0].Value is required"),
        (
            {"InferenceSpecification": {"Containers": []}},
            "InferenceSpecification.Containers must have at least 1 items",
        ),
        ({"Environment": {f"K{n}": "v" for n in range(17)}}, "Environment must have at most 16 entries"),
        (
            {"ModelPackageGroup": "a"},
            "ModelPackageGroup is not a property of the type; did you mean ModelPackageGroupName?",
        ),
        ({"xyzzy": "a"}, "xyzzy is not a property of the type"),
    ],
)
def test_a_problem_is_named_with_its_place(state: dict[str, Any], problem: str) -> None:
    """Each violation is a sentence that names the property."""
    assert [problem] == list(checks.violations(state))


def test_problems_never_quote_a_map() -> None:
    """Keys and values of environments and metadata may be sensitive."""
    told = " ".join(
        checks.violations({"Environment": {"1-secret": "hidden"}, "CustomerMetadataProperties": {"a": "hidden" * 50}})
    )
    assert (False, False) == ("secret" in told, "hidden" in told)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"Task": "OTHER", "New": 1}, {"Task": "OTHER"}),
        ({"Tags": 5, "Task": "OTHER"}, {"Task": "OTHER"}),
        (
            {"InferenceSpecification": {"Containers": [{"Image": "i", "New": 1}]}},
            {"InferenceSpecification": {"Containers": [{"Image": "i"}]}},
        ),
        ({"AdditionalInferenceSpecifications": [{"Containers": []}]}, {}),
        ({"ApprovalDescription": "x" * 2000}, {"ApprovalDescription": "x" * 2000}),
    ],
)
def test_a_state_of_another_schema_becomes_well_typed(state: dict[str, Any], expected: dict[str, Any]) -> None:
    """A previous state may be of another version of the type: well-typed properties are kept, limits aren't checked."""
    assert expected == schema.well_typed(state)


def test_a_list_that_the_schema_does_not_know_is_no_error() -> None:
    """A previous state or an answer of SageMaker may have one, at any depth."""
    unknown: dict[str, Any] = {"New": [{"Newer": [{"a": {}}, "b"]}]}
    assert {} == schema.well_typed(unknown)
    assert ["New"] == [node.path for node in schema.walk(unknown) if node.schema is None]
    assert schema.is_satisfied_by(unknown, {"New": [{"Newer": [{"a": {}, "c": 1}, "b"]}]}, schema.SCHEMA)
    assert not schema.is_satisfied_by(unknown, {"New": [{"Newer": [{"a": {}}]}]}, schema.SCHEMA)


@pytest.mark.parametrize(
    ("desired", "actual", "expected"),
    [
        ("1.dkr.ecr.x.amazonaws.com/a:1", "1.dkr.ecr.x.amazonaws.com/a@sha256:0f", True),
        ("1.dkr.ecr.x.amazonaws.com/a", "1.dkr.ecr.x.amazonaws.com/a@sha256:0f", True),
        ("1.dkr.ecr.x.amazonaws.com/b:1", "1.dkr.ecr.x.amazonaws.com/a@sha256:0f", False),
        ("1.dkr.ecr.x.amazonaws.com/a:1", "1.dkr.ecr.x.amazonaws.com/a:2", False),
        ("s3://bucket/model/", "s3://bucket/model", True),
        ("s3://bucket/model", "s3://bucket/model/", True),
        ("s3://bucket/model", "s3://bucket/other", False),
        ("text/", "text", False),
    ],
)
def test_what_sagemaker_normalizes_is_the_same(desired: str, actual: str, expected: bool) -> None:
    """It may report an image by its digest, and an S3 address without its slash (UPDATE-11)."""
    assert expected == schema.is_satisfied_by(desired, actual, None, normalized=True)
    assert not schema.is_satisfied_by(desired, actual, None)
