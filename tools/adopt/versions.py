"""The versions of a group: which there are, and their properties, as the handlers' Read reports them.

This is the only module that knows the handlers. They are called as CloudFormation calls them: by an event.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.schema import TYPE_NAME

from .console import Problem

Properties = dict[str, Any]

# A long run isn't hurried: botocore slows down by itself as long as a service throttles.
CONFIG: Final = Config(retries={"mode": "adaptive", "total_max_attempts": 10})
_IDENTIFIER: Final = "ModelPackageArn"
_UNSETTLED: Final = frozenset({"Pending", "InProgress", "Deleting"})
# Error codes of a Read that may succeed a moment later.
_TRANSIENT: Final = frozenset({"Throttling", "ServiceInternalError", "NetworkFailure", "InternalFailure"})
_MAX_READS: Final = 8
_MAX_PAUSE_SECONDS: Final = 20


@dataclass(frozen=True, order=True)
class Version:
    """A version of a group."""

    number: int
    arn: str
    status: str

    @property
    def is_settled(self) -> bool:
        """Tell whether its status stays as it is."""
        return self.status not in _UNSETTLED


class Registry:
    """The model registry, with the credentials of the user."""

    def __init__(self, session: boto3.Session):
        self._session = session
        self._client = session.client("sagemaker", config=CONFIG)
        self.account: str = session.client("sts", config=CONFIG).get_caller_identity()["Account"]

    def versions(self, group: str, *, approved: bool = False, latest: int | None = None) -> list[Version]:
        """Return the versions of a group by number.

        Args:
            group: The name or the ARN of the group.
            approved: Only those that are approved.
            latest: Only so many, those with the highest numbers; None for all.

        Raises:
            Problem: There is no such group.

        """
        self._check_group(group)
        parameters: dict[str, Any] = {"ModelPackageGroupName": group, "ModelPackageType": "Versioned"}
        if approved:
            parameters["ModelApprovalStatus"] = "Approved"
        pages = self._client.get_paginator("list_model_packages").paginate(
            **parameters, PaginationConfig={"PageSize": 100}
        )
        found = sorted(
            Version(item["ModelPackageVersion"], item[_IDENTIFIER], item["ModelPackageStatus"])
            for page in pages
            for item in page["ModelPackageSummaryList"]
        )
        return found[-latest:] if latest else found

    def _check_group(self, group: str) -> None:
        try:
            self._client.describe_model_package_group(ModelPackageGroupName=group)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ValidationException", "ResourceNotFound"):
                raise
            raise Problem(
                f"SageMaker has no model package group {group} in {self._client.meta.region_name} of account "
                f"{self.account}: {error.response['Error']['Message'].rstrip('.')}. See its name, its region and your "
                "credentials: aws sagemaker list-model-package-groups"
            ) from None

    def read(self, arn: str) -> Properties:
        """Return the properties of a package, as CloudFormation reads them.

        Raises:
            Problem: The package can't be read.

        """
        for attempt in range(_MAX_READS):
            answer = handlers.resource(self._read_event(arn), None)
            if answer["status"] == "SUCCESS":
                properties: Properties = answer["resourceModel"]
                return properties
            if answer.get("errorCode") not in _TRANSIENT:
                break
            time.sleep(min(2**attempt, _MAX_PAUSE_SECONDS))
        raise Problem(answer["message"])

    def _read_event(self, arn: str) -> dict[str, Any]:
        credentials: Any = self._session.get_credentials()
        keys = credentials.get_frozen_credentials()  # refreshed, if they expire
        return {
            "action": "READ",
            "awsAccountId": self.account,
            "bearerToken": "adopt",
            "region": self._client.meta.region_name,
            "resourceType": TYPE_NAME,
            "requestData": {
                "callerCredentials": {
                    "accessKeyId": keys.access_key,
                    "secretAccessKey": keys.secret_key,
                    "sessionToken": keys.token or "",
                },
                "resourceProperties": {_IDENTIFIER: arn},
            },
        }
