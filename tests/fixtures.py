"""The sandbox behind every test: one server for the whole run, empty at the start of each test."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import HealthCheck, settings
from moto.core.base_backend import BackendDict
from moto.moto_api import state_manager

import cfn_sandbox_sagemaker as sagemaker
from cfn_sandbox.function_process import FunctionProcess
from mlops_sagemaker_modelpackage.retry import Pace
from mlops_sagemaker_modelpackage.schema import SCHEMA
from mlops_sagemaker_modelpackage.service import LISTENERS
from sandbox.engine import Engine
from sandbox.packaged import RESOURCE, runtime
from sandbox.server import Sandbox

from .clock import Clock
from .cloudformation import TimedEngine
from .faults import Wire
from .harness import KEYS, TESTED, WIRE, invoke
from .templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

# The duration of an example is irrelevant; derandomized, so that a failing run fails again.
settings.register_profile(
    "rules", deadline=None, derandomize=True, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "quick", settings.get_profile("rules"), max_examples=20
)  # `make mutants`: once for each mutant
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "rules"))


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    """Return the running sandbox behind WIRE; at the end of the run no handler has done what it may not."""
    os.environ.update(KEYS)
    with Sandbox(through=WIRE) as sandbox:
        yield sandbox
    beyond = [
        f"{handler} called sagemaker:{operation} in {test}"
        for (handler, operation), test in WIRE.first_seen.items()
        if f"sagemaker:{operation}" not in SCHEMA["handlers"][handler]["permissions"]
    ]
    assert not beyond, "the schema's permissions don't cover: " + "; ".join(beyond)


@pytest.fixture
def wire(server: Sandbox) -> Iterator[Wire]:
    """Return the wire to an empty sandbox in which packages settle at once."""
    BackendDict.reset()
    sagemaker.install()
    WIRE.reset()
    WIRE.habits = []
    for listener in list(LISTENERS.values()):  # a call that was throttled in another test would slow down this one
        listener.pace = Pace()
    yield WIRE
    state_manager.unset_transition(sagemaker.STATE_MODEL)
    WIRE.reset()
    WIRE.habits = []


@pytest.fixture(scope="session")
def sagemaker_client(server: Sandbox) -> "SageMakerClient":
    """Return a client of the sandbox's SageMaker: one for the whole run, since making it takes longer than most tests."""
    return boto3.client("sagemaker", endpoint_url=server.url)


@pytest.fixture
def client(wire: Wire, sagemaker_client: "SageMakerClient") -> "SageMakerClient":
    """Return a client of the sandbox's SageMaker with the model package group `churn` in it."""
    sagemaker_client.create_model_package_group(ModelPackageGroupName=GROUP)
    wire.reset()
    return sagemaker_client


@pytest.fixture(scope="session", autouse=True)
def function(pytestconfig: pytest.Config) -> Iterator[None]:
    """Put the handlers that are tested where `invoke` finds them."""
    package: Path | None = pytestconfig.getoption("--package")
    if package is None:
        yield
        return
    with FunctionProcess(runtime(), package, called=RESOURCE, options=("--hurried",)) as packaged:
        TESTED["handlers"] = packaged
        yield


@pytest.fixture
def engine(client: "SageMakerClient", monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Return CloudFormation's side of the handler. Neither it, nor the handler, nor botocore's retries take time to wait."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    return Engine(invoke, sleep=time.sleep)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, engine: Engine, pytestconfig: pytest.Config) -> Clock:
    """Return a clock on which pauses pass at once, and which the handlers go by."""
    if pytestconfig.getoption("--package"):
        pytest.skip("the handlers run in another process, which has a clock of its own")
    clock = Clock()
    monkeypatch.setattr(time, "sleep", clock.sleep)
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


@pytest.fixture
def timed(engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Return CloudFormation's side of the handler, whose callback delays pass on the clock, as all time does."""
    began, offset = clock(), time.time()
    monkeypatch.setattr(time, "time", lambda: offset + clock() - began)
    return TimedEngine(engine.invoke, sleep=clock.sleep, clock=clock)
