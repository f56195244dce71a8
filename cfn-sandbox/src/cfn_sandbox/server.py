"""The sandbox as one server on one loopback port: moto's services, Cloud Control, and Lambda functions."""

import json
import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from . import bucket_policies, cloudformation, plugins
from .cloudformation import registry, runner
from .errors import ErrorRoute
from .packages import INSTALLED

if TYPE_CHECKING:
    from .cloudcontrol import Api

HOST: Final = "127.0.0.1"
ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL"  # botocore's own: this is how the handlers find the sandbox

Function = Callable[[Any, Any], Any]  # of Lambda: event and context to answer
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]  # of WSGI

_INVOKE: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")  # Invoke in the API of Lambda


class LambdaRoute:
    """A WSGI application that runs some Lambda functions itself and leaves everything else to another one."""

    def __init__(self, others: Application, functions: Mapping[str, Function]):
        self._others = others
        self._functions = functions

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        called = _INVOKE.fullmatch(environ.get("PATH_INFO", ""))
        function = self._functions.get(called[1].rpartition(":")[2]) if called else None
        if function is None:
            return self._others(environ, start_response)
        return _invoke(function, Request(environ))(environ, start_response)


def _invoke(function: Function, request: Request) -> Response:
    try:
        answer = function(json.loads(request.get_data()), None)
    except Exception as error:  # as Lambda does: the caller gets the error as the function's answer
        failure = {"errorType": type(error).__name__, "errorMessage": str(error)}
        headers = {"X-Amz-Function-Error": "Unhandled"}
        return Response(json.dumps(failure), mimetype="application/json", headers=headers)
    return Response(json.dumps(answer), mimetype="application/json")


class CloudControlRoute:
    """A WSGI application that answers Cloud Control API itself and leaves everything else to another one."""

    def __init__(self, others: Application):
        self._others = others
        self._loading = threading.Lock()

    @cached_property
    def _api(self) -> "Api":
        from .cloudcontrol import Api  # with it comes most of moto: see cfn_sandbox.cloudformation

        return Api()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("CloudApiService."):
            return self._others(environ, start_response)
        with self._loading:
            api = self._api
        return api.respond(Request(environ))(environ, start_response)


def _backend_app(service: Any) -> Any:
    """Return moto's application of a service, which is made when the first request to it comes."""
    if service == "cloudformation":
        cloudformation.install()
    if service == "s3":
        bucket_policies.install()
    return create_backend_app(service)


SandboxT = TypeVar("SandboxT", bound="Sandbox")


class Sandbox:
    """A running sandbox, as a context manager; `url` is its address. Port 0 takes a free one.

    While it runs, AWS clients of this process that name no endpoint use it, as the handlers' do. `types` are
    known to its CloudFormation beside those of the plug-ins and of moto; `functions` are the Lambda functions, by name;
    `through` may wrap the application: tests put faults there.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        settle: float = 0.0,
        types: Iterable[registry.HandledType] = (),
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
        self._before: str | None = None
        self._runner: runner.Background | None = None
        self._others = runner.current()
        self._open = ExitStack()
        self.url = ""

    def __enter__(self: SandboxT) -> SandboxT:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._open.callback(INSTALLED.close)
        self._open.enter_context(plugins.installed(self._settle))
        self._open.enter_context(registry.provided(self._types, ignore_unknown=self._ignore_unknown))
        self._others, self._runner = runner.current(), runner.Background()
        runner.use(self._runner)
        moto: Application = DomainDispatcherApplication(_backend_app)
        application: Application = ErrorRoute(LambdaRoute(CloudControlRoute(moto), self._functions))
        if self._through is not None:
            application = self._through(application)
        with socket.create_server((HOST, self._port)) as bound:  # make_server would end the process over a taken port
            self._server = make_server(
                HOST, self._port, application, threaded=True, request_handler=MotoRequestHandler, fd=bound.fileno()
            )
        self.url = f"http://{HOST}:{self._server.port}"
        self._before = os.environ.get(ENDPOINT_VARIABLE)
        os.environ[ENDPOINT_VARIABLE] = self.url
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            self._runner.stop()
            runner.use(self._others)
        self._open.close()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._before is None:
            os.environ.pop(ENDPOINT_VARIABLE, None)
        else:
            os.environ[ENDPOINT_VARIABLE] = self._before
