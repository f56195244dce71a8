"""The sandbox with this type: `cfn_sandbox.server`, whose CloudFormation and Lambda call the type's handlers."""

from collections.abc import Callable, Mapping
from typing import Final

from cfn_sandbox import server
from cfn_sandbox.cloudformation.resource_types.lookup import HandledType
from cfn_sandbox.server import ENDPOINT_VARIABLE, HOST, Application, Function
from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME

__all__ = ["ENDPOINT_VARIABLE", "FUNCTIONS", "HOST", "TYPES", "Application", "Function", "Sandbox"]

# The logical IDs of template.yml: SAM and `cfn test` call the functions by them.
FUNCTIONS: Final[Mapping[str, Function]] = {
    "TypeFunction": handlers.resource,
    "TestEntrypoint": handlers.test_entrypoint,
}
TYPES: Final = (
    HandledType(TYPE_NAME, handlers.resource, SCHEMA),
    # AWS's own type has the same properties: moving a stack from it to ours can be tried.
    HandledType("AWS::SageMaker::ModelPackage", handlers.resource, SCHEMA),
)


class Sandbox(server.Sandbox):
    """A running sandbox that knows this type. `functions` are the type's, if they aren't those of this process."""

    def __init__(
        self,
        port: int = 0,
        *,
        settle: float = 0.0,
        functions: Mapping[str, Function] = FUNCTIONS,
        through: Callable[[Application], Application] | None = None,
    ):
        super().__init__(port, settle=settle, types=TYPES, functions=functions, through=through)
