"""Only DescribeModelPackage, by one client that is kept: the cost of a call."""

from typing import Any

import boto3

CLIENT = boto3.client("sagemaker", "us-east-1", aws_access_key_id="bare", aws_secret_access_key="bare")  # noqa: S106


def resource(event: Any, _context: Any) -> dict[str, Any]:
    """Describe the package of the event."""
    arn = event["requestData"]["resourceProperties"]["ModelPackageArn"]
    return {"status": "SUCCESS", "arn": CLIENT.describe_model_package(ModelPackageName=arn)["ModelPackageArn"]}
