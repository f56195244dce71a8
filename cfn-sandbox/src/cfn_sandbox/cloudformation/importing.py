"""Resource import: taking resources that are there already into a stack, by their identifiers."""

from collections.abc import Mapping
from typing import Any

from . import registry
from .intrinsics import invalid
from .operations import Operation, Stop
from .stack import Resource, Stack
from .types import Registered
from .wanted import Wanted

Imports = dict[str, str]  # identifiers by logical ID


def identifiers(requested: list[dict[str, Any]], stack: Stack, wanted: Wanted) -> Imports:
    """Return what a request imports. Raises moto's ValidationError, in CloudFormation's words."""
    found = {item["LogicalResourceId"]: _identifier(item, wanted) for item in requested}
    if not found:
        raise invalid("ResourcesToImport must be specified for a change set of type IMPORT")
    unprotected = [name for name in found if "DeletionPolicy" not in wanted.declared(name)]
    if unprotected:
        raise invalid(
            f"The following resources to import [{', '.join(unprotected)}] must have DeletionPolicy attribute "
            "specified in the template."
        )
    _check_others(found, stack, wanted)
    return found


def check_unmanaged(imports: Imports, stacks: Mapping[str, Stack]) -> None:
    """Raise moto's ValidationError for a resource that a stack has already."""
    for identifier in imports.values():
        for stack in stacks.values():
            if any(resource.physical_id == identifier for resource in stack.resources.values()):
                raise invalid(f"{identifier} already exists in stack {stack.stack_id}")


def _identifier(item: dict[str, Any], wanted: Wanted) -> str:
    name, type_name, given = item["LogicalResourceId"], item["ResourceType"], item["ResourceIdentifier"]
    if name not in wanted.order:
        raise invalid(f"Resources [{name}] is missing from the template")
    if wanted.type_name(name) != type_name:
        raise invalid(f"Resource type of [{name}] in the template is not {type_name}")
    kind = registry.registered(type_name, wanted.place)
    if kind is None:
        raise invalid(f"ResourceTypes [{type_name}] are not supported for Import")
    if given.keys() != {kind.identifier}:
        raise invalid(f"Resource identifier for [{name}] must be [{kind.identifier}], not [{', '.join(given)}]")
    return str(given[kind.identifier])


def _check_others(imports: Imports, stack: Stack, wanted: Wanted) -> None:
    """Raise moto's ValidationError if anything but an import is to happen."""
    there = stack.resources
    known = [name for name in imports if name in there]
    if known:
        raise invalid(f"Resources [{', '.join(known)}] passed in ResourceToImport are already in a stack")
    changed = [name for name in wanted.order if name not in imports and name not in there]
    changed += [name for name in there if name not in wanted.order or there[name].declared != wanted.declared(name)]
    if changed:
        raise invalid(
            f"You have modified resources [{', '.join(changed)}] in your template that are not being imported. "
            "Update, create or delete operations cannot be executed during import operations."
        )
    outputs = stack.wanted.template.section("Outputs") if stack.wanted else {}
    if wanted.template.section("Outputs") != outputs:
        raise invalid("As part of the import operation, you cannot modify or add [Outputs]")


def carry_out(operation: Operation, wanted: Wanted, imports: Imports) -> None:
    """Import resources into the stack of an operation: all of them, or none."""
    stack = operation.stack
    previous = stack.wanted
    try:
        for logical_id in [name for name in wanted.order if name in imports]:
            _import(operation, wanted, logical_id, imports[logical_id])
    except Stop as stop:
        stack.to("IMPORT_ROLLBACK_IN_PROGRESS", str(stop))
        for logical_id in imports:
            stack.resources.pop(logical_id, None)
        stack.wanted = previous or wanted
        stack.to("IMPORT_ROLLBACK_COMPLETE")
        return
    stack.wanted, stack.tags = wanted, wanted.tags
    stack.outputs = wanted.outputs(stack.resources)
    stack.to("IMPORT_COMPLETE")


def _import(operation: Operation, wanted: Wanted, logical_id: str, identifier: str) -> None:
    stack, type_name = operation.stack, wanted.type_name(logical_id)
    kind = registry.registered(type_name, wanted.place)
    assert isinstance(kind, Registered)  # noqa: S101
    properties = wanted.properties(logical_id, stack.resources)
    resource = Resource(logical_id, type_name, stack.location, wanted.declared(logical_id), properties, wanted.tags)
    stack.resources[logical_id] = resource
    stack.resource_to(resource, "IMPORT_IN_PROGRESS", "Resource import started.")
    resource.made = operation.attempt(resource, "IMPORT", lambda request: kind.existing(request, identifier))
    stack.resource_to(resource, "IMPORT_COMPLETE", "Resource import completed.")
