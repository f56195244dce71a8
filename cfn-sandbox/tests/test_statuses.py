"""The statuses of a package, and the operations that each allows."""

import time
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

import cfn_sandbox_sagemaker as sagemaker
from sagemaker_calls import GROUP, MISSING, additional, describe, names, refused, slowly, unversioned, version

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Make = Callable[..., str]
BOTH_KINDS = pytest.mark.parametrize("make", [version, unversioned])


def _statuses(client: "SageMakerClient", arn: str, pause: float = 0.0) -> Iterator[str]:
    """Yield the status at each poll, until the package is settled or deleted."""
    status = ""
    while status not in ("Completed", "Failed"):
        try:
            status = describe(client, arn)["ModelPackageStatus"]
        except ClientError:
            return
        yield status
        time.sleep(pause)


def _without_repeats(statuses: Iterator[str]) -> list[str]:
    return [status for status, _ in groupby(statuses)]


@BOTH_KINDS
def test_a_package_settles_at_once_by_default(client: "SageMakerClient", make: Make) -> None:
    """The first poll returns Completed (sandbox: settling takes no time by default)."""
    assert "Completed" == describe(client, make(client))["ModelPackageStatus"]


@BOTH_KINDS
def test_statuses_change_with_polls(client: "SageMakerClient", make: Make) -> None:
    """A package is Pending, then InProgress, then Completed (API reference: ModelPackageStatus)."""
    slowly(2)
    assert ["Pending", "InProgress", "Completed"] == _without_repeats(_statuses(client, make(client)))


def test_statuses_change_with_time(client: "SageMakerClient") -> None:
    """`settle_after` sets how long each of the two changes takes (API reference: ModelPackageStatus)."""
    sagemaker.settle_after(0.6)
    began = time.monotonic()
    assert ["Pending", "InProgress", "Completed"] == _without_repeats(_statuses(client, version(client), pause=0.1))
    assert 1.2 <= time.monotonic() - began


def test_a_missing_image_fails_the_package(client: "SageMakerClient") -> None:
    """The statuses end in Failed (API reference: ModelPackageStatus; sandbox: the tag `missing`)."""
    slowly(2)
    arn = version(client, InferenceSpecification=MISSING)
    assert ["Pending", "InProgress", "Failed"] == _without_repeats(_statuses(client, arn))


def test_a_failed_package_has_a_reason(client: "SageMakerClient") -> None:
    """The item of the scan has the reason (API reference: FailureReason of ModelPackageStatusItem)."""
    (scan,) = describe(client, version(client, InferenceSpecification=MISSING))["ModelPackageStatusDetails"][
        "ImageScanStatuses"
    ]
    assert ("Failed", "The image image:missing was not found.") == (scan["Status"], scan["FailureReason"])


def test_a_completed_package_has_no_failure_reason(client: "SageMakerClient") -> None:
    """A reason is given "if the overall status is Failed" (API reference: FailureReason)."""
    (scan,) = describe(client, version(client))["ModelPackageStatusDetails"]["ImageScanStatuses"]
    assert {"Name": "container-1", "Status": "Completed"} == scan


def test_a_pending_package_has_not_started(client: "SageMakerClient") -> None:
    """An item's status is NotStarted where the package's is Pending (API reference: DetailedModelPackageStatus)."""
    slowly(2)
    (scan,) = describe(client, version(client))["ModelPackageStatusDetails"]["ImageScanStatuses"]
    assert "NotStarted" == scan["Status"]


def test_a_list_shows_the_status(client: "SageMakerClient") -> None:
    """A summary has the package's status (API reference: ModelPackageSummary)."""
    slowly(3)
    version(client)
    (summary,) = client.list_model_packages(ModelPackageGroupName=GROUP)["ModelPackageSummaryList"]
    assert "Pending" == summary["ModelPackageStatus"]


@BOTH_KINDS
@pytest.mark.parametrize("looks", [1, 3])
def test_a_package_is_deleting_until_it_is_deleted(client: "SageMakerClient", make: Make, looks: int) -> None:
    """Each poll returns Deleting, until the package is deleted (API reference: ModelPackageStatus has no Deleted; DELETE-4)."""
    arn = make(client)
    describe(client, arn)
    slowly(looks)
    client.delete_model_package(ModelPackageName=arn)
    assert ["Deleting"] * looks == list(_statuses(client, arn))


def test_deleting_takes_time(client: "SageMakerClient") -> None:
    """`settle_after` holds for Deleting too (API reference: ModelPackageStatus)."""
    arn = version(client)
    describe(client, arn)
    sagemaker.settle_after(0.2)
    began = time.monotonic()
    client.delete_model_package(ModelPackageName=arn)
    assert ["Deleting"] == _without_repeats(_statuses(client, arn, pause=0.02))
    assert 0.2 <= time.monotonic() - began


def test_a_package_is_deleted_at_once_by_default(client: "SageMakerClient") -> None:
    """Neither Describe nor List return it (API reference: DeleteModelPackage)."""
    arn = version(client)
    client.delete_model_package(ModelPackageName=arn)
    assert [] == names(client, ModelPackageType="Both")
    with refused("ValidationException", "does not exist"):
        describe(client, arn)


def _update(client: "SageMakerClient", arn: str) -> Any:
    return client.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")


def _delete(client: "SageMakerClient", arn: str) -> Any:
    return client.delete_model_package(ModelPackageName=arn)


def _specify(client: "SageMakerClient", arn: str) -> Any:
    return client.update_model_package(ModelPackageArn=arn, AdditionalInferenceSpecificationsToAdd=additional("fast"))


@pytest.mark.parametrize("change", [_update, _specify, _delete])
def test_a_new_version_can_be_changed_at_once(client: "SageMakerClient", change: Callable[..., Any]) -> None:
    """Without a poll in between (integration tests of the SageMaker SDK update and delete right after create)."""
    change(client, version(client))


def test_a_version_needs_only_its_source(client: "SageMakerClient") -> None:
    """Group and SourceUri are enough (an integration test of the SageMaker SDK)."""
    arn = client.create_model_package(ModelPackageGroupName=GROUP, SourceUri="s3://bucket/model")["ModelPackageArn"]
    assert "s3://bucket/model" == describe(client, arn)["SourceUri"]


@pytest.mark.parametrize("change", [_update, _delete])
@pytest.mark.parametrize(("status", "looks"), [("Pending", 0), ("InProgress", 2)])
def test_an_unsettled_package_cannot_change(
    client: "SageMakerClient", change: Callable[..., Any], status: str, looks: int
) -> None:
    """Update and delete are conflicts until the package is settled (API reference: ConflictException; DELETE-2)."""
    slowly(2)
    arn = version(client)
    for _ in range(looks):
        describe(client, arn)
    with refused("ConflictException", f"{arn} is in status {status}"):
        change(client, arn)


@pytest.mark.parametrize("change", [_update, _delete])
def test_a_package_that_is_being_deleted_cannot_change(client: "SageMakerClient", change: Callable[..., Any]) -> None:
    """Update and delete are conflicts while the package is Deleting (API reference: ConflictException)."""
    arn = version(client)
    describe(client, arn)
    slowly(2)
    client.delete_model_package(ModelPackageName=arn)
    with refused("ConflictException", f"{arn} is in status Deleting"):
        change(client, arn)


@pytest.mark.parametrize("change", [_update, _delete])
def test_a_failed_package_is_settled(client: "SageMakerClient", change: Callable[..., Any]) -> None:
    """A failed package can be updated and deleted (CREATE-2)."""
    arn = version(client, InferenceSpecification=MISSING)
    assert 200 == change(client, arn)["ResponseMetadata"]["HTTPStatusCode"]
