"""What the tests and their fixtures share: the handlers that are tested, the wire to the sandbox, and its keys."""

import json
from typing import Any

import cfn_sandbox_sagemaker as sagemaker
from mlops_sagemaker_modelpackage import handlers
from sandbox.engine import REGION
from sandbox.server import Function

from .faults import Wire

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION}
WIRE = Wire()
TESTED: dict[str, Function] = {"handlers": handlers.resource}


def invoke(event: Any) -> dict[str, Any]:
    """Invoke the handler as Lambda does: JSON in, JSON out."""
    WIRE.handler = str(event.get("action", "")).lower() if isinstance(event, dict) else ""
    try:
        answer: dict[str, Any] = json.loads(json.dumps(TESTED["handlers"](json.loads(json.dumps(event)), None)))
    finally:
        WIRE.handler = ""
    return answer


def slowly(looks: int) -> None:
    """Set the number of polls after which each status of a package changes, instead of a time."""
    sagemaker.settle_after_polls(looks)
