"""Tags: of unversioned packages, and of groups."""

from typing import TYPE_CHECKING, Any

import pytest

from sagemaker_calls import GROUP, names, refused, tags, unversioned, version

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


def _tags(given: dict[str, str]) -> list[Any]:
    """Return tags as the API has them."""
    return [{"Key": key, "Value": value} for key, value in given.items()]


FIFTY = {f"key-{number}": "value" for number in range(50)}


def test_a_package_is_created_with_tags(client: "SageMakerClient") -> None:
    """ListTags returns the tags of the create (API reference: Tags of CreateModelPackage)."""
    assert {"team": "red", "stage": ""} == tags(client, unversioned(client, Tags=_tags({"team": "red", "stage": ""})))


def test_a_package_without_tags(client: "SageMakerClient") -> None:
    """ListTags returns an empty list (API reference: ListTags)."""
    assert [] == client.list_tags(ResourceArn=unversioned(client))["Tags"]


def test_tags_are_added_and_overwritten(client: "SageMakerClient") -> None:
    """Tags of other keys stay (API reference: AddTags "adds or overwrites")."""
    arn = unversioned(client, Tags=_tags({"team": "red", "stage": "test"}))
    client.add_tags(ResourceArn=arn, Tags=_tags({"stage": "production", "country": "fr"}))
    assert {"team": "red", "stage": "production", "country": "fr"} == tags(client, arn)


def test_add_tags_returns_the_tags(client: "SageMakerClient") -> None:
    """The answer is the tags that were added (API reference: AddTags' output)."""
    arn = unversioned(client, Tags=_tags({"team": "red"}))
    assert _tags({"stage": "test"}) == client.add_tags(ResourceArn=arn, Tags=_tags({"stage": "test"}))["Tags"]


def test_tags_are_deleted_by_key(client: "SageMakerClient") -> None:
    """The others stay, and unknown keys do no harm (API reference: DeleteTags)."""
    arn = unversioned(client, Tags=_tags({"team": "red", "stage": "test"}))
    client.delete_tags(ResourceArn=arn, TagKeys=["team", "unknown"])
    assert {"stage": "test"} == tags(client, arn)


def test_many_tags_come_in_pages(client: "SageMakerClient") -> None:
    """The token of a page leads to the next one, until all are read (API reference: NextToken of ListTags)."""
    arn = unversioned(client, Tags=_tags(FIFTY))
    pages = list(client.get_paginator("list_tags").paginate(ResourceArn=arn))
    assert FIFTY == {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}
    assert [20, 20, 10] == [len(page["Tags"]) for page in pages]


@pytest.mark.parametrize("token", ["x", "-1"])
def test_an_unknown_token_of_tags_is_refused(client: "SageMakerClient", token: str) -> None:
    """Any other NextToken is refused (API reference: a token comes from the answer to a previous request)."""
    with refused("ValidationException", "NextToken"):
        client.list_tags(ResourceArn=unversioned(client), NextToken=token)


def test_at_most_50_tags_in_all(client: "SageMakerClient") -> None:
    """A key above the limit is refused, and nothing is added (API reference: TagList)."""
    arn = unversioned(client, Tags=_tags(FIFTY))
    with refused("ValidationException", "exceeds 50"):
        client.add_tags(ResourceArn=arn, Tags=_tags({"key-1": "other", "another": "value"}))
    assert FIFTY == tags(client, arn)


def test_the_50_tags_can_be_overwritten(client: "SageMakerClient") -> None:
    """A key that is there already doesn't count again (API reference: AddTags overwrites)."""
    arn = unversioned(client, Tags=_tags(FIFTY))
    client.add_tags(ResourceArn=arn, Tags=_tags({"key-1": "other"}))
    assert {**FIFTY, "key-1": "other"} == tags(client, arn)


@pytest.mark.parametrize("key", ["aws:cloudformation:stack-name", "AWS:team"])
def test_keys_of_aws_are_not_added(client: "SageMakerClient", key: str) -> None:
    """The prefix is AWS's own (TAG-3; Tagging Amazon Web Services resources)."""
    arn = unversioned(client)
    with refused("ValidationException", "aws:"):
        client.add_tags(ResourceArn=arn, Tags=_tags({"team": "red", key: "value"}))
    assert {} == tags(client, arn)


def test_keys_of_aws_are_not_created(client: "SageMakerClient") -> None:
    """Create refuses them as AddTags does, and creates no package (TAG-3)."""
    with refused("ValidationException", "aws:"):
        unversioned(client, Tags=_tags({"aws:team": "red"}))
    assert [] == names(client)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [("add_tags", {"Tags": _tags({"team": "red"})}), ("list_tags", {}), ("delete_tags", {"TagKeys": ["team"]})],
)
def test_a_version_has_no_tags(client: "SageMakerClient", operation: str, parameters: dict[str, Any]) -> None:
    """Its group carries them (API reference: Tags of CreateModelPackage; KIND-7)."""
    arn = version(client)
    with refused("ValidationException", "versioned"):
        getattr(client, operation)(ResourceArn=arn, **parameters)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [("add_tags", {"Tags": _tags({"team": "red"})}), ("list_tags", {}), ("delete_tags", {"TagKeys": ["team"]})],
)
def test_a_missing_package_is_not_tagged(client: "SageMakerClient", operation: str, parameters: dict[str, Any]) -> None:
    """A missing package "does not exist" (ERR-1)."""
    arn = "arn:aws:sagemaker:us-east-1:123456789012:model-package/none"
    with refused("ValidationException", f"ModelPackage {arn} does not exist"):
        getattr(client, operation)(ResourceArn=arn, **parameters)


def test_a_group_has_tags(client: "SageMakerClient") -> None:
    """The tags of a model package group are moto's (API reference: AddTags, DeleteTags)."""
    group = client.describe_model_package_group(ModelPackageGroupName=GROUP)["ModelPackageGroupArn"]
    client.add_tags(ResourceArn=group, Tags=_tags({"team": "red", "stage": "test"}))
    client.delete_tags(ResourceArn=group, TagKeys=["stage"])
    assert {"team": "red"} == tags(client, group)


def test_a_group_is_created_with_tags(client: "SageMakerClient") -> None:
    """ListTags returns the tags of the create (API reference: Tags of CreateModelPackageGroup)."""
    made = client.create_model_package_group(ModelPackageGroupName="tagged", Tags=_tags({"team": "red"}))
    assert {"team": "red"} == tags(client, made["ModelPackageGroupArn"])
