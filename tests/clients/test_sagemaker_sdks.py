"""Both versions of the SageMaker Python SDK take a version of a group through its life."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ..pages import run
from .environments import Client
from .sdk import quiet_sdk

APPS = Path(__file__).with_name("apps")


@pytest.mark.parametrize(("client", "script"), [("sagemaker", "round_v2.py"), ("sagemaker-3", "round_v3.py")])
def test_a_version_goes_its_round(
    environment: Callable[[str], Client], address: str, tmp_path: Path, client: str, script: str
) -> None:
    """Created, listed, read, changed, approved, given a second specification, and deleted, without a pause."""
    bin_folder = environment(client).bin
    said = run(f"python {APPS / script}", address, tmp_path, bin_folder, variables=quiet_sdk(tmp_path))
    assert ["Approved {'team': 'churn'} ['fast']", "[]"] == said.splitlines()[-2:]
