"""Types of AWS that moto has no CloudFormation for, answered from here: handlers as those of the registry.

They create what they are asked for with the APIs of the sandbox's own services.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError
from moto.cloudformation.models import cloudformation_backends
from moto.core.exceptions import ServiceException

from ..engine import Answer, Event
from .registry import HandledType, Location
from .schemas import State

_NOT_FOUND: Final = re.compile("NoSuch|NotFound|cannot be found")


class _HandlerError(Exception):
    """The answer is a failure with this HandlerErrorCode."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def _handler(
    create: Callable[[Event, State], State],
    read: Callable[[Event, State], State],
    delete: Callable[[Event, State], None],
) -> Callable[[Event, Any], Answer]:
    """Return a handler made of functions of the event and its properties; an update creates over what is there."""

    def resource(event: Event, _context: Any) -> Answer:
        state = event["requestData"]["resourceProperties"]
        try:
            with _service_errors():
                if event["action"] in ("CREATE", "UPDATE"):
                    return {"status": "SUCCESS", "resourceModel": create(event, state)}
                if event["action"] == "READ":
                    return {"status": "SUCCESS", "resourceModel": read(event, state)}
                if event["action"] == "DELETE":
                    delete(event, state)
                    return {"status": "SUCCESS"}
                text = f"The sandbox can't {event['action'].lower()} resources of this type"
                return {"status": "FAILED", "errorCode": "InvalidRequest", "message": text}
        except _HandlerError as error:
            return {"status": "FAILED", "errorCode": error.code, "message": str(error)}

    return resource


@contextmanager
def _service_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise _HandlerError("NotFound" if _NOT_FOUND.search(code) else "InvalidRequest", str(error)) from None
    except ServiceException as error:
        found = _NOT_FOUND.search(f"{error.code} {error.message}")
        raise _HandlerError("NotFound" if found else "InvalidRequest", error.message) from None


def _client(service: str, event: Event) -> Any:
    credentials = event["requestData"]["callerCredentials"]
    make: Any = boto3.client
    return make(
        service,
        region_name=event["region"],
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
    )


def _put_bucket_policy(event: Event, state: State) -> State:
    document = state["PolicyDocument"]
    text = document if isinstance(document, str) else json.dumps(document)
    _client("s3", event).put_bucket_policy(Bucket=state["Bucket"], Policy=text)
    return state


def _read_bucket_policy(event: Event, state: State) -> State:
    text = _client("s3", event).get_bucket_policy(Bucket=state["Bucket"])["Policy"]
    return {"Bucket": state["Bucket"], "PolicyDocument": json.loads(text)}


def _delete_bucket_policy(event: Event, state: State) -> None:
    _client("s3", event).delete_bucket_policy(Bucket=state["Bucket"])


_NUMBERS: Final = {"DatapointsToAlarm": int, "EvaluationPeriods": int, "Period": int, "Threshold": float}


def _put_alarm(event: Event, state: State) -> State:
    token = event["bearerToken"][:12].upper()
    name = state.get("AlarmName") or f"{event['requestData']['logicalResourceId']}-{token}"
    given = {key: _NUMBERS.get(key, lambda value: value)(value) for key, value in state.items() if key != "Arn"}
    if "ActionsEnabled" in given:
        given["ActionsEnabled"] = str(given["ActionsEnabled"]).lower() == "true"
    client = _client("cloudwatch", event)
    client.put_metric_alarm(**given | {"AlarmName": name})
    return state | {"AlarmName": name, "Arn": _alarm(client, name)["AlarmArn"]}


def _alarm(client: Any, name: str) -> Any:
    for alarm in client.describe_alarms(AlarmNames=[name])["MetricAlarms"]:
        return alarm
    raise _HandlerError("NotFound", f"There is no alarm {name}")


def _read_alarm(event: Event, state: State) -> State:
    alarm = _alarm(_client("cloudwatch", event), state["AlarmName"])
    unset: tuple[Any, ...] = ([], {}, "", None)
    return {key: value for key, value in alarm.items() if value not in unset and not key.startswith("State")} | {
        "Arn": alarm["AlarmArn"]
    }


def _delete_alarm(event: Event, state: State) -> None:
    client = _client("cloudwatch", event)
    _alarm(client, state["AlarmName"])
    client.delete_alarms(AlarmNames=[state["AlarmName"]])


def _types(event: Event) -> Any:
    return cloudformation_backends[event["awsAccountId"]][event["region"]].types  # type: ignore[attr-defined]


def _register_version(event: Event, state: State) -> State:
    from .type_responses import read_object

    location = Location(event["awsAccountId"], event["region"])
    options = {name: state[name] for name in ("LoggingConfig", "ExecutionRoleArn") if name in state}
    registration = _types(event).register(
        state["TypeName"], lambda: read_object(*location, state["SchemaHandlerPackage"]), options, wait=True
    )
    if registration.status != "COMPLETE":
        raise _HandlerError("GeneralServiceException", registration.description)
    return _read_version(event, {"Arn": registration.version_arn})


def _read_version(event: Event, state: State) -> State:
    found, version = _types(event).find(state["Arn"], None)
    if version.deregistered:
        raise _HandlerError("NotFound", f"The type '{state['Arn']}' cannot be found.")
    return {
        "Arn": version.arn,
        "TypeArn": found.arn,
        "TypeName": found.name,
        "VersionId": version.version_id,
        "IsDefaultVersion": version.version_id == found.default_id,
        "Visibility": "PRIVATE",
        **version.options,
    }


def _deregister_version(event: Event, state: State) -> None:
    types = _types(event)
    found, version = types.find(state["Arn"], None)
    if [version] == found.live:
        types.deregister(None, found.name)  # the last version goes with its type
    else:
        types.deregister(version.arn, None)


def _set_default(event: Event, state: State) -> State:
    types = _types(event)
    arn, name, version_id = state.get("TypeVersionArn"), state.get("TypeName"), state.get("VersionId")
    types.set_default(arn, name, version_id)
    found, version = types.find(arn, name, version_id)
    return {"Arn": found.arn, "TypeVersionArn": version.arn, "TypeName": found.name, "VersionId": version.version_id}


def _read_default(event: Event, state: State) -> State:
    found, version = _types(event).find(state["Arn"], None)
    return {"Arn": found.arn, "TypeVersionArn": version.arn, "TypeName": found.name, "VersionId": version.version_id}


def _leave_default(_event: Event, _state: State) -> None:
    """Do nothing: a type always has a default version."""


_BY_NAME: Final = {
    "AWS::S3::BucketPolicy": _handler(_put_bucket_policy, _read_bucket_policy, _delete_bucket_policy),
    "AWS::CloudWatch::Alarm": _handler(_put_alarm, _read_alarm, _delete_alarm),
    "AWS::CloudFormation::ResourceVersion": _handler(_register_version, _read_version, _deregister_version),
    "AWS::CloudFormation::ResourceDefaultVersion": _handler(_set_default, _read_default, _leave_default),
}
AWS_TYPES: Final = {name: HandledType(name, handler) for name, handler in _BY_NAME.items()}
