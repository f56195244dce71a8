"""What goes between the handlers and the sandbox: it records every call, and answers some with faults."""

import io
import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlops_sagemaker_modelpackage.schema import SCHEMA
from sandbox.engine import CREDENTIALS
from sandbox.server import Application

# What goes over the wire here: SageMaker's calls, and those of the handlers' logs and metrics.
SERVICES = ("sagemaker", "logs", "monitoring")
_SIGNED = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")  # access key, region, service


_SLOW = 0.05  # seconds: longer than any answer of the sandbox


@dataclass
class Call:
    """A call on the wire: the operation, its parameters (where they are JSON), and who signed it for which region."""

    operation: str
    parameters: dict[str, Any]
    access_key: str
    token: str
    region: str


@dataclass
class Fault:
    """An answer in the place of SageMaker's. No status cuts the connection.

    `body` is the whole answer, as SageMaker's JSON; `applied` lets the call through first; `stale` answers what the same operation answered last; `slow` is no fault but
    an answer that takes its time.
    """

    status: int | None = None
    code: str = ""
    message: str = ""
    body: dict[str, Any] | None = None
    applied: bool = False
    stale: bool = False
    slow: bool = False


Hook = Callable[[Call], None]


@dataclass
class Wire:
    """The wire between the handlers and the sandbox, as WSGI middleware."""

    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)  # operation, and what its next call gets
    before: Hook | None = None  # called before each call that goes through
    faulty: int = 0  # calls that got a fault
    throttle: Callable[[], bool] | None = None  # tells whether a call is one too many
    handler: str = ""  # whose calls come now
    # Of the whole run, so that `reset` keeps it: handler, operation, and the first test in which the one called the other.
    by_handler: dict[str, dict[str, str]] = field(default_factory=dict)
    _last: dict[str, tuple[tuple[Any, ...], bytes]] = field(default_factory=dict)

    def reset(self) -> None:
        """Forget the calls, the faults and the hook."""
        self.calls, self.faults, self.before, self.throttle, self.faulty = [], [], None, None, 0

    def fail(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of an operation get a fault."""
        self.faults += [(operation, fault)] * times

    def operations(self) -> list[str]:
        """Return the names of the operations that were called, in order."""
        return [call.operation for call in self.calls]

    def parameters(self, operation: str) -> dict[str, Any]:
        """Return the parameters of the last call of an operation."""
        return [call.parameters for call in self.calls if call.operation == operation][-1]

    def __call__(self, application: Application) -> Application:
        """Wrap an application."""

        def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            signed = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
            if signed is None or signed[3] not in SERVICES:
                return application(environ, start_response)
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")[2]
            parameters = json.loads(body) if "json" in environ.get("CONTENT_TYPE", "") else {}
            call = Call(operation, parameters, signed[1], environ.get("HTTP_X_AMZ_SECURITY_TOKEN", ""), signed[2])
            self.calls.append(call)
            known = self.handler and self.throttle is None  # under load the handlers' calls come mixed
            if known and call.access_key == CREDENTIALS["accessKeyId"]:
                test = os.environ.get("PYTEST_CURRENT_TEST", "outside a test")
                self.by_handler.setdefault(self.handler, {}).setdefault(operation, test)
            fault = self._next_fault(operation)
            self.faulty += fault is not None
            if fault is None or fault.applied:
                if self.before is not None:
                    self.before(call)
                head, answer = _collected(application, environ)
                if fault is None:
                    self._last[operation] = head, answer
                    start_response(*head)
                    return [answer]
            if fault.stale:
                head, answer = self._last[operation]
                start_response(*head)
                return [answer]
            return _answer(fault, environ, start_response)

        return wrapped

    def _next_fault(self, operation: str) -> Fault | None:
        if self.throttle is not None and self.throttle():
            return Fault(400, "ThrottlingException", "Rate exceeded")
        for index, (name, fault) in enumerate(self.faults):
            if name == operation:
                del self.faults[index]
                if fault.slow:
                    threading.Event().wait(_SLOW)
                return None if fault.slow else fault
        return None


def calls_beyond_permissions(by_handler: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return a line for each SageMaker operation that a handler called without the permission: handler, call, test."""
    return [
        f"{handler} called sagemaker:{operation}, first in {test}"
        for handler, operations in by_handler.items()
        for operation, test in operations.items()
        if f"sagemaker:{operation}" not in SCHEMA["handlers"][handler]["permissions"]
    ]


def _collected(application: Application, environ: dict[str, Any]) -> tuple[tuple[Any, ...], bytes]:
    """Return what an application passes to start_response, and the body."""
    heads: list[tuple[Any, ...]] = []

    def start(*head: Any) -> Any:
        heads.append(head)
        return lambda _data: None

    body = b"".join(application(environ, start))
    return heads[-1], body


def _answer(fault: Fault, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if fault.status is None:
        environ["werkzeug.socket"].shutdown(2)
        environ["werkzeug.socket"].close()
        raise ConnectionAbortedError
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-errortype", fault.code)]
    start_response(f"{fault.status} Fault", headers)
    body = {"__type": fault.code, "message": fault.message} if fault.body is None else fault.body
    return [json.dumps(body).encode()]
