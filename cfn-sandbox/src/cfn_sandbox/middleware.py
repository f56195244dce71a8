"""WSGI applications that answer some requests themselves and pass the others on."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Request, Response

from .cloudformation.runner import current_runner
from .engine import Function

if TYPE_CHECKING:
    from .cloudcontrol import CloudControlApi

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]  # of WSGI

_INVOKE_PATH: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")  # of Lambda's Invoke


class LambdaRoute:
    """Answers Lambda's Invoke for some functions.

    Args:
        others: The application that gets all other requests.
        functions: The functions by name.

    """

    def __init__(self, others: Application, functions: Mapping[str, Function]):
        self._others = others
        self._functions = functions

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        invoked = _INVOKE_PATH.fullmatch(environ.get("PATH_INFO", ""))
        function = self._functions.get(invoked[1].rpartition(":")[2]) if invoked else None  # a name or an ARN
        if function is None:
            return self._others(environ, start_response)
        return _invoke(function, Request(environ))(environ, start_response)


def _invoke(function: Function, request: Request) -> Response:
    try:
        # In a thread that outlives the request, like a Lambda environment: handlers keep clients by thread.
        answer = current_runner().invoke(function, json.loads(request.get_data()))
    except Exception as error:  # as in Lambda, the caller gets the function's error as an answer
        failure = {"errorType": type(error).__name__, "errorMessage": str(error)}
        headers = {"X-Amz-Function-Error": "Unhandled"}
        return Response(json.dumps(failure), mimetype="application/json", headers=headers)
    return Response(json.dumps(answer), mimetype="application/json")


class CloudControlRoute:
    """Answers Cloud Control API. `others` is the application that gets all other requests."""

    def __init__(self, others: Application):
        self._others = others
        self._loading = threading.Lock()

    @cached_property
    def _api(self) -> "CloudControlApi":
        from .cloudcontrol import CloudControlApi  # imports moto, which takes two seconds

        return CloudControlApi()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("CloudApiService."):
            return self._others(environ, start_response)
        with self._loading:
            api = self._api
        return api.respond(Request(environ))(environ, start_response)
