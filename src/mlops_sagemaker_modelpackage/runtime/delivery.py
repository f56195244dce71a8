"""Delivers the log and the metrics of an invocation to CloudWatch.

Log records and metrics are collected, and sent in parallel at the end of the invocation. Their clients and the log
stream are created while the handler calls SageMaker. No error of CloudWatch fails an operation (LIB-2), and the
invocation waits for the delivery for `MAX_WAIT_SECONDS` at most.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, Final

from cloudformation_cli_python_lib import Action, SessionProxy
from cloudformation_cli_python_lib.log_delivery import ProviderFilter
from cloudformation_cli_python_lib.metrics import MetricsPublisher, format_dimensions
from cloudformation_cli_python_lib.utils import HandlerRequest

from .record import current_record

MAX_WAIT_SECONDS: Final = 3.0
_FLUSH_BEFORE_END_SECONDS: Final = 2.0  # before Lambda's time-out ends the invocation
_WORKERS: Final = ThreadPoolExecutor(max_workers=8, thread_name_prefix="delivery")


class Delivery(logging.Handler):
    """The log and the metrics of one invocation; a log handler that collects the records of its thread.

    Without the session of the provider role or without a log group, nothing is delivered. `context` is Lambda's, which
    tells the remaining time; None outside Lambda.
    """

    def __init__(self, event: HandlerRequest, session: SessionProxy | None, context: Any):
        super().__init__()
        self._thread = threading.get_ident()
        self._records: deque[dict[str, Any]] = deque()  # which a sending thread empties while others are added
        self._jobs: list[Future[None]] = []
        self._timer: threading.Timer | None = None
        self._session = session
        self._group = event.requestData.providerLogGroupName or ""
        self._stream = _stream_name(event)
        self._is_active = bool(session and self._group and event.resourceType)
        self._metrics = InvocationMetrics(event.resourceType or "")
        self._record = current_record()
        if self._is_active:
            self._start(event, context)

    def _start(self, event: HandlerRequest, context: Any) -> None:
        root = logging.getLogger()
        platform = [handler for handler in root.handlers if not isinstance(handler, Delivery)]
        if platform and not any(isinstance(known, ProviderFilter) for known in platform[0].filters):
            # Lambda's own log, which belongs to the account of the function, must not get the provider's records.
            platform[0].addFilter(ProviderFilter(str(event.resourceType).replace("::", "_").lower()))
        root.addHandler(self)
        is_new = event.action == Action.CREATE.name and not event.callbackContext
        self._submit(self._create_stream if is_new else self._prepare_clients)
        remaining = getattr(context, "get_remaining_time_in_millis", None)
        if remaining is not None:
            self._timer = threading.Timer(max(0.0, remaining() / 1000 - _FLUSH_BEFORE_END_SECONDS), self._flush_early)
            self._timer.daemon = True
            self._timer.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Collect a record, unless another thread logged it: that one belongs to an overlapping invocation."""
        if record.thread == self._thread:
            self._records.append({"timestamp": round(record.created * 1000), "message": self.format(record)})

    def finish(self, action: Action, milliseconds: float, error: Exception | None) -> None:
        """Send the log and the metrics, and wait for them for `MAX_WAIT_SECONDS` at most."""
        if not self._is_active:
            return
        logging.getLogger().removeHandler(self)
        if self._timer is not None:
            self._timer.cancel()
        self._metrics.add(action, milliseconds, error)
        self._submit(self._send_log)
        self._submit(self._send_metrics)
        wait(self._jobs, timeout=MAX_WAIT_SECONDS)
        self._is_active = False  # jobs that are still running send nothing more

    def _submit(self, job: Callable[[], None]) -> None:
        # An error of a job stays in its future: it could only be reported to the service that failed (LIB-2).
        self._jobs.append(_WORKERS.submit(job))

    # `make package` keeps the data of the services that are named in calls like these.
    def _logs(self) -> Any:
        return self._session.client("logs") if self._session else None

    def _cloudwatch(self) -> Any:
        return self._session.client("cloudwatch") if self._session else None

    def _prepare_clients(self) -> None:
        self._logs()
        self._cloudwatch()

    def _create_stream(self) -> None:
        """Create the log stream of a new resource, and the group if it is missing."""
        self._prepare_clients()
        client = self._logs()
        try:
            client.create_log_stream(logGroupName=self._group, logStreamName=self._stream)
        except client.exceptions.ResourceNotFoundException:
            with suppress(client.exceptions.ResourceAlreadyExistsException):
                client.create_log_group(logGroupName=self._group)
            with suppress(client.exceptions.ResourceAlreadyExistsException):
                client.create_log_stream(logGroupName=self._group, logStreamName=self._stream)
        except client.exceptions.ResourceAlreadyExistsException:
            return

    def _send_log(self) -> None:
        wait(self._jobs[:1])  # the job that creates the stream
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._records.popleft())
        if not taken or not self._is_active:
            return
        try:
            self._put(sorted(taken, key=lambda record: record["timestamp"]))  # PutLogEvents takes no other order
        except Exception:  # after an early flush there is another try at the end of the invocation
            self._records.extendleft(taken)
            raise

    def _put(self, records: list[dict[str, Any]]) -> None:
        client = self._logs()
        where = {"logGroupName": self._group, "logStreamName": self._stream}
        try:
            client.put_log_events(**where, logEvents=records)
        except client.exceptions.ResourceNotFoundException:
            self._create_stream()
            if self._is_active:
                client.put_log_events(**where, logEvents=records)

    def _send_metrics(self) -> None:
        client = self._cloudwatch()
        client.put_metric_data(Namespace=self._metrics.namespace, MetricData=self._metrics.data)

    def _flush_early(self) -> None:
        """Send the records so far, because Lambda is about to end the invocation."""
        self._records.append({"timestamp": round(time.time() * 1000), "message": self._record.line()})
        self._submit(self._send_log)


class InvocationMetrics(MetricsPublisher):
    """The metrics of the plugin library, collected so that one call sends them."""

    def __init__(self, resource_type: str):
        self._resource_type = resource_type
        self.namespace = self._make_namespace(resource_type)
        self.data: list[dict[str, Any]] = []
        self._began = datetime.now(timezone.utc)

    def add(self, action: Action, milliseconds: float, error: Exception | None) -> None:
        """Add the metrics of an invocation that ended."""
        now = datetime.now(timezone.utc)
        self.publish_invocation_metric(self._began, action)
        self.publish_duration_metric(now, action, milliseconds)
        if error is not None:
            self.publish_exception_metric(now, action, error)

    def publish_metric(
        self, metric_name: Any, dimensions: Mapping[str, str], unit: Any, value: float, timestamp: datetime
    ) -> None:
        """Collect a metric, in the form in which the library sends it."""
        metric = {"MetricName": metric_name.name, "Dimensions": format_dimensions(dimensions), "Unit": unit.name}
        self.data.append({**metric, "Timestamp": timestamp, "Value": value})


def _stream_name(event: HandlerRequest) -> str:
    """Return the log stream of a resource: the library's name, with `__` for the colons, which aren't allowed."""
    stack, logical_id = event.stackId, event.requestData.logicalResourceId
    name = f"{stack}/{logical_id}" if stack and logical_id else f"{event.awsAccountId}-{event.region}"
    return name.replace(":", "__")
