"""Newer parameters of SageMaker: model cards, sources, life cycles."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from sagemaker_calls import GROUP, describe, refused, unversioned, version

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

CARD: Any = {
    "ModelCardContent": '{"intended_uses": {"risk_rating": "Low", "purpose": "x"}}',
    "ModelCardStatus": "Draft",
}
LOCKED: Any = {"KmsKeyId": "alias/no-decrypt"}
NEWER: dict[str, Any] = {
    "SkipModelValidation": "All",
    "SourceUri": "s3://bucket/run",
    "SecurityConfig": {"KmsKeyId": "alias/cards"},
    "ModelCard": CARD,
    "ModelLifeCycle": {"Stage": "QA", "StageStatus": "OnHold"},
    "ModelPackageRegistrationType": "Logged",
    "ManagedStorageType": "Restricted",
}


def _update(client: "SageMakerClient", arn: str, **changes: Any) -> dict[str, Any]:
    """Update the model card of a version, and return the card as Describe has it."""
    card: Any = changes  # only some of the members that the API's type has
    client.update_model_package(ModelPackageArn=arn, ModelCard=card)
    answer: dict[str, Any] = describe(client, arn)["ModelCard"]
    return answer


def test_a_version_shows_every_newer_parameter(client: "SageMakerClient") -> None:
    """Describe returns the parameters of the create (API reference: DescribeModelPackage)."""
    given: Any = {"ModelPackageGroupName": GROUP, **NEWER}
    described = describe(client, client.create_model_package(**given)["ModelPackageArn"])
    assert NEWER == {name: described[name] for name in NEWER}


def test_validation_is_not_skipped_by_default(client: "SageMakerClient") -> None:
    """Describe returns the default."""
    assert "None" == describe(client, unversioned(client))["SkipModelValidation"]


@pytest.mark.parametrize("name", ["SecurityConfig", "ModelCard", "ModelLifeCycle", "ModelPackageRegistrationType"])
def test_an_unversioned_package_has_no_parameters_of_versions(client: "SageMakerClient", name: str) -> None:
    """Model cards, life cycles and registration are for versions only."""
    with refused("ValidationException", f"{name} cannot be specified when using non-versioned ModelPackages"):
        unversioned(client, **{name: NEWER[name]})


def test_a_key_needs_something_to_encrypt(client: "SageMakerClient") -> None:
    """SecurityConfig requires a model card, which its key encrypts."""
    with refused("ValidationException", "SecurityConfig can be specified only with a ModelCard"):
        version(client, SecurityConfig=LOCKED)


@pytest.mark.parametrize("content", ["{", "[]", '"text"'])
def test_a_card_is_a_json_object(client: "SageMakerClient", content: str) -> None:
    """The content of a card must be a JSON object (API reference: ModelPackageModelCard)."""
    with refused("ValidationException", "ModelCardContent is not valid JSON"):
        version(client, ModelCard={"ModelCardContent": content})
    with refused("ValidationException", "ModelCardContent is not valid JSON"):
        _update(client, version(client), ModelCardContent=content)


def test_content_and_status_change_in_separate_calls(client: "SageMakerClient") -> None:
    """A call that changes both is refused; one that repeats the other is accepted, and so is the first card."""
    assert "Approved" == _update(client, version(client), **CARD | {"ModelCardStatus": "Approved"})["ModelCardStatus"]
    arn = version(client, ModelCard=CARD)
    with refused("ValidationException", "both model card content and model card status in a single call"):
        _update(client, arn, ModelCardContent="{}", ModelCardStatus="Approved")
    assert "{}" == _update(client, arn, ModelCardContent="{}", ModelCardStatus="Draft")["ModelCardContent"]
    assert {"ModelCardContent": "{}", "ModelCardStatus": "Approved"} == _update(client, arn, ModelCardStatus="Approved")


def test_an_archived_card_keeps_its_content(client: "SageMakerClient") -> None:
    """The content of an archived card can't change until it has another status (API reference: ModelPackageModelCard)."""
    arn = version(client, ModelCard=CARD | {"ModelCardStatus": "Archived"})
    with refused("ValidationException", "Model Card is in Archived state"):
        _update(client, arn, ModelCardContent="{}")
    _update(client, arn, ModelCardStatus="Draft")
    assert "{}" == _update(client, arn, ModelCardContent="{}")["ModelCardContent"]


def test_a_card_that_can_not_be_decrypted_shows_its_metadata_only(client: "SageMakerClient") -> None:
    """AllData needs kms:Decrypt, MetadataOnly and a list don't (API reference: IncludedData)."""
    arn = version(client, ModelCard=CARD, SecurityConfig=LOCKED)
    with refused("AccessDeniedException", "kms:Decrypt"):
        describe(client, arn)
    metadata: Any = {"ModelPackageName": arn, "IncludedData": "MetadataOnly"}
    card = client.describe_model_package(**metadata)["ModelCard"]
    assert ({"intended_uses": {"risk_rating": "Low"}}, "Draft") == (
        json.loads(card["ModelCardContent"]),
        card["ModelCardStatus"],
    )
    assert 1 == len(client.list_model_packages(ModelPackageGroupName=GROUP)["ModelPackageSummaryList"])


def test_a_package_is_cloned_from_another(client: "SageMakerClient") -> None:
    """With a package's ARN as SourceUri, the model is inherited, except for given parameters (API reference: SourceUri)."""
    containers: Any = {"Containers": [{"Image": "image:1", "Environment": {"A": "1"}}]}
    source = version(client, InferenceSpecification=containers, Domain="NLP", Task="OTHER")
    clone = client.create_model_package(ModelPackageGroupName=GROUP, SourceUri=source, Task="CLASSIFICATION")
    described = describe(client, clone["ModelPackageArn"])
    (container,) = described["InferenceSpecification"]["Containers"]
    assert ("image:1", {"A": "1"}) == (container["Image"], container["Environment"])
    assert ("NLP", "CLASSIFICATION", source) == (described["Domain"], described["Task"], described["SourceUri"])


def test_a_model_is_registered(client: "SageMakerClient") -> None:
    """With a model's ARN as SourceUri, its containers are inherited (API reference: SourceUri)."""
    model = client.create_model(
        ModelName="churn",
        PrimaryContainer={"Image": "image:1", "ModelDataUrl": "s3://bucket/model.tar.gz"},
        ExecutionRoleArn="arn:aws:iam::123456789012:role/model",
    )["ModelArn"]
    arn = client.create_model_package(ModelPackageGroupName=GROUP, SourceUri=model)["ModelPackageArn"]
    (container,) = describe(client, arn)["InferenceSpecification"]["Containers"]
    assert ("image:1", "s3://bucket/model.tar.gz") == (container["Image"], container["ModelDataUrl"])


@pytest.mark.parametrize(
    ("source", "saying"), [("model-package/churn/9", "does not exist"), ("model/nothing", "Could not find model")]
)
def test_a_missing_source_is_refused(client: "SageMakerClient", source: str, saying: str) -> None:
    """The ARN of a missing source is refused."""
    uri = f"arn:aws:sagemaker:us-east-1:123456789012:{source}"
    with refused("ValidationException", saying):
        client.create_model_package(ModelPackageGroupName=GROUP, SourceUri=uri)


def test_a_missing_group_of_another_account_is_refused(client: "SageMakerClient") -> None:
    """An ARN refers to the group in its account and region, not to the caller's own of the same name."""
    for arn in ("us-east-1:210987654321", "eu-west-1:123456789012"):
        with refused("ValidationException", "does not exist"):
            client.create_model_package(ModelPackageGroupName=f"arn:aws:sagemaker:{arn}:model-package-group/{GROUP}")
