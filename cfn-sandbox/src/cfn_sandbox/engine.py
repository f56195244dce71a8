"""CloudFormation's side of a handler: the events that it sends, and the loop that invokes the handler until it ends."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Event = dict[str, Any]
Answer = dict[str, Any]  # a progress event
Function = Callable[[Any, Any], Any]  # a Lambda function: takes an event and a context, returns an answer

CREDENTIALS = {"accessKeyId": "AKIASANDBOX000000000", "secretAccessKey": "sandbox", "sessionToken": "sandbox"}
ACCOUNT = "123456789012"
REGION = "us-east-1"


class Location(NamedTuple):
    """An account in a region."""

    account: str
    region: str


def sandbox_client(service: str, region: str, credentials: Mapping[str, str] = CREDENTIALS) -> Any:
    """Return a client of a service of the sandbox."""
    import boto3  # takes a moment to import

    make: Any = boto3.client
    keys = {"aws_access_key_id": credentials["accessKeyId"], "aws_secret_access_key": credentials["secretAccessKey"]}
    return make(service, region_name=region, **keys)


@dataclass(frozen=True)
class HandledType:
    """A resource type and its handler."""

    name: str
    handler: Function
    schema: dict[str, Any] | None = None  # its schema; None for a type of AWS's, whose schema cfn-lint has
    log_group: str = ""  # the log group of its registration, which the handler writes to; empty if it has none


def event(
    type_name: str,
    action: str,
    desired: dict[str, Any],
    previous: dict[str, Any] | None = None,
    *,
    token: str | None = None,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Event:
    """Return an event. `data` are members of requestData, `fields` members of the event, in the place of defaults."""
    return {
        "action": action,
        "awsAccountId": ACCOUNT,
        "bearerToken": token or str(uuid.uuid4()),
        "callbackContext": None,
        "nextToken": None,
        "region": REGION,
        "resourceType": type_name,
        "resourceTypeVersion": "00000001",
        "stackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/sandbox/11111111-2222-3333-4444-555555555555",
        "requestData": {
            "callerCredentials": CREDENTIALS,
            "logicalResourceId": "ModelPackage",
            "resourceProperties": desired,
            "previousResourceProperties": previous,
            "stackTags": None,
            "previousStackTags": None,
            **(data or {}),
        },
        **fields,
    }


def answers_to(first: Event, invoke: Callable[[Event], Answer], sleep: Callable[[float], None]) -> Iterator[Answer]:
    """Invoke a handler until it has finished, with its delays, contexts and models; yield the answers."""
    sent = first
    while True:
        answer = invoke(sent)
        yield answer
        if answer["status"] != "IN_PROGRESS":
            return
        sleep(answer.get("callbackDelaySeconds", 0))
        data = {**sent["requestData"], "resourceProperties": answer.get("resourceModel")}
        sent = {**sent, "callbackContext": answer.get("callbackContext"), "requestData": data}
