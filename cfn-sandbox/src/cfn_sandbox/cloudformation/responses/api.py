"""All operations of CloudFormation's API: those of the sandbox, and moto's for stack sets."""

from typing import Any

from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult

from ..errors import invalid
from .change_set_operations import ChangeSetOperations
from .drift_operations import DriftOperations
from .export_operations import ExportOperations
from .stack_operations import StackOperations
from .template_operations import TemplateOperations
from .type_operations import TypeOperations


class CloudFormationOperations(
    StackOperations,
    ChangeSetOperations,
    DriftOperations,
    ExportOperations,
    TemplateOperations,
    TypeOperations,
    CloudFormationResponse,
):
    """The operations of CloudFormation's API. moto creates an instance for each request."""

    # How moto turns its own stacks and change sets into answers: the sandbox's need none of it.
    RESPONSE_KEY_PATH_TO_TRANSFORMER = {  # noqa: RUF012 - as moto has it
        key: value
        for key, value in CloudFormationResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER.items()
        if "StackSet" in key
    }

    def call_action(self) -> Any:
        """Return the answer to a request. moto's own for an unknown operation is HTML, which no client can read."""
        try:
            return super().call_action()
        except NotImplementedError:
            return self.serialized(ActionResult(invalid(f"The sandbox has no {self._get_action()}")))
