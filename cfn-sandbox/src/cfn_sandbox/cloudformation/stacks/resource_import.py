"""Resource import: takes existing resources into a stack, by their identifiers."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..errors import invalid
from ..resource_types.base import ResourceFailure, ResourceRequest
from ..resource_types.lookup import find_handler_type
from ..templates.desired_stack import DesiredStack
from .deployment import Deployment
from .scheduling import OperationFailed
from .stack import Stack

Imports = dict[str, str]  # identifiers of the resources to import, by logical ID


def check_imports(requested: list[dict[str, Any]], stack: Stack, desired: DesiredStack) -> Imports:
    """Return the imports of a request, checked with the state they lead to. Raises moto's ValidationError."""
    imports = {item["LogicalResourceId"]: _identifier(item, desired) for item in requested}
    if not imports:
        raise invalid("ResourcesToImport must be specified for a change set of type IMPORT")
    unprotected = [name for name in imports if "DeletionPolicy" not in desired.declaration(name)]
    if unprotected:
        raise invalid(
            f"The following resources to import [{', '.join(unprotected)}] must have DeletionPolicy attribute "
            "specified in the template."
        )
    _check_nothing_else_changes(imports, stack, desired)
    return imports


def check_unmanaged(imports: Imports, stacks: Mapping[str, Stack]) -> None:
    """Raise moto's ValidationError if a resource to import belongs to a stack already."""
    owners = {item.physical_id: stack.stack_id for stack in stacks.values() for item in stack.resources.values()}
    for identifier in imports.values():
        if identifier in owners:
            raise invalid(f"{identifier} already exists in stack {owners[identifier]}")


def find_existing(desired: DesiredStack, stacks: Mapping[str, Stack], request: ResourceRequest) -> Imports:
    """Return the new resources of a stack that exist and can be imported without being asked for.

    The primary identifier is a name in the template, the policy retains the resource, and it belongs to no stack.
    `request` is the input of the operation that reads a resource.
    Source: CloudFormation guide, "Import AWS resources into a CloudFormation stack automatically".
    """
    managed = {item.physical_id for stack in stacks.values() for item in stack.resources.values()}
    found: Imports = {}
    for name in desired.order:
        declared = desired.declaration(name)
        resource_type = find_handler_type(desired.type_name(name), request.location)
        identifier = (declared.get("Properties") or {}).get(resource_type.identifier) if resource_type else None
        is_retained = declared.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")
        if resource_type and is_retained and isinstance(identifier, str) and identifier not in managed:
            with suppress(ResourceFailure):  # there is none: it is created
                found[name] = resource_type.find(request, identifier).physical_id
    return found


def _identifier(item: dict[str, Any], desired: DesiredStack) -> str:
    name, type_name, identifier = item["LogicalResourceId"], item["ResourceType"], item["ResourceIdentifier"]
    if name not in desired.order:
        raise invalid(f"Resources [{name}] is missing from the template")
    if desired.type_name(name) != type_name:
        raise invalid(f"Resource type of [{name}] in the template is not {type_name}")
    resource_type = find_handler_type(type_name, desired.context.location)
    if resource_type is None:
        raise invalid(f"ResourceTypes [{type_name}] are not supported for Import")
    if identifier.keys() != {resource_type.identifier}:
        given = ", ".join(identifier)
        raise invalid(f"Resource identifier for [{name}] must be [{resource_type.identifier}], not [{given}]")
    return str(identifier[resource_type.identifier])


def _check_nothing_else_changes(imports: Imports, stack: Stack, desired: DesiredStack) -> None:
    existing = stack.resources
    present = [name for name in imports if name in existing]
    if present:
        raise invalid(f"Resources [{', '.join(present)}] passed in ResourceToImport are already in a stack")
    both = [name for name in existing if name in desired.order]
    kept = [name for name in both if existing[name].declaration == desired.declaration(name)]
    changed = [name for name in dict.fromkeys([*desired.order, *existing]) if name not in {*imports, *kept}]
    if changed:
        raise invalid(
            f"You have modified resources [{', '.join(changed)}] in your template that are not being imported. "
            "Update, create or delete operations cannot be executed during import operations."
        )
    outputs = stack.desired.template.section("Outputs") if stack.desired else {}
    if desired.template.section("Outputs") != outputs:
        raise invalid("As part of the import operation, you cannot modify or add [Outputs]")


def import_resources(operation: Deployment, desired: DesiredStack, imports: Imports) -> None:
    """Import resources into a stack: all of them, or none if one can't be read."""
    stack = operation.stack
    previous = stack.desired
    try:
        operation.run(
            [name for name in desired.order if name in imports],
            desired,
            lambda logical_id: operation.begin_import(operation.new_resource(logical_id, desired), imports[logical_id]),
        )
    except OperationFailed as failure:
        stack.set_status("IMPORT_ROLLBACK_IN_PROGRESS", str(failure))
        for logical_id in imports:
            stack.resources.pop(logical_id, None)
        stack.desired = previous or desired
        stack.set_status("IMPORT_ROLLBACK_COMPLETE")
        return
    stack.desired, stack.tags = desired, desired.tags
    stack.outputs = desired.outputs(stack.resources)
    stack.set_status("IMPORT_COMPLETE")
