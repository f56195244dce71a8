"""The record of an invocation: one JSON line in the log, which says what happened without a value of the template."""

import json
import time
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_MILLISECONDS: Final = 1000


@dataclass
class Call:
    """A call of SageMaker.

    Attributes:
        operation: its name, such as DescribeModelPackage.
        requestId: SageMaker's ID of the request, for AWS Support; empty if there was no answer.
        durationMs: how long it took, with its retries.
        retries: how often botocore sent it again.
        errorCode: the code of SageMaker's error or the class of botocore's; empty if there was none.

    """

    operation: str
    requestId: str = ""
    durationMs: int = 0
    retries: int = 0
    errorCode: str = ""


@dataclass
class InvocationRecord:
    """What is logged of an invocation. The names are those of the JSON line (guide/operations.md).

    Attributes:
        operation: create, read, update, delete or list.
        resource: the ARN of the package, or what else names it.
        stack: the ARN of the stack.
        logicalId: the logical ID of the resource.
        request: a fingerprint of the request token, which is private.
        attempt: 1 for the first invocation of an operation, 2 for the next.
        status: IN_PROGRESS, SUCCESS or FAILED; UNFINISHED in a line that is written when little time is left.
        errorCode: CloudFormation's error code, empty if there was no error.
        message: the message of the progress event.
        durationMs: milliseconds since the invocation began.
        calls: the calls of SageMaker.

    """

    operation: str = ""
    resource: str = ""
    stack: str = ""
    logicalId: str = ""
    request: str = ""
    attempt: int = 1
    status: str = "UNFINISHED"
    errorCode: str = ""
    message: str = ""
    durationMs: int = 0
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._call_began = self._began

    def start_call(self, operation: str) -> None:
        """Note that a call of SageMaker begins."""
        self._call_began = time.monotonic()
        self.calls.append(Call(operation))

    def end_call(self, metadata: dict[str, Any], error_code: str) -> None:
        """Note that the last call ended.

        Args:
            metadata: botocore's ResponseMetadata, empty if there was no answer.
            error_code: the code of the error, empty if there was none.

        """
        call = self.calls[-1]
        call.requestId = str(metadata.get("RequestId", ""))
        call.retries = int(metadata.get("RetryAttempts", 0))
        call.durationMs = round((time.monotonic() - self._call_began) * _MILLISECONDS)
        call.errorCode = error_code

    def line(self) -> str:
        """Return the record as a line of JSON."""
        self.durationMs = round((time.monotonic() - self._began) * _MILLISECONDS)
        return json.dumps(asdict(self), ensure_ascii=False)


CURRENT: Final[ContextVar[InvocationRecord | None]] = ContextVar("invocation", default=None)


def current_record() -> InvocationRecord:
    """Return the record of the invocation in this thread, a new one if there is none."""
    record = CURRENT.get()
    if record is None:
        record = InvocationRecord()
        CURRENT.set(record)
    return record
