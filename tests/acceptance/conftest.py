"""The fixtures of the acceptance tests: the target, the run, and the row of the result for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from . import report
from .plugin import Acceptance
from .report import Observation
from .run import LeftBehind, Run
from .target import Target, sandbox_target


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that names the rule of a test and the expected behaviour."""
    config.addinivalue_line("markers", "rule(id, expected): the rule of guide/behaviour.md that the test checks")


@pytest.fixture(scope="session")
def acceptance(pytestconfig: pytest.Config) -> Acceptance:
    """Return the settings of `make acceptance`, or the defaults if pytest was started in another way."""
    settings: Any = pytestconfig.pluginmanager.get_plugin(Acceptance.NAME)
    return settings or Acceptance()


@pytest.fixture(scope="module")
def target(acceptance: Acceptance) -> Iterator[Target]:
    """Return the requested account, or a sandbox if none was requested."""
    if acceptance.target is not None:
        yield acceptance.target
        return
    with sandbox_target() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def run(target: Target, acceptance: Acceptance) -> Iterator[Run]:
    """Return the run of a module, with its bucket, archive and group; afterwards everything it created is removed."""
    try:
        with Run(target) as started:
            yield started
    except LeftBehind as failure:
        acceptance.left_behind.append(str(failure))
        raise


@pytest.fixture
def seen(request: pytest.FixtureRequest, acceptance: Acceptance) -> Observation:
    """Return the row of the result for the test; the outcome of the test sets its verdict."""
    marker = request.node.get_closest_marker("rule")
    row = Observation(*marker.args)
    acceptance.observations.append(row)
    request.node.observation = row
    return row


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Set the verdict in the row of a test."""
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
