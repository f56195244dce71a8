"""Replaces parts of moto. These are internals, which is why the version of moto is pinned."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any
from unittest.mock import patch

import moto.backends
from moto.core.base_backend import BackendDict
from moto.core.responses import BaseResponse
from moto.core.utils import method_names_from_class


@contextmanager
def with_kept_names() -> Iterator[None]:
    """Let moto find the names of its services and methods once: at each request, that takes a third of its time."""
    services = tuple(moto.backends.list_of_moto_modules())
    methods = cache(method_names_from_class)
    with (
        patch("moto.backends.list_of_moto_modules", lambda: services),
        patch("moto.core.responses.method_names_from_class", methods),
    ):
        yield


def replace_service(
    backends: BackendDict[Any], backend: type, urls: ModuleType, operations: type[BaseResponse]
) -> None:
    """Replace the backends of a service of moto's, and the operations behind its `urls`. Its resources are dropped."""
    backends.backend = backend
    backends.clear()
    urls.url_paths["{0}/$"] = operations.dispatch


def correct_service(service: str) -> None:
    """Let a service of moto's answer as AWS does where moto has no place for it. Called before its first request."""
    if service == "s3":
        _ignore_conditional_bucket_policies()
    elif service == "ec2":
        from moto.ec2.models.route_tables import RouteTable

        RouteTable.propagating_vgws = ()  # type: ignore[attr-defined]
    elif service == "ssm":
        from moto.ssm.exceptions import ParameterNotFound

        # AWS says no more than the code.
        ParameterNotFound.message = property(lambda _self: None, lambda _self, _message: None)  # type: ignore[assignment]
        ParameterNotFound.__str__ = lambda _self: ""  # type: ignore[method-assign]


def _ignore_conditional_bucket_policies() -> None:
    """Let S3 ignore policy statements with a condition, true or not: the CDK's buckets deny requests without TLS."""
    from moto.iam.access_control import IAMPolicy, PermissionResult
    from moto.s3.models import FakeBucket

    def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        document = json.loads(self.policy)
        statements = document.get("Statement") or []
        statements = statements if isinstance(statements, list) else [statements]
        document["Statement"] = [statement for statement in statements if not statement.get("Condition")]
        return IAMPolicy(json.dumps(document)).is_action_permitted(action, resource)

    # A patch: moto's S3 creates its buckets itself, and has no place for another class.
    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
