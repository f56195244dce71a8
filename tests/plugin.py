"""What pytest loads first: the options of the tests, and once coverage is measured, their fixtures.

It isn't a conftest.py, since `cfn test` loads that of `tests/` too, and what it needs isn't there for the user of the CLI.
"""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the handlers of a built package be tested instead of those of src."""
    parser.addoption("--package", type=Path, help="a folder with an unpacked package, whose handlers `invoke` calls")


def pytest_configure(config: pytest.Config) -> None:
    """Load the fixtures: not before, since they import what coverage measures."""
    config.pluginmanager.import_plugin("tests.fixtures")
