"""Reads a template and checks its format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

import cfn_flip
import yaml

from ..errors import invalid
from . import for_each, serverless
from .intrinsics import find_misplaced, references
from .parameters import Given, list_values

Body = dict[str, Any]

_SECTIONS: Final = {
    *("AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions"),
    *("Transform", "Hooks", "Resources", "Outputs"),
}
_ATTRIBUTES: Final = {  # of a resource; CloudFormation accepts Description, though it isn't documented
    *("Type", "Properties", "DependsOn", "Condition", "Metadata", "Description", "Version"),
    *("CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy"),
}
_POLICIES: Final = {
    "DeletionPolicy": {"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"},
    "UpdateReplacePolicy": {"Delete", "Retain", "Snapshot"},
}
_TRANSFORMS: Final = (for_each.TRANSFORM, serverless.TRANSFORM)
_PARAMETER_TYPE: Final = re.compile(r"String|Number|CommaDelimitedList|List<.+>|AWS::.+")


@dataclass(frozen=True)
class Template:
    """A template: the `text` of the request, and the `body` that was read from it.

    The body is plain JSON, with functions in their long form and with transforms applied.
    """

    text: str
    body: Body

    @classmethod
    def parse(cls, text: str, given: Given | None = None) -> "Template":
        """Return a template.

        Args:
            text: The template in JSON or YAML.
            given: The parameters of the request, for transforms. Without them, transforms use the defaults.

        Raises:
            ValidationError: The format is wrong.

        """
        try:
            loaded, _ = cfn_flip.load(text)
        except (ValueError, yaml.YAMLError) as error:
            raise invalid(f"Template format error: unsupported structure. {error}") from None
        body = _plain_json(loaded) if isinstance(loaded, dict) else {}
        if for_each.TRANSFORM in _transforms(body):
            body = for_each.expand_loops(body, list_values(body.get("Parameters"), given or {}))
        if serverless.TRANSFORM in _transforms(body):
            body = serverless.apply_sam_transform(body, given or {})
        template = cls(text, body)
        template.check()
        return template

    def with_parameters(self, given: Given) -> "Template":
        """Return the template with its transforms applied to the parameters of a request."""
        return Template.parse(self.text, given) if self.transforms else self

    @property
    def resources(self) -> dict[str, Body]:
        """Return the declarations of the resources by logical ID."""
        found: dict[str, Body] = self.body.get("Resources") or {}
        return found

    @property
    def transforms(self) -> list[Any]:
        """Return the names of the transforms."""
        return _transforms(self.body)

    def section(self, name: str) -> dict[str, Any]:
        """Return a section of the template, {} if there is none."""
        found: dict[str, Any] = self.body.get(name) or {}
        return found

    def dependencies(self, logical_id: str) -> set[str]:
        """Return the resources that a resource depends on: by a reference or by DependsOn."""
        return dependencies_of(self.resources[logical_id]) & self.resources.keys()

    @cached_property
    def order(self) -> list[str]:
        """Return the logical IDs, each after those that it depends on. Raises moto's ValidationError for a circle."""
        try:
            return list(TopologicalSorter({name: self.dependencies(name) for name in self.resources}).static_order())
        except CycleError as error:
            circle = ", ".join(sorted(set(error.args[1])))
            raise invalid(f"Circular dependency between resources: [{circle}]") from None

    def check(self) -> None:
        """Raise moto's ValidationError if the format is wrong, or a reference has no target."""
        problem = next(self._format_errors(), None)
        if problem:
            raise invalid(f"Template format error: {problem}")
        for block in ("Resources", "Outputs"):
            missing = sorted(set(self._unresolved(block)))
            if missing:
                raise invalid(
                    f"Template format error: Unresolved resource dependencies [{', '.join(missing)}] "
                    f"in the {block} block of the template"
                )
        _ = self.order

    def _format_errors(self) -> Iterator[str]:
        unknown = sorted(self.body.keys() - _SECTIONS)
        if unknown:
            yield f"Invalid template property or properties [{', '.join(unknown)}]"
        yield from (f"No transform named {name} found." for name in self.transforms if name not in _TRANSFORMS)
        for section in ("Resources", "Parameters", "Conditions", "Mappings", "Outputs"):
            members = self.section(section)
            if not isinstance(members, dict):
                yield f"[/{section}] must be an object"
            elif section in ("Resources", "Parameters", "Outputs"):
                yield from (
                    f"[/{section}/{name}] must be an object" for name in members if not isinstance(members[name], dict)
                )
        if not self.resources:
            yield "At least one Resources member must be defined."
        for name, declared in self.resources.items():
            yield from _resource_errors(name, declared)
        yield from self._member_errors()

    def _member_errors(self) -> Iterator[str]:
        for name, rule in self.section("Parameters").items():
            if "Type" not in rule:
                yield "Every Parameters object must contain a Type member."
            elif not _PARAMETER_TYPE.fullmatch(str(rule["Type"])):
                yield f"Unrecognized parameter type: {rule['Type']} of {name}"
        for name, declared in self.section("Outputs").items():
            if "Value" not in declared:
                yield f"[/Outputs/{name}] Every Outputs member must contain a Value object"
            yield from find_misplaced(declared, f"/Outputs/{name}")

    def _unresolved(self, block: str) -> Iterator[str]:
        known = self.resources.keys() | self.section("Parameters").keys()
        yield from (
            name for name, _ in references(self.section(block)) if name not in known and not name.startswith("AWS::")
        )
        if block == "Resources":
            for declared in self.resources.values():
                depends = declared.get("DependsOn") or []
                yield from {depends} - known if isinstance(depends, str) else set(depends) - known


def dependencies_of(declared: Body) -> set[str]:
    """Return the names that a resource depends on, by a reference or by DependsOn; parameters are among them."""
    depends = declared.get("DependsOn") or []
    named = {name for name, _ in references(declared.get("Properties") or {})}
    return named | ({depends} if isinstance(depends, str) else set(depends))


def _resource_errors(name: str, declared: Body) -> Iterator[str]:
    if not name.isalnum() or not name.isascii():
        yield f"Resource name {name} is non alphanumeric."
    if not isinstance(declared.get("Type"), str):
        yield f"[/Resources/{name}] Every Resources member must have a Type."
    yield from (
        f"Invalid template resource property '{attribute}' of {name}"
        for attribute in sorted(declared.keys() - _ATTRIBUTES)
    )
    for attribute, known in _POLICIES.items():
        policy = declared.get(attribute, "Delete")
        if isinstance(policy, str) and policy not in known:
            yield f"Unrecognized {attribute} {policy} for resource {name}"
    if not isinstance(declared.get("Properties") or {}, dict):
        yield f"[/Resources/{name}/Properties] must be an object"
    yield from find_misplaced(declared.get("Properties") or {}, f"/Resources/{name}/Properties")


def _transforms(body: Body) -> list[Any]:
    named = body.get("Transform") or []
    return named if isinstance(named, list) else [named]


def _plain_json(value: Any) -> Any:
    """Return a parsed document as plain JSON: with `dict` for its mappings, and dates as strings."""
    if isinstance(value, dict):
        return {str(key): _plain_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
