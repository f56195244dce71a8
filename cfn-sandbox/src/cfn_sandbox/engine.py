"""CloudFormation's side of a handler: the events that it sends, and the loop that invokes the handler until it ends."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Answer = dict[str, Any]  # a progress event
Function = Callable[[Any, Any], Any]  # a Lambda function: takes an event and a context, returns an answer

CREDENTIALS = {"accessKeyId": "AKIASANDBOX000000000", "secretAccessKey": "sandbox", "sessionToken": "sandbox"}
ACCOUNT = "123456789012"
REGION = "us-east-1"


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
    """Return an event of CloudFormation.

    Args:
        type_name: The name of the type.
        action: The action, such as CREATE.
        desired: The desired model.
        previous: The previous model.
        token: The request token, by default a new one.
        data: Members of requestData, which override the defaults.
        fields: Members of the event, which override the defaults.

    """
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


@dataclass
class Engine:
    """Invokes a handler until it has finished, with the callback delays, contexts and models that it returns."""

    invoke: Callable[[Event], Answer]  # invokes the handler with an event, and returns its answer
    sleep: Callable[[float], None] = time.sleep  # waits for a callback delay, in seconds
    answers: list[Answer] = field(default_factory=list)  # all answers of the last operation

    def answers_to(self, first: Event) -> Iterator[Answer]:
        """Yield the answers in an operation, the last of which has the status SUCCESS or FAILED."""
        sent = first
        while True:
            answer = self.invoke(sent)
            yield answer
            if answer["status"] != "IN_PROGRESS":
                return
            self.sleep(answer.get("callbackDelaySeconds", 0))
            data = {**sent["requestData"], "resourceProperties": answer.get("resourceModel")}
            sent = {**sent, "callbackContext": answer.get("callbackContext"), "requestData": data}

    def run(self, first: Event) -> Answer:
        """Return the last answer in an operation."""
        self.answers = list(self.answers_to(first))
        return self.answers[-1]
