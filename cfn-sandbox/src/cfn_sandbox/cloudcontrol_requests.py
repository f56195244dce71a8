"""The create, update and delete requests of Cloud Control API, and their progress."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.utils import utcnow

from .api_requests import Answers, ApiError
from .cloudformation.resource_types.base import CreatedResource, ResourceFailure, ResourceRequest
from .cloudformation.runner import current_runner

Event = dict[str, Any]  # the API's ProgressEvent

# How long GetResourceRequestStatus waits for a request to end: boto3's waiter polls every five seconds.
MAX_STATUS_WAIT_SECONDS: Final = 4.0


@dataclass
class ResourceRequestProgress:
    """The progress of a create, update or delete."""

    event: Event
    ended: threading.Event = field(default_factory=threading.Event)  # set when it has ended

    def change(self, **members: Any) -> None:
        """Set members of the progress event, and its time."""
        self.event = {**self.event, **members, "EventTime": utcnow()}

    def run(self, request: ResourceRequest, do: Callable[[ResourceRequest], CreatedResource]) -> None:
        """Run the operation, and record how it ends."""
        request.on_identifier = lambda identifier: self.change(Identifier=identifier) if identifier else None
        try:
            created = do(request)
        except ResourceFailure as failure:
            self.change(OperationStatus="FAILED", ErrorCode=failure.code, StatusMessage=failure.message)
        except Exception as error:  # a bug of the sandbox: without a status, clients would wait for ever
            self.change(OperationStatus="FAILED", ErrorCode="InternalFailure", StatusMessage=repr(error))
        else:
            model = {"ResourceModel": json.dumps(created.model)} if created.model else {}
            self.change(OperationStatus="SUCCESS", Identifier=created.physical_id, **model)
        self.ended.set()


class ResourceRequests(BaseBackend):
    """The requests of an account and region. It is one of moto's backends, so that moto resets it."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.answers: Answers = {}
        self._progresses: dict[str, ResourceRequestProgress] = {}  # by request token
        self._lock = threading.RLock()

    def start(self, event: Event, request: ResourceRequest, do: Callable[[ResourceRequest], CreatedResource]) -> Event:
        """Start an operation, and return its progress event.

        Args:
            event: The operation, the type and, unless it is a create, the identifier.
            request: The input of the operation.
            do: Runs the operation.

        """
        identifier = event.get("Identifier")
        progress = ResourceRequestProgress({**event, "RequestToken": request.token})
        progress.change(OperationStatus="IN_PROGRESS")
        with self._lock:
            if identifier and any(
                not other.ended.is_set() and other.event.get("Identifier") == identifier
                for other in self._progresses.values()
            ):
                text = f"Another operation is in progress for resource {identifier}"
                raise ApiError("ConcurrentOperationException", text)
            self._progresses[request.token] = progress
        first = progress.event
        current_runner().run(lambda: progress.run(request, do))
        return first

    def find_ended(self, token: str) -> Event:
        """Return the progress event of a request, after a moment in which it may end. Raises moto's errors."""
        if token not in self._progresses:
            raise ApiError("RequestTokenNotFoundException", f"Request with token {token} was not found")
        self._progresses[token].ended.wait(MAX_STATUS_WAIT_SECONDS)
        return self._progresses[token].event

    def filtered(self, operations: list[str], statuses: list[str]) -> list[Event]:
        """Return the progress events of these operations and statuses, of all if there are none, the newest first."""
        return [
            progress.event
            for progress in reversed([*self._progresses.values()])
            if (not operations or progress.event["Operation"] in operations)
            and (not statuses or progress.event["OperationStatus"] in statuses)
        ]


RESOURCE_REQUESTS: Final = BackendDict(ResourceRequests, "cloudformation")
