"""Deleting packages, listing them, and the groups that hold them."""

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from sagemaker_calls import GROUP, create, describe, names, refused, unversioned, version

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

HOUR = timedelta(hours=1)
ONE_OF_EACH = ["b", f"{GROUP}/1", "a", "other/1"]  # in the order of their creation


@pytest.fixture
def filled(client: "SageMakerClient") -> "SageMakerClient":
    """Return a client of a SageMaker with ONE_OF_EACH in it."""
    client.create_model_package_group(ModelPackageGroupName="other")
    unversioned(client, "b")
    version(client, ModelApprovalStatus="Approved")
    unversioned(client, "a")
    create(client, ModelPackageGroupName="other")
    return client


@pytest.mark.parametrize("name", ["a", f"{GROUP}/1", "other/1"])
def test_one_package_is_deleted(filled: "SageMakerClient", name: str) -> None:
    """The named package is deleted, the others aren't (API reference: DeleteModelPackage)."""
    filled.delete_model_package(ModelPackageName=name)
    assert [other for other in ONE_OF_EACH if other != name] == names(filled, ModelPackageType="Both")


def test_a_package_is_deleted_by_its_arn(filled: "SageMakerClient") -> None:
    """ModelPackageName takes a name or an ARN (API reference: DeleteModelPackage)."""
    filled.delete_model_package(ModelPackageName=describe(filled, "a")["ModelPackageArn"])
    assert ["b"] == names(filled)


@pytest.mark.parametrize("name", ["none", f"{GROUP}/1", "arn:aws:sagemaker:us-east-1:123456789012:model-package/none"])
def test_a_missing_package_is_not_deleted(client: "SageMakerClient", name: str) -> None:
    """The message is "Cannot find Model Package", with the ARN (ERR-1)."""
    ends = name.partition("/")[2] if name.startswith("arn:") else name
    told = f"Cannot find Model Package: arn:aws:sagemaker:us-east-1:123456789012:model-package/{ends}"
    with refused("ValidationException", told):
        client.delete_model_package(ModelPackageName=name)


def test_a_package_is_deleted_once(client: "SageMakerClient") -> None:
    """A second delete doesn't find it (ERR-1)."""
    arn = version(client)
    client.delete_model_package(ModelPackageName=arn)
    with refused("ValidationException", "Cannot find Model Package"):
        client.delete_model_package(ModelPackageName=arn)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["b", "a"]),
        ({"ModelPackageType": "Unversioned"}, ["b", "a"]),
        ({"ModelPackageType": "Versioned"}, [f"{GROUP}/1", "other/1"]),
        ({"ModelPackageType": "Both"}, ONE_OF_EACH),
    ],
)
def test_a_list_is_filtered_by_kind(filled: "SageMakerClient", parameters: Any, expected: list[str]) -> None:
    """ModelPackageType filters, and unversioned packages alone are the default (API reference: ModelPackageType)."""
    assert expected == names(filled, **parameters)


@pytest.mark.parametrize(
    "group", ["other", "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/other"], ids=["name", "arn"]
)
def test_a_list_is_filtered_by_group(filled: "SageMakerClient", group: str) -> None:
    """A group's name or ARN filters its versions (API reference: ModelPackageGroupName; no kind needs to be named)."""
    assert ["other/1"] == names(filled, ModelPackageGroupName=group)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"NameContains": "b"}, ["b"]),
        ({"NameContains": "c"}, []),
        ({"ModelPackageType": "Both", "ModelApprovalStatus": "Approved"}, [f"{GROUP}/1"]),
        ({"ModelPackageType": "Both", "ModelApprovalStatus": "PendingManualApproval"}, ["other/1"]),
        ({"ModelPackageType": "Both", "ModelApprovalStatus": "Rejected"}, []),
        ({"ModelPackageType": "Unversioned", "ModelApprovalStatus": "Approved"}, []),
    ],
)
def test_a_list_is_filtered_by_name_and_approval(
    filled: "SageMakerClient", parameters: Any, expected: list[str]
) -> None:
    """Packages with another name or another approval status are left out (API reference)."""
    assert expected == names(filled, **parameters)


@pytest.mark.parametrize(
    ("name", "distance", "expected"),
    [
        ("CreationTimeAfter", -HOUR, ["b", "a"]),
        ("CreationTimeAfter", HOUR, []),
        ("CreationTimeBefore", -HOUR, []),
        ("CreationTimeBefore", HOUR, ["b", "a"]),
    ],
)
def test_a_list_is_filtered_by_time(
    filled: "SageMakerClient", name: str, distance: timedelta, expected: list[str]
) -> None:
    """Packages that were created at another time are left out (API reference: CreationTimeAfter and -Before)."""
    parameters: Any = {name: datetime.now(timezone.utc) + distance}
    assert expected == names(filled, **parameters)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["c", "a", "b"]),
        ({"SortOrder": "Descending"}, ["b", "a", "c"]),
        ({"SortBy": "CreationTime", "SortOrder": "Ascending"}, ["c", "a", "b"]),
        ({"SortBy": "Name"}, ["a", "b", "c"]),
        ({"SortBy": "Name", "SortOrder": "Descending"}, ["c", "b", "a"]),
    ],
)
def test_a_list_is_in_order(client: "SageMakerClient", parameters: Any, expected: list[str]) -> None:
    """The oldest is first by default (API reference: SortBy and SortOrder have these defaults)."""
    for name in ("c", "a", "b"):
        unversioned(client, name)
    assert expected == names(client, **parameters)


@pytest.mark.parametrize(("size", "count"), [(1, 5), (2, 3), (5, 1), (100, 1)])
def test_the_pages_of_a_list_hold_every_package_once(client: "SageMakerClient", size: int, count: int) -> None:
    """MaxResults is a page's size, and the last page has no token (API reference: NextToken)."""
    arns = [version(client) for _ in range(5)]
    paginator = client.get_paginator("list_model_packages")
    pages = list(paginator.paginate(ModelPackageGroupName=GROUP, PaginationConfig={"PageSize": size}))
    listed = [summary["ModelPackageArn"] for page in pages for summary in page["ModelPackageSummaryList"]]
    assert (arns, count) == (listed, len(pages))


def test_a_page_has_10_packages_by_default(client: "SageMakerClient") -> None:
    """A long list is truncated, and the answer has a token (API reference: NextToken; sandbox: 10)."""
    for number in range(11):
        unversioned(client, f"name-{number}")
    answer = client.list_model_packages()
    assert (10, True) == (len(answer["ModelPackageSummaryList"]), "NextToken" in answer)


@pytest.mark.parametrize("token", ["x", "-1"])
def test_an_unknown_token_of_a_list_is_refused(filled: "SageMakerClient", token: str) -> None:
    """Any other NextToken is refused (API reference: a token comes from the answer to a previous request)."""
    with refused("ValidationException", "NextToken"):
        filled.list_model_packages(NextToken=token)


def test_a_summary_is_short(client: "SageMakerClient") -> None:
    """A summary has no specification, and no name for a version (API reference: ModelPackageSummary)."""
    version(client, ModelPackageDescription="Who leaves?", Task="OTHER")
    (summary,) = client.list_model_packages(ModelPackageType="Versioned")["ModelPackageSummaryList"]
    assert {
        "ModelPackageArn",
        "ModelPackageGroupName",
        "ModelPackageVersion",
        "ModelPackageDescription",
        "ModelPackageStatus",
        "ModelApprovalStatus",
        "CreationTime",
    } == summary.keys()


def test_a_group_is_created_once(client: "SageMakerClient") -> None:
    """A second group of a name is refused (API reference: the name is unique; ERR-2)."""
    with refused(
        "ValidationException",
        f"Model Package Group already exists: arn:aws:sagemaker:us-east-1:123456789012:model-package-group/{GROUP}",
    ):
        client.create_model_package_group(ModelPackageGroupName=GROUP)


def test_a_group_with_versions_is_not_deleted(client: "SageMakerClient") -> None:
    """Its versions have to go first (API reference: ConflictException of DeleteModelPackageGroup)."""
    version(client)
    with refused("ConflictException", GROUP):
        client.delete_model_package_group(ModelPackageGroupName=GROUP)
    assert [f"{GROUP}/1"] == names(client, ModelPackageGroupName=GROUP)


@pytest.mark.parametrize(
    "group", [GROUP, f"arn:aws:sagemaker:us-east-1:123456789012:model-package-group/{GROUP}"], ids=["name", "arn"]
)
def test_an_empty_group_is_deleted(client: "SageMakerClient", group: str) -> None:
    """It can be deleted by name or ARN once its last version is deleted (API reference: DeleteModelPackageGroup)."""
    client.delete_model_package(ModelPackageName=version(client))
    client.delete_model_package_group(ModelPackageGroupName=group)
    assert [] == client.list_model_package_groups()["ModelPackageGroupSummaryList"]


def test_a_missing_group_is_not_deleted(client: "SageMakerClient") -> None:
    """A missing group "does not exist" (GROUP-3)."""
    with refused("ValidationException", "model-package-group/none does not exist"):
        client.delete_model_package_group(ModelPackageGroupName="none")
