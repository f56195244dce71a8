"""Fixtures and markers of the tests of clients."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .environments import CLIENTS, ROOT, Client


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


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a sandbox in a process of its own."""
    command = [sys.executable, "-u", "-m", "sandbox", "serve", "--port", "0", "--settle", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, line
        yield found[0]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
