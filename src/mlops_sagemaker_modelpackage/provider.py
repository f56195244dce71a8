"""What cloudformation-cli-python-lib 2.1.20 gets wrong, put right in this one place.

Importing this module mends the library for the whole process. Each mend says what it mends and has a test that fails
without it.
"""

import logging
import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import fields
from functools import wraps
from typing import Any, Final

import cloudformation_cli_python_lib.resource as library
from botocore.exceptions import BotoCoreError, InvalidRegionError
from botocore.utils import validate_region_name
from cloudformation_cli_python_lib import Action, HandlerErrorCode, Resource, SessionProxy
from cloudformation_cli_python_lib.boto3_proxy import _get_boto_session
from cloudformation_cli_python_lib.interface import BaseResourceHandlerRequest
from cloudformation_cli_python_lib.log_delivery import ProviderFilter, ProviderLogHandler
from cloudformation_cli_python_lib.metrics import MetricsPublisher
from cloudformation_cli_python_lib.utils import Credentials, HandlerRequest, UnmodelledRequest

from . import schema, sessions
from .errors import Failed, shortened
from .models import ResourceModel
from .stabilize import package_of

# At DEBUG botocore and urllib3 log whole requests: environment values, tokens and signatures. Their INFO is noise here.
for _name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Model(ResourceModel):
    """The generated model, holding what was sent: nested values stay plain JSON, and an empty list or object stays.

    The library's own way turns an empty request, list or object into None, and fails on a null and on a property that
    it doesn't know.
    """

    @classmethod
    def _deserialize(cls, json_data: Mapping[str, Any] | None) -> "Model | None":
        return None if json_data is None else model_of(schema.coerce(dict(json_data)))


def model_of(state: schema.State) -> Model:
    """Return the model of a state."""
    model = Model(**{field.name: None for field in fields(Model)})
    # A property that isn't known may be called like one of the model's own methods.
    vars(model).update({name: value for name, value in state.items() if not name.startswith("_")})
    return model


def state_of(model: Any) -> schema.State:
    """Return the plain JSON of a model, an empty one for none."""
    return dict(model._serialize()) if model is not None else {}


class TypeResource(Resource):
    """The library's Resource: parses events, calls the handler, answers with a progress event."""

    def __call__(self, event_data: MutableMapping[str, Any], context: Any) -> MutableMapping[str, Any]:
        """Answer an event of CloudFormation; a FAILED answer has a message, and the identifier if there is one."""
        wrong = _event_problem(event_data)
        if wrong:
            text = f"Could not read the event. {wrong}. Invoke the handler through CloudFormation or `cfn test`."
            answer = Failed(HandlerErrorCode.InvalidRequest, text).to_progress_event()._serialize()
        else:
            LogHandler.discard()  # an invocation without log credentials must not write with those of the one before
            try:
                answer = super().__call__(event_data, context)
            finally:
                LogHandler.discard()
                sessions.forget_keys()
        if answer["status"] == "FAILED":
            _complete(answer, event_data)
        return answer

    @staticmethod
    def _parse_request(
        event_data: MutableMapping[str, Any],
    ) -> tuple[tuple[SessionProxy | None, SessionProxy | None], Action, MutableMapping[str, Any], HandlerRequest]:
        """Parse an event in which some keys may be missing, with sessions in its region."""
        data = event_data["requestData"]
        whole = {**event_data, **{name: event_data.get(name) or None for name in _TEXTS}}
        credentials = {key: _credentials(data.get(key)) for key in (sessions.CALLER, sessions.PROVIDER)}
        empty = {name: data.get(name) or None for name in (*_TEXTS_OF_DATA, *_OBJECTS_OF_DATA)}
        others = {name: value for name, value in data.items() if not name.endswith("Credentials")}
        whole["requestData"] = {**others, **empty, **dict.fromkeys(credentials)}
        event = HandlerRequest.deserialize(whole)
        caller, provider = (sessions.session(role, keys, event.region) for role, keys in credentials.items())
        return (caller, provider), Action[event.action], event.callbackContext or {}, event

    def _cast_resource_request(self, request: HandlerRequest) -> BaseResourceHandlerRequest:
        """Keep `nextToken`, without which a list never leaves its first page."""
        cast = super()._cast_resource_request(request)
        cast.nextToken = request.nextToken
        return cast


_TEXTS: Final = ("awsAccountId", "bearerToken", "region", "stackId", "nextToken", "resourceType")
_TEXTS_OF_DATA: Final = ("logicalResourceId", "providerLogGroupName")
_OBJECTS_OF_DATA: Final = ("resourceProperties", "previousResourceProperties", "stackTags", "previousStackTags")


def _event_problem(event: Any) -> str:
    """Return what keeps an event from being read, or an empty text."""
    if not isinstance(event, Mapping):
        return "It is not a JSON object"
    if str(event.get("action")) not in Action.__members__:
        return f"Its action is none of {', '.join(Action.__members__)}"
    data = event.get("requestData")
    if not isinstance(data, Mapping):
        return "It has no requestData"
    if "resourceProperties" not in data:
        return "Its requestData has no resourceProperties"
    if not _is_region(event.get("region") or "none"):
        return "Its region is not the name of a region"
    wrong = [
        *(name for name in _TEXTS if not isinstance(event.get(name) or "", str)),
        *(name for name in _TEXTS_OF_DATA if not isinstance(data.get(name) or "", str)),
        *(name for name in _OBJECTS_OF_DATA if not isinstance(data.get(name) or {}, Mapping)),
    ]
    return f"{', '.join(wrong)} in it can't be what it should be: a text or an object" if wrong else ""


def _is_region(name: Any) -> bool:
    try:
        validate_region_name(name)
    except (InvalidRegionError, TypeError):
        return False
    return True


def _credentials(given: Any) -> Credentials | None:
    """Return complete credentials, or None: the handler says then that they are missing."""
    keys = given if isinstance(given, Mapping) else {}
    key, secret, token = (keys.get(name) or "" for name in ("accessKeyId", "secretAccessKey", "sessionToken"))
    complete = key and secret and all(isinstance(text, str) and text.isascii() for text in (key, secret, token))
    return Credentials(key, secret, token) if complete else None


def _session_for_tests(keys: Credentials, region: str | None) -> SessionProxy | None:
    """Return a session for `test_entrypoint`; with empty keys boto3 would take those of the process."""
    return _get_boto_session(keys, region) if _credentials(vars(keys)) else None


def _complete(answer: MutableMapping[str, Any], event: Any) -> None:
    """Give a FAILED answer what the library leaves out: a message, and the identifier for CloudFormation's clean-up."""
    unexpected = "The handler failed unexpectedly. See its log, and report it with the request token of the operation."
    answer["message"] = shortened(answer.get("message") or unexpected)
    if "resourceModel" in answer or not isinstance(event, Mapping):
        return
    action, data = event.get("action"), event.get("requestData")
    given = data.get("resourceProperties") if isinstance(data, Mapping) else None
    named = given.get("ModelPackageArn") if isinstance(given, Mapping) else None
    if action in ("CREATE", "UPDATE", "DELETE"):
        arn = package_of(action, event.get("callbackContext"), named)
        if arn:
            answer["resourceModel"] = {"ModelPackageArn": arn}


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


def _tolerant(publish: Callable[..., None]) -> Callable[..., None]:
    """Keep a lost connection to CloudWatch from failing the resource, or from taking its time twice.

    The library stops at ClientError.
    """

    @wraps(publish)
    def publish_metric(publisher: MetricsPublisher, *args: Any, **kwargs: Any) -> None:
        if getattr(publisher, "lost", False):
            return
        try:
            publish(publisher, *args, **kwargs)
        except BotoCoreError as error:
            publisher.lost = True  # type: ignore[attr-defined]
            logging.getLogger(__name__).warning("Metrics could not be published: %s", type(error).__name__)

    return publish_metric


def _partition(region: str | None) -> str | None:
    """Return the partition of a region; the library has no right name for GovCloud."""
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"}
    if region is None:
        return None
    return next((name for prefix, name in prefixes.items() if region.startswith(prefix)), "aws")


library._get_boto_session = _session_for_tests  # type: ignore[assignment]
library.ProviderLogHandler = LogHandler  # type: ignore[assignment, misc]
MetricsPublisher.publish_metric = _tolerant(MetricsPublisher.publish_metric)  # type: ignore[method-assign]
UnmodelledRequest.get_partition = staticmethod(_partition)  # type: ignore[method-assign]

for _service in ("logs", "cloudwatch"):
    sessions.prepare(sessions.PROVIDER, _service)
