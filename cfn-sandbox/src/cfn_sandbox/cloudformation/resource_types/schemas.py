"""Schemas of resource types: identifiers, attributes, what forces a replacement, and the check of properties."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from ...scalars import to_text
from .schema_validation import find_violations

Properties = dict[str, Any]


class TypeSchema:
    """A schema as CloudFormation's registry reads it. Property paths are tuples, such as `("ModelMetrics", "Bias")`."""

    def __init__(self, schema: dict[str, Any], attributes: Iterable[str] = ()):
        self.schema = schema
        self.read_only = self._paths("readOnlyProperties")
        self.write_only = self._paths("writeOnlyProperties")
        self.create_only = self._paths("createOnlyProperties")
        self.conditional_create_only = self._paths("conditionalCreateOnlyProperties")
        self.primary_identifier = self._paths("primaryIdentifier")
        self.transforms: dict[tuple[str, ...], list[str]] = {
            tuple(pointer.split("/")[2:]): expressions.split(" $OR ")
            for pointer, expressions in schema.get("propertyTransform", {}).items()
        }
        # The names for `Fn::GetAtt`: for types of AWS's those in cfn-lint, for others the read-only properties.
        self.attributes = frozenset(attributes) or frozenset(".".join(path) for path in self.read_only)
        tagging = schema.get("tagging", {})
        self.tag_property = tagging.get("tagProperty", "").rpartition("/")[2] if tagging.get("taggable") else ""

    def _paths(self, key: str) -> list[tuple[str, ...]]:
        return [tuple(pointer.split("/")[2:]) for pointer in self.schema.get(key, ())]

    @property
    def provisioning_type(self) -> str:
        """Return the ProvisioningType of DescribeType, which depends on which handlers there are."""
        handlers = self.schema.get("handlers", {})
        if not {"create", "read", "delete"} <= handlers.keys():
            return "NON_PROVISIONABLE"
        return "FULLY_MUTABLE" if "update" in handlers else "IMMUTABLE"

    def with_texts(self, properties: Properties) -> Properties:
        """Return properties with scalars as text where the schema has a string, as CloudFormation does."""
        texts = {name for name, shape in self.schema.get("properties", {}).items() if shape.get("type") == "string"}
        return {
            name: to_text(value) if name in texts and isinstance(value, (bool, int, float)) else value
            for name, value in properties.items()
        }

    def violations(self, properties: Properties) -> list[str]:
        """Return the registry's messages about properties that break the schema, none if they are valid."""
        given = [f"/properties/{path[0]}" for path in self.read_only if len(path) == 1 and path[0] in properties]
        read_only = [f"#: readOnlyProperties [{', '.join(given)}] cannot be specified"] if given else []
        return [*read_only, *find_violations(self.schema, properties)]


@cache
def schema_of(type_name: str) -> TypeSchema:
    """Return the schema of a type of AWS's from cfn-lint, an empty one if it has none."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError  # takes a second to import

    try:
        found = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_name)
        return TypeSchema(found.schema, found.get_atts)
    except ResourceNotFoundError:
        return TypeSchema({})


def changed_paths(paths: Iterable[tuple[str, ...]], before: Properties, after: Properties) -> list[tuple[str, ...]]:
    """Return the paths at which the properties differ."""
    return [path for path in paths if value_at(before, path) != value_at(after, path)]


def value_at(properties: Properties, path: tuple[str, ...]) -> Any:
    """Return the value at a property path, None if it is unset."""
    found: Any = properties
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
