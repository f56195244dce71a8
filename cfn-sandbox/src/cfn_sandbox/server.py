"""The sandbox as a server on one loopback port: moto's services, Cloud Control API, and Lambda functions."""

import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from typing import Any, Final, TypeVar
from unittest.mock import patch

from botocore.loaders import create_loader
from moto.core.request import Request
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from . import cloudformation, moto_services, plugins
from .cloudformation import runner
from .cloudformation.resource_types.lookup import serve_types
from .engine import Function, HandledType
from .middleware import Application, with_errors, with_functions
from .projects import INSTALLED_PACKAGES

__all__ = ["ENDPOINT_VARIABLE", "HOST", "Application", "Function", "Sandbox"]

HOST: Final = "127.0.0.1"
SHUTDOWN_POLL_SECONDS: Final = 0.05  # at most so long does the end of the server take
ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL"  # botocore's: with it, handlers find the sandbox

_CLOUD_CONTROL: Final = ("cloudcontrolapi", re.compile(r"https?://cloudcontrolapi\."))  # moto has no such service
SandboxT = TypeVar("SandboxT", bound="Sandbox")


class Sandbox:
    """A sandbox at `url` that runs while its context is open, and that this process's AWS clients use by default."""

    def __init__(
        self,
        port: int = 0,  # on 127.0.0.1; 0 takes a free one
        *,
        settle: float = 0.0,  # how long each change of a resource's status takes, in seconds
        types: Iterable[HandledType] = (),  # beside those of plug-ins and of moto
        functions: Mapping[str, Function] | None = None,  # Lambda functions by name
        ignore_unknown: bool = False,  # resources of unknown types are recorded instead of refused
        through: Callable[[Application], Application] | None = None,  # wraps the application: tests inject faults
    ):
        self._port = port
        self._settle = settle
        self._types = tuple(types)
        self._functions = functions or {}
        self._ignore_unknown = ignore_unknown
        self._through = through or (lambda application: application)
        self._contexts = ExitStack()
        self.url = ""

    def __enter__(self: SandboxT) -> SandboxT:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        moto = DomainDispatcherApplication(_create_service)
        moto.backend_url_patterns = [_CLOUD_CONTROL, *moto.backend_url_patterns]
        application = self._through(with_errors(with_functions(moto, self._functions)))
        with socket.create_server((HOST, self._port)) as bound:  # make_server would end the process over a taken port
            server = make_server(
                HOST, self._port, application, threaded=True, request_handler=MotoRequestHandler, fd=bound.fileno()
            )
        self.url = f"http://{HOST}:{server.port}"
        background = runner.Runner(ThreadPoolExecutor)
        with ExitStack() as contexts:
            contexts.callback(server.server_close)
            contexts.enter_context(patch.dict(os.environ, {ENDPOINT_VARIABLE: self.url}))
            contexts.callback(INSTALLED_PACKAGES.close)
            # Handlers have a session in each thread. With one loader for all, a service model is parsed once.
            contexts.enter_context(patch("botocore.session.create_loader", cache(create_loader)))
            contexts.enter_context(moto_services.with_kept_names())
            contexts.enter_context(plugins.installed(self._settle))
            contexts.enter_context(serve_types(self._types, ignore_unknown=self._ignore_unknown))
            contexts.enter_context(runner.using(background))
            threading.Thread(target=server.serve_forever, args=(SHUTDOWN_POLL_SECONDS,), daemon=True).start()
            contexts.callback(server.shutdown)
            contexts.callback(background.stop)
            self._contexts = contexts.pop_all()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._contexts.close()


def _create_service(service: Any) -> Any:
    """Return moto's application of a service, with the sandbox's parts. Called when its first request comes."""
    if service == _CLOUD_CONTROL[0]:
        return _answer_cloud_control
    if service == "cloudformation":
        cloudformation.replace_cloudformation()
    moto_services.correct_service(service)
    return create_backend_app(service)


@Request.application
def _answer_cloud_control(request: Any) -> Any:
    from .cloudcontrol import CloudControlOperations  # imports moto, which takes two seconds

    status, headers, body = CloudControlOperations.dispatch(request)
    return Response(body, status, headers)
