"""Conversion between the model and the API."""

import json
import re
from datetime import datetime, timezone
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import checks, names, schema, specifications, translate
from mlops_sagemaker_modelpackage.tags import merge_tags

from ..samples import described
from ..strategies import REPORTED, models

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/name"
SHAPE: Any = (
    botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateModelPackage").input_shape
)
TOKENS = st.text(min_size=1, max_size=128)


def _request(desired: dict[str, Any], **others: Any) -> dict[str, Any]:
    return translate.create_request(desired, SHAPE, **{"token": "token", "tags": {}, **others})


def _meaningful(value: Any) -> Any:
    """Return a value without unset members, except in maps and where they are required."""
    return translate.for_api(value, SHAPE)


@given(model=models())
def test_a_model_survives_the_round_trip_through_the_api(model: dict[str, Any]) -> None:
    """Describe returns what was created, under the same names, without unset schema."""
    given = merge_tags(model, None)

    later = {"SourceUri": model["SourceUri"]} if translate.source_is_set_later(model) and "SourceUri" in model else {}
    described: Any = _request(model, tags=given) | later  # set by an update
    back = translate.from_api(described, given)

    plain = {name: value for name, value in model.items() if name not in schema.WRITE_ONLY}
    joined = {
        "AdditionalInferenceSpecifications": [*specifications.additional_specifications(model).values()],
        "InferenceSpecification": specifications.with_environment(model),
    }
    expected = _meaningful(plain | {name: value for name, value in joined.items() if value})
    added = {"ModelPackageStatusItem", "Tags"}
    assert {name: value for name, value in expected.items() if name not in added} == {
        name: value for name, value in back.items() if name not in added
    }
    assert sorted(given.items()) == sorted((tag["Key"], tag["Value"]) for tag in back["Tags"])


@given(model=models())
def test_a_request_has_only_parameters_of_the_api(model: dict[str, Any]) -> None:
    """The create call has only parameters of the API, and no unset schema."""
    request = _request(model)
    assert set() == request.keys() - SHAPE.members.keys()
    assert set() == request.keys() & {*REPORTED, "Environment", "ApprovalDescription"}
    assert all(schema.is_set(value) for value in request.values())


def test_an_empty_value_that_is_required_is_sent() -> None:
    """A tag may have an empty value, and an environment variable too."""
    model = {"Environment": {"A": ""}, "InferenceSpecification": {"Containers": [{"Image": "i"}]}}
    request = _request(model, tags={"a": ""})
    assert [{"Key": "a", "Value": ""}] == request["Tags"]
    assert {"A": ""} == request["InferenceSpecification"]["Containers"][0]["Environment"]


def test_a_containers_own_environment_wins() -> None:
    """Environment has the defaults for every container; a container's own keys win (ENV-1)."""
    model = {
        "Environment": {"A": "default", "B": "default"},
        "InferenceSpecification": {"Containers": [{"Environment": {"A": "own"}}, {"Image": "i"}]},
    }
    containers = _request(model)["InferenceSpecification"]["Containers"]
    assert [{"A": "own", "B": "default"}, {"A": "default", "B": "default"}] == [
        item["Environment"] for item in containers
    ]
    assert {"A": "own"} == model["InferenceSpecification"]["Containers"][0]["Environment"]  # type: ignore[index]


def test_additional_specifications_of_three_properties_are_joined() -> None:
    """On create, all three properties are joined, and each name is used once (ADD-1)."""
    one, two, three = ({"Name": name, "Containers": [{"Image": "i"}]} for name in ("one", "two", "three"))
    model = {
        "AdditionalInferenceSpecifications": [one],
        "AdditionalInferenceSpecificationsToAdd": [one, two],
        "AdditionalInferenceSpecificationDefinition": three,
    }
    assert [one, two, three] == _request(model)["AdditionalInferenceSpecifications"]


@given(token=TOKENS)
def test_a_client_token_fits_the_api_and_is_the_same_every_time(token: str) -> None:
    """CloudFormation's token may have 128 characters of any kind; the API takes 36 of [a-zA-Z0-9-]."""
    made = names.client_token(token)
    assert re.fullmatch("[a-zA-Z0-9-]{1,36}", str(made))
    assert names.client_token(token) == made


def test_a_valid_token_is_sent_unchanged() -> None:
    """CloudFormation's usual token is sent unchanged, so that it can be found in CloudTrail."""
    assert "1b4e28ba-2fa1-11d2-883f-0016d3cca427" == names.client_token("1b4e28ba-2fa1-11d2-883f-0016d3cca427")


def test_the_templates_own_token_wins() -> None:
    """ClientToken of the template is sent; without it and without a request token, botocore makes one."""
    assert "mine" == _request({"ClientToken": "mine"})["ClientToken"]
    assert "ClientToken" not in _request({}, token=None)


@given(
    stack=st.none()
    | st.text(max_size=128)
    | st.from_regex(r"arn:aws:cloudformation:x:1:stack/[-a-zA-Z0-9]{1,80}/u", fullmatch=True),
    logical=st.none() | st.text(max_size=80),
    token=TOKENS,
)
def test_a_generated_name_fits_and_is_the_same_every_time(stack: str | None, logical: str | None, token: str) -> None:
    """A name follows from stack, logical id and token, and is always within the pattern of names (NAME-1)."""
    name = names.generated_name(stack, logical, token)
    assert [] == list(checks.violations({"ModelPackageName": name}))
    assert name == names.generated_name(stack, logical, token)


def test_template_tags_win_over_stack_tags_and_reserved_ones_are_left_out() -> None:
    """An unversioned package gets template tags over stack tags, and none of AWS's own (TAG-1, TAG-3)."""
    state = {"Tags": [{"Key": "team", "Value": "own"}, {"Key": "aws:x", "Value": "1"}]}
    stack = {"team": "stack", "cost": 42, "aws:cloudformation:stack-name": "s"}
    assert {"team": "own", "cost": "42"} == merge_tags(state, stack)


def test_times_are_iso_8601_text() -> None:
    """A time is an ISO 8601 string in UTC, whatever its zone in botocore (READ-4)."""
    created = datetime(2026, 11, 23, 18, 0, tzinfo=timezone.utc)
    state = translate.from_api(described(CreationTime=created.astimezone()), {})
    assert "2026-11-23T18:00:00+00:00" == state["CreationTime"]


def test_a_version_has_no_name_of_its_own() -> None:
    """A model with both names would be refused at the next update."""
    package = described(ModelPackageGroupName="g", ModelPackageName="n", ModelPackageStatus="Completed")
    state = translate.from_api(package, {})
    assert "ModelPackageName" not in state


@pytest.mark.parametrize(
    ("status", "expected"),
    [("Pending", "NotStarted"), ("InProgress", "InProgress"), ("Completed", "Completed"), ("Deleting", "InProgress")],
)
def test_the_overall_status_is_one_item(status: str, expected: str) -> None:
    """ModelPackageStatusItem is the name and the status in the words of an item (READ-5)."""
    state = translate.from_api(described(ModelPackageName="n", ModelPackageStatus=status), {})
    assert {"Name": "n", "Status": expected} == state["ModelPackageStatusItem"]


def test_the_overall_status_of_a_failure_has_the_reasons() -> None:
    """The item has the reasons of all parts."""
    details = {
        "ImageScanStatuses": [{"Name": "c", "Status": "Failed", "FailureReason": "not found"}],
        "ValidationStatuses": [],
    }
    package = described(ModelPackageGroupName="g", ModelPackageStatus="Failed", ModelPackageStatusDetails=details)
    state = translate.from_api(package, {})
    assert {"Name": "g", "Status": "Failed", "FailureReason": "c: not found"} == state["ModelPackageStatusItem"]


def test_an_arn_shows_the_kind() -> None:
    """A version's ARN ends in group/number, the other kind's in the name."""
    assert (False, True) == (names.is_version_arn(ARN), names.is_version_arn(f"{ARN}/1"))
    assert ("name", "name/1") == (names.name_from_arn(ARN), names.name_from_arn(f"{ARN}/1"))


def _with_news(value: Any) -> Any:
    """Return JSON with unknown fields at every depth."""
    if isinstance(value, dict):
        return {key: _with_news(item) for key, item in value.items()} | {"BrandNew": {"Deep": [{"Deeper": 1}]}}
    return [_with_news(item) for item in value] if isinstance(value, list) else value


@given(model=models())
def test_unknown_fields_are_dropped(model: dict[str, Any]) -> None:
    """New fields of SageMaker are dropped at every depth; maps with the user's keys keep all entries."""
    described = {name: value for name, value in model.items() if name not in (*schema.WRITE_ONLY, "Tags")}
    maps = {"CustomerMetadataProperties"}
    more: Any = {name: value if name in maps else _with_news(value) for name, value in described.items()} | {
        "BrandNew": []
    }
    assert '"BrandNew"' not in json.dumps(_without_maps(translate.from_api(more, {})))


def _without_maps(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_maps(item) for key, item in value.items() if key != "Environment"}
    return [_without_maps(item) for item in value] if isinstance(value, list) else value


def test_an_empty_value_of_a_map_is_reported() -> None:
    """A variable may be empty; an empty text elsewhere is a member that nobody has set (CARD-9)."""
    container = {"Image": "image:1", "ModelDataUrl": "", "Environment": {"A": ""}}
    state = translate.from_api(described(InferenceSpecification={"Containers": [container]}), {})
    assert [{"Image": "image:1", "Environment": {"A": ""}}] == state["InferenceSpecification"]["Containers"]
