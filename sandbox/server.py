"""The sandbox with this type: CloudFormation and Lambda call the type's handlers in this process."""

from collections.abc import Callable, Mapping
from typing import Final

from cfn_sandbox import server
from cfn_sandbox.engine import HandledType
from cfn_sandbox.server import ENDPOINT_VARIABLE, HOST, Application, Function
from mlops_sagemaker_modelpackage import handlers
from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME

__all__ = ["ENDPOINT_VARIABLE", "FUNCTIONS", "HOST", "TYPES", "Application", "Function", "Sandbox"]

# By the logical IDs in template.yml: SAM and `cfn test` use them as names.
FUNCTIONS: Final[Mapping[str, Function]] = {
    "TypeFunction": handlers.resource,
    "TestEntrypoint": handlers.test_entrypoint,
}
TYPES: Final = (
    HandledType(TYPE_NAME, handlers.resource, SCHEMA),
    # AWS's own type, with the same properties, so that people can try to move a stack from it to this type.
    HandledType("AWS::SageMaker::ModelPackage", handlers.resource, SCHEMA),
)


class Sandbox(server.Sandbox):
    """A sandbox with this type. By default, the Lambda `functions` are those of the type in this process."""

    def __init__(
        self,
        port: int = 0,
        *,
        settle: float = 0.0,
        functions: Mapping[str, Function] = FUNCTIONS,
        through: Callable[[Application], Application] | None = None,
    ):
        super().__init__(port, settle=settle, types=TYPES, functions=functions, through=through)
