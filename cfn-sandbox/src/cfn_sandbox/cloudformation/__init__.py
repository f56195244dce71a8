"""CloudFormation in the sandbox. AWS CloudFormation is the engine in production.

Layers, each of which uses those below it:

- `responses`: the operations of the API.
- `stacks`: stacks and the operations on them.
- `templates`: templates, parameters, functions, dynamic references.
- `resource_types`: what creates the resources, and the registry of types.
- `runner`: where operations run. `cfn_sandbox.engine` is the loop that invokes a handler until it has finished.
"""

__all__ = ["replace_cloudformation"]


def replace_cloudformation() -> None:
    """Replace moto's CloudFormation in this process, for the server and for `mock_aws`. Existing stacks are dropped."""
    # moto takes two seconds to import: the server starts without it.
    import moto.cloudformation.models
    import moto.cloudformation.urls

    from ..moto_services import replace_service
    from .moto_backend import StackLookupBackend
    from .resource_types.lookup import ENGINE_TYPES
    from .resource_types.type_registry import TYPE_REGISTRIES
    from .responses.api import CloudFormationOperations
    from .stacks.nested_stacks import NestedStackType
    from .stacks.planning import NESTED_STACK
    from .stacks.service import STACK_SERVICES

    replace_service(
        moto.cloudformation.models.cloudformation_backends,
        StackLookupBackend,
        moto.cloudformation.urls,
        CloudFormationOperations,
    )
    ENGINE_TYPES[NESTED_STACK] = NestedStackType(NESTED_STACK)
    STACK_SERVICES.clear()
    TYPE_REGISTRIES.clear()
