"""WSGI middleware between the handlers and the sandbox: records every call, and answers some with faults."""

import io
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.engine import CREDENTIALS
from sandbox.server import Application

from .replies import Call, Habit, Reply, Service

__all__ = ["SERVICES", "Call", "Fault", "Hook", "Wire"]

# What goes over the wire here: SageMaker's calls, and those of the handlers' logs and metrics.
SERVICES = ("sagemaker", "logs", "monitoring")
_SIGNED = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")  # access key, region, service
_SLOW = 0.05  # seconds: longer than any answer of the sandbox


@dataclass
class Fault:
    """An answer in the place of SageMaker's. No status cuts the connection.

    Attributes:
        status: the HTTP status; None cuts the connection.
        code: the code of the error.
        message: its message.
        body: the whole answer, as JSON, in the place of code and message.
        raw: the whole answer as bytes without a code, such as a page of a proxy.
        applied: whether the call goes through first.
        stale: no fault, but what the same operation answered last.
        slow: no fault, but an answer that takes its time.
        seconds: how long it takes, by the clock of the test.

    """

    status: int | None = None
    code: str = ""
    message: str | None = ""
    body: Any = None
    raw: bytes | None = None
    applied: bool = False
    stale: bool = False
    slow: bool = False
    seconds: float = 0.0


Hook = Callable[[Call], None]


@dataclass
class Wire:
    """The wire between the handlers and the sandbox, as WSGI middleware.

    Attributes:
        calls: the calls that came, in order.
        faults: operations, and what the next call of each gets.
        before: called before each call that goes through.
        refuse: returns the fault of a call, or None; asked where `faults` has none for it.
        latency: the seconds that each call of SageMaker takes, by the clock of the test.
        habits: how SageMaker behaves beyond the sandbox's rules, the outermost first. `reset` keeps them.
        faulty: how many calls got a fault.
        throttle: tells whether a call is one too many.
        handler: whose calls come now.
        first_seen: the first test of the run in which a handler made a call, by handler and operation. `reset` keeps it.

    """

    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    before: Hook | None = None
    refuse: Callable[[Call], Fault | None] | None = None
    latency: float = 0.0
    habits: list[Habit] = field(default_factory=list)
    faulty: int = 0
    throttle: Callable[[], bool] | None = None
    handler: str = ""
    first_seen: dict[tuple[str, str], str] = field(default_factory=dict)
    _last: dict[str, Reply] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)

    def reset(self) -> None:
        """Forget the calls, the faults and the hooks."""
        self.calls, self.faults, self.before, self.throttle, self.faulty = [], [], None, None, 0
        self.refuse, self.latency = None, 0.0

    def fail(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of an operation get a fault."""
        self.faults += [(operation, fault)] * times

    def operations(self) -> list[str]:
        """Return the names of the operations that were called, in order."""
        return [call.operation for call in self.calls]

    def all_parameters(self, operation: str) -> list[dict[str, Any]]:
        """Return the parameters of each call of an operation, in order."""
        return [call.parameters for call in self.calls if call.operation == operation]

    def parameters(self, operation: str) -> dict[str, Any]:
        """Return the parameters of the last call of an operation."""
        return self.all_parameters(operation)[-1]

    def __call__(self, application: Application) -> Application:
        """Wrap an application."""

        def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            signed = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
            if signed is None or signed[3] not in SERVICES:
                return application(environ, start_response)
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")[2]
            is_json = "json" in environ.get("CONTENT_TYPE", "")
            parameters = json.loads(body) if is_json else {}
            call = Call(operation, parameters, signed[1], environ.get("HTTP_X_AMZ_SECURITY_TOKEN", ""), signed[2])
            service = _service(application, environ, body if signed[3] != "sagemaker" or not is_json else None)
            reply = self._reply(call, self._with_habits(service) if signed[3] == "sagemaker" else service)
            if reply is None:
                environ["werkzeug.socket"].shutdown(2)
                environ["werkzeug.socket"].close()
                raise ConnectionAbortedError
            start_response(*reply.head())
            return [reply.content]

        return wrapped

    def _reply(self, call: Call, service: Service) -> Reply | None:
        """Return the reply to a call; None cuts the connection."""
        with self._lock:
            self.calls.append(call)
            known = self.handler and self.throttle is None  # under load the handlers' calls come mixed
            if known and call.access_key == CREDENTIALS["accessKeyId"]:
                test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
                self.first_seen.setdefault((self.handler, call.operation), test)
            fault = self._next_fault(call)
            self.faulty += fault is not None
        if self.latency:
            time.sleep(self.latency)
        if fault is None or fault.applied:
            if self.before is not None:
                self.before(call)
            reply = service(call)
            if fault is None:
                self._last[call.operation] = reply
                return reply
        if fault.seconds:
            time.sleep(fault.seconds)
        if fault.stale:
            return self._last[call.operation]
        return _faulty_reply(fault)

    def _with_habits(self, service: Service) -> Service:
        for habit in reversed(self.habits):
            service = _bind(habit, service)
        return service

    def _next_fault(self, call: Call) -> Fault | None:
        if self.throttle is not None and self.throttle():
            return Fault(400, "ThrottlingException", "Rate exceeded")
        for index, (name, fault) in enumerate(self.faults):
            if name == call.operation:
                del self.faults[index]
                if fault.slow:
                    threading.Event().wait(_SLOW)
                return None if fault.slow else fault
        return self.refuse(call) if self.refuse is not None else None


def _bind(habit: Habit, inner: Service) -> Service:
    return lambda call: habit(call, inner)


def _service(application: Application, environ: dict[str, Any], body: bytes | None) -> Service:
    """Return what replies to calls as the application does.

    Args:
        application: the application.
        environ: the environment of a request, whose signature each call has.
        body: the body of each call; None makes it of the call's parameters.

    """

    def serve(call: Call) -> Reply:
        content = json.dumps(call.parameters).encode() if body is None else body
        target = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")[0]
        own = {"wsgi.input": io.BytesIO(content), "CONTENT_LENGTH": str(len(content))}
        own |= {"HTTP_X_AMZ_TARGET": f"{target}.{call.operation}"} if target else {}
        heads: list[tuple[Any, ...]] = []

        def start(*head: Any) -> Any:
            heads.append(head)
            return lambda _data: None

        answer = b"".join(application(environ | own, start))
        status, headers = heads[-1][:2]
        return Reply(int(status.split()[0]), answer, headers)

    return serve


def _faulty_reply(fault: Fault) -> Reply | None:
    if fault.status is None:
        return None
    if fault.raw is not None:
        return Reply(fault.status, fault.raw, [("Content-Type", "text/html")])
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-errortype", fault.code)]
    body = {"__type": fault.code, "message": fault.message} if fault.body is None else fault.body
    return Reply(fault.status, json.dumps(body).encode(), headers)
