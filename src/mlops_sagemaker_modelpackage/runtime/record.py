"""The record of an invocation: one JSON line in the log, without any value of the template."""

import json
import time
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_UNFINISHED: Final = "UNFINISHED"
_CREATE: Final = "CreateModelPackage"


@dataclass
class Call:
    """A call to SageMaker."""

    operation: str  # of the API, such as DescribeModelPackage
    requestId: str = ""  # SageMaker's, for AWS Support; empty if there was no response
    durationMs: int = 0  # with the retries
    retries: int = 0  # how often the request was sent again
    errorCode: str = ""  # the code of SageMaker's error or the class of botocore's; empty if there was none


@dataclass
class InvocationRecord:
    """The log record of an invocation. The names are those of the JSON line (guide/operations.md)."""

    operation: str = ""  # create, read, update, delete or list
    resource: str = ""  # the ARN of the package, or its group or name before it is created
    stack: str = ""  # the ARN of the stack
    logicalId: str = ""
    request: str = ""  # a fingerprint of the request token, which is private
    attempt: int = 1  # 1 for the first invocation of an operation
    status: str = _UNFINISHED  # that of the event; UNFINISHED in a line that is written when little time is left
    errorCode: str = ""  # CloudFormation's, empty if there was no error
    message: str = ""  # that of the progress event
    durationMs: int = 0
    retries: int = 0  # how many requests were sent again, in all
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._call_began = self._began
        self._requests = 0
        self._is_repeated = False

    def start_call(self, operation: str) -> None:
        """Add a call to SageMaker that begins now."""
        self._call_began = time.monotonic()
        self._requests = 0
        self._is_repeated = operation == _CREATE and any(call.operation == _CREATE for call in self.calls)
        self.calls.append(Call(operation))

    def note_sent(self) -> None:
        """Count a request of the last call that is sent now, whatever becomes of it.

        An invocation creates one package: another create call is the same request, sent again.
        """
        self._requests += 1
        is_retry = self._requests > 1
        self.calls[-1].retries += is_retry
        self.retries += is_retry or self._is_repeated

    def end_call(self, metadata: dict[str, Any], error_code: str) -> None:
        """Complete the last call, which ends now; `metadata` is empty if there was no response."""
        call = self.calls[-1]
        call.requestId = str(metadata.get("RequestId", ""))
        call.durationMs = round((time.monotonic() - self._call_began) * 1000)
        call.errorCode = error_code

    def line(self) -> str:
        """Return the record as a line of JSON."""
        self.durationMs = round((time.monotonic() - self._began) * 1000)
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "replace").decode()


CURRENT: Final[ContextVar[InvocationRecord | None]] = ContextVar("invocation", default=None)


def current_record() -> InvocationRecord:
    """Return the record of the current invocation in this thread; a new one if there is none, or if that one ended.

    The library's `test_entrypoint` doesn't remove the record at the end of an invocation, as `TypeResource` does.
    """
    record = CURRENT.get()
    if record is None or record.status != _UNFINISHED:
        record = InvocationRecord()
        CURRENT.set(record)
    return record
