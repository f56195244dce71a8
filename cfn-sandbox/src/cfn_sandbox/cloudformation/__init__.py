"""CloudFormation in the sandbox, in the layers of guide/architecture.md. In production, AWS is the engine."""

__all__ = ["replace_cloudformation"]


def replace_cloudformation() -> None:
    """Replace moto's CloudFormation in this process, for the server and for `mock_aws`. Existing stacks are dropped."""
    # moto takes two seconds to import: the server starts without it.
    import moto.cloudformation.models
    import moto.cloudformation.urls

    from ..moto_services import replace_service
    from .resource_types.lookup import ENGINE_TYPES
    from .resource_types.type_registry import TYPE_REGISTRIES
    from .responses import CloudFormationOperations
    from .stacks.nested_stacks import NestedStackType
    from .stacks.planning import NESTED_STACK
    from .stacks.service import STACK_SERVICES, StackLookupBackend

    replace_service(
        moto.cloudformation.models.cloudformation_backends,
        StackLookupBackend,
        moto.cloudformation.urls,
        CloudFormationOperations,
    )
    ENGINE_TYPES[NESTED_STACK] = NestedStackType(NESTED_STACK)
    STACK_SERVICES.clear()
    TYPE_REGISTRIES.clear()
