"""Replaces parts of the plugin library and of botocore in this process. Each has a test that fails without it."""

from functools import cache
from typing import Any

import botocore.session
import cloudformation_cli_python_lib.resource as library
from botocore.endpoint_provider import RuleSetStandardLibrary
from cloudformation_cli_python_lib import SessionProxy
from cloudformation_cli_python_lib.boto3_proxy import _get_boto_session
from cloudformation_cli_python_lib.utils import Credentials, UnmodelledRequest

from . import sessions, transport


def apply() -> None:
    """Replace the library's functions that have a defect."""
    library._get_boto_session = test_entrypoint_session  # type: ignore[assignment]
    UnmodelledRequest.get_partition = staticmethod(partition)  # type: ignore[method-assign]
    transport.apply()


def test_entrypoint_session(keys: Credentials, region: str | None) -> SessionProxy | None:
    """Return a session for `test_entrypoint`, or None without complete keys: boto3 would then use the process's own."""
    return _get_boto_session(keys, region) if sessions.complete_keys(vars(keys)) else None


@cache
def partition(region: str | None) -> str | None:
    """Return the partition of a region; the library has a wrong name for the one of GovCloud."""
    if region is None:
        return None
    data: Any = botocore.session.get_session().get_component("data_loader").load_data("partitions")
    found: dict[str, str] = RuleSetStandardLibrary(data).aws_partition(region)
    return found["name"]
