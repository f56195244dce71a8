"""Where the contract tests invoke the handlers: in a sandbox of their own, or at a Lambda endpoint."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.core.base_backend import BackendDict
from rpdk.core.contract.resource_client import ResourceClient

from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME
from sandbox import contract_resources
from sandbox.contract_inputs import read_inputs
from sandbox.engine import REGION
from sandbox.server import Sandbox
from tools import cfn

from .lifecycle import Lifecycle

INPUTS = {inputs.name: inputs for inputs in read_inputs()}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the handlers of another place be tested, such as those of `sam local start-lambda`."""
    parser.addoption("--endpoint", help="the address at which Lambda invokes the function TypeFunction")
    parser.addoption("--region", help="the region of the inputs and of the credentials")


class Lifecycles(dict[str, Lifecycle]):
    """The lifecycle of each input set by its name. It runs when it is asked for, once."""

    def __init__(self, endpoint: str, region: str):
        super().__init__()
        self._endpoint, self._region = endpoint, region
        self._partition = boto3.Session().get_partition_for_region(region)

    def __missing__(self, name: str) -> Lifecycle:
        client: Any = ResourceClient("TypeFunction", self._endpoint, self._region, SCHEMA, {}, type_name=TYPE_NAME)
        states = INPUTS[name].states(region=self._region, account=client.account, partition=self._partition)
        self[name] = Lifecycle(client, *states)
        return self[name]


@pytest.fixture(scope="module")
def lifecycles(pytestconfig: pytest.Config) -> Iterator[Lifecycles]:
    """Return the lifecycles at the endpoint of the command line, or in a sandbox."""
    cfn.follow_endpoint_url()
    endpoint = pytestconfig.getoption("--endpoint", None)
    if endpoint:
        yield Lifecycles(endpoint, pytestconfig.getoption("--region") or REGION)
        return
    BackendDict.reset()
    with pytest.MonkeyPatch.context() as patch, Sandbox() as sandbox:
        for name, value in contract_resources.KEYS.items():
            patch.setenv(name, value)
        contract_resources.create_resources(sandbox.url)
        yield Lifecycles(sandbox.url, REGION)


@pytest.fixture(params=INPUTS)
def lifecycle(request: pytest.FixtureRequest, lifecycles: Lifecycles) -> Lifecycle:
    """Return the lifecycle of a resource of each input set."""
    return lifecycles[request.param]
