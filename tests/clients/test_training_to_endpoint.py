"""guide/training-to-endpoint.md: the SageMaker Python SDK registers a version, and a stack takes it over."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from sandbox.examples import EXAMPLES

from ..pages import KEYS, blocks, commands, run, write_files
from .environments import Client
from .sdk import quiet_sdk

PAGE = "training-to-endpoint"
STEPS = ("Train and register", "Import the version into a stack", "Approve the version", "The next model")


@pytest.fixture
def said(environment: Callable[[str], Client], address: str, tmp_path: Path) -> str:
    """Return what the commands of the page print, run in order with its files."""
    shutil.copy(EXAMPLES / "imported-version.yaml", tmp_path)
    assert ["train.py", "register.py"] == write_files(blocks(PAGE, STEPS[0]), tmp_path)
    script = "".join(f"echo '== {step}'\n{commands(PAGE, step)}" for step in STEPS)
    return run(script, address, tmp_path, environment("sagemaker").bin, variables=quiet_sdk(tmp_path))


def _client(service: str, address: str) -> Any:
    make: Any = boto3.Session(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1").client
    return make(service, endpoint_url=address)


def test_a_trained_model_is_registered_imported_approved_and_served(said: str, address: str) -> None:
    """The stack has the very version that the SDK registered, without drift; approved, it is served; the next follows."""
    steps = dict(zip(STEPS, said.split("== ")[1:], strict=True))
    first, second = (f"arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/{number}" for number in (1, 2))
    assert f"Registered {first}" in steps["Train and register"]
    assert "DETECTION_COMPLETE\tIN_SYNC" in steps["Import the version into a stack"]
    assert steps["Approve the version"].endswith("\nApproved\n")
    assert "ModelVersion\tModify\tTrue" in steps["The next model"]
    versions = {f"{arn}\tApproved" for arn in (first, second)}
    assert versions <= set(steps["The next model"].splitlines())

    resources = _client("cloudformation", address).describe_stack_resources(StackName="churn-model")["StackResources"]
    held = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
    assert second == held["ModelVersion"]
    sagemaker = _client("sagemaker", address)
    config = sagemaker.describe_endpoint(EndpointName="churn")["EndpointConfigName"]
    (variant,) = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    served = sagemaker.describe_model(ModelName=variant["ModelName"])["PrimaryContainer"]["ModelPackageName"]
    assert second == served


def test_the_page_has_the_version_that_is_tested(environment: Callable[[str], Client]) -> None:
    """The SDK that the page installs is the one that its commands were run with."""
    (install,) = (block.text for block in blocks(PAGE, "What you need"))
    assert f'pip install "sagemaker=={environment("sagemaker").version}"' in install
