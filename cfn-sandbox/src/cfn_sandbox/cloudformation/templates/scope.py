"""Looks up the names in a template: parameters, pseudo parameters, resources, conditions, mappings, exports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from moto.utilities.utils import get_partition

from ...engine import Location
from ..errors import invalid
from ..resource_types.base import CreatedResource
from .intrinsics import HIDDEN, NO_VALUE, UNKNOWN, evaluate_condition
from .template import Template, unresolved


@dataclass(frozen=True)
class StackContext:
    """What a template's functions find outside of the template."""

    location: Location
    stack_id: str
    stack_name: str
    exported_value: Callable[[str], Any]  # returns an export by its name, or raises moto's `ExportNotFound`
    stack_output: Callable[[str, str], Any]  # returns an output by the names of its stack and its own


Resources = Mapping[str, Any]  # those that others may refer to, with what is `created` and the `type`


class PendingResource:
    """A resource that doesn't exist yet. Its physical ID and its attributes are unknown."""

    created: Final = CreatedResource(UNKNOWN)

    @property
    def type(self) -> Any:
        """Return an object with the one method of a type that references use."""
        return self

    def attribute(self, _created: CreatedResource, _name: str) -> str:
        """Return the placeholder for unknown values."""
        return UNKNOWN


@dataclass(frozen=True)
class TemplateScope:
    """Resolves the names in a template. Each method raises moto's ValidationError for unknown names."""

    template: Template
    parameters: Mapping[str, Any]  # their values
    context: StackContext  # what is outside of the template
    resources: Resources  # those that exist
    block: str = "Resources"  # the section that is resolved, for messages
    hidden: frozenset[str] = frozenset()  # the parameters whose values are replaced by a placeholder

    def ref(self, name: str) -> Any:
        """Return the value of a parameter or pseudo parameter, or the physical ID of a resource."""
        if name in self.parameters:
            value = self.parameters[name]
            if name not in self.hidden:
                return NO_VALUE if value == "AWS::NoValue" else value
            return [HIDDEN] * len(value) if isinstance(value, list) else HIDDEN
        if name.startswith("AWS::"):
            return self._pseudo_parameter(name)
        return self._created(name).physical_id

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return an attribute of a resource."""
        created = self._created(logical_id)
        return self.resources[logical_id].type.attribute(created, name)

    def condition(self, name: str, place: str = "") -> bool:
        """Tell whether a condition is true, with the real values of hidden parameters. Messages name the `place`."""
        conditions = self.template.section("Conditions")
        if name not in conditions:
            prefix = "Template error: unresolved" if place else "Template format error: Unresolved"
            raise invalid(f"{prefix} condition dependency {name}{place}")
        return evaluate_condition(conditions[name], replace(self, hidden=frozenset()))

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a mapping of the template."""
        found: dict[str, Any] | None = self.template.section("Mappings").get(name)
        if found is None:
            text = f"Template error: Mapping named '{name}' is not present in the 'Mappings' section of template."
            raise invalid(text)
        return found

    def _created(self, logical_id: str) -> CreatedResource:
        created: CreatedResource | None = getattr(self.resources.get(logical_id), "created", None)
        if created is None:
            raise unresolved([logical_id], self.block)
        return created

    def _pseudo_parameter(self, name: str) -> Any:
        account, region = self.context.location
        partition = get_partition(region)
        values = {
            "AWS::AccountId": account,
            "AWS::Region": region,
            "AWS::StackId": self.context.stack_id,
            "AWS::StackName": self.context.stack_name,
            "AWS::Partition": partition,
            "AWS::URLSuffix": "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com",
            "AWS::NotificationARNs": [],
            "AWS::NoValue": NO_VALUE,
        }
        if name not in values:
            raise invalid(f"Template format error: Unresolved resource dependencies [{name}]")
        return values[name]
