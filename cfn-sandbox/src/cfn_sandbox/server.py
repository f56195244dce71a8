"""The sandbox as a server on one loopback port: moto's services, Cloud Control API, and Lambda functions."""

import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from functools import cache
from types import TracebackType
from typing import Any, Final, TypeVar
from unittest.mock import patch

from botocore.loaders import create_loader
from moto.core.request import Request
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from . import cloudformation, moto_services, plugins
from .cloudformation import runner
from .cloudformation.resource_types.lookup import serve_types
from .engine import Function, HandledType
from .handler_packages import INSTALLED_PACKAGES
from .middleware import Application, ErrorRoute, LambdaRoute

__all__ = ["ENDPOINT_VARIABLE", "HOST", "Application", "Function", "Sandbox"]

HOST: Final = "127.0.0.1"
SHUTDOWN_POLL_SECONDS: Final = 0.05  # at most so long does the end of the server take
ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL"  # botocore's: with it, handlers find the sandbox

_CLOUD_CONTROL: Final = ("cloudcontrolapi", re.compile(r"https?://cloudcontrolapi\."))  # moto has no such service
SandboxT = TypeVar("SandboxT", bound="Sandbox")


class Sandbox:
    """A sandbox that runs while its context is open. `url` is its address.

    Meanwhile, the AWS clients of this process use it by default, as the handlers' clients do.

    Args:
        port: The port on 127.0.0.1; 0 takes a free one.
        settle: How long each change of a resource's status takes, in seconds.
        types: Resource types, beside those of plug-ins and of moto.
        functions: Lambda functions by name.
        ignore_unknown: Whether resources of unknown types are recorded instead of refused.
        through: Wraps the application, so that tests can inject faults.

    """

    def __init__(
        self,
        port: int = 0,
        *,
        settle: float = 0.0,
        types: Iterable[HandledType] = (),
        functions: Mapping[str, Function] | None = None,
        ignore_unknown: bool = False,
        through: Callable[[Application], Application] | None = None,
    ):
        self._port = port
        self._types = tuple(types)
        self._functions = functions or {}
        self._ignore_unknown = ignore_unknown
        self._settle = settle
        self._through = through
        self._server: BaseWSGIServer | None = None
        self._previous_endpoint: str | None = None
        self._previous_runner = runner.current_runner()
        self._runner: runner.BackgroundRunner | None = None
        self._contexts = ExitStack()
        self.url = ""

    def __enter__(self: SandboxT) -> SandboxT:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._contexts.callback(INSTALLED_PACKAGES.close)
        # Handlers have a session in each thread. With one loader for all, a service model is parsed once.
        self._contexts.enter_context(patch("botocore.session.create_loader", cache(create_loader)))
        self._contexts.enter_context(moto_services.with_kept_names())
        self._contexts.enter_context(plugins.installed(self._settle))
        self._contexts.enter_context(serve_types(self._types, ignore_unknown=self._ignore_unknown))
        self._previous_runner, self._runner = runner.current_runner(), runner.BackgroundRunner()
        runner.use_runner(self._runner)
        moto = DomainDispatcherApplication(_create_service)
        moto.backend_url_patterns = [_CLOUD_CONTROL, *moto.backend_url_patterns]
        application: Application = ErrorRoute(LambdaRoute(moto, self._functions))
        if self._through is not None:
            application = self._through(application)
        with socket.create_server((HOST, self._port)) as bound:  # make_server would end the process over a taken port
            self._server = make_server(
                HOST, self._port, application, threaded=True, request_handler=MotoRequestHandler, fd=bound.fileno()
            )
        self.url = f"http://{HOST}:{self._server.port}"
        self._previous_endpoint = os.environ.get(ENDPOINT_VARIABLE)
        os.environ[ENDPOINT_VARIABLE] = self.url
        threading.Thread(target=self._server.serve_forever, args=(SHUTDOWN_POLL_SECONDS,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            self._runner.stop()
            runner.use_runner(self._previous_runner)
        self._contexts.close()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._previous_endpoint is None:
            os.environ.pop(ENDPOINT_VARIABLE, None)
        else:
            os.environ[ENDPOINT_VARIABLE] = self._previous_endpoint


def _create_service(service: Any) -> Any:
    """Return moto's application of a service, with the sandbox's parts. Called when its first request comes."""
    if service == _CLOUD_CONTROL[0]:
        return _answer_cloud_control
    if service == "cloudformation":
        cloudformation.replace_cloudformation()
    if service == "s3":
        moto_services.ignore_conditional_bucket_policies()
    return create_backend_app(service)


@Request.application
def _answer_cloud_control(request: Any) -> Any:
    from .cloudcontrol import CloudControlOperations  # imports moto, which takes two seconds

    status, headers, body = CloudControlOperations.dispatch(request)
    return Response(body, status, headers)
