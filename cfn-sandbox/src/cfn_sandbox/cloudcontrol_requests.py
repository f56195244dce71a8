"""The create, update and delete requests of Cloud Control API, and their progress."""

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Final

from .cloudformation.resource_types.base import CreatedResource, ResourceFailure, ResourceRequest
from .cloudformation.resource_types.schemas import Properties
from .cloudformation.runner import current_runner

Parameters = dict[str, Any]
Answer = dict[str, Any]

# How long GetResourceRequestStatus waits for a request to end: boto3's waiter polls every five seconds.
MAX_STATUS_WAIT_SECONDS: Final = 4.0


class ApiError(Exception):
    """An error of the API. `code` is the name of its exception."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class ResourceRequestProgress:
    """The progress of a create, update or delete."""

    event: Answer  # the ProgressEvent
    request: Parameters  # the parameters of the request, to recognise the same request by its client token
    ended: threading.Event = field(default_factory=threading.Event)  # set when it has ended

    def change(self, **members: Any) -> None:
        """Set members of the progress event, and its time."""
        self.event = {**self.event, **members, "EventTime": datetime.now(timezone.utc).timestamp()}


class ResourceRequests:
    """The requests that were started. Parameters and answers have the form of the service model."""

    def __init__(self) -> None:
        self._progresses: dict[str, ResourceRequestProgress] = {}  # by request token
        self._client_tokens: dict[tuple[str, str], ResourceRequestProgress] = {}  # by account and client token
        self._lock = threading.RLock()

    def start(
        self,
        operation: str,
        parameters: Parameters,
        request: ResourceRequest,
        desired: Properties,
        do: Callable[[ResourceRequest], CreatedResource],
    ) -> Answer:
        """Start an operation, and return its progress event. A repeated client token returns the first one's.

        Args:
            operation: CREATE, UPDATE or DELETE.
            parameters: The parameters of the request.
            request: The input of the operation.
            desired: The desired properties.
            do: Runs the operation.

        """
        parameters = {"Operation": operation, **parameters}
        client_token = parameters.get("ClientToken") or str(uuid.uuid4())
        key = (request.location.account, client_token)
        with self._lock:
            known = self._client_tokens.get(key)
            if known is not None:
                if known.request != parameters:
                    text = f"Client token {client_token} was used for another request"
                    raise ApiError("ClientTokenConflictException", text)
                return {"ProgressEvent": known.event}
            self._check_not_busy(parameters)
            progress = _new_progress(operation, parameters)
            self._client_tokens[key] = self._progresses[progress.event["RequestToken"]] = progress
        first = progress.event
        request.token, request.properties = first["RequestToken"], desired
        current_runner().run(lambda: _run(progress, request, do))
        return {"ProgressEvent": first}

    def _check_not_busy(self, parameters: Parameters) -> None:
        identifier = parameters.get("Identifier")
        if identifier and any(
            not progress.ended.is_set() and progress.event.get("Identifier") == identifier
            for progress in self._progresses.values()
        ):
            text = f"Another operation is in progress for resource {identifier}"
            raise ApiError("ConcurrentOperationException", text)

    def find_ended(self, token: str) -> Answer:
        """Return the progress event of a request, after a moment in which it may end. Raises `ApiError`."""
        if token not in self._progresses:
            raise ApiError("RequestTokenNotFoundException", f"Request with token {token} was not found")
        self._progresses[token].ended.wait(MAX_STATUS_WAIT_SECONDS)
        return self._progresses[token].event

    def filtered(self, filters: Parameters) -> list[Answer]:
        """Return the progress events that pass the filters of ListResourceRequests, the newest first."""
        operations, statuses = filters.get("Operations"), filters.get("OperationStatuses")
        events = [progress.event for progress in reversed(list(self._progresses.values()))]
        return [
            event
            for event in events
            if (not operations or event["Operation"] in operations)
            and (not statuses or event["OperationStatus"] in statuses)
        ]


def _new_progress(operation: str, parameters: Parameters) -> ResourceRequestProgress:
    event = {"TypeName": parameters["TypeName"], "RequestToken": str(uuid.uuid4()), "Operation": operation}
    if "Identifier" in parameters:
        event["Identifier"] = parameters["Identifier"]
    progress = ResourceRequestProgress(event, parameters)
    progress.change(OperationStatus="IN_PROGRESS")
    return progress


def _run(
    progress: ResourceRequestProgress, request: ResourceRequest, do: Callable[[ResourceRequest], CreatedResource]
) -> None:
    def on_identifier(identifier: str) -> None:
        if identifier:
            progress.change(Identifier=identifier)

    request.on_identifier = on_identifier
    try:
        created = do(request)
    except ResourceFailure as failure:
        progress.change(OperationStatus="FAILED", ErrorCode=failure.code, StatusMessage=failure.message)
    except Exception as error:  # a bug of the sandbox: without a status, clients would wait for ever
        progress.change(OperationStatus="FAILED", ErrorCode="InternalFailure", StatusMessage=repr(error))
    else:
        model = {"ResourceModel": json.dumps(created.model)} if created.model else {}
        progress.change(OperationStatus="SUCCESS", Identifier=created.physical_id, **model)
    progress.ended.set()
