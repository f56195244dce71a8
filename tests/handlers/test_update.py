"""The update handler, against the sandbox."""

from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage.waiting import MAX_LOOKS
from sandbox.engine import Engine, event

from ..faults import Call, Fault, Wire
from ..harness import slowly
from ..stack import Stack
from ..templates import GROUP, PACKAGE, SPECIFICATION, VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
    from mypy_boto3_sagemaker.type_defs import TagTypeDef

MISSING = Fault(400, "ValidationException", "ModelPackage x does not exist.")


def _specification(name: str) -> dict[str, Any]:
    return {"Name": name, "Containers": [{"Image": "image:1"}]}


def _tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


@pytest.fixture
def version(engine: Engine, wire: Wire) -> Stack:
    """Return a version in a stack."""
    return Stack(engine, wire, VERSION)


@pytest.fixture
def package(engine: Engine, wire: Wire) -> Stack:
    """Return an unversioned package in a stack, with a tag."""
    return Stack(engine, wire, PACKAGE | {"Tags": _tags(team="a")})


@pytest.mark.parametrize(
    "change",
    [
        {"ModelApprovalStatus": "Approved"},
        {"ModelApprovalStatus": "Rejected", "ApprovalDescription": "biased"},
        {"CustomerMetadataProperties": {"owner": "a", "ticket": "b"}},
        {"AdditionalInferenceSpecifications": [_specification("a")]},
        {"ModelLifeCycle": {"Stage": "Production", "StageStatus": "PendingApproval", "StageDescription": "soon"}},
        {"ModelPackageRegistrationType": "Registered", "SourceUri": "s3://bucket/run"},
        {"ModelCard": {"ModelCardContent": "{}", "ModelCardStatus": "PendingReview"}},
    ],
)
def test_a_change_in_place_is_reported(version: Stack, change: dict[str, Any]) -> None:
    """The update returns the template's values, with the same ARN."""
    answer = version.update(VERSION | change)
    model = answer["resourceModel"]
    assert ("SUCCESS", version.identifier["ModelPackageArn"]) == (answer["status"], model["ModelPackageArn"])
    for name, value in change.items():
        if name != "AdditionalInferenceSpecifications":
            assert value == model[name]
    assert [item["Name"] for item in change.get("AdditionalInferenceSpecifications", [])] == [
        item["Name"] for item in model.get("AdditionalInferenceSpecifications", [])
    ]


def test_an_update_takes_three_calls(version: Stack) -> None:
    """Describe, update, describe."""
    version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert ["DescribeModelPackage", "UpdateModelPackage", "DescribeModelPackage"] == version.wire.operations()


def test_a_property_that_the_api_can_not_clear_stays(version: Stack) -> None:
    """Removed from the template, it keeps its value, and no call is made (UPDATE-3)."""
    newer: dict[str, Any] = {
        "ModelLifeCycle": {"Stage": "QA", "StageStatus": "OnHold"},
        "ModelPackageRegistrationType": "Logged",
        "SourceUri": "s3://bucket/run",
    }
    version.update(VERSION | newer)
    version.wire.reset()
    model = version.update(VERSION)["resourceModel"]
    assert newer == {name: model[name] for name in newer}
    assert ["DescribeModelPackage"] == version.wire.operations()


def test_another_model_package_to_clone_is_not_updatable(client: "SageMakerClient", engine: Engine, wire: Wire) -> None:
    """No update copies the containers of another source; removed from the template, the source stays."""
    sources = [client.create_model_package(**VERSION)["ModelPackageArn"] for _ in range(2)]
    group = {"ModelPackageGroupName": GROUP}
    clone = Stack(engine, wire, group | {"SourceUri": sources[0]})
    for other in (sources[1], "https://example.com/churn.git"):
        answer = clone.update(group | {"SourceUri": other})
        assert ("NotUpdatable", True) == (answer["errorCode"], "SourceUri can't be changed" in answer["message"])
    assert sources[0] == clone.update(group)["resourceModel"]["SourceUri"]


def test_a_source_and_an_environment_are_changed_in_two_calls(version: Stack) -> None:
    """SageMaker refuses a source beside InferenceSpecification in one call (SOURCE-5)."""
    answer = version.update(VERSION | {"SourceUri": "s3://bucket/run", "Environment": {"A": "1"}})
    sent = [call.parameters.keys() for call in version.wire.calls if call.operation == "UpdateModelPackage"]
    assert [{"ModelPackageArn", "InferenceSpecification"}, {"ModelPackageArn", "SourceUri"}] == sent
    assert "s3://bucket/run" == answer["resourceModel"]["SourceUri"]


@pytest.mark.parametrize(
    "fault", [Fault(400, "ThrottlingException", "Rate exceeded"), Fault(500, "InternalFailure", ""), Fault(None)]
)
def test_an_update_continues_after_a_fault_between_two_calls(version: Stack, fault: Fault) -> None:
    """The next invocation of the same event sends what is missing."""
    applied: list[Call] = []

    def cut(call: Call) -> None:
        if call.operation == "UpdateModelPackage" and not applied:
            applied.append(call)
            version.wire.fail("UpdateModelPackage", fault, times=3)

    version.wire.before = cut
    wanted = VERSION | {"SourceUri": "s3://bucket/run", "Environment": {"A": "1"}}
    answer = version.update(wanted)
    assert applied
    assert not version.wire.faults
    assert ("SUCCESS", "s3://bucket/run") == (answer["status"], answer["resourceModel"]["SourceUri"])


def test_a_first_card_is_set_in_one_call(version: Stack) -> None:
    """Content and status go together where there is no card yet (SageMaker Python SDK, model card module)."""
    card = {"ModelCardContent": "{}", "ModelCardStatus": "Approved"}
    answer = version.update(VERSION | {"ModelCard": card})
    assert 1 == version.wire.operations().count("UpdateModelPackage")
    assert card == answer["resourceModel"]["ModelCard"]


def test_an_added_specification_may_move_to_the_list_as_read_reports_it(engine: Engine, wire: Wire) -> None:
    """With the digests that SageMaker filled in it is still the same specification, so nothing is sent (ADD-4)."""
    version = Stack(engine, wire, VERSION | {"AdditionalInferenceSpecificationsToAdd": [_specification("a")]})
    reported = version.read()["AdditionalInferenceSpecifications"]
    assert reported[0]["Containers"][0]["ImageDigest"]
    answer = version.update(VERSION | {"AdditionalInferenceSpecifications": reported})
    assert ("SUCCESS", reported) == (answer["status"], answer["resourceModel"]["AdditionalInferenceSpecifications"])
    assert "UpdateModelPackage" not in version.wire.operations()


def test_an_added_specification_can_not_move_to_the_list_changed(engine: Engine, wire: Wire) -> None:
    """Another image, or fewer members than before, is a change for which the API has no call."""
    added = _specification("a") | {"Description": "compiled"}
    for listed in (_specification("a"), added | {"Containers": [{"Image": "image:2"}]}):
        version = Stack(engine, wire, VERSION | {"AdditionalInferenceSpecificationsToAdd": [added]})
        answer = version.update(VERSION | {"AdditionalInferenceSpecifications": [listed]})
        assert "NotUpdatable" == answer["errorCode"]


def test_a_package_that_is_being_deleted_is_not_updated(client: "SageMakerClient", version: Stack) -> None:
    """The message says that it is being deleted, and what to do."""
    slowly(1000)
    client.delete_model_package(ModelPackageName=version.arn)
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert "ResourceConflict" == answer["errorCode"]
    assert "It is being deleted" in answer["message"]
    assert "another logical ID" in answer["message"]


def test_no_change_makes_no_update_call(version: Stack) -> None:
    """Nothing changed: nothing is sent (UPDATE-2)."""
    assert "SUCCESS" == version.update(VERSION)["status"]
    assert ["DescribeModelPackage"] == version.wire.operations()


def test_a_persons_approval_survives_an_unrelated_update(client: "SageMakerClient", version: Stack) -> None:
    """The difference between the templates decides, not the current value in the account (UPDATE-1)."""
    version.update(VERSION | {"ModelApprovalStatus": "PendingManualApproval", "CustomerMetadataProperties": {"a": "1"}})
    client.update_model_package(**version.identifier, ModelApprovalStatus="Approved", ApprovalDescription="by hand")

    model = version.update(version.template | {"CustomerMetadataProperties": {"a": "2"}})["resourceModel"]

    assert ("Approved", "by hand", {"a": "2"}) == (
        model["ModelApprovalStatus"],
        model["ApprovalDescription"],
        model["CustomerMetadataProperties"],
    )


def test_a_removed_approval_stays_and_its_description_is_cleared(version: Stack) -> None:
    """A removed ModelApprovalStatus keeps its value, a removed ApprovalDescription is cleared (UPDATE-3, UPDATE-4)."""
    version.update(VERSION | {"ModelApprovalStatus": "Approved", "ApprovalDescription": "fine"})
    model = version.update(VERSION)["resourceModel"]
    assert ("Approved", None) == (model["ModelApprovalStatus"], model.get("ApprovalDescription"))


def test_metadata_becomes_exactly_that_of_the_template(client: "SageMakerClient", version: Stack) -> None:
    """Changed metadata replaces all of it, down to nothing (UPDATE-5)."""
    version.update(VERSION | {"CustomerMetadataProperties": {"a": "1", "b": "1"}})
    client.update_model_package(**version.identifier, CustomerMetadataProperties={"c": "others"})
    model = version.update(VERSION | {"CustomerMetadataProperties": {"a": "2"}})["resourceModel"]
    assert {"a": "2"} == model["CustomerMetadataProperties"]
    assert "CustomerMetadataProperties" not in version.update(VERSION)["resourceModel"]


def test_specifications_to_add_are_added_once(version: Stack) -> None:
    """Applying them twice changes nothing, with each of the three properties (ADD-2)."""
    added = VERSION | {"AdditionalInferenceSpecificationsToAdd": [_specification("a")]}
    version.update(added)
    model = version.update(added | {"AdditionalInferenceSpecificationDefinition": _specification("b")})["resourceModel"]
    assert ["a", "b"] == [item["Name"] for item in model["AdditionalInferenceSpecifications"]]
    assert not {"AdditionalInferenceSpecificationsToAdd", "AdditionalInferenceSpecificationDefinition"} & model.keys()
    again = version.update(version.template)
    assert ["a", "b"] == [item["Name"] for item in again["resourceModel"]["AdditionalInferenceSpecifications"]]


def test_an_environment_is_applied_through_the_specification(version: Stack) -> None:
    """Added, changed and taken out again; a container's own keys win (ENV-1, ENV-2)."""

    def environment(template: dict[str, Any]) -> Any:
        model = version.update(template)["resourceModel"]
        return model["InferenceSpecification"]["Containers"][0].get("Environment", {})

    assert {"A": "1", "B": "1"} == environment(VERSION | {"Environment": {"A": "1", "B": "1"}})
    assert {"A": "2"} == environment(VERSION | {"Environment": {"A": "2"}})
    assert {} == environment(VERSION)


def test_tags_of_others_stay(client: "SageMakerClient", package: Stack) -> None:
    """Only keys that the template or the stack had or has are touched (TAG-2)."""
    client.add_tags(ResourceArn=package.identifier["ModelPackageArn"], Tags=[{"Key": "others", "Value": "x"}])
    model = package.update(PACKAGE | {"Tags": _tags(stage="b")}, stackTags={"cost": "1"})["resourceModel"]
    assert _tags(cost="1", others="x", stage="b") == model["Tags"]
    assert "UpdateModelPackage" not in package.wire.operations()


@pytest.mark.parametrize(
    ("kept", "others", "calls"),
    [
        (47, 0, ["AddTags", "DeleteTags"]),
        (48, 0, ["AddTags", "DeleteTags"]),  # exactly 50 in between
        (49, 0, ["DeleteTags", "AddTags"]),
        (47, 1, ["AddTags", "DeleteTags"]),  # those of others count
        (47, 2, ["DeleteTags", "AddTags"]),
    ],
)
def test_tags_are_removed_first_only_when_there_would_be_more_than_fifty(
    client: "SageMakerClient", package: Stack, kept: int, others: int, calls: list[str]
) -> None:
    """The call that may be refused goes first, unless the limit leaves no room for it (TAG-5)."""
    tags = {f"kept{number}": "x" for number in range(kept)}
    package.update(PACKAGE | {"Tags": _tags(old="x", **tags)})
    foreign: list[TagTypeDef] = [{"Key": f"others{number}", "Value": "x"} for number in range(others)]
    if foreign:
        client.add_tags(ResourceArn=package.arn, Tags=foreign)
    package.wire.reset()

    answer = package.update(PACKAGE | {"Tags": _tags(new="x", **tags)})

    assert "SUCCESS" == answer["status"]
    assert calls == [name for name in package.wire.operations() if name in ("AddTags", "DeleteTags")]
    keys = {"new", *tags, *(tag["Key"] for tag in foreign)}
    assert keys == {tag["Key"] for tag in answer["resourceModel"]["Tags"]}


@pytest.mark.parametrize(
    ("name", "status"),
    [("theirs", "SUCCESS"), ("THEIRS", "SUCCESS"), ("another", "NotUpdatable")],
)
def test_a_template_may_take_over_the_generated_name(engine: Engine, wire: Wire, name: str, status: str) -> None:
    """The template before had no name: the generated one is no change, another one is (UPDATE-8)."""
    stack = Stack(engine, wire, {"InferenceSpecification": SPECIFICATION})
    generated = stack.arn.rpartition("/")[2]
    wanted = {"theirs": generated, "THEIRS": generated.upper()}.get(name, name)
    answer = stack.update({"InferenceSpecification": SPECIFICATION, "ModelPackageName": wanted})
    assert status == answer.get("errorCode", answer["status"])


def test_metadata_that_we_and_others_removed_at_once_is_gone(client: "SageMakerClient", version: Stack) -> None:
    """Others removed a key, our template removes the same and another one, and what others added goes too (UPDATE-5)."""
    version.update(VERSION | {"CustomerMetadataProperties": {"a": "1", "b": "1", "c": "1"}})
    client.update_model_package(
        ModelPackageArn=version.arn,
        CustomerMetadataProperties={"theirs": "1"},
        CustomerMetadataPropertiesToRemove=["a"],
    )
    version.wire.reset()
    answer = version.update(VERSION | {"CustomerMetadataProperties": {"c": "1"}})
    assert ("SUCCESS", {"c": "1"}) == (answer["status"], answer["resourceModel"]["CustomerMetadataProperties"])
    sent = version.wire.parameters("UpdateModelPackage")
    assert ["a", "b", "theirs"] == sent["CustomerMetadataPropertiesToRemove"]


@pytest.mark.parametrize(("others", "ends"), [(13, "SUCCESS"), (14, "InvalidRequest")])
def test_a_package_has_at_most_fifteen_specifications_with_those_of_others(
    client: "SageMakerClient", version: Stack, others: int, ends: str
) -> None:
    """Exactly 15 are allowed, ours and theirs; one more is refused before the call (ADD-3)."""
    theirs: list[Any] = [_specification(f"theirs{number}") for number in range(others)]
    client.update_model_package(ModelPackageArn=version.arn, AdditionalInferenceSpecificationsToAdd=theirs)
    version.wire.reset()
    answer = version.update(
        VERSION | {"AdditionalInferenceSpecifications": [_specification("one"), _specification("two")]}
    )
    assert ends == answer.get("errorCode", answer["status"])
    assert (ends == "SUCCESS") == ("UpdateModelPackage" in version.wire.operations())


def test_the_names_of_what_can_not_be_changed_are_listed(version: Stack) -> None:
    """With the way out, which is another logical ID (UPDATE-8)."""
    answer = version.update(VERSION | {"Task": "OTHER", "Domain": "NATURAL_LANGUAGE_PROCESSING"})
    assert (
        f"Could not update {version.arn}. Domain, Task can't be changed in place. If CloudFormation doesn't replace the "
        "package by itself, give the resource another logical ID."
    ) == answer["message"]


def test_specifications_that_others_added_are_named(client: "SageMakerClient", version: Stack) -> None:
    """They have the same names and another content; or there is no room for ours (ADD-2, ADD-3)."""
    theirs: list[Any] = [{"Name": name, "Containers": [{"Image": "image:2"}]} for name in ("one", "two")]
    client.update_model_package(ModelPackageArn=version.arn, AdditionalInferenceSpecificationsToAdd=theirs)
    ours = [_specification(name) for name in ("one", "two", "three")]
    answer = version.update(VERSION | {"AdditionalInferenceSpecifications": ours})
    assert ("NotUpdatable", answer["message"]) == (
        answer["errorCode"],
        f"Could not update {version.arn}. It already has an additional inference specification named one, two, with "
        "different content. Use another name.",
    )
    answer = version.update(
        VERSION | {"AdditionalInferenceSpecifications": [_specification(f"s{number}") for number in range(14)]}
    )
    assert ("InvalidRequest", answer["message"]) == (
        answer["errorCode"],
        f"Could not update {version.arn}. Together with those that it already has, there would be more than 15 "
        "additional inference specifications. Add fewer.",
    )


@pytest.mark.parametrize(
    ("before", "after", "calls"),
    [
        ({"a": "1"}, {"a": "1", "b": "1"}, ["AddTags"]),
        ({"a": "1", "b": "1"}, {"a": "1"}, ["DeleteTags"]),
        ({"a": "1"}, {"a": "2"}, ["AddTags"]),
    ],
)
def test_only_the_calls_that_are_needed_are_made(
    package: Stack, before: dict[str, str], after: dict[str, str], calls: list[str]
) -> None:
    """Describe and ListTags, the change, and ListTags again, which shows it (TAG-2)."""
    package.update(PACKAGE | {"Tags": _tags(**before)})
    package.wire.reset()
    answer = package.update(PACKAGE | {"Tags": _tags(**after)})
    assert _tags(**after) == answer["resourceModel"]["Tags"]
    assert ["DescribeModelPackage", "ListTags", *calls, "ListTags"] == package.wire.operations()


def test_too_many_tags_with_those_of_others_remove_none(client: "SageMakerClient", package: Stack) -> None:
    """SageMaker refuses the new ones, and no tag is lost (TAG-5)."""
    theirs: list[TagTypeDef] = [{"Key": f"theirs{number}", "Value": "x"} for number in range(49)]
    client.add_tags(ResourceArn=package.arn, Tags=theirs)
    package.wire.reset()
    answer = package.update(PACKAGE | {"Tags": _tags(team="a", more="x")})
    assert "FAILED" == answer["status"]
    assert "DeleteTags" not in package.wire.operations()


def test_tags_that_are_not_visible_yet_are_waited_for(package: Stack) -> None:
    """Just after the change, ListTags may not find the package (UPDATE-10)."""

    def hide(call: Call) -> None:
        if call.operation == "AddTags":
            package.wire.fail("ListTags", MISSING)

    package.wire.before = hide
    answer = package.update(PACKAGE | {"Tags": _tags(team="a", more="x")})
    assert ("SUCCESS", _tags(team="a", more="x")) == (answer["status"], answer["resourceModel"]["Tags"])


def test_a_full_set_of_tags_can_be_exchanged(package: Stack) -> None:
    """With 50 tags, old ones are removed first to make room (TAG-5)."""
    package.update(PACKAGE | {"Tags": _tags(**{f"old{number}": "x" for number in range(50)})})
    wanted = _tags(**{f"new{number}": "x" for number in range(50)})
    assert wanted == package.update(PACKAGE | {"Tags": wanted})["resourceModel"]["Tags"]


@pytest.mark.parametrize(("before", "order"), [(49, ["AddTags", "DeleteTags"]), (50, ["DeleteTags", "AddTags"])])
def test_tags_are_taken_away_first_only_without_room(package: Stack, before: int, order: list[str]) -> None:
    """One tag for another: 50 tags on the way are allowed, so adding comes first; with 51 it would be refused (TAG-5)."""
    kept = {f"kept{number:02}": "x" for number in range(before - 1)}
    package.update(PACKAGE | {"Tags": _tags(**kept, old="x")})
    package.wire.reset()
    wanted = _tags(**kept, new="x")
    assert wanted == package.update(PACKAGE | {"Tags": wanted})["resourceModel"]["Tags"]
    assert order == [name for name in package.wire.operations() if name in ("AddTags", "DeleteTags")]


def test_unchanged_tags_are_not_written(package: Stack) -> None:
    """Unchanged tags are read, not written."""
    package.update(package.template)
    assert ["DescribeModelPackage", "ListTags"] == package.wire.operations()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"InferenceSpecification": {"Containers": [{"Image": "image:2"}]}}, "InferenceSpecification"),
        ({"Task": "OTHER"}, "Task"),
        ({"ModelPackageGroupName": "another"}, "ModelPackageGroupName"),
    ],
)
def test_a_change_that_needs_a_new_package_is_not_updatable(version: Stack, change: dict[str, Any], name: str) -> None:
    """NotUpdatable with the property and the identifier, before any update call (UPDATE-8, TYPE-4)."""
    answer = version.update(VERSION | change)
    assert ("NotUpdatable", version.identifier["ModelPackageArn"]) == (
        answer["errorCode"],
        answer["resourceModel"]["ModelPackageArn"],
    )
    assert f"{name} can't be changed in place" in answer["message"]
    assert [] == version.wire.operations()


def test_only_the_tags_of_an_unversioned_package_can_be_changed(package: Stack) -> None:
    """UpdateModelPackage takes versions only (KIND-6, UPDATE-9)."""
    answer = package.update(PACKAGE | {"AdditionalInferenceSpecifications": [_specification("a")]})
    assert "NotUpdatable" == answer["errorCode"]
    answer = package.update(PACKAGE | {"ModelApprovalStatus": "Approved"})
    assert "SUCCESS" == answer["status"]
    assert "UpdateModelPackage" not in package.wire.operations()


def test_a_refused_addition_is_rolled_back_in_place(version: Stack) -> None:
    """The specification that the failed update didn't add needs no removal, so nothing is replaced (UPDATE-8)."""
    refused = VERSION | {"AdditionalInferenceSpecifications": [_specification("a")]}
    version.wire.fail("UpdateModelPackage", Fault(400, "ValidationException", "no"))
    assert "InvalidRequest" == version.update(refused)["errorCode"]
    version.template = refused
    assert "SUCCESS" == version.update(VERSION)["status"]


def test_a_refused_name_is_rolled_back_in_place(package: Stack) -> None:
    """The name of the template is the one that the package has, though the failed update had another (TYPE-4)."""
    before = package.template
    refused = before | {"ModelPackageName": "other"}
    assert "NotUpdatable" == package.update(refused)["errorCode"]
    package.template = refused
    assert "SUCCESS" == package.update(before)["status"]


@pytest.mark.parametrize(
    "identifier", [{}, {"ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/9"}]
)
def test_a_missing_package_is_not_found(engine: Engine, identifier: dict[str, Any]) -> None:
    """An update of nothing, or without an identifier, is NotFound with a message (READ-1)."""
    answer = engine.run(event("UPDATE", VERSION | identifier, VERSION | identifier))
    assert "NotFound" == answer["errorCode"]
    assert answer["message"]


def test_a_bad_template_is_refused_before_any_call(version: Stack) -> None:
    """InvalidRequest, with nothing sent."""
    answer = version.update(VERSION | {"ModelApprovalStatus": "Yes"})
    assert "InvalidRequest" == answer["errorCode"]
    assert [] == version.wire.operations()


def test_an_interrupted_update_converges_when_it_is_repeated(version: Stack) -> None:
    """The container dies after the update call: the same event is sent again, and ends in the desired state (UPDATE-7)."""
    sent = version.event(VERSION | {"ModelApprovalStatus": "Approved", "CustomerMetadataProperties": {"a": "1"}})
    first, second = (version.engine.run(sent)["resourceModel"] for _ in range(2))
    assert first | {"LastModifiedTime": ""} == second | {"LastModifiedTime": ""}


def test_an_added_specification_with_a_lost_answer_is_no_conflict(version: Stack) -> None:
    """The retry finds the specification that it added itself."""
    version.wire.fail("UpdateModelPackage", Fault(None, applied=True))
    answer = version.update(VERSION | {"AdditionalInferenceSpecifications": [_specification("a")]})
    assert ("SUCCESS", ["a"]) == (
        answer["status"],
        [item["Name"] for item in answer["resourceModel"]["AdditionalInferenceSpecifications"]],
    )


def test_stale_tags_are_waited_out(package: Stack) -> None:
    """SUCCESS is returned once the tags are those of the template."""

    def stale(call: Call) -> None:
        if call.operation == "AddTags":
            package.wire.fail("ListTags", Fault(stale=True), times=3)

    package.wire.before = stale
    assert _tags(team="b") == package.update(PACKAGE | {"Tags": _tags(team="b")})["resourceModel"]["Tags"]


def test_a_throttled_call_after_waiting_is_deferred(client: "SageMakerClient", engine: Engine, wire: Wire) -> None:
    """An operation that has waited is deferred by a transient error (WAIT-5)."""
    slowly(8)
    arn = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION)[
        "ModelPackageArn"
    ]
    state = VERSION | {"ModelPackageArn": arn}
    throttled = Fault(400, "ThrottlingException", "Rate exceeded")
    answers = engine.answers_to(event("UPDATE", state | {"ModelApprovalStatus": "Approved"}, state))
    assert "IN_PROGRESS" == next(answers)["status"]
    wire.fail("DescribeModelPackage", throttled, times=3)
    wire.fail("UpdateModelPackage", throttled, times=3)
    assert "SUCCESS" == list(answers)[-1]["status"]


def test_a_package_that_is_not_settled_is_waited_for(client: "SageMakerClient", engine: Engine) -> None:
    """An update of a package that isn't settled waits, and keeps the write-only properties for then."""
    slowly(8)
    arn = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION)[
        "ModelPackageArn"
    ]
    state = VERSION | {"ModelPackageArn": arn}
    wanted = state | {"Environment": {"A": "1"}}

    first, *_, last = engine.answers_to(event("UPDATE", wanted, state))

    assert ("IN_PROGRESS", wanted) == (first["status"], first["resourceModel"])
    assert {"A": "1"} == last["resourceModel"]["InferenceSpecification"]["Containers"][0]["Environment"]


def test_a_stale_answer_after_the_update_is_waited_out(version: Stack) -> None:
    """Describe may return the old state for a while; SUCCESS has the new one, and nothing is sent twice (UPDATE-10)."""

    def stale(call: Call) -> None:
        if call.operation == "UpdateModelPackage":
            version.wire.fail("DescribeModelPackage", Fault(stale=True), times=4)

    version.wire.before = stale
    model = version.update(VERSION | {"ModelApprovalStatus": "Approved"})["resourceModel"]
    assert "Approved" == model["ModelApprovalStatus"]
    assert 1 == version.wire.operations().count("UpdateModelPackage")


def test_an_update_that_is_never_visible_fails(version: Stack) -> None:
    """SageMaker accepts the change but always reports another value: NotStabilized, with the property (UPDATE-10)."""

    def stale(call: Call) -> None:
        if call.operation == "UpdateModelPackage":
            version.wire.fail("DescribeModelPackage", Fault(stale=True), times=MAX_LOOKS)

    version.wire.before = stale
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert "NotStabilized" == answer["errorCode"]
    assert "still doesn't show ModelApprovalStatus" in answer["message"]


def test_a_package_that_vanishes_after_the_update_is_not_found(version: Stack) -> None:
    """Somebody deletes it meanwhile: NotFound, after a bounded number of polls."""

    def vanish(call: Call) -> None:
        if call.operation == "UpdateModelPackage":
            version.wire.fail("DescribeModelPackage", MISSING, times=100)

    version.wire.before = vanish
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert "NotFound" == answer["errorCode"]
    assert 1 + MAX_LOOKS == version.wire.operations().count("DescribeModelPackage")


def test_a_throttled_update_call_has_its_code(version: Stack) -> None:
    """An update that has not waited yet fails with the code of the error (ERR-7)."""
    version.wire.fail("UpdateModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=3)
    assert "Throttling" == version.update(VERSION | {"ModelApprovalStatus": "Approved"})["errorCode"]


def test_a_conflict_has_its_code(version: Stack) -> None:
    """A ConflictException of the update call that lasts is ResourceConflict (ERR-6)."""
    version.wire.fail("UpdateModelPackage", Fault(400, "ConflictException", "is being modified"), times=100)
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    assert "ResourceConflict" == answer["errorCode"]


def test_the_arn_shows_the_kind(version: Stack) -> None:
    """The ARN is enough to recognise a version."""
    change = version.identifier | {"ModelApprovalStatus": "Approved"}
    answer = version.engine.run(event("UPDATE", change, version.identifier))
    assert ("SUCCESS", "Approved") == (answer["status"], answer["resourceModel"]["ModelApprovalStatus"])


def test_the_identifier_of_the_request_takes_precedence(version: Stack) -> None:
    """The identifier of the request takes precedence over that of the context, which is used if the request has none."""
    sent = version.event(VERSION | {"ModelApprovalStatus": "Approved"})
    assert "SUCCESS" == version.engine.run(sent | {"callbackContext": {"arn": "another"}})["status"]
    del sent["requestData"]["resourceProperties"]["ModelPackageArn"]
    context = {"callbackContext": {"arn": version.identifier["ModelPackageArn"]}}
    assert "SUCCESS" == version.engine.run(sent | context)["status"]


def test_metadata_in_the_name_of_the_package_is_not_redacted(version: Stack) -> None:
    """A metadata value that is part of the package's name isn't redacted."""
    metadata = {"group": GROUP, "key": "hunter2"}
    version.wire.fail("UpdateModelPackage", Fault(400, "ValidationException", f"{GROUP}: hunter2 is wrong"))
    answer = version.update(VERSION | {"CustomerMetadataProperties": metadata})
    assert "SageMaker said: churn: *** is wrong (ValidationException)" in answer["message"]


@pytest.mark.parametrize("template", [VERSION | {"Environment": {"A": "1"}}, PACKAGE | {"Tags": _tags(team="a")}])
@pytest.mark.parametrize("before", ["template", "model"])
def test_an_unchanged_read_model_changes_nothing(
    engine: Engine, wire: Wire, template: dict[str, Any], before: str
) -> None:
    """Values that SageMaker filled in are no change, with any previous state (UPDATE-6)."""
    stack = Stack(engine, wire, template)
    model = engine.run(event("READ", stack.identifier))["resourceModel"]
    previous = {"template": template | stack.identifier, "model": model}[before]
    answer = engine.run(event("UPDATE", model, previous))
    assert ("SUCCESS", model) == (answer["status"], answer["resourceModel"])
    assert {"DescribeModelPackage", "ListTags"} >= set(wire.operations())


def test_a_changed_read_model_is_applied(version: Stack, engine: Engine) -> None:
    """A changed Read model is applied, beside a template too: in place where possible, else NotUpdatable."""
    model = engine.run(event("READ", version.identifier))["resourceModel"]
    previous = VERSION | version.identifier
    slowly(2)
    answer = engine.run(event("UPDATE", model | {"ModelApprovalStatus": "Approved"}, previous))
    assert ("SUCCESS", "Approved") == (answer["status"], answer["resourceModel"]["ModelApprovalStatus"])
    assert "NotUpdatable" == engine.run(event("UPDATE", model | {"Task": "OTHER"}, previous))["errorCode"]


def test_changes_by_others_survive_a_read_model(version: Stack, client: "SageMakerClient") -> None:
    """An approval and a specification of others are kept when a Read model with another change is applied."""
    model = version.engine.run(event("READ", version.identifier))["resourceModel"]
    previous = {**VERSION, **version.identifier, "ModelApprovalStatus": model["ModelApprovalStatus"]}
    specification: Any = {"Name": "theirs", "Containers": [{"Image": "image:1"}]}
    client.update_model_package(
        ModelPackageArn=version.identifier["ModelPackageArn"],
        ModelApprovalStatus="Approved",
        ApprovalDescription="By a person",
        AdditionalInferenceSpecificationsToAdd=[specification],
    )
    desired = model | {"CustomerMetadataProperties": {"team": "churn"}}
    answer = version.engine.run(event("UPDATE", desired, previous))
    assert "SUCCESS" == answer["status"], answer
    after = answer["resourceModel"]
    assert ("Approved", "By a person") == (after["ModelApprovalStatus"], after["ApprovalDescription"])
    assert {"team": "churn"} == after["CustomerMetadataProperties"]


DRIFTED = {"ModelApprovalStatus": "Rejected", "ApprovalDescription": "no", "CustomerMetadataProperties": {"a": "2"}}


def test_an_update_without_a_change_reverts_drift(version: Stack, client: "SageMakerClient") -> None:
    """Equal states mean a drift-aware change set: the package gets the template's values, approval included (UPDATE-14)."""
    wanted = VERSION | {"ModelApprovalStatus": "Approved", "CustomerMetadataProperties": {"a": "1"}}
    version.update(wanted)
    client.update_model_package(ModelPackageArn=version.arn, **DRIFTED)  # type: ignore[arg-type]
    model = version.update(wanted)["resourceModel"]
    assert ("Approved", {"a": "1"}) == (model["ModelApprovalStatus"], model["CustomerMetadataProperties"])
    assert "no" == model["ApprovalDescription"]  # the template doesn't have one
    assert "Approved" == version.wire.parameters("UpdateModelPackage")["ModelApprovalStatus"]


def test_a_read_model_as_the_previous_state_reverts_drift(
    version: Stack, client: "SageMakerClient", engine: Engine
) -> None:
    """The previous state may be what the package has now: the same change set, told in another way (UPDATE-14)."""
    wanted = VERSION | version.identifier | {"ModelApprovalStatus": "Approved"}
    version.update(wanted)
    client.update_model_package(ModelPackageArn=version.arn, ModelApprovalStatus="Rejected")
    actual = engine.run(event("READ", version.identifier))["resourceModel"]
    assert "Approved" == engine.run(event("UPDATE", wanted, actual))["resourceModel"]["ModelApprovalStatus"]


def test_stack_tags_alone_do_not_revert_an_approval(version: Stack, client: "SageMakerClient", engine: Engine) -> None:
    """The states are equal, and the tags of the stack aren't: the person's approval stays (UPDATE-1, UPDATE-14)."""
    wanted = VERSION | version.identifier
    client.update_model_package(ModelPackageArn=version.arn, ModelApprovalStatus="Rejected")
    version.wire.reset()
    tagged = event("UPDATE", wanted, wanted, data={"stackTags": {"team": "red"}, "previousStackTags": {}})
    assert "Rejected" == engine.run(tagged)["resourceModel"]["ModelApprovalStatus"]
    assert "UpdateModelPackage" not in version.wire.operations()


def test_drifted_tags_are_reverted(package: Stack, client: "SageMakerClient") -> None:
    """Of an unversioned package, the tags of the template; those of others stay (UPDATE-14, TAG-2)."""
    wanted = PACKAGE | {"Tags": [{"Key": "team", "Value": "red"}]}
    package.update(wanted)
    client.add_tags(ResourceArn=package.arn, Tags=[{"Key": "team", "Value": "blue"}, {"Key": "theirs", "Value": "1"}])
    model = package.update(wanted)["resourceModel"]
    assert {"team": "red", "theirs": "1"} == {tag["Key"]: tag["Value"] for tag in model["Tags"]}
