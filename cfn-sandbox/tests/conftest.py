"""The sandbox behind these tests: a server for each module, empty at the start of each test."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import HealthCheck, settings
from moto.core.base_backend import BackendDict
from moto.moto_api import state_manager

import cfn_sandbox_sagemaker
from cfn_sandbox.engine import REGION
from cfn_sandbox.server import Sandbox
from sagemaker_calls import GROUP
from stack_calls import StackCalls

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

# How long an example takes says nothing about the rule that it tries; a run that fails, fails again.
settings.register_profile("rules", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rules")

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION}


@pytest.fixture(scope="session", autouse=True)
def credentials() -> None:
    """Set made-up credentials and a region for all clients."""
    os.environ.update(KEYS)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Return a running sandbox, with the type of the module's `ITEMS` if it has any.

    Each module has its own, so that none runs while another test needs its own.
    """
    items = getattr(request.module, "ITEMS", None)
    with Sandbox(types=[items.type] if items else ()) as sandbox:
        yield sandbox


@pytest.fixture
def client(server: Sandbox) -> "Iterator[SageMakerClient]":
    """Return a client of an empty sandbox's SageMaker, with the model package group `churn` in it."""
    BackendDict.reset()
    cfn_sandbox_sagemaker.install()
    client = boto3.client("sagemaker", endpoint_url=server.url)
    client.create_model_package_group(ModelPackageGroupName=GROUP)
    yield client
    state_manager.unset_transition(cfn_sandbox_sagemaker.STATE_MODEL)


@pytest.fixture
def stacks(server: Sandbox, request: pytest.FixtureRequest) -> StackCalls:
    """Return the stacks of an empty sandbox. The module's `ITEMS` are empty, too."""
    BackendDict.reset()
    cfn_sandbox_sagemaker.install()
    if hasattr(request.module, "ITEMS"):
        request.module.ITEMS.clear()
    return StackCalls(server.url)
