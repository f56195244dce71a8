"""A resource as a stack has it, for tests of updates."""

from typing import Any

from sandbox.engine import Engine, event

from .faults import Wire


class Stack:
    """A resource in a stack: keeps its last template, and sends the events that CloudFormation would send."""

    def __init__(self, engine: Engine, wire: Wire, first: dict[str, Any], **data: Any):
        self.engine, self.wire = engine, wire
        answer = engine.run(event("CREATE", first, data=data))
        self.identifier = {"ModelPackageArn": answer["resourceModel"]["ModelPackageArn"]}
        self.template = first
        wire.reset()

    def event(self, template: dict[str, Any], **data: Any) -> dict[str, Any]:
        """Return the event of an update to a template."""
        return event("UPDATE", template | self.identifier, self.template | self.identifier, data=data)

    @property
    def arn(self) -> str:
        """Return the ARN of the package."""
        return str(self.identifier["ModelPackageArn"])

    def read(self) -> dict[str, Any]:
        """Return the model that Read reports, and forget the calls for it."""
        model: dict[str, Any] = self.engine.run(event("READ", self.identifier))["resourceModel"]
        self.wire.reset()
        return model

    def update(self, template: dict[str, Any], **data: Any) -> dict[str, Any]:
        """Update to a template and return the last progress event."""
        answer = self.engine.run(self.event(template, **data))
        if answer["status"] == "SUCCESS":
            self.template = template
        return answer
