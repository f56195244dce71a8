"""CloudFormation's side of the handler: `cfn_sandbox.engine` with events of this type."""

from typing import Any

from cfn_sandbox import engine
from cfn_sandbox.engine import ACCOUNT, CREDENTIALS, REGION, Answer, Engine, Event
from mlops_sagemaker_modelpackage.schema import TYPE_NAME

__all__ = ["ACCOUNT", "CREDENTIALS", "REGION", "Answer", "Engine", "Event", "event"]


def event(action: str, desired: dict[str, Any], previous: dict[str, Any] | None = None, **options: Any) -> Event:
    """Return an event for a resource of this type. `options` are those of `cfn_sandbox.engine.event`."""
    return engine.event(TYPE_NAME, action, desired, previous, **options)
