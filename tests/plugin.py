"""What pytest loads first: the options of the tests, their order, what coverage measures, and then their fixtures.

It isn't a conftest.py, since `cfn test` loads that of `tests/` too, and what it needs isn't there for the user of the CLI.
"""

import gc
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from coverage import Coverage

TESTS: Final = Path(__file__).parent
# The tests of `src`, by folder: what runs all of it through a server or a process tests other things.
_MEASURED: Final = (TESTS / "unit", TESTS / "runtime", TESTS / "handlers")
_OF_HANDLERS: Final = TESTS / "handlers"
_WITH_PROCESSES: Final = (TESTS / "acceptance", TESTS / "project", TESTS / "sandbox")
_IS_MEASURED: Final = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the handlers of a built package be tested instead of those of src."""
    parser.addoption("--package", type=Path, help="a folder with an unpacked package, whose handlers `invoke` calls")


def pytest_configure(config: pytest.Config) -> None:
    """Load the fixtures: not before, since they import what coverage measures."""
    config.pluginmanager.import_plugin("tests.fixtures")


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return the number of workers of `-n auto`: one more than there are cores, since some tests wait for time-outs."""
    return len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow modules first, and those with few and quick tests last, so that no worker is left alone at the end.

    A test that runs processes takes seconds: before the others come the modules of these, however few tests they have.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    quick = {path for path in {item.path for item in items} if not any(map(path.is_relative_to, _WITH_PROCESSES))}
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, item.path in quick, -counts[item.path], item.path))
    measured: set[tuple[Path, str]] = set()
    for item in items:
        test = item.path, item.name.partition("[")[0]
        # Of a handlers' test with parameters, one case is enough: measuring doubles the time.
        is_one_more = item.path.is_relative_to(_OF_HANDLERS) and test in measured
        item.stash[_IS_MEASURED] = is_measured(item) and not is_one_more
        measured.add(test)


def pytest_collection_finish() -> None:
    """Take everything that was imported out of the garbage collector's sight, since it stays, and collect seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    """Measure coverage in some tests only, and not in the threads of the server behind the handlers."""
    if not item.stash[_IS_MEASURED]:
        with _not_measured():
            return (yield)
    before = threading.gettrace()
    if item.path.is_relative_to(_OF_HANDLERS):
        threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(before)


def is_measured(item: pytest.Item) -> bool:
    """Return whether coverage is measured in a test: in the tests of `src` that are neither slow nor random.

    What random inputs cover has to be covered without them as well.
    """
    random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    slow = item.get_closest_marker("slow") or item.path.name == "test_parameter_sets.py"
    return not random and not slow and any(map(item.path.is_relative_to, _MEASURED))


@contextmanager
def _not_measured() -> Iterator[None]:
    measuring = Coverage.current()
    if measuring is None:  # --no-cov
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()
