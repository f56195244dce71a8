"""Cloud Control API over the types that have handlers.

Creates, updates and deletes go on in the background, and their progress is asked for by request token; reads and lists
are answered at once.
"""

import json
import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Final

import jsonpatch
from moto.iam.models import get_account_id_from
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from .cloudformation import registry
from .cloudformation.runner import current
from .cloudformation.schemas import State, value_at
from .cloudformation.types import Failed, Made, Registered, Request
from .engine import REGION

Answer = dict[str, Any]

TARGET: Final = "CloudApiService."
PATIENCE: Final = 4.0  # seconds that an answer about a request waits for its end: boto3's waiter looks every five
_SIGNED: Final = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")  # access key, region


class ApiError(Exception):
    """An error of the API; `code` is the name of its exception."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Progress:
    """A request that goes on or has ended. `asked` is what it asked for, to know it again by its client token."""

    event: Answer
    asked: Answer
    ended: threading.Event = field(default_factory=threading.Event)

    def show(self, **changes: Any) -> None:
        """Change the progress event."""
        self.event = {**self.event, **changes, "EventTime": datetime.now(timezone.utc).timestamp()}


class Api:
    """The operations of the API. Parameters and answers are those of the service model."""

    def __init__(self) -> None:
        self._requests: dict[str, Progress] = {}  # by request token
        self._tokens: dict[tuple[str, str], Progress] = {}  # by account and client token
        self._lock = threading.RLock()

    def respond(self, request: HttpRequest) -> Response:
        """Answer a request of the API, as JSON 1.0 has it."""
        signed = _SIGNED.search(request.headers.get("Authorization", ""))
        access_key, region = signed.groups() if signed else ("", REGION)
        operation = request.headers["X-Amz-Target"].removeprefix(TARGET)
        try:
            answer, status = self.answer(operation, json.loads(request.get_data() or b"{}"), access_key, region), 200
        except ApiError as error:
            answer, status = {"__type": error.code, "Message": error.message}, 400
        return Response(json.dumps(answer), status, mimetype="application/x-amz-json-1.0")

    def answer(self, operation: str, parameters: Answer, access_key: str, region: str) -> Answer:
        """Answer a call. Raises `ApiError`."""
        operations: dict[str, Callable[[Answer, Request], Answer]] = {
            "CreateResource": self._create,
            "UpdateResource": self._update,
            "DeleteResource": self._delete,
            "GetResource": self._get,
            "ListResources": self._list,
            "GetResourceRequestStatus": self._status,
            "ListResourceRequests": self._list_requests,
        }
        if operation not in operations:
            raise ApiError("UnsupportedActionException", f"The sandbox has no {operation}")
        account = get_account_id_from(access_key)
        return operations[operation](parameters, Request(account, region, access_key, current(), "", {}))

    def _create(self, parameters: Answer, request: Request) -> Answer:
        kind = _type(parameters, request)
        desired = _state(parameters["DesiredState"], "DesiredState")
        _validate(kind, desired)

        def do(request: Request) -> Made:
            return kind.create(request)

        return self._begin("CREATE", parameters, request, desired, do)

    def _update(self, parameters: Answer, request: Request) -> Answer:
        kind, identifier = _type(parameters, request), parameters["Identifier"]
        current = _existing(kind, request, identifier)
        try:
            desired = jsonpatch.apply_patch(current.model, _json(parameters["PatchDocument"], "PatchDocument"))
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError) as error:
            raise ApiError("ValidationException", f"Invalid patch update: {error}") from None
        _check_patch(kind, current.model, desired)
        _validate(kind, {name: value for name, value in desired.items() if name not in kind.schema.attributes})

        def do(request: Request) -> Made:
            return kind.update(request, current, current.model, {})

        return self._begin("UPDATE", parameters, request, desired, do)

    def _delete(self, parameters: Answer, request: Request) -> Answer:
        kind = _type(parameters, request)
        made = _existing(kind, request, parameters["Identifier"])

        def do(request: Request) -> Made:
            kind.delete(request, made)
            return Made(made.physical_id)

        return self._begin("DELETE", parameters, request, {}, do)

    def _get(self, parameters: Answer, request: Request) -> Answer:
        kind = _type(parameters, request)
        found = _existing(kind, request, parameters["Identifier"])
        return {"TypeName": kind.name, "ResourceDescription": _described(found.physical_id, found.model)}

    def _list(self, parameters: Answer, request: Request) -> Answer:
        kind = _type(parameters, request)
        request.properties = _state(parameters.get("ResourceModel") or "{}", "ResourceModel")
        try:
            models, token = kind.page(request, parameters.get("NextToken"))
        except Failed as failure:
            raise ApiError(f"{failure.code}Exception", failure.message) from None
        described = [_described(model[kind.identifier], model) for model in models]
        return {"TypeName": kind.name, "ResourceDescriptions": described, **({"NextToken": token} if token else {})}

    def _status(self, parameters: Answer, _request: Request) -> Answer:
        token = parameters["RequestToken"]
        if token not in self._requests:
            raise ApiError("RequestTokenNotFoundException", f"Request with token {token} was not found")
        self._requests[token].ended.wait(PATIENCE)
        return {"ProgressEvent": self._requests[token].event}

    def _list_requests(self, parameters: Answer, _request: Request) -> Answer:
        wanted = parameters.get("ResourceRequestStatusFilter") or {}
        operations, statuses = wanted.get("Operations"), wanted.get("OperationStatuses")
        events = [progress.event for progress in reversed(list(self._requests.values()))]
        found = [
            event
            for event in events
            if (not operations or event["Operation"] in operations)
            and (not statuses or event["OperationStatus"] in statuses)
        ]
        return {"ResourceRequestStatusSummaries": found}

    def _begin(
        self, operation: str, asked: Answer, request: Request, desired: State, do: Callable[[Request], Made]
    ) -> Answer:
        """Start an operation, and answer with its progress event; a client token that was used brings that of then."""
        asked = {"Operation": operation, **asked}
        given = (request.account, asked.get("ClientToken") or str(uuid.uuid4()))
        with self._lock:
            known = self._tokens.get(given)
            if known is not None:
                if known.asked != asked:
                    text = f"Client token {given[1]} was used for another request"
                    raise ApiError("ClientTokenConflictException", text)
                return {"ProgressEvent": known.event}
            self._check_free(asked)
            progress = self._new(operation, asked)
            self._tokens[given] = self._requests[progress.event["RequestToken"]] = progress
        first = progress.event
        request.token, request.properties = first["RequestToken"], desired
        current().run(lambda: _carry_out(progress, request, do))
        return {"ProgressEvent": first}

    def _check_free(self, asked: Answer) -> None:
        identifier = asked.get("Identifier")
        if identifier and any(
            not progress.ended.is_set() and progress.event.get("Identifier") == identifier
            for progress in self._requests.values()
        ):
            text = f"Another operation is in progress for resource {identifier}"
            raise ApiError("ConcurrentOperationException", text)

    def _new(self, operation: str, asked: Answer) -> Progress:
        event = {"TypeName": asked["TypeName"], "RequestToken": str(uuid.uuid4()), "Operation": operation}
        progress = Progress(event | ({"Identifier": asked["Identifier"]} if "Identifier" in asked else {}), asked)
        progress.show(OperationStatus="IN_PROGRESS")
        return progress


def _carry_out(progress: Progress, request: Request, do: Callable[[Request], Made]) -> None:
    def seen(identifier: str) -> None:
        if identifier:
            progress.show(Identifier=identifier)

    request.seen = seen
    try:
        made = do(request)
    except Failed as failure:
        progress.show(OperationStatus="FAILED", ErrorCode=failure.code, StatusMessage=failure.message)
    except Exception as error:  # a mistake of the sandbox: whoever waits for the request has to know
        progress.show(OperationStatus="FAILED", ErrorCode="InternalFailure", StatusMessage=repr(error))
    else:
        model = {"ResourceModel": json.dumps(made.model)} if made.model else {}
        progress.show(OperationStatus="SUCCESS", Identifier=made.physical_id, **model)
    progress.ended.set()


def _type(parameters: Answer, request: Request) -> Registered:
    name = parameters.get("TypeName", "")
    kind = registry.registered(name, request)
    if kind is not None:
        return kind
    if registry.find(name, request) is not None:
        raise ApiError("UnsupportedActionException", f"Resource type {name} has no handlers in the sandbox")
    raise ApiError("TypeNotFoundException", f"The type {name} cannot be found.")


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ApiError("ValidationException", f"{name} is not valid JSON: {error}") from None


def _state(text: str, name: str) -> State:
    state = _json(text, name)
    if not isinstance(state, dict):
        raise ApiError("ValidationException", f"{name} must be a JSON object")
    return state


def _validate(kind: Registered, properties: State) -> None:
    wrong = kind.schema.violations(properties)
    if wrong:
        raise ApiError("ValidationException", f"Model validation failed ({', '.join(wrong)})")


def _check_patch(kind: Registered, current: State, desired: State) -> None:
    for code, name, paths in (
        ("ValidationException", "readOnlyProperties", kind.schema.read_only),
        ("NotUpdatableException", "createOnlyProperties", kind.schema.create_only),
    ):
        changed = [
            "/properties/" + "/".join(path) for path in paths if value_at(current, path) != value_at(desired, path)
        ]
        if changed:
            raise ApiError(code, f"Invalid patch update: {name} [{', '.join(changed)}] cannot be updated")


def _existing(kind: Registered, request: Request, identifier: str) -> Made:
    try:
        return kind.existing(request, identifier)
    except Failed as failure:
        if failure.code == "NotFound":
            text = f"Resource of type '{kind.name}' with identifier '{identifier}' was not found. {failure.message}"
            raise ApiError("ResourceNotFoundException", text) from None
        raise ApiError(f"{failure.code}Exception", failure.message) from None


def _described(identifier: str, model: State) -> Answer:
    return {"Identifier": identifier, "Properties": json.dumps(model)}
