"""A template: its text, and what the sandbox reads from it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from moto.cloudformation.exceptions import CloudFormationError
from moto.core.exceptions import ServiceException

from ..errors import invalid
from . import parameters, transforms
from .parameters import Given
from .template_format import Body, format_errors
from .template_functions import references
from .template_text import read_document

_TRANSFORMS: Final = (transforms.INCLUDE, transforms.EXTENSIONS, transforms.SERVERLESS)

# What a request has to acknowledge: the parameter Capabilities of CreateStack in the API reference.
IAM: Final = "CAPABILITY_IAM"
NAMED_IAM: Final = "CAPABILITY_NAMED_IAM"
AUTO_EXPAND: Final = "CAPABILITY_AUTO_EXPAND"
# The types that need one, and those of them whose resources have a name in the account: RoleName of a Role.
_IAM_TYPES: Final = {f"AWS::IAM::{name}" for name in ("AccessKey", "Policy", "UserToGroupAddition")}
_NAMED_TYPES: Final = {
    f"AWS::IAM::{name}": f"{name}Name" for name in ("Group", "InstanceProfile", "ManagedPolicy", "Role", "User")
}


@dataclass(frozen=True)
class Template:
    """A template: the `text` of the request, and its `body` as plain JSON, with long functions, transformed."""

    text: str
    body: Body

    @classmethod
    def parse(cls, text: str, given: Given | None = None) -> "Template":
        """Return a template from its text, transformed with the `given` parameters. Raises moto's ValidationError."""
        body = read_document(text)
        if not isinstance(body, dict):
            raise invalid("Template format error: unsupported structure.")
        if transforms.has_includes(body):
            if given is None:  # the place of an included file may be a parameter
                return cls(text, body)
            body = transforms.include_files(body, parameters.known_values(body, given))
        names = cls(text, body).transforms
        if transforms.EXTENSIONS in names:
            body = transforms.apply_extensions(body, parameters.known_values(body, given or {}))
        if transforms.SERVERLESS in names:
            body = transforms.apply_sam_transform(body, given or {})
        template = cls(text, body)
        if template.resources or not names or given is not None:  # without parameters, a loop may make no resource
            template.check()
        return template

    def with_parameters(self, given: Given) -> "Template":
        """Return the template with its transforms applied to the parameters of a request."""
        return Template.parse(self.text, given) if self.is_transformed or transforms.has_includes(self.body) else self

    @property
    def is_transformed(self) -> bool:
        """Tell whether transforms make the body another than the text."""
        return bool(self.transforms) or self.body != read_document(self.text)

    @property
    def resources(self) -> dict[str, Body]:
        """Return the declarations of the resources by logical ID."""
        found: dict[str, Body] = self.body.get("Resources") or {}
        return found

    @property
    def transforms(self) -> list[Any]:
        """Return the names of the transforms."""
        named = self.body.get("Transform") or []
        listed = named if isinstance(named, list) else [named]
        return [item.get("Name") if isinstance(item, dict) else item for item in listed]

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
        for name in self.transforms:
            if not isinstance(name, str):
                raise invalid("Key Name of transform definition must be a string.")
            if name not in _TRANSFORMS:
                raise invalid(f"Template format error: No transform named {name} found.")
        for problem in format_errors(self.body, is_extended=transforms.EXTENSIONS in self.transforms):
            raise invalid(problem)
        for problem in parameters.declaration_errors(self.section("Parameters")):
            raise invalid(f"Template format error: {problem}")
        for block in ("Resources", "Outputs"):
            missing = sorted(set(self._unresolved(block)))
            if missing:
                raise unresolved(missing, block)
        _ = self.order

    def _unresolved(self, block: str) -> Iterator[str]:
        known = self.resources.keys() | self.section("Parameters").keys()
        yield from (
            name for name, _ in references(self.section(block)) if name not in known and not name.startswith("AWS::")
        )
        if block == "Resources":
            for declared in self.resources.values():
                depends = declared.get("DependsOn") or []
                yield from ({depends} if isinstance(depends, str) else set(depends)) - self.resources.keys()


def dependencies_of(declared: Body) -> set[str]:
    """Return the names that a resource depends on, by a reference or by DependsOn; parameters are among them."""
    depends = declared.get("DependsOn") or []
    named = {name for name, _ in references(declared.get("Properties") or {})}
    return named | ({depends} if isinstance(depends, str) else set(depends))


def unresolved(names: list[str], block: str) -> ServiceException:
    """Return the error about names in a section that nothing has. CloudFormation words it in two ways."""
    prefix = "Template format error: " if block == "Resources" else ""
    return invalid(
        f"{prefix}Unresolved resource dependencies [{', '.join(names)}] in the {block} block of the template"
    )


def check_capabilities(template: Template, acknowledged: Collection[str], *, expands: bool) -> None:
    """Raise moto's InsufficientCapabilitiesException. With `expands`, transforms are applied without a review."""
    missing = [name for name in iam_capabilities(template) if not {name, NAMED_IAM} & {*acknowledged}]
    if expands and template.transforms and AUTO_EXPAND not in acknowledged:
        missing.append(AUTO_EXPAND)
    if missing:
        text = f"Requires capabilities : [{', '.join(missing)}]"
        raise CloudFormationError("InsufficientCapabilitiesException", text)


def iam_capabilities(template: Template) -> list[str]:
    """Return the capability that the IAM resources of a template need, [] if it has no such resources."""
    resources = _iam_resources(template)
    if not resources:
        return []
    has_names = any(_NAMED_TYPES.get(item["Type"]) in (item.get("Properties") or {}) for item in resources)
    return [NAMED_IAM if has_names else IAM]


def summarize_capabilities(template: Template) -> dict[str, Any]:
    """Return Capabilities and CapabilitiesReason as ValidateTemplate does, which ignores transforms."""
    types = sorted({item["Type"] for item in _iam_resources(template)})
    if not types:
        return {}
    reason = f"The following resource(s) require capabilities: [{', '.join(types)}]"
    return {"Capabilities": iam_capabilities(template), "CapabilitiesReason": reason}


def _iam_resources(template: Template) -> list[dict[str, Any]]:
    return [item for item in template.resources.values() if item.get("Type") in _IAM_TYPES | _NAMED_TYPES.keys()]
