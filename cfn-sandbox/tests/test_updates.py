"""UpdateModelPackage."""

from typing import TYPE_CHECKING, Any

import pytest

from sagemaker_calls import GROUP, additional, describe, refused, unversioned, version

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

METADATA = {f"key-{number}": "value" for number in range(50)}


def _update(client: "SageMakerClient", arn: str, **parameters: Any) -> dict[str, Any]:
    """Update a version, and return its description."""
    client.update_model_package(ModelPackageArn=arn, **parameters)
    return describe(client, arn)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ModelApprovalStatus", "Approved"),
        ("ApprovalDescription", "Geprüft"),
        ("ModelPackageRegistrationType", "Registered"),
        ("SourceUri", "s3://bucket/other"),
        ("ModelLifeCycle", {"Stage": "Production", "StageStatus": "Approved"}),
        ("CustomerMetadataProperties", {"team": "blue"}),
    ],
)
def test_an_update_sets_its_parameters(client: "SageMakerClient", name: str, value: Any) -> None:
    """Describe returns the new value (API reference: UpdateModelPackage)."""
    assert value == _update(client, version(client), **{name: value})[name]


def test_an_update_returns_the_arn(client: "SageMakerClient") -> None:
    """The answer is the ARN of the model (API reference: UpdateModelPackage's output)."""
    arn = version(client)
    answer = client.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")
    assert arn == answer["ModelPackageArn"]


def test_an_update_keeps_other_parameters(client: "SageMakerClient") -> None:
    """All other parameters stay (API reference: every parameter but the ARN is optional)."""
    arn = version(
        client,
        ModelApprovalStatus="Approved",
        ModelPackageDescription="Who leaves?",
        CustomerMetadataProperties={"team": "red"},
        AdditionalInferenceSpecifications=additional("fast"),
    )
    before = describe(client, arn)
    after = _update(client, arn, ApprovalDescription="Reviewed")
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"ApprovalDescription", "LastModifiedTime", "LastModifiedBy"} == changed
    assert before.keys() < after.keys()


def test_an_update_without_changes_keeps_everything(client: "SageMakerClient") -> None:
    """The ARN alone changes nothing but the time (API reference: every parameter but the ARN is optional)."""
    arn = version(client, Task="OTHER")
    before = describe(client, arn)
    assert before == {
        name: value for name, value in _update(client, arn).items() if not name.startswith("LastModified")
    }


def test_metadata_is_merged(client: "SageMakerClient") -> None:
    """Keys are added and overwritten, the others stay (API reference: there is another parameter to remove them)."""
    arn = version(client, CustomerMetadataProperties={"team": "red", "stage": "test"})
    said = _update(client, arn, CustomerMetadataProperties={"stage": "production", "country": "fr"})
    assert {"team": "red", "stage": "production", "country": "fr"} == said["CustomerMetadataProperties"]


def test_metadata_is_removed_by_key(client: "SageMakerClient") -> None:
    """CustomerMetadataPropertiesToRemove takes keys away, unknown ones too (API reference)."""
    arn = version(client, CustomerMetadataProperties={"team": "red", "stage": "test"})
    said = _update(client, arn, CustomerMetadataPropertiesToRemove=["team", "unknown"])
    assert {"stage": "test"} == said["CustomerMetadataProperties"]


def test_the_last_key_of_metadata_is_removed(client: "SageMakerClient") -> None:
    """Without keys, there is no map (API reference: CustomerMetadataMap has at least one entry)."""
    arn = version(client, CustomerMetadataProperties={"team": "red"})
    assert "CustomerMetadataProperties" not in _update(client, arn, CustomerMetadataPropertiesToRemove=["team"])


def test_at_most_50_keys_of_metadata_in_all(client: "SageMakerClient") -> None:
    """A key above the limit is refused (API reference: CustomerMetadataMap)."""
    arn = version(client, CustomerMetadataProperties=METADATA)
    with refused("ValidationException", "CustomerMetadataProperties exceeds 50"):
        _update(client, arn, CustomerMetadataProperties={"another": "value"})


def test_the_50_keys_of_metadata_can_be_overwritten(client: "SageMakerClient") -> None:
    """A key that is there already doesn't count again (API reference: CustomerMetadataMap)."""
    arn = version(client, CustomerMetadataProperties=METADATA)
    said = _update(client, arn, CustomerMetadataProperties={"key-1": "other"})
    assert {**METADATA, "key-1": "other"} == said["CustomerMetadataProperties"]


def test_metadata_can_be_exchanged_at_the_limit(client: "SageMakerClient") -> None:
    """Removed keys make room for added ones (API reference: both are parameters of one call)."""
    arn = version(client, CustomerMetadataProperties=METADATA)
    said = _update(
        client, arn, CustomerMetadataProperties={"another": "value"}, CustomerMetadataPropertiesToRemove=["key-0"]
    )
    assert METADATA.keys() - {"key-0"} | {"another"} == said["CustomerMetadataProperties"].keys()


def test_an_empty_text_clears_the_approval_description(client: "SageMakerClient") -> None:
    """An empty description is removed (API reference: ApprovalDescription has no least length; UPDATE-4)."""
    arn = version(client)
    _update(client, arn, ApprovalDescription="Reviewed")
    assert "ApprovalDescription" not in _update(client, arn, ApprovalDescription="")


def test_additional_specifications_are_added(client: "SageMakerClient") -> None:
    """They are added to the existing ones (API reference: "added to the existing array")."""
    arn = version(client, AdditionalInferenceSpecifications=additional("fast"))
    said = _update(client, arn, AdditionalInferenceSpecificationsToAdd=additional("small", "cheap"))
    assert ["fast", "small", "cheap"] == [item["Name"] for item in said["AdditionalInferenceSpecifications"]]


def test_an_added_specification_gets_its_digest(client: "SageMakerClient") -> None:
    """SageMaker fills in defaults as on create (UPDATE-6)."""
    said = _update(client, version(client), AdditionalInferenceSpecificationsToAdd=additional("fast"))
    assert "ImageDigest" in said["AdditionalInferenceSpecifications"][0]["Containers"][0]


def test_an_additional_specification_is_added_once(client: "SageMakerClient") -> None:
    """A name that is there already is refused (API reference: the name is unique)."""
    arn = version(client, AdditionalInferenceSpecifications=additional("fast"))
    with refused("ValidationException", "fast already exists"):
        _update(client, arn, AdditionalInferenceSpecificationsToAdd=additional("fast"))


def test_at_most_15_additional_specifications_in_all(client: "SageMakerClient") -> None:
    """The total can't exceed 15 (API reference: AdditionalInferenceSpecificationsToAdd)."""
    arn = version(client, AdditionalInferenceSpecifications=additional(*"abcdefghijklmno"))
    with refused("ValidationException", "exceeds 15"):
        _update(client, arn, AdditionalInferenceSpecificationsToAdd=additional("p"))


def test_the_inference_specification_is_replaced(client: "SageMakerClient") -> None:
    """The new specification replaces all of the old one, with its own digests (API reference: InferenceSpecification of the update; ENV-2)."""
    arn = version(
        client, InferenceSpecification={"Containers": [{"Image": "image:1"}], "SupportedContentTypes": ["text/csv"]}
    )
    digest = describe(client, arn)["InferenceSpecification"]["Containers"][0]["ImageDigest"]
    said = _update(client, arn, InferenceSpecification={"Containers": [{"Image": "image:2"}]})["InferenceSpecification"]
    assert ("image:2", {"Containers"}) == (said["Containers"][0]["Image"], set(said))
    assert digest != said["Containers"][0]["ImageDigest"]


def test_an_unversioned_package_is_not_updated(client: "SageMakerClient") -> None:
    """Only versions can be updated (API reference: "Updates a versioned model"; KIND-6)."""
    with refused("ValidationException", "versioned ModelPackages only"):
        _update(client, unversioned(client), ModelApprovalStatus="Approved")


def test_a_missing_version_is_not_updated(client: "SageMakerClient") -> None:
    """A missing version "does not exist" (ERR-1)."""
    arn = version(client).replace("/1", "/2")
    with refused("ValidationException", f"ModelPackage {arn} does not exist"):
        _update(client, arn, ModelApprovalStatus="Approved")


def test_a_refused_update_changes_nothing(client: "SageMakerClient") -> None:
    """An update is atomic (API reference: an error comes without an ARN)."""
    arn = version(client, AdditionalInferenceSpecifications=additional("fast"))
    before = describe(client, arn)
    with refused("ValidationException", "fast already exists"):
        _update(
            client,
            arn,
            ApprovalDescription="Reviewed",
            AdditionalInferenceSpecificationsToAdd=additional("small", "fast"),
        )
    assert before == describe(client, arn)


def test_an_update_sets_its_time(client: "SageMakerClient") -> None:
    """LastModifiedTime is that of the update, CreationTime stays (API reference: DescribeModelPackage's output)."""
    arn = version(client)
    created = describe(client, arn)["CreationTime"]
    said = _update(client, arn, ModelApprovalStatus="Rejected")
    assert created == said["CreationTime"]
    assert created <= said["LastModifiedTime"]


def test_an_update_touches_one_version(client: "SageMakerClient") -> None:
    """The other versions of the group stay as they are (API reference: ModelPackageArn)."""
    first, second = version(client), version(client)
    _update(client, first, ModelApprovalStatus="Approved")
    assert "PendingManualApproval" == describe(client, f"{GROUP}/2")["ModelApprovalStatus"]
    assert second == describe(client, f"{GROUP}/2")["ModelPackageArn"]
