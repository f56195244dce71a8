"""All operations of CloudFormation's API that the sandbox has."""

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
):
    """The operations of CloudFormation's API. moto creates an instance for each request."""

    def __init__(self) -> None:
        super().__init__(service_name="cloudformation")
        self.automated_parameter_parsing = True
