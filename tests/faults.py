"""What goes between the handlers and the sandbox: it records every call of SageMaker, and answers some with faults."""

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.server import Application


@dataclass
class Call:
    """A call on the wire: the operation, its parameters, and who signed it."""

    operation: str
    parameters: dict[str, Any]
    access_key: str
    token: str


@dataclass
class Fault:
    """An answer in the place of SageMaker's. `applied` lets the call through first; no status cuts the connection."""

    status: int | None
    code: str = ""
    message: str = ""
    applied: bool = False


Hook = Callable[[Call], None]


@dataclass
class Wire:
    """The wire between the handlers and the sandbox, as WSGI middleware."""

    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)  # operation, and what its next call gets
    before: Hook | None = None  # called before each call that goes through

    def reset(self) -> None:
        """Forget the calls, the faults and the hook."""
        self.calls, self.faults, self.before = [], [], None

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
            service, _, operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")
            if service != "SageMaker":
                return application(environ, start_response)
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            key = re.search(r"Credential=([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
            token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "")
            call = Call(operation, json.loads(body or b"{}"), key[1] if key else "", token)
            self.calls.append(call)
            fault = self._next_fault(operation)
            if fault is None or fault.applied:
                if self.before is not None:
                    self.before(call)
                answer = application(environ, start_response if fault is None else _ignore)
                if fault is None:
                    return answer
                b"".join(answer)
            return _answer(fault, environ, start_response)

        return wrapped

    def _next_fault(self, operation: str) -> Fault | None:
        for index, (name, fault) in enumerate(self.faults):
            if name == operation:
                del self.faults[index]
                return fault
        return None


def _ignore(*_: Any, **__: Any) -> Any:
    return lambda _data: None


def _answer(fault: Fault, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if fault.status is None:
        environ["werkzeug.socket"].shutdown(2)
        environ["werkzeug.socket"].close()
        raise ConnectionAbortedError
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-errortype", fault.code)]
    start_response(f"{fault.status} Fault", headers)
    return [json.dumps({"__type": fault.code, "message": fault.message}).encode()]
