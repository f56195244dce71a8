"""The target and the run of the acceptance tests, and the row that each test fills."""

from collections.abc import Iterator
from typing import Any

import pytest

from . import report
from .plugin import Acceptance
from .report import Observation
from .run import LeftBehind, Run
from .target import Target, sandbox_target


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that names the rule of a test and what it expects."""
    config.addinivalue_line("markers", "rule(id, expected): the rule of guide/behaviour.md that the test tries")


@pytest.fixture(scope="session")
def acceptance(pytestconfig: pytest.Config) -> Acceptance:
    """Return the settings of this run: those of `make acceptance`, or the defaults in another run of pytest."""
    found: Any = pytestconfig.pluginmanager.get_plugin(Acceptance.NAME)
    return found or Acceptance()


@pytest.fixture(scope="module")
def target(acceptance: Acceptance) -> Iterator[Target]:
    """Return the account that was asked for, else a sandbox."""
    if acceptance.target is not None:
        yield acceptance.target
        return
    with sandbox_target() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def run(target: Target, acceptance: Acceptance) -> Iterator[Run]:
    """Return bucket, archive and group of the tests of a module; afterwards nothing is left of them."""
    try:
        with Run(target) as made:
            yield made
    except LeftBehind as failure:
        acceptance.left.append(str(failure))
        raise


@pytest.fixture
def seen(request: pytest.FixtureRequest, acceptance: Acceptance) -> Observation:
    """Return the row of the test; its verdict follows from how the test ends."""
    marker = request.node.get_closest_marker("rule")
    row = Observation(*marker.args)
    acceptance.observations.append(row)
    request.node.observation = row
    return row


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Give the row of a test its verdict."""
    result = yield
    row = getattr(item, "observation", None)
    if row is not None and call.when == "call":
        if call.excinfo is None:
            row.verdict = report.AS_EXPECTED
        elif call.excinfo.errisinstance(pytest.skip.Exception):
            row.verdict, row.seen = report.NOT_TRIED, str(call.excinfo.value)
        else:
            row.verdict = report.DIFFERS
            row.seen = row.seen or str(call.excinfo.value)
    return result
