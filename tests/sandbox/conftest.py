"""What the tests of the sandbox share."""

from typing import TYPE_CHECKING

import pytest

from sandbox.server import Sandbox

from .stacks import Stacks

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture
def stacks(server: Sandbox, client: "SageMakerClient") -> Stacks:
    """Return the stacks of an empty sandbox, in which there is only the model package group `churn`."""
    assert client
    return Stacks(server.url)
