"""The resources that the inputs of the contract tests refer to, in a sandbox: a group, a version, and three exports."""

from pathlib import Path
from typing import Any, Final

import boto3

from .engine import CREDENTIALS, REGION

GROUP: Final = "contract-tests"  # the model package group of the versioned inputs
TEMPLATE: Final = Path(__file__).resolve().parent.parent / "deploy" / "contract-tests.yaml"
KEYS: Final = {
    "AWS_ACCESS_KEY_ID": CREDENTIALS["accessKeyId"],
    "AWS_SECRET_ACCESS_KEY": CREDENTIALS["secretAccessKey"],
    "AWS_SESSION_TOKEN": CREDENTIALS["sessionToken"],
    "AWS_DEFAULT_REGION": REGION,
}
_POLLING: Final = {"Delay": 0.05, "MaxAttempts": 200}  # seconds, and polls: the sandbox makes the stack at once


def create_resources(url: str) -> None:
    """Create the stack of deploy/contract-tests.yaml and a version to clone, in the sandbox at an address."""
    session = boto3.Session(CREDENTIALS["accessKeyId"], CREDENTIALS["secretAccessKey"], region_name=REGION)
    cloudformation: Any = session.client("cloudformation", endpoint_url=url)
    cloudformation.create_stack(StackName=GROUP, TemplateBody=TEMPLATE.read_text(encoding="utf-8"))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=GROUP, WaiterConfig=_POLLING)
    session.client("sagemaker", endpoint_url=url).create_model_package(
        ModelPackageGroupName=GROUP, InferenceSpecification={"Containers": [{"Image": "churn:1"}]}
    )
