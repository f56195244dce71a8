"""The operations of CloudFormation's API: parameters of a request in, answers out. The top layer."""

from .change_set_operations import ChangeSetOperations
from .stack_operations import StackOperations
from .template_operations import TemplateOperations
from .type_operations import TypeOperations


class CloudFormationOperations(StackOperations, ChangeSetOperations, TemplateOperations, TypeOperations):
    """The operations of CloudFormation's API. moto creates an instance for each request."""
