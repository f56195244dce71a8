"""The sandbox as one server on one loopback port: moto's services, and the Lambda functions of the type."""

import json
import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Final

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from mlops_sagemaker_modelpackage import handlers

from . import sagemaker

HOST: Final = "127.0.0.1"
ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL"  # botocore's own: this is how the handlers find the sandbox

Function = Callable[[Any, Any], Any]  # of Lambda: event and context to answer
# The logical IDs of template.yml: SAM and `cfn test` call the functions by them.
FUNCTIONS: Final[Mapping[str, Function]] = {
    "TypeFunction": handlers.resource,
    "TestEntrypoint": handlers.test_entrypoint,
}
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]  # of WSGI

_INVOKE: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")  # Invoke in the API of Lambda


class LambdaRoute:
    """A WSGI application that runs the functions of the type itself and leaves everything else to another one."""

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


class Sandbox:
    """A running sandbox, as a context manager; `url` is its address. Port 0 takes a free one.

    While it runs, AWS clients of this process that name no endpoint use it, as the handlers' do. `functions` are the
    type's, if they aren't those of this process. `through` may wrap the application: tests put faults there.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        settle: float = 0.0,
        functions: Mapping[str, Function] = FUNCTIONS,
        through: Callable[[Application], Application] | None = None,
    ):
        self._port = port
        self._functions = functions
        self._settle = settle
        self._through = through
        self._server: BaseWSGIServer | None = None
        self._before: str | None = None
        self.url = ""

    def __enter__(self) -> "Sandbox":
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        sagemaker.install()
        if self._settle:
            sagemaker.settle_after(self._settle)
        application: Application = LambdaRoute(DomainDispatcherApplication(create_backend_app), self._functions)
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
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._before is None:
            os.environ.pop(ENDPOINT_VARIABLE, None)
        else:
            os.environ[ENDPOINT_VARIABLE] = self._before
