"""The resources that the input sets of `cfn test` refer to: two model package groups, and a version to clone."""

from typing import Final

import boto3

from .engine import CREDENTIALS, REGION

GROUP: Final = "contract-tests"  # the model package group of the versioned input sets
OTHER_ACCOUNT: Final = "210987654321"  # has a group of the same name


def create_resources(url: str) -> None:
    """Create the resources in the sandbox at an address: a group and a version, and another account's group."""
    session = _session(CREDENTIALS["accessKeyId"], CREDENTIALS["secretAccessKey"])
    sagemaker = session.client("sagemaker", endpoint_url=url)
    sagemaker.create_model_package_group(ModelPackageGroupName=GROUP)
    sagemaker.create_model_package(
        ModelPackageGroupName=GROUP, InferenceSpecification={"Containers": [{"Image": "churn:1"}]}
    )
    sts = session.client("sts", endpoint_url=url)
    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/owner", RoleSessionName="contract")[
        "Credentials"
    ]
    other_session = _session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    other_session.client("sagemaker", endpoint_url=url).create_model_package_group(ModelPackageGroupName=GROUP)


def _session(key: str, secret: str, token: str | None = None) -> boto3.Session:
    return boto3.Session(key, secret, token, REGION)
