"""The fixtures `cfn_sandbox`, a server with the types of projects, and `cfn_sandbox_in_process`, inside `mock_aws`."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .testing import Stacks


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini options."""
    parser.addini("cfn_sandbox_types", "folders of CloudFormation CLI projects, one a line", "paths", [])
    parser.addini("cfn_sandbox_ignore_unknown_types", "record resources of unknown types", "bool", False)


@pytest.fixture
def cfn_sandbox(pytestconfig: pytest.Config) -> "Iterator[Stacks]":
    """Return the stacks of an empty sandbox. It is a server: other clients can use its `url`."""
    from .testing import Stacks, empty_services, fake_credentials

    ignore = pytestconfig.getini("cfn_sandbox_ignore_unknown_types")
    with fake_credentials(), ExitStack() as stack:
        from .projects import TypeProject
        from .server import Sandbox

        folders = pytestconfig.getini("cfn_sandbox_types")
        types = [stack.enter_context(TypeProject.read(folder).running()) for folder in folders]
        with Sandbox(types=types, ignore_unknown=ignore) as sandbox:
            empty_services()
            yield Stacks(sandbox.url)


@pytest.fixture
def cfn_sandbox_in_process(pytestconfig: pytest.Config) -> "Iterator[Stacks]":
    """Return the stacks of an empty sandbox inside this process, which only boto3's clients reach."""
    from .testing import Stacks, fake_credentials, in_process

    ignore = pytestconfig.getini("cfn_sandbox_ignore_unknown_types")
    with fake_credentials(), in_process(ignore_unknown=ignore):
        yield Stacks(None)
