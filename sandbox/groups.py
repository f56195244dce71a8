"""What the input sets of `cfn test` name: two model package groups, and the version that one of the sets clones."""

from typing import Final

import boto3

from .engine import CREDENTIALS, REGION

GROUP: Final = "contract-tests"  # the model package group that the versioned input sets name
OTHERS: Final = "210987654321"  # an account that has a group of that name too


def prepare(url: str) -> None:
    """Make them in the sandbox at an address: the caller's, and another account's group."""
    ours = _session(CREDENTIALS["accessKeyId"], CREDENTIALS["secretAccessKey"])
    here = ours.client("sagemaker", endpoint_url=url)
    here.create_model_package_group(ModelPackageGroupName=GROUP)
    here.create_model_package(
        ModelPackageGroupName=GROUP, InferenceSpecification={"Containers": [{"Image": "churn:1"}]}
    )
    sts = ours.client("sts", endpoint_url=url)
    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{OTHERS}:role/owner", RoleSessionName="contract")["Credentials"]
    theirs = _session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    theirs.client("sagemaker", endpoint_url=url).create_model_package_group(ModelPackageGroupName=GROUP)


def _session(key: str, secret: str, token: str | None = None) -> boto3.Session:
    return boto3.Session(key, secret, token, REGION)
