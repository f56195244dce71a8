"""The record of an invocation: one JSON line in the log, without any value of the template."""

import json
import time
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_MILLISECONDS: Final = 1000
_UNFINISHED: Final = "UNFINISHED"
_CREATE: Final = "CreateModelPackage"


@dataclass
class Call:
    """A call to SageMaker.

    Attributes:
        operation: the operation of the API, such as DescribeModelPackage.
        requestId: SageMaker's ID of the request, for AWS Support; empty if there was no response.
        durationMs: how long the call took with its retries, in milliseconds.
        retries: how often the request was sent again.
        errorCode: the code of SageMaker's error or the class of botocore's; empty if there was none.

    """

    operation: str
    requestId: str = ""
    durationMs: int = 0
    retries: int = 0
    errorCode: str = ""


@dataclass
class InvocationRecord:
    """The log record of an invocation. The names are those of the JSON line (guide/operations.md).

    Attributes:
        operation: create, read, update, delete or list.
        resource: the ARN of the package, or its group or name before it is created.
        stack: the ARN of the stack.
        logicalId: the logical ID of the resource.
        request: a fingerprint of the request token, which is private.
        attempt: 1 for the first invocation of an operation, 2 for the next.
        status: IN_PROGRESS, SUCCESS or FAILED; UNFINISHED in a line that is written when little time is left.
        errorCode: CloudFormation's error code, empty if there was no error.
        message: the message of the progress event.
        durationMs: how long the invocation took, in milliseconds.
        retries: how many requests were sent again, in all.
        calls: the calls to SageMaker.

    """

    operation: str = ""
    resource: str = ""
    stack: str = ""
    logicalId: str = ""
    request: str = ""
    attempt: int = 1
    status: str = _UNFINISHED
    errorCode: str = ""
    message: str = ""
    durationMs: int = 0
    retries: int = 0
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
        """Complete the last call, which ends now.

        Args:
            metadata: botocore's ResponseMetadata; empty if there was no response.
            error_code: the code of the error; empty if there was none.

        """
        call = self.calls[-1]
        call.requestId = str(metadata.get("RequestId", ""))
        call.durationMs = round((time.monotonic() - self._call_began) * _MILLISECONDS)
        call.errorCode = error_code

    def line(self) -> str:
        """Return the record as a line of JSON."""
        self.durationMs = round((time.monotonic() - self._began) * _MILLISECONDS)
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
