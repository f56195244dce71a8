"""Gives a template to CloudFormation: in the request, or in S3 if it is larger than a request may be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import boto3
from botocore.exceptions import ClientError

from .console import Problem
from .templates import MAX_BODY_BYTES
from .versions import CONFIG

_NOT_FOUND: Final = ("404", "NoSuchBucket")


class Uploads:
    """The bucket for large templates: that of the user, or one that is made when it is needed.

    Args:
        session: The credentials of the user.
        account: Its account.
        bucket: The name of the user's bucket; empty for one of the command's own, which stays for the next time.

    """

    def __init__(self, session: boto3.Session, account: str, bucket: str):
        self._client = session.client("s3", config=CONFIG)
        self._account = account
        self._is_own = not bucket
        self.bucket = bucket or f"adopt-{self._account}-{self._client.meta.region_name}"

    @contextmanager
    def given(self, template: str) -> Iterator[dict[str, str]]:
        """Return the parameter with a template for a call of CloudFormation. An uploaded one is deleted at the end."""
        body = template.encode()
        if len(body) <= MAX_BODY_BYTES:
            yield {"TemplateBody": template}
            return
        self._require_bucket()
        place: Any = {"Bucket": self.bucket, "Key": f"templates/{uuid4()}.yaml", "ExpectedBucketOwner": self._account}
        self._client.put_object(**place, Body=body)
        try:
            yield {"TemplateURL": f"{self._client.meta.endpoint_url}/{place['Bucket']}/{place['Key']}"}
        finally:
            self._client.delete_object(**place)

    def _require_bucket(self) -> None:
        """Make the command's own bucket unless it is there.

        Raises:
            Problem: The bucket is missing, or somebody else's.

        """
        try:
            self._client.head_bucket(Bucket=self.bucket, ExpectedBucketOwner=self._account)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in _NOT_FOUND or not self._is_own:
                raise Problem(
                    f"Could not use the bucket {self.bucket} for a template that is too large for a request ({code}). "
                    "Give a bucket of your account in this region: BUCKET=…"
                ) from None
            self._make_bucket()

    def _make_bucket(self) -> None:
        region = self._client.meta.region_name
        options: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self._client.create_bucket(Bucket=self.bucket, **options)
        blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        self._client.put_public_access_block(
            Bucket=self.bucket, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True)
        )
