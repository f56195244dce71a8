"""CloudFormation's side of this type's handler: `cfn_sandbox.engine`, whose events are of this type."""

from typing import Any

from cfn_sandbox import engine
from cfn_sandbox.engine import ACCOUNT, CREDENTIALS, REGION, Answer, Engine, Event
from mlops_sagemaker_modelpackage.schema import TYPE_NAME

__all__ = ["ACCOUNT", "CREDENTIALS", "REGION", "Answer", "Engine", "Event", "event"]


def event(action: str, desired: dict[str, Any], previous: dict[str, Any] | None = None, **others: Any) -> Event:
    """Return an event of CloudFormation for a resource of this type; takes what `cfn_sandbox.engine.event` does."""
    return engine.event(TYPE_NAME, action, desired, previous, **others)
