"""Cloud Control API over the resource types that have handlers. Creates, updates and deletes run in the background."""

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import jsonpatch
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.utils import utcnow

from .api_requests import Answer, ApiError, ApiRequest, operation
from .cloudformation.resource_types.base import CreatedResource, ResourceFailure, ResourceRequest
from .cloudformation.resource_types.handler_backed import HandlerBackedType
from .cloudformation.resource_types.lookup import find_handler_type, find_type
from .cloudformation.resource_types.schemas import Properties, changed_paths
from .cloudformation.runner import current_runner

Event = dict[str, Any]  # the API's ProgressEvent

# How long GetResourceRequestStatus waits for a request to end: boto3's waiter polls every five seconds.
MAX_STATUS_WAIT_SECONDS: Final = 4.0
_invalid: Final = partial(ApiError, "ValidationException")


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
        self.progresses: dict[str, ResourceRequestProgress] = {}  # by request token
        self._lock = threading.RLock()

    def start(self, event: Event, request: ResourceRequest, do: Callable[[ResourceRequest], CreatedResource]) -> Event:
        """Start an operation, and return its event, which has the given members: type, operation, identifier."""
        identifier = event.get("Identifier")
        progress = ResourceRequestProgress({**event, "RequestToken": request.token})
        progress.change(OperationStatus="IN_PROGRESS")
        with self._lock:
            if identifier and any(
                not other.ended.is_set() and other.event.get("Identifier") == identifier
                for other in self.progresses.values()
            ):
                text = f"Another operation is in progress for resource {identifier}"
                raise ApiError("ConcurrentOperationException", text)
            self.progresses[request.token] = progress
        first = progress.event
        current_runner().run(lambda: progress.run(request, do))
        return first


RESOURCE_REQUESTS: Final = BackendDict(ResourceRequests, "cloudformation")


class CloudControlOperations(ApiRequest):
    """The operations of the API."""

    api = "cloudcontrol"
    page_size = 20  # of ListResourceRequests
    invalid_code = "ValidationException"
    used_token = "ClientTokenConflictException", "Client token {} was used for another request"

    @operation("TypeName DesiredState ClientToken")
    def create_resource(self) -> Answer:
        resource_type, desired = self._find_type(), self._parse_object("DesiredState")
        _validate(resource_type, desired)
        return self._start("CREATE", desired, resource_type.create)

    @operation("TypeName Identifier PatchDocument ClientToken")
    def update_resource(self) -> Answer:
        resource_type = self._find_type()
        existing = self._find_resource(resource_type)
        try:
            desired = jsonpatch.apply_patch(existing.model, self._parse("PatchDocument"))
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError) as error:
            raise _invalid(f"Invalid patch update: {error}") from None
        _check_patch(resource_type, existing.model, desired)
        read_only = {path[0] for path in resource_type.schema.read_only}
        _validate(resource_type, {name: value for name, value in desired.items() if name not in read_only})
        return self._start(
            "UPDATE", desired, lambda request: resource_type.update(request, existing, existing.model, {})
        )

    @operation("TypeName Identifier ClientToken")
    def delete_resource(self) -> Answer:
        resource_type = self._find_type()
        existing = self._find_resource(resource_type)

        def delete(request: ResourceRequest) -> CreatedResource:
            resource_type.delete(request, existing)
            return CreatedResource(existing.physical_id)

        return self._start("DELETE", {}, delete)

    @operation("TypeName Identifier")
    def get_resource(self) -> Answer:
        resource_type = self._find_type()
        found = self._find_resource(resource_type)
        description = _describe(found.physical_id, found.model)
        return {"TypeName": resource_type.name, "ResourceDescription": description}

    @operation("TypeName ResourceModel NextToken MaxResults")  # the API reserves MaxResults
    def list_resources(self) -> Answer:
        """ListResources, in the pages of the handler."""
        resource_type = self._find_type()
        wanted = self._parse_object("ResourceModel") if self._get_param("ResourceModel") else {}
        try:
            models, token = resource_type.list_page(self._request(wanted), self._get_param("NextToken"))
        except ResourceFailure as failure:
            raise ApiError(f"{failure.code}Exception", failure.message) from None
        descriptions = [_describe(model[resource_type.identifier], model) for model in models]
        return {"TypeName": resource_type.name, "ResourceDescriptions": descriptions, "NextToken": token}

    @operation("RequestToken")
    def get_resource_request_status(self) -> Answer:
        """GetResourceRequestStatus. The answer waits a moment for the request to end."""
        token = self._get_param("RequestToken")
        progress = self._requests.progresses.get(token)
        if progress is None:
            raise ApiError("RequestTokenNotFoundException", f"Request with token {token} was not found")
        progress.ended.wait(MAX_STATUS_WAIT_SECONDS)
        return {"ProgressEvent": progress.event}

    @operation("ResourceRequestStatusFilter MaxResults NextToken")
    def list_resource_requests(self) -> Answer:
        """ListResourceRequests, the newest first."""
        wanted = self._get_param("ResourceRequestStatusFilter") or {}
        operations, statuses = wanted.get("Operations"), wanted.get("OperationStatuses")
        events = [progress.event for progress in reversed([*self._requests.progresses.values()])]
        shown = [
            event
            for event in events
            if (not operations or event["Operation"] in operations)
            and (not statuses or event["OperationStatus"] in statuses)
        ]
        return {"ResourceRequestStatusSummaries": shown}

    @property
    def _requests(self) -> ResourceRequests:
        return RESOURCE_REQUESTS[self.current_account][self.region]

    def _request(self, properties: Properties) -> ResourceRequest:
        return ResourceRequest(self.location, self.access_key, current_runner(), str(uuid.uuid4()), properties)

    def _start(self, action: str, desired: Properties, do: Callable[[ResourceRequest], CreatedResource]) -> Answer:
        named = {name: self.params[name] for name in ("TypeName", "Identifier") if name in self.params}
        event = self._requests.start({"Operation": action, **named}, self._request(desired), do)
        return {"ProgressEvent": event}

    def _find_type(self) -> HandlerBackedType:
        name = self._get_param("TypeName")
        found = find_handler_type(name, self.location)
        if found is not None:
            return found
        if find_type(name, self.location) is not None:
            text = f"Resource type {name} has no handlers in the sandbox"
            raise ApiError("UnsupportedActionException", text)
        raise ApiError("TypeNotFoundException", f"The type {name} cannot be found.")

    def _find_resource(self, resource_type: HandlerBackedType) -> CreatedResource:
        identifier = self._get_param("Identifier")
        try:
            return resource_type.find(self._request({}), identifier)
        except ResourceFailure as failure:
            if failure.code != "NotFound":
                raise ApiError(f"{failure.code}Exception", failure.message) from None
            subject = f"Resource of type '{resource_type.name}' with identifier '{identifier}'"
            text = f"{subject} was not found. {failure.message}"
            raise ApiError("ResourceNotFoundException", text) from None

    def _parse(self, name: str) -> Any:
        try:
            return json.loads(self._get_param(name))
        except ValueError as error:
            raise _invalid(f"{name} is not valid JSON: {error}") from None

    def _parse_object(self, name: str) -> Properties:
        parsed = self._parse(name)
        if not isinstance(parsed, dict):
            raise _invalid(f"{name} must be a JSON object")
        return parsed


def _validate(resource_type: HandlerBackedType, properties: Properties) -> None:
    violations = resource_type.schema.violations(properties)
    if violations:
        raise _invalid(f"Model validation failed ({', '.join(violations)})")


def _check_patch(resource_type: HandlerBackedType, current: Properties, desired: Properties) -> None:
    for code, name, paths in (
        ("ValidationException", "readOnlyProperties", resource_type.schema.read_only),
        ("NotUpdatableException", "createOnlyProperties", resource_type.schema.create_only),
    ):
        changed = ["/properties/" + "/".join(path) for path in changed_paths(paths, current, desired)]
        if changed:
            text = f"Invalid patch update: {name} [{', '.join(changed)}] cannot be updated"
            raise ApiError(code, text)


def _describe(identifier: str, model: Properties) -> dict[str, str]:
    return {"Identifier": identifier, "Properties": json.dumps(model)}
