"""CloudFormation's side of a handler: the events that it sends, and the loop over callbacks.

For the demo and for tests. AWS CloudFormation is the engine in production.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Answer = dict[str, Any]

CREDENTIALS = {"accessKeyId": "AKIASANDBOX000000000", "secretAccessKey": "sandbox", "sessionToken": "sandbox"}
ACCOUNT = "123456789012"
REGION = "us-east-1"


def event(
    type_name: str,
    action: str,
    desired: dict[str, Any],
    previous: dict[str, Any] | None = None,
    *,
    token: str | None = None,
    data: dict[str, Any] | None = None,
    **others: Any,
) -> Event:
    """Return an event of CloudFormation for a type: `data` is put over requestData, `others` over the top."""
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
        **others,
    }


@dataclass
class Engine:
    """The loop: invokes the handler, waits as it asks, and hands its model and context to the next invocation."""

    invoke: Callable[[Event], Answer]
    sleep: Callable[[float], None] = time.sleep
    answers: list[Answer] = field(default_factory=list)

    def answers_to(self, first: Event) -> Iterator[Answer]:
        """Yield the progress events of an operation, the last of which is SUCCESS or FAILED."""
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
        """Return the last progress event of an operation; `answers` keeps all of them."""
        self.answers = list(self.answers_to(first))
        return self.answers[-1]
