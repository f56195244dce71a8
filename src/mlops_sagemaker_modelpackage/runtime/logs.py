"""Delivers the log of an invocation to CloudWatch Logs."""

import logging
import threading
from typing import Any

from cloudformation_cli_python_lib import SessionProxy
from cloudformation_cli_python_lib.log_delivery import ProviderFilter, ProviderLogHandler
from cloudformation_cli_python_lib.utils import HandlerRequest


class LogHandler(ProviderLogHandler):
    """The library's log handler, new for each invocation: its log stream is that of the invocation's own resource.

    Invocations may overlap in threads: each logs what is its own. No error of CloudWatch Logs fails a resource; after
    the first, the rest of the invocation isn't logged there.
    """

    def __init__(self, *arguments: Any):
        super().__init__(*arguments)
        self._thread = threading.get_ident()

    @classmethod
    def setup(
        cls, request: HandlerRequest, provider_sess: SessionProxy | None, log_format: logging.Formatter | None = None
    ) -> None:
        """Log to the log group of the event, if it names one."""
        group = request.requestData.providerLogGroupName
        if not (provider_sess and group and request.resourceType):
            return
        root = logging.getLogger()
        platform = [known for known in root.handlers if not isinstance(known, ProviderLogHandler)]
        if platform and not any(isinstance(known, ProviderFilter) for known in platform[0].filters):
            # What the provider logs is the provider's: the platform's own log doesn't get it.
            platform[0].addFilter(ProviderFilter(request.resourceType.replace("::", "_").lower()))
        logical_id = request.requestData.logicalResourceId
        owner = f"{request.stackId}/{logical_id}" if request.stackId and logical_id else None
        handler = cls(group, owner or f"{request.awsAccountId}-{request.region}", provider_sess)
        if log_format:
            handler.setFormatter(log_format)
        root.addHandler(handler)

    @staticmethod
    def discard() -> None:
        """Take the handler of this thread's invocation away, and with it its credentials."""
        root = logging.getLogger()
        for handler in [known for known in root.handlers if isinstance(known, LogHandler)]:
            if handler._thread == threading.get_ident():
                root.removeHandler(handler)

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record; a denied, throttled, odd or missing answer is never more than a gap in the log."""
        if record.thread != self._thread:
            return
        try:
            super().emit(record)
        except KeyError:  # CloudWatch Logs has stopped to send the nextSequenceToken that the library wants
            return
        except Exception:  # whatever it is, the resource comes first, and there is no other place to report it
            logging.getLogger().removeHandler(self)
