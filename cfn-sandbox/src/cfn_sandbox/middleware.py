"""WSGI applications around moto's: one answers Lambda's Invoke, one turns what fails into errors of AWS's protocols."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final
from uuid import uuid4
from xml.sax.saxutils import escape

import botocore.session
from botocore.model import OperationNotFoundError
from werkzeug.wrappers import Request, Response

from .cloudformation.runner import current_runner
from .engine import Function

LOG = logging.getLogger(__name__)
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]  # of WSGI

_INVOKE_PATH: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")  # of Lambda's Invoke
_CREDENTIAL_SCOPE: Final = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
_MISSING_ACTION: Final = re.compile(r"The (\w+) action has not been implemented")  # moto's message
_INTERNAL_FAILURE: Final = "The sandbox failed to answer this request: its output has the reason."
_HTML: Final = re.compile(rb"\s*<(!doctype )?html", re.IGNORECASE)


def with_functions(others: Application, functions: Mapping[str, Function]) -> Application:
    """Return an application that answers Lambda's Invoke for functions, by name, and passes other requests on."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        invoked = _INVOKE_PATH.fullmatch(environ.get("PATH_INFO", ""))
        function = functions.get(invoked[1].rpartition(":")[2]) if invoked else None  # a name or an ARN
        if function is None:
            return others(environ, start_response)
        return _invoke(function, Request(environ))(environ, start_response)

    return answer


def _invoke(function: Function, request: Request) -> Response:
    try:
        # In a thread that outlives the request, like a Lambda environment: handlers keep clients by thread.
        answer = current_runner().invoke(function, json.loads(request.get_data()))
    except Exception as error:  # as in Lambda, the caller gets the function's error as an answer
        failure = {"errorType": type(error).__name__, "errorMessage": str(error)}
        headers = {"X-Amz-Function-Error": "Unhandled"}
        return Response(json.dumps(failure), mimetype="application/json", headers=headers)
    return Response(json.dumps(answer), mimetype="application/json")


def with_errors(others: Application) -> Application:
    """Return an application that answers in AWS's protocols where another fails or has no operation."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return _answer(others, environ)(environ, start_response)

    return answer


def _answer(others: Application, environ: dict[str, Any]) -> Response:
    signed = _CREDENTIAL_SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    region, service = signed.groups() if signed else ("us-east-1", "")
    if region not in _regions():
        text = f"Credential should be scoped to a valid region, not '{region}'."
        Request(environ).get_data()  # reads the body: otherwise the client sees a closed connection
        return _error(environ, service, text, 403)
    try:
        response = Response.from_app(others, environ, buffered=False)
    except (NotImplementedError, OperationNotFoundError) as error:
        return _error(environ, service, _missing_operation(str(error)))
    except Exception:  # a bug of the sandbox or of moto
        LOG.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
        return _error(environ, service, _INTERNAL_FAILURE, 500)
    status = response.status_code
    if status >= 400 and _is_page(response, environ["REQUEST_METHOD"], service):
        text = f"The sandbox has no operation for {environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}."
        return _error(environ, service, _INTERNAL_FAILURE if status >= 500 else text, status)
    return response


@cache
def _regions() -> set[str]:
    session = botocore.session.Session()
    return {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("cloudformation", partition)
    }


def _is_page(response: Response, method: str, service: str) -> bool:
    """Tell whether an answer is a page in HTML, or the empty one of moto's where a path has no operation."""
    body = response.get_data()
    is_empty = response.status_code == 404 and body in (b"", b"Not Found") and method != "HEAD" and service != "s3"
    return is_empty or (response.mimetype == "text/html" and _HTML.match(body) is not None)


def _missing_operation(reason: str) -> str:
    action = _MISSING_ACTION.match(reason)
    name = action[1].replace("_", " ").title().replace(" ", "") if action else ""
    return f"The sandbox has no {name}." if name else f"The sandbox doesn't implement this: {reason}"


def _uses_json(environ: dict[str, Any], service: str) -> bool:
    if environ.get("HTTP_X_AMZ_TARGET"):
        return True
    content_type, query = environ.get("CONTENT_TYPE", ""), environ.get("QUERY_STRING", "")
    return not (service == "s3" or "form-urlencoded" in content_type or "Action=" in query or not service)


def _error(environ: dict[str, Any], service: str, message: str, status: int = 400) -> Response:
    """Return an error in the protocol of the request: JSON, S3's XML, or the query protocol's XML."""
    uses_json, request_id = _uses_json(environ, service), str(uuid4())
    code = "UnknownOperationException" if uses_json else "InvalidAction"
    if status == 403:
        code = "InvalidSignatureException" if uses_json else "SignatureDoesNotMatch"
    elif status >= 500:
        code = "InternalFailure"
    headers = {"x-amzn-requestid": request_id}
    if uses_json:
        body = json.dumps({"__type": code, "message": message})
        return Response(body, status, headers | {"x-amzn-errortype": code}, content_type="application/x-amz-json-1.1")
    error, request = f"<Code>{code}</Code><Message>{escape(message)}</Message>", f"<RequestId>{request_id}</RequestId>"
    fault = "Receiver" if status >= 500 else "Sender"
    text = f"<ErrorResponse><Error><Type>{fault}</Type>{error}</Error>{request}</ErrorResponse>"
    if service == "s3":
        text = f"<Error>{error}{request}</Error>"
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', status, headers, content_type="text/xml")
