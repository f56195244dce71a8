"""What the tests of clients share."""

from collections.abc import Callable

import pytest

from .environments import CLIENTS, Client


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
