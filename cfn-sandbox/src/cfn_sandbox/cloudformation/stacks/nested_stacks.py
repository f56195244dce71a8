"""`AWS::CloudFormation::Stack`: a resource that is a stack."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from moto.core.exceptions import ServiceException

from ...scalars import tag_map, to_text
from ..errors import invalid
from ..resource_types.base import CreatedResource, ResourceFailure, ResourceRequest, ResourceType, Tags
from ..resource_types.schemas import Properties
from ..templates.desired_stack import DesiredStack
from ..templates.template import Template
from ..templates.template_text import read_from_s3
from .deployment import Deployment
from .planning import has_changes
from .service import StackService, service_of
from .stack import OperationOptions, Stack

_OUTPUTS: Final = "Outputs."
_HONOURED: Final = {"TemplateURL", "Parameters", "Tags"}


class NestedStackType(ResourceType):
    """The type of nested stacks. Their operations run inside those of the stack that they belong to."""

    def has_attribute(self, name: str) -> bool:
        """Tell whether `name` has the form of an output."""
        return name.startswith(_OUTPUTS)

    def attribute(self, created: CreatedResource, name: str) -> Any:
        """Return an output. Raises moto's ValidationError if the stack has no such output."""
        for output in created.moto_object.outputs:
            if output["OutputKey"] == name.removeprefix(_OUTPUTS):
                return output["OutputValue"]
        raise invalid(f"Template error: resource {created.moto_object.name} does not support attribute type {name}")

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Create a stack. If it fails, it stays until the stack that it belongs to is rolled back or deleted."""
        service = service_of(request.location)
        parent = service.find(request.stack_id or "")
        stack = service.new_stack(f"{request.stack_name}-{request.logical_id}-{uuid.uuid4().hex[:12].upper()}")
        stack.parent, stack.options = parent, dict(parent.options)
        desired = _desired(service, stack, request)
        service.stacks[stack.stack_id] = stack
        request.on_identifier(stack.stack_id)
        _run(request, stack, "CREATE", lambda operation: operation.create(desired, "DO_NOTHING"))
        if stack.status != "CREATE_COMPLETE":
            text = f"Embedded stack {stack.stack_id} was not successfully created: {stack.reason}"
            raise ResourceFailure("", text)
        return CreatedResource(stack.stack_id, moto_object=stack)

    def update(
        self, request: ResourceRequest, created: CreatedResource, _previous: Properties, _previous_tags: Tags
    ) -> CreatedResource:
        """Update a stack, if its template or its parameters changed. If it fails, it has rolled itself back."""
        service = service_of(request.location)
        stack = service.find(created.physical_id)
        desired = _desired(service, stack, request)
        if not has_changes(stack, desired):
            return created
        _run(request, stack, "UPDATE", lambda operation: operation.update(desired))
        if stack.status.startswith("UPDATE_ROLLBACK"):
            reason = next(
                event["ResourceStatusReason"]
                for event in reversed(stack.events)
                if event["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS"
            )
            text = f"Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: {reason}"
            raise ResourceFailure("", f"Embedded stack {stack.stack_id} was not successfully updated. {text}")
        return CreatedResource(stack.stack_id, moto_object=stack)

    def delete(self, request: ResourceRequest, created: CreatedResource) -> None:
        """Delete a stack."""
        service = service_of(request.location)
        stack = service.stacks.get(created.physical_id)
        if stack is None:
            return
        obstacle = service.exports.deletion_obstacle(stack)
        if not obstacle:
            _run(request, stack, "DELETE", Deployment.delete)
        if stack.status != "DELETE_COMPLETE":
            text = f"Embedded stack {stack.stack_id} was not successfully deleted: {obstacle or stack.reason}"
            raise ResourceFailure("", text)


def _desired(service: StackService, stack: Stack, request: ResourceRequest) -> DesiredStack:
    properties = request.properties
    refused = sorted(properties.keys() - _HONOURED)
    if refused:
        raise ResourceFailure("", f"The sandbox doesn't honour {', '.join(refused)} of nested stacks: leave it out")
    given = {
        name: ",".join(map(to_text, value)) if isinstance(value, list) else to_text(value)
        for name, value in properties.get("Parameters", {}).items()
    }
    tags = request.tags | tag_map(properties.get("Tags", []))
    try:
        template = Template.parse(read_from_s3(properties["TemplateURL"], request.location))
        return service.desired_stack(stack, template, given, tags)
    except ServiceException as error:
        raise ResourceFailure("", error.message) from None


def _run(request: ResourceRequest, stack: Stack, action: str, do: Callable[[Deployment], None]) -> None:
    service = service_of(request.location)
    options = OperationOptions(request.access_key, service.find(request.stack_id or "").token)
    service.start(stack, f"{action}_IN_PROGRESS", options, do, run=lambda operation: operation())
