"""Answers an event of CloudFormation: parses it, calls the handler, and returns the progress event."""

import logging
import time
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final

from botocore.exceptions import InvalidRegionError
from botocore.utils import validate_region_name
from cloudformation_cli_python_lib import Action, HandlerErrorCode, ProgressEvent, Resource, SessionProxy
from cloudformation_cli_python_lib.interface import BaseModel, BaseResourceHandlerRequest
from cloudformation_cli_python_lib.utils import HandlerRequest

from . import patches, sessions
from .delivery import Delivery
from .record import CURRENT, InvocationRecord, current_record

LOG = logging.getLogger(__name__)

# At level DEBUG, botocore and urllib3 log whole requests: environment values, tokens and signatures.
for _name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)

patches.apply()

MAX_MESSAGE_LENGTH: Final = 1024  # characters: the limit of StatusMessage in RecordHandlerProgress (ERR-8)
UNEXPECTED: Final = (
    "The handler failed unexpectedly. See its log, and report it with the request token of the operation."
)
FindArn = Callable[[str, Any, Any], str]  # gets the action, the callback context, and the ARN in the model


class TypeResource(Resource):
    """The library's Resource, with the function that returns the ARN which an event is about."""

    def __init__(self, type_name: str, model: type[BaseModel], find_arn: FindArn):
        super().__init__(type_name, model)
        self._find_arn = find_arn

    def __call__(self, event_data: MutableMapping[str, Any], context: Any) -> MutableMapping[str, Any]:
        """Return the progress event for an event of CloudFormation; a FAILED one always has a message (TYPE-6)."""
        problem = _event_problem(event_data)
        if problem:
            text = f"Could not read the event. {problem}. Invoke the handler through CloudFormation or `cfn test`."
            answer = ProgressEvent.failed(HandlerErrorCode.InvalidRequest, text)._serialize()
        else:
            CURRENT.set(InvocationRecord())
            try:
                answer = self._answer(event_data, context)
            finally:
                CURRENT.set(None)
                sessions.forget_keys()
        if answer["status"] == "FAILED":
            self._complete_failure(answer, event_data)
        return answer

    def _answer(self, event_data: MutableMapping[str, Any], context: Any) -> MutableMapping[str, Any]:
        """Return the progress event for an event that can be parsed, after its log and metrics were sent."""
        (caller, provider), action, callback, event = self._parse_request(event_data)
        delivery = Delivery(event, provider, context)
        began, error = time.monotonic(), None
        try:
            progress = self._invoke_handler(caller, self._cast_resource_request(event), action, callback)
        except Exception as raised:  # a bug: handlers turn every error into a FAILED event
            error = raised
            progress = ProgressEvent.failed(HandlerErrorCode.InternalFailure)
            _log_bug(raised, action)
        finally:  # also when the process is told to exit: the records belong to this invocation
            delivery.finish(action, (time.monotonic() - began) * 1000, error)
        return progress._serialize()

    def _complete_failure(self, answer: MutableMapping[str, Any], event: Any) -> None:
        """Add to a FAILED answer what the library leaves out: a message, and the identifier with which to clean up."""
        answer["message"] = truncate_message(answer.get("message") or UNEXPECTED)
        if "resourceModel" in answer or not isinstance(event, Mapping):
            return
        action, data = event.get("action"), event.get("requestData")
        given = data.get("resourceProperties") if isinstance(data, Mapping) else None
        named = given.get("ModelPackageArn") if isinstance(given, Mapping) else None
        if action in ("CREATE", "UPDATE", "DELETE"):
            arn = self._find_arn(action, event.get("callbackContext"), named)
            if arn:
                answer["resourceModel"] = {"ModelPackageArn": arn}

    @staticmethod
    def _parse_request(
        event_data: MutableMapping[str, Any],
    ) -> tuple[tuple[SessionProxy | None, SessionProxy | None], Action, MutableMapping[str, Any], HandlerRequest]:
        """Return the sessions, action, callback context and rest of an event, which may lack keys (LIB-4)."""
        data = event_data["requestData"]
        whole = {**event_data, **{name: event_data.get(name) or None for name in _STRINGS}}
        credentials = {key: sessions.complete_keys(data.get(key)) for key in (sessions.CALLER, sessions.PROVIDER)}
        empty = {name: data.get(name) or None for name in (*_DATA_STRINGS, *_DATA_OBJECTS)}
        others = {name: value for name, value in data.items() if not name.endswith("Credentials")}
        whole["requestData"] = {**others, **empty, **dict.fromkeys(credentials)}
        event = HandlerRequest.deserialize(whole)
        caller, provider = (sessions.session_with_keys(role, keys, event.region) for role, keys in credentials.items())
        return (caller, provider), Action[event.action], event.callbackContext or {}, event

    def _cast_resource_request(self, request: HandlerRequest) -> BaseResourceHandlerRequest:
        """Return the request for the handler, with the `nextToken` that the library drops (LIB-1)."""
        cast = super()._cast_resource_request(request)
        cast.nextToken = request.nextToken
        return cast


_STRINGS: Final = ("awsAccountId", "bearerToken", "region", "stackId", "nextToken", "resourceType")
_DATA_STRINGS: Final = ("logicalResourceId", "providerLogGroupName")
_DATA_OBJECTS: Final = ("resourceProperties", "previousResourceProperties", "stackTags", "previousStackTags")


def _event_problem(event: Any) -> str:
    """Return why an event can't be parsed, as a sentence without its full stop; empty if it can."""
    if not isinstance(event, Mapping):
        return "It is not a JSON object"
    if str(event.get("action")) not in Action.__members__:
        return f"Its action must be one of {', '.join(Action.__members__)}"
    data = event.get("requestData")
    if not isinstance(data, Mapping):
        return "It has no requestData"
    if "resourceProperties" not in data:
        return "Its requestData has no resourceProperties"
    if not _is_region(event.get("region") or "none"):
        return "Its region is not the name of a region"
    wrong = [
        *(name for name in _STRINGS if not isinstance(event.get(name) or "", str)),
        *(name for name in _DATA_STRINGS if not isinstance(data.get(name) or "", str)),
        *(name for name in _DATA_OBJECTS if not isinstance(data.get(name) or {}, Mapping)),
    ]
    return f"{', '.join(wrong)} in it must be a string or an object" if wrong else ""


def _is_region(name: Any) -> bool:
    try:
        validate_region_name(name)
    except (InvalidRegionError, TypeError):
        return False
    return True


def log_place(error: Exception) -> None:
    """Log the class of an exception and where it was raised, not its text, which may contain secrets."""
    LOG.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))


def _log_bug(error: Exception, action: Action) -> None:
    """Log where an exception was raised, and the record of the invocation."""
    log_place(error)
    record = current_record()
    record.operation, record.status = action.name.lower(), "FAILED"
    record.errorCode, record.message = HandlerErrorCode.InternalFailure.name, UNEXPECTED
    LOG.info("%s", record.line())


def truncate_message(text: Any) -> str:
    """Return a text as CloudFormation's status messages take it: not too long, and valid Unicode (ERR-8)."""
    return shorten(str(text).encode("utf-8", "replace").decode(), MAX_MESSAGE_LENGTH)


def shorten(text: str, length: int) -> str:
    """Return a text, cut to a number of characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
