"""The pytest plugin: the fixtures `cfn_sandbox`, a server, and `cfn_sandbox_in_process`, inside moto's `mock_aws`.

The folders of the ini option `cfn_sandbox_types` are projects of the CloudFormation CLI. The server knows their types;
in the process they aren't there, since their handlers run in another one.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .cloudformation.registry import HandledType
    from .testing import Stacks


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini options."""
    parser.addini("cfn_sandbox_types", "folders of CloudFormation CLI projects, one a line", "paths", [])
    parser.addini("cfn_sandbox_ignore_unknown_types", "record resources of unknown types", "bool", False)


@contextmanager
def _types(config: pytest.Config) -> "Iterator[list[HandledType]]":
    from .projects import TypeProject

    with ExitStack() as stack:
        yield [stack.enter_context(TypeProject.read(folder).running()) for folder in config.getini("cfn_sandbox_types")]


@pytest.fixture
def cfn_sandbox(pytestconfig: pytest.Config) -> "Iterator[Stacks]":
    """Return an empty sandbox, which is a server: any client can be pointed to its `url`."""
    from .testing import Stacks, emptied, fake_credentials

    ignore = pytestconfig.getini("cfn_sandbox_ignore_unknown_types")
    with fake_credentials(), _types(pytestconfig) as types:
        from .server import Sandbox

        with Sandbox(types=types, ignore_unknown=ignore) as sandbox, emptied():
            yield Stacks(sandbox.url)


@pytest.fixture
def cfn_sandbox_in_process(pytestconfig: pytest.Config) -> "Iterator[Stacks]":
    """Return an empty sandbox inside this process: boto3's clients reach it, and nothing else does."""
    from .testing import Stacks, fake_credentials, in_process

    ignore = pytestconfig.getini("cfn_sandbox_ignore_unknown_types")
    with fake_credentials(), in_process(ignore_unknown=ignore):
        yield Stacks(None)
