"""What the tests of clients share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .environments import CLIENTS, Client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of clients as slow, so that `make check` leaves them to `make clients`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("slow")


@pytest.fixture(scope="session")
def environment() -> Callable[[str], Client]:
    """Return a function from the name of a client to the client, installed; skips where a runtime isn't there."""

    def installed(name: str) -> Client:
        client = CLIENTS[name]
        if client.missing:
            pytest.skip(f"{client.name} {client.version} needs {' and '.join(client.missing)}")
        client.install()
        return client

    return installed
