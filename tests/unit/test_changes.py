"""The parameters of an update: computed from the changes, and only those that are still missing."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import changes, schema, tags
from mlops_sagemaker_modelpackage.names import provides_containers
from mlops_sagemaker_modelpackage.schema import PROPERTIES, resolve
from mlops_sagemaker_modelpackage.specifications import additional_specifications, with_environment

from ..samples import described
from ..strategies import models

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/name/1"
UNVERSIONED = "arn:aws:sagemaker:us-east-1:123456789012:model-package/name"
TAGS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"))
STAYING = ("ModelApprovalStatus", "ModelLifeCycle", "ModelPackageRegistrationType", "SourceUri")
IN_PLACE = ("ApprovalDescription", "CustomerMetadataProperties", *STAYING, "ModelCard", "Environment")


def _specification(name: str, image: str = "image:1") -> dict[str, Any]:
    return {"Name": name, "Containers": [{"Image": image}]}


def _created(model: dict[str, Any]) -> Any:
    """Return the description of a package that was just created from a model."""
    members = {name: value for name, value in model.items() if name not in schema.WRITE_ONLY}
    members["AdditionalInferenceSpecifications"] = [*additional_specifications(model).values()]
    if "InferenceSpecification" in model:
        members["InferenceSpecification"] = with_environment(model)
    return deepcopy(described(**members))


def _sent(previous: dict[str, Any], desired: dict[str, Any], current: Any) -> dict[str, Any]:
    """Return the parameters of all calls of an update together."""
    return changes.parameters(changes.changed_names(previous, desired), previous, desired, current)


def _missing(previous: dict[str, Any], desired: dict[str, Any], current: Any) -> list[str]:
    return changes.missing_names(changes.changed_names(previous, desired), previous, desired, current)


def _applied(current: dict[str, Any], update: dict[str, Any]) -> Any:
    """Return the description after UpdateModelPackage, according to its documentation."""
    update = deepcopy(update)
    metadata = current.get("CustomerMetadataProperties", {}) | update.pop("CustomerMetadataProperties", {})
    for key in update.pop("CustomerMetadataPropertiesToRemove", []):
        del metadata[key]
    specifications = current.get("AdditionalInferenceSpecifications", [])
    added = update.pop("AdditionalInferenceSpecificationsToAdd", [])
    assert not {item["Name"] for item in specifications} & {item["Name"] for item in added}
    card = current.get("ModelCard", {}) | update.pop("ModelCard", {})
    return {
        **current,
        **update,
        "ModelCard": card,
        "CustomerMetadataProperties": metadata,
        "AdditionalInferenceSpecifications": [*specifications, *added],
    }


@st.composite
def updates(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a previous and a desired state of a version that differ in what can be changed in place."""
    previous, other = draw(models(versioned=True)), draw(models(versioned=True))
    assume(not any(provides_containers(state.get("SourceUri")) for state in (previous, other)))  # needs a replacement
    desired = {name: value for name, value in previous.items() if name not in IN_PLACE}
    desired |= {name: other[name] for name in IN_PLACE if name in other}
    if "InferenceSpecification" not in desired:
        desired.pop("Environment", None)
    taken = additional_specifications(previous).keys()
    new = [item for name, item in additional_specifications(other).items() if name not in taken]
    desired["AdditionalInferenceSpecificationsToAdd"] = [
        *desired.get("AdditionalInferenceSpecificationsToAdd", []),
        *new,
    ]
    return previous | {"ModelPackageArn": ARN}, desired | {"ModelPackageArn": ARN}


@given(states=updates())
def test_an_update_reaches_the_desired_state(states: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """After the update, the package has the desired state."""
    previous, desired = states
    assert [] == changes.properties_to_replace(previous, desired)
    current = _created(previous)

    after = _applied(current, _sent(previous, desired, current))

    assert desired.get("CustomerMetadataProperties", {}) == after["CustomerMetadataProperties"]
    assert desired.get("ApprovalDescription", "") == after.get("ApprovalDescription", "")
    for name in STAYING:
        assert desired.get(name, current.get(name)) == after.get(name)
    assert desired.get("ModelCard", {}).items() <= after["ModelCard"].items()
    names = {item["Name"] for item in after["AdditionalInferenceSpecifications"]}
    assert additional_specifications(desired).keys() <= names
    wanted = with_environment(desired)
    for want, there in zip(
        (wanted or {}).get("Containers", []), after.get("InferenceSpecification", {}).get("Containers", []), strict=True
    ):
        assert want.get("Environment", {}) == there.get("Environment", {})


@given(states=updates())
def test_a_repeated_update_sends_nothing(states: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """A repeated update has nothing left to send."""
    previous, desired = states
    current = _created(previous)
    after = _applied(current, _sent(previous, desired, current))
    assert [] == _missing(previous, desired, after)


@given(model=models(versioned=True), other=models(versioned=True))
def test_without_a_change_nothing_is_sent(model: dict[str, Any], other: dict[str, Any]) -> None:
    """Changes by others survive an update that doesn't touch them (UPDATE-1, UPDATE-2)."""
    state = model | {"ModelPackageArn": ARN}
    elsewhere = _created(model) | {name: other[name] for name in IN_PLACE[:-1] if name in other}
    assert [] == changes.properties_to_replace(state, deepcopy(state))
    assert {} == _sent(state, deepcopy(state), elsewhere)


@given(before=TAGS, wanted=TAGS, current=TAGS)
def test_tags_reach_the_desired_state_and_tags_of_others_stay(
    before: dict[str, str], wanted: dict[str, str], current: dict[str, str]
) -> None:
    """Update touches only the keys that the template or the stack had or has (TAG-2)."""
    to_set, to_remove = tags.tag_changes(before, wanted)
    after = {key: value for key, value in (current | to_set).items() if key not in to_remove}
    assert tags.shows(after, to_set, to_remove)
    for key in before.keys() | wanted.keys() | current.keys():
        if before.get(key) != wanted.get(key):
            assert wanted.get(key) == after.get(key)
        else:
            assert current.get(key) == after.get(key)


@pytest.mark.parametrize("name", sorted(set(schema.CREATE_ONLY) - {"ClientToken"}))
def test_a_create_only_property_is_not_updatable(name: str) -> None:
    """Changing, adding or removing a create-only property is refused, by name (UPDATE-8)."""
    one, two = _two_values(name)
    for previous, desired in (({name: one}, {name: two}), ({}, {name: two}), ({name: one}, {})):
        assert [name] == changes.properties_to_replace(previous, desired | {"ModelPackageArn": ARN})


def _two_values(name: str) -> tuple[Any, Any]:
    shape = resolve(PROPERTIES[name])
    if shape["type"] == "string":
        return "one", "two"
    containers = ({"Containers": [{"Image": text}]} for text in ("one", "two"))
    if name == "InferenceSpecification":
        return next(containers), next(containers)
    member = next(iter(shape["properties"]))
    return {member: {"x": "one"}}, {member: {"x": "two"}}


def test_another_client_token_is_not_updatable() -> None:
    """A token is create-only; a token in the desired state only is no change, since Read returns none."""
    assert ["ClientToken"] == changes.properties_to_replace(
        {"ClientToken": "a"}, {"ClientToken": "b", "ModelPackageArn": ARN}
    )
    assert [] == changes.properties_to_replace({}, {"ClientToken": "b", "ModelPackageArn": ARN})


def test_values_that_sagemaker_fills_in_are_no_change() -> None:
    """Digests, ETags, empty keys and the specification of an algorithm are ignored (UPDATE-6)."""
    algorithm = {"SourceAlgorithms": [{"AlgorithmName": "a"}]}
    container = {"Image": "i", "ImageDigest": "sha256:1", "ModelDataETag": "2"}
    profile: dict[str, Any] = {"TransformJobDefinition": {"TransformOutput": {"S3OutputPath": "s3://b"}}}
    read_profile = {"TransformJobDefinition": {"TransformOutput": {"S3OutputPath": "s3://b", "KmsKeyId": ""}}}
    previous = {
        "InferenceSpecification": {"Containers": [container]},
        "SourceAlgorithmSpecification": algorithm,
        "ValidationSpecification": {"ValidationProfiles": [read_profile]},
        "CertifyForMarketplace": False,
        "SkipModelValidation": "None",
    }
    assert [] == changes.properties_to_replace(
        previous,
        {
            "ModelPackageArn": ARN,
            "SourceAlgorithmSpecification": algorithm,
            "ValidationSpecification": {"ValidationProfiles": [profile]},
        },
    )


@pytest.mark.parametrize(
    ("previous", "desired", "name"),
    [
        ({"ModelPackageName": "name"}, {"ModelPackageName": "other"}, "ModelPackageName"),
        ({}, {"ModelPackageName": "other"}, "ModelPackageName"),
        ({}, {"CertifyForMarketplace": True}, "CertifyForMarketplace"),
        ({"CertifyForMarketplace": True}, {}, "CertifyForMarketplace"),
        (
            {"AdditionalInferenceSpecifications": [_specification("a"), _specification("b")]},
            {"AdditionalInferenceSpecifications": [_specification("b")]},
            "AdditionalInferenceSpecifications",
        ),
        (
            {"AdditionalInferenceSpecifications": [_specification("a")]},
            {"AdditionalInferenceSpecifications": [_specification("a", "image:2")]},
            "AdditionalInferenceSpecifications",
        ),
        ({}, {"AdditionalInferenceSpecifications": [_specification("a")]}, "AdditionalInferenceSpecifications"),
    ],
)
def test_a_change_without_an_api_call_is_not_updatable(
    previous: dict[str, Any], desired: dict[str, Any], name: str
) -> None:
    """The API can't rename, re-certify, alter or remove a specification, nor add one to an unversioned package (TYPE-4)."""
    current: Any = {"AdditionalInferenceSpecifications": previous.get("AdditionalInferenceSpecifications", [])}
    wanted = desired | {"ModelPackageArn": UNVERSIONED}
    assert [name] == changes.properties_to_replace(previous, wanted, current=current)


def test_a_specification_that_the_package_lacks_needs_no_removal() -> None:
    """The update that should have added it failed, and its rollback takes it out of the template again (UPDATE-8)."""
    previous = {"AdditionalInferenceSpecifications": [_specification("a")]}
    lacking: Any = {"AdditionalInferenceSpecifications": []}
    assert [] == changes.properties_to_replace(previous, {"ModelPackageArn": UNVERSIONED}, current=lacking)


@pytest.mark.parametrize(
    ("previous", "desired"),
    [
        ({"ModelPackageName": "Name"}, {"ModelPackageName": "Name"}),
        ({}, {"ModelPackageName": "Name"}),
        ({"ModelPackageName": "name"}, {}),
        ({"ModelPackageName": "other"}, {"ModelPackageName": "Other"}),  # the template never had the name in the ARN
        ({"CertifyForMarketplace": False}, {}),
        ({"ModelPackageDescription": ""}, {}),
        ({}, {"ModelMetrics": {}}),
        ({}, {"SkipModelValidation": "None"}),
        ({"SkipModelValidation": "None"}, {}),
        (
            {"AdditionalInferenceSpecifications": [_specification("a")]},
            {"AdditionalInferenceSpecificationsToAdd": [_specification("a", "image:2")]},
        ),
    ],
)
def test_unset_and_equal_values_are_no_change(previous: dict[str, Any], desired: dict[str, Any]) -> None:
    """The actual name, False, an empty value and an existing specification are no changes."""
    assert [] == changes.properties_to_replace(previous, desired | {"ModelPackageArn": UNVERSIONED})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, ARN, ["SourceUri"]),
        (ARN, f"{ARN}0", ["SourceUri"]),
        (ARN, "https://example.com/churn.git", ["SourceUri"]),
        ("https://example.com/churn.git", ARN, ["SourceUri"]),
        ("https://example.com/churn.git", "https://example.com/other.git", []),
        (ARN, ARN, []),
        (ARN, None, []),
    ],
)
def test_a_source_with_containers_can_not_be_changed(
    before: str | None, after: str | None, expected: list[str]
) -> None:
    """No update copies containers; another source is only a text, and one that is taken out stays (UPDATE-3)."""
    states = ({"SourceUri": source, "ModelPackageArn": ARN} for source in (before, after))
    assert expected == changes.properties_to_replace(next(states), next(states))


@pytest.mark.parametrize("name", ["InferenceSpecification", "Domain", "ModelMetrics"])
def test_values_that_a_clone_copied_are_no_removal(name: str) -> None:
    """A Read model has values of the source; in a template, removing them is a change (API reference)."""
    source = {"SourceUri": ARN, "ModelPackageArn": ARN}
    previous = source | {name: _two_values(name)[0]}
    assert [] == changes.properties_to_replace(previous | {"ModelPackageStatus": "Completed"}, source)
    assert [name] == changes.properties_to_replace(previous, source)


@pytest.mark.parametrize("read", [False, True])
def test_removing_a_value_from_a_specification_is_a_change(read: bool) -> None:
    """The API has no call for it; only a Read model may have more than the template."""
    full = _specification("a") | {"Description": "more"}
    previous = {"AdditionalInferenceSpecifications": [full]} | ({"ModelPackageStatus": "Completed"} if read else {})
    desired = {"AdditionalInferenceSpecifications": [_specification("a")], "ModelPackageArn": ARN}
    if read:
        assert [] == changes.properties_to_replace(previous, desired)
    else:
        assert ["AdditionalInferenceSpecifications"] == changes.properties_to_replace(previous, desired)


def test_specifications_of_others_in_a_read_model_are_no_removal() -> None:
    """A template without specifications doesn't remove those of others."""
    previous = {"AdditionalInferenceSpecifications": [_specification("a")], "ModelPackageStatus": "Completed"}
    assert [] == changes.properties_to_replace(previous, {"ModelPackageArn": ARN})


def test_a_template_is_completed_with_what_read_returns_now() -> None:
    """For a desired state that Read returned: what no update can change is SageMaker's, the rest is the template's."""
    previous = {
        "Task": "OTHER",
        "Domain": "TEXT",
        "ModelApprovalStatus": "PendingManualApproval",
        "ApprovalDescription": "old",
        "AdditionalInferenceSpecificationsToAdd": [_specification("ours")],
    }
    actual = {
        "Task": "CLASSIFICATION",
        "ModelPackageStatus": "Completed",
        "ModelApprovalStatus": "Approved",
        "ApprovalDescription": "same",
        "CustomerMetadataProperties": {"theirs": "1"},
        "AdditionalInferenceSpecifications": [_specification(name) for name in ("ours", "read", "theirs")],
    }
    desired = {
        "ModelApprovalStatus": "Rejected",
        "ApprovalDescription": "same",
        "AdditionalInferenceSpecifications": [_specification("read")],
    }
    assert {
        "Task": "CLASSIFICATION",
        "Domain": "TEXT",
        "ModelPackageStatus": "Completed",
        "ModelApprovalStatus": "PendingManualApproval",
        "ApprovalDescription": "old",
        "AdditionalInferenceSpecificationsToAdd": [_specification("ours")],
        "AdditionalInferenceSpecifications": [_specification("ours"), _specification("read")],
    } == changes.merge_read_state(previous, desired, actual)
    assert {"ApprovalDescription": "same", "AdditionalInferenceSpecifications": []} == changes.merge_read_state(
        {}, desired, {"ApprovalDescription": "same", "ModelApprovalStatus": "Approved"}
    )


def test_every_change_is_sent_once() -> None:
    """DescribeModelPackage may be stale, so before the call it doesn't suppress a change."""
    previous, desired = {"ModelApprovalStatus": "Rejected"}, {"ModelApprovalStatus": "Approved", "ModelPackageArn": ARN}
    current = described(**desired)
    assert {"ModelApprovalStatus": "Approved"} == _sent(previous, desired, current)
    assert [] == _missing(previous, desired, current)


def test_an_approval_that_is_removed_from_the_template_stays() -> None:
    """A removed ModelApprovalStatus keeps its value; a removed ApprovalDescription is cleared (UPDATE-3, UPDATE-4)."""
    previous = {"ModelApprovalStatus": "Approved", "ApprovalDescription": "yes", "ModelPackageArn": ARN}
    assert {"ApprovalDescription": ""} == _sent(previous, {"ModelPackageArn": ARN}, described(**previous))


def test_metadata_becomes_exactly_that_of_the_template() -> None:
    """When it changes, keys that others added are removed (UPDATE-5)."""
    previous, desired = ({"CustomerMetadataProperties": {"a": value}, "ModelPackageArn": ARN} for value in ("1", "2"))
    current = described(CustomerMetadataProperties={"a": "1", "b": "somebody's"})
    assert {
        "CustomerMetadataProperties": {"a": "2"},
        "CustomerMetadataPropertiesToRemove": ["b"],
    } == _sent(previous, desired, current)


def test_a_changed_environment_keeps_values_that_sagemaker_filled_in() -> None:
    """Without its digest, an image's tag would be resolved again, possibly to another image."""
    state = {"InferenceSpecification": {"Containers": [{"Image": "i"}]}, "ModelPackageArn": ARN}
    current = described(InferenceSpecification={"Containers": [{"Image": "i", "ImageDigest": "sha256:1"}]})
    expected = {"Containers": [{"Image": "i", "ImageDigest": "sha256:1", "Environment": {"A": "1"}}]}
    assert {"InferenceSpecification": expected} == _sent(state, state | {"Environment": {"A": "1"}}, current)


def test_an_environment_is_set_in_the_containers_that_the_package_has() -> None:
    """Somebody may have replaced the specification by one with more containers: those keep what they have."""
    state = {"InferenceSpecification": {"Containers": [{"Image": "i"}]}, "ModelPackageArn": ARN}
    current: Any = {"InferenceSpecification": {"Containers": [{"Image": "i"}, {"Image": "theirs"}]}}
    sent = _sent(state, state | {"Environment": {"A": "1"}}, current)
    assert [{"Image": "i", "Environment": {"A": "1"}}, {"Image": "theirs"}] == sent["InferenceSpecification"][
        "Containers"
    ]


def test_an_environment_of_a_package_without_a_known_specification_is_sent_with_that_of_the_template() -> None:
    """A description may lack the specification, as that of a clone may at first (ENV-2)."""
    desired = {"InferenceSpecification": {"Containers": [{"Image": "i"}]}, "Environment": {"A": "1"}}
    expected = {"Containers": [{"Image": "i", "Environment": {"A": "1"}}]}
    none: Any = {}
    assert {"InferenceSpecification": expected} == _sent({}, desired, none)
    assert "Environment" not in desired["InferenceSpecification"]["Containers"][0]  # type: ignore[index]


def test_a_specification_that_others_added_is_not_replaced() -> None:
    """The package has a specification of that name with different content: it can't be changed in place."""
    current = described(AdditionalInferenceSpecifications=[_specification("a", "image:2")])
    desired = {"AdditionalInferenceSpecifications": [_specification("a")], "ModelPackageArn": ARN}
    assert ["a"] == changes.conflicting_specifications({"ModelPackageArn": ARN}, desired, current)


def test_more_than_fifteen_specifications_are_refused() -> None:
    """15 in total (reference page), those that others added included (ADD-3)."""
    current = described(AdditionalInferenceSpecifications=[_specification(f"s{number}") for number in range(15)])
    assert changes.exceeds_specifications([_specification("a")], current)
    assert not changes.exceeds_specifications([_specification("a")], described())


@pytest.mark.parametrize(
    ("wanted", "there", "expected"),
    [
        (["a", "b"], ["b", "a"], True),
        (["a", "b"], ["a"], False),
        (["a"], None, False),
        ([], None, True),
    ],
)
def test_an_irrelevant_order_is_no_change(wanted: Any, there: Any, expected: bool) -> None:
    """The order of content types is irrelevant; a missing list equals an empty one."""
    shape = resolve(PROPERTIES["InferenceSpecification"])["properties"]["SupportedContentTypes"]
    assert expected == schema.is_satisfied_by(wanted, there, shape)


@pytest.mark.parametrize(
    ("wanted", "there", "expected"),
    [(False, None, True), (None, False, True), (True, None, False), (False, True, False)],
)
def test_a_missing_flag_is_false(wanted: Any, there: Any, expected: bool) -> None:
    """SageMaker may omit a false flag or add one: neither is a change."""
    shape = resolve(PROPERTIES["CertifyForMarketplace"])
    assert expected == schema.is_satisfied_by(wanted, there, shape)


def test_another_order_of_containers_is_a_change() -> None:
    """Containers run in the order of the list, so another order is a change."""
    shape = resolve(PROPERTIES["InferenceSpecification"])
    one, two = {"Image": "one"}, {"Image": "two"}
    assert not schema.is_satisfied_by({"Containers": [one, two]}, {"Containers": [two, one]}, shape)


ALL = ["CustomerMetadataProperties", "ModelApprovalStatus", "AdditionalInferenceSpecificationsToAdd"]
CARD = ["ModelCardContent", "ModelCardStatus"]


@pytest.mark.parametrize(
    ("names", "status", "current", "expected"),
    [
        ([], "", {}, []),
        (ALL, "", {}, [ALL]),
        ([*CARD, *ALL], "Draft", {}, [[*CARD, *ALL]]),
        (
            [*CARD, *ALL],
            "Approved",
            {"ModelCardStatus": "Draft"},
            [["ModelCardContent", ALL[0]], ["ModelCardStatus", *ALL[1:]]],
        ),
        (CARD, "Draft", {"ModelCardStatus": "Archived"}, [["ModelCardStatus"], ["ModelCardContent"]]),
        (["InferenceSpecification", "SourceUri"], "", {}, [["InferenceSpecification"], ["SourceUri"]]),
    ],
)
def test_what_can_not_be_taken_back_is_in_the_last_call(
    names: list[str], status: str, current: Any, expected: list[list[str]]
) -> None:
    """There are two calls only where SageMaker refuses one; the approval and an addition are in the last (UPDATE-12)."""
    package = described(**({"ModelCard": current} if current else {}))
    calls = changes.split_calls(names, {}, {"ModelCard": {"ModelCardStatus": status}}, package)
    assert [set(call) for call in expected] == [set(call) for call in calls]


def test_an_approval_that_somebody_changed_since_is_not_missing() -> None:
    """It is neither the old one, nor that of either template: a person has decided after the call (UPDATE-13)."""
    previous, desired = ({"ModelApprovalStatus": name} for name in ("PendingManualApproval", "Approved"))
    before = "PendingManualApproval"
    rejected, pending = described(ModelApprovalStatus="Rejected"), described(**previous)
    names = ["ModelApprovalStatus"]
    assert [] == changes.missing_names(names, previous, desired, rejected, before)
    assert names == changes.missing_names(names, previous, desired, pending, before)
    assert names == changes.missing_names(names, previous, desired, rejected, "Rejected")


@pytest.mark.parametrize(("content", "missing"), [(None, []), ('{"a":  1}', []), ("{}", ["ModelCardContent"])])
def test_a_card_that_can_not_be_decrypted_is_not_missing(content: str | None, missing: list[str]) -> None:
    """A content that can't be read counts as shown; another one, or none, doesn't (CARD-5, CARD-6)."""
    desired = {"ModelCard": {"ModelCardContent": '{"a": 1}'}}
    current: Any = {"ModelCard": {"ModelCardContent": content}}
    assert missing == changes.missing_names(["ModelCardContent"], {}, desired, current)
    assert ["ModelCardContent"] == changes.missing_names(["ModelCardContent"], {}, desired, described())


def test_only_a_list_of_text_may_be_in_another_order() -> None:
    """Only `insertionOrder` false lets a list of text be in another order; a list of objects has to be in its own."""
    unordered = {"type": "array", "insertionOrder": False, "items": {"type": "string"}}
    assert schema.is_satisfied_by(["a", "b"], ["b", "a"], unordered)
    assert not schema.is_satisfied_by(["a", "b"], ["b", "a"], unordered | {"insertionOrder": True})
    assert not schema.is_satisfied_by(["a", "b"], ["b", "a"], {"type": "array", "items": {"type": "string"}})
    assert not schema.is_satisfied_by(["a", "a"], ["a", "b"], unordered)
    objects = {"type": "array", "insertionOrder": False, "items": {"type": "object"}}
    assert schema.is_satisfied_by([{"a": "1"}, {"b": "1"}], [{"a": "1", "c": "1"}, {"b": "1"}], objects)
    assert not schema.is_satisfied_by([{"a": "1"}, {"b": "1"}], [{"b": "1"}, {"a": "1"}], objects)
    assert not schema.is_satisfied_by([{"a": "1"}], [], objects)


def test_a_description_of_the_approval_is_missing_though_the_status_is_there() -> None:
    """The status is that of the update itself, so nobody has decided since (UPDATE-13)."""
    previous, desired = (
        {"ModelApprovalStatus": "Rejected"},
        {"ModelApprovalStatus": "Approved", "ApprovalDescription": "ok"},
    )
    current = described(ModelApprovalStatus="Approved")
    names = ["ModelApprovalStatus", "ApprovalDescription"]
    assert ["ApprovalDescription"] == changes.missing_names(names, previous, desired, current, "Rejected")


def test_a_name_that_nobody_knows_is_not_waited_for() -> None:
    """The callback context may come from another release."""
    assert [] == changes.missing_names(["FromAnotherRelease"], {}, {}, described())


def test_a_card_that_a_stale_description_lacks_gets_two_calls() -> None:
    """The template had a card before, so content and status never go in one call (CARD-1)."""
    previous, desired = ({"ModelCard": {"ModelCardContent": text, "ModelCardStatus": "Draft"}} for text in ("{}", "[]"))
    names = ["ModelCardContent", "ModelCardStatus"]
    assert [["ModelCardContent"], ["ModelCardStatus"]] == changes.split_calls(names, previous, desired, described())
