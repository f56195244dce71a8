"""Cloud Control API over the resource types that have handlers.

Creates, updates and deletes run in the background. Their progress is asked for by request token. Reads and lists are
answered at once.
"""

import json
import re
from functools import partial
from typing import Any, Final

import jsonpatch
from botocore import xform_name
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from .cloudcontrol_requests import Answer, ApiError, Parameters, ResourceRequests
from .cloudformation.resource_types.base import CreatedResource, ResourceFailure, ResourceRequest
from .cloudformation.resource_types.handler_backed import HandlerBackedType
from .cloudformation.resource_types.lookup import find_handler_type, find_type
from .cloudformation.resource_types.schemas import Properties, value_at
from .cloudformation.runner import current_runner
from .engine import REGION
from .honoured import find_problem, honoured_by, honours
from .location import Location
from .pages import page_of

REQUESTS_PAGE_SIZE: Final = 20  # by default
TARGET_PREFIX: Final = "CloudApiService."
_CREDENTIAL: Final = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")  # access key, region


class CloudControlApi:
    """The operations of the API. Parameters and answers have the form of the service model."""

    def __init__(self) -> None:
        self._requests = ResourceRequests()

    def respond(self, request: HttpRequest) -> Response:
        """Answer a request in the protocol of the API, JSON 1.0."""
        signed = _CREDENTIAL.search(request.headers.get("Authorization", ""))
        access_key, region = signed.groups() if signed else ("", REGION)
        operation = request.headers["X-Amz-Target"].removeprefix(TARGET_PREFIX)
        try:
            answer, status = self.answer(operation, json.loads(request.get_data() or b"{}"), access_key, region), 200
        except ApiError as error:
            answer, status = {"__type": error.code, "Message": error.message}, 400
        return Response(json.dumps(answer), status, mimetype="application/x-amz-json-1.0")

    def answer(self, operation: str, parameters: Parameters, access_key: str, region: str) -> Answer:
        """Return the answer of an operation. Raises `ApiError`."""
        run = getattr(self, xform_name(operation), None)
        honoured = honoured_by(run)
        if run is None or honoured is None:
            raise ApiError("UnsupportedActionException", f"The sandbox has no {operation}.")
        model = get_service_model("cloudcontrol").operation_model(operation)
        problem = find_problem(model, parameters, honoured)
        if problem:
            raise ApiError("ValidationException", problem)
        location = Location(get_account_id_from(access_key), region)
        request = ResourceRequest(location, access_key, current_runner(), token="", properties={})
        answer: Answer = run(parameters, request)
        return answer

    @honours("TypeName", "DesiredState", "ClientToken")
    def create_resource(self, parameters: Parameters, request: ResourceRequest) -> Answer:
        """CreateResource."""
        resource_type = _find_type(parameters, request)
        desired = _parse_object(parameters["DesiredState"], "DesiredState")
        _validate(resource_type, desired)
        return self._requests.start("CREATE", parameters, request, desired, resource_type.create)

    @honours("TypeName", "Identifier", "PatchDocument", "ClientToken")
    def update_resource(self, parameters: Parameters, request: ResourceRequest) -> Answer:
        """UpdateResource."""
        resource_type, identifier = _find_type(parameters, request), parameters["Identifier"]
        existing = _find_resource(resource_type, request, identifier)
        try:
            desired = jsonpatch.apply_patch(existing.model, _parse(parameters["PatchDocument"], "PatchDocument"))
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError) as error:
            raise ApiError("ValidationException", f"Invalid patch update: {error}") from None
        _check_patch(resource_type, existing.model, desired)
        read_only = {path[0] for path in resource_type.schema.read_only}
        _validate(resource_type, {name: value for name, value in desired.items() if name not in read_only})

        def update(request: ResourceRequest) -> CreatedResource:
            return resource_type.update(request, existing, existing.model, {})

        return self._requests.start("UPDATE", parameters, request, desired, update)

    @honours("TypeName", "Identifier", "ClientToken")
    def delete_resource(self, parameters: Parameters, request: ResourceRequest) -> Answer:
        """DeleteResource."""
        resource_type = _find_type(parameters, request)
        existing = _find_resource(resource_type, request, parameters["Identifier"])

        def delete(request: ResourceRequest) -> CreatedResource:
            resource_type.delete(request, existing)
            return CreatedResource(existing.physical_id)

        return self._requests.start("DELETE", parameters, request, {}, delete)

    @honours("TypeName", "Identifier")
    def get_resource(self, parameters: Parameters, request: ResourceRequest) -> Answer:
        """GetResource."""
        resource_type = _find_type(parameters, request)
        found = _find_resource(resource_type, request, parameters["Identifier"])
        return {"TypeName": resource_type.name, "ResourceDescription": _describe(found.physical_id, found.model)}

    @honours("TypeName", "ResourceModel", "NextToken", "MaxResults")  # the API reserves MaxResults
    def list_resources(self, parameters: Parameters, request: ResourceRequest) -> Answer:
        """ListResources."""
        resource_type = _find_type(parameters, request)
        request.properties = _parse_object(parameters.get("ResourceModel") or "{}", "ResourceModel")
        try:
            models, token = resource_type.list_page(request, parameters.get("NextToken"))
        except ResourceFailure as failure:
            raise ApiError(f"{failure.code}Exception", failure.message) from None
        descriptions = [_describe(model[resource_type.identifier], model) for model in models]
        answer = {"TypeName": resource_type.name, "ResourceDescriptions": descriptions}
        return answer | ({"NextToken": token} if token else {})

    @honours("RequestToken")
    def get_resource_request_status(self, parameters: Parameters, _request: ResourceRequest) -> Answer:
        """GetResourceRequestStatus. The answer waits a moment for the request to end."""
        return {"ProgressEvent": self._requests.find_ended(parameters["RequestToken"])}

    @honours("ResourceRequestStatusFilter", "MaxResults", "NextToken")
    def list_resource_requests(self, parameters: Parameters, _request: ResourceRequest) -> Answer:
        """ListResourceRequests, the newest first."""
        events = self._requests.filtered(parameters.get("ResourceRequestStatusFilter") or {})
        size = parameters.get("MaxResults", REQUESTS_PAGE_SIZE)
        page, token = page_of(events, size, parameters.get("NextToken"), partial(ApiError, "ValidationException"))
        return {"ResourceRequestStatusSummaries": page} | ({"NextToken": token} if token else {})


def _find_type(parameters: Parameters, request: ResourceRequest) -> HandlerBackedType:
    name = parameters.get("TypeName", "")
    found = find_handler_type(name, request.location)
    if found is not None:
        return found
    if find_type(name, request.location) is not None:
        raise ApiError("UnsupportedActionException", f"Resource type {name} has no handlers in the sandbox")
    raise ApiError("TypeNotFoundException", f"The type {name} cannot be found.")


def _parse(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ApiError("ValidationException", f"{name} is not valid JSON: {error}") from None


def _parse_object(text: str, name: str) -> Properties:
    parsed = _parse(text, name)
    if not isinstance(parsed, dict):
        raise ApiError("ValidationException", f"{name} must be a JSON object")
    return parsed


def _validate(resource_type: HandlerBackedType, properties: Properties) -> None:
    violations = resource_type.schema.violations(properties)
    if violations:
        raise ApiError("ValidationException", f"Model validation failed ({', '.join(violations)})")


def _check_patch(resource_type: HandlerBackedType, current: Properties, desired: Properties) -> None:
    for code, name, paths in (
        ("ValidationException", "readOnlyProperties", resource_type.schema.read_only),
        ("NotUpdatableException", "createOnlyProperties", resource_type.schema.create_only),
    ):
        changed = [
            "/properties/" + "/".join(path) for path in paths if value_at(current, path) != value_at(desired, path)
        ]
        if changed:
            raise ApiError(code, f"Invalid patch update: {name} [{', '.join(changed)}] cannot be updated")


def _find_resource(resource_type: HandlerBackedType, request: ResourceRequest, identifier: str) -> CreatedResource:
    try:
        return resource_type.find(request, identifier)
    except ResourceFailure as failure:
        if failure.code == "NotFound":
            text = (
                f"Resource of type '{resource_type.name}' with identifier '{identifier}' was not found. "
                f"{failure.message}"
            )
            raise ApiError("ResourceNotFoundException", text) from None
        raise ApiError(f"{failure.code}Exception", failure.message) from None


def _describe(identifier: str, model: Properties) -> Answer:
    return {"Identifier": identifier, "Properties": json.dumps(model)}
