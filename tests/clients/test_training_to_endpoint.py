"""guide/training-to-endpoint.md: the SageMaker Python SDK registers a version, and a stack takes it over."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from sandbox.examples import EXAMPLES

from ..pages import KEYS, blocks, commands, run, write_files
from ..sandbox.stacks import deployed_versions
from .environments import Client
from .sdk import quiet_sdk

PAGE = "training-to-endpoint"
STEPS = (
    *("Train and register", "Import the version into a stack", "Approve and serve the version"),
    *("The next model", "Approve and serve the next model"),
)
# What the page leaves to guide/troubleshooting.md.
DRIFT = """aws cloudformation detect-stack-drift --stack-name churn-model
aws cloudformation describe-stack-resource-drifts --stack-name churn-model --output text \\
  --query 'StackResourceDrifts[].StackResourceDriftStatus'
"""


@pytest.fixture
def said(environment: Callable[[str], Client], address: str, tmp_path: Path) -> str:
    """Return what the commands of the page print, run in order with its files."""
    shutil.copy(EXAMPLES / "imported-version.yaml", tmp_path)
    assert ["train.py", "register.py"] == write_files(blocks(PAGE, STEPS[0]), tmp_path)
    after = {STEPS[1]: DRIFT}
    script = "".join(f"echo '== {step}'\n{commands(PAGE, step)}{after.get(step, '')}" for step in STEPS)
    return run(script, address, tmp_path, environment("sagemaker").bin, variables=quiet_sdk(tmp_path))


def _client(service: str, address: str) -> Any:
    make: Any = boto3.Session(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1").client
    return make(service, endpoint_url=address)


def test_a_trained_model_is_registered_imported_approved_and_served(said: str, address: str) -> None:
    """The stack has the very version that the SDK registered; each version is served after a review of its own."""
    steps = dict(zip(STEPS, said.split("== ")[1:], strict=True))
    first, second = (f"arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/{number}" for number in (1, 2))
    assert f"Registered {first}" in steps["Train and register"]
    assert steps["Import the version into a stack"].endswith("\nIN_SYNC\n")
    assert steps["Approve and serve the version"].endswith("\nApproved\n")
    assert steps["The next model"].endswith("\nPendingManualApproval\n")
    versions = {f"{arn}\tApproved" for arn in (first, second)}
    assert versions <= set(steps["Approve and serve the next model"].splitlines())

    assert [first, second] == deployed_versions(_client("cloudformation", address), "churn-model")
    sagemaker = _client("sagemaker", address)
    config = sagemaker.describe_endpoint(EndpointName="churn")["EndpointConfigName"]
    (variant,) = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    assert second == sagemaker.describe_model(ModelName=variant["ModelName"])["PrimaryContainer"]["ModelPackageName"]


def test_the_page_has_the_version_that_is_tested(environment: Callable[[str], Client]) -> None:
    """The SDK that the page installs is the one that its commands were run with."""
    (install,) = (block.text for block in blocks(PAGE, "What you need"))
    assert f'pip install "sagemaker=={environment("sagemaker").version}"' in install
