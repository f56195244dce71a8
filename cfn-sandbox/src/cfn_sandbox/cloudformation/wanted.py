"""What a stack is to be: a template with the values of its parameters, in the place where the stack is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from moto.cloudformation.exceptions import ExportNotFound
from moto.utilities.utils import get_partition

from . import parameters, registry
from .dynamic import References
from .intrinsics import NO_VALUE, UNKNOWN, holds, invalid, references, resolve, text
from .schemas import State
from .template import Template
from .types import Made, ResourceType, Tags


class Existing(Protocol):
    """A resource as other resources refer to it."""

    @property
    def made(self) -> Made | None:
        """Return what was made of it."""

    @property
    def kind(self) -> ResourceType:
        """Return its type."""


Resources = Mapping[str, Existing]


class Foreseen:
    """A resource that isn't there yet, as others refer to it: neither its identifier nor an attribute is known."""

    made = Made(UNKNOWN)

    @property
    def kind(self) -> Any:
        """Return what stands for its type."""
        return self

    def attribute(self, _made: Made, _name: str) -> str:
        """Return what stands for an attribute."""
        return UNKNOWN


@dataclass(frozen=True)
class Place:
    """Where a stack is: what the pseudo parameters say, and what is looked up outside of the template.

    `stored` returns a parameter of SSM by its name, `exported` the value of an export;
    `check_exports` is told what the stack is to export, by name. All of them raise moto's errors.
    """

    account: str
    region: str
    stack_id: str
    stack_name: str
    stored: Callable[[str], str]
    exported: Callable[[str], Any]
    check_exports: Callable[[dict[str, str]], None]


@dataclass(frozen=True)
class Wanted:
    """A template with what was given for its parameters, and the tags of the stack."""

    template: Template
    given: dict[str, str]
    tags: Tags
    place: Place = field(compare=False)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Return the values of the parameters. Raises moto's ValidationError."""
        return parameters.values(self.template.section("Parameters"), self.given, self.place.stored)

    @cached_property
    def order(self) -> list[str]:
        """Return the logical IDs whose condition holds, each after those that it needs."""
        return [name for name in self.template.order if self._is_wanted(self.template.resources[name])]

    def check(self) -> None:
        """Raise moto's ValidationError for what can't be, as far as it shows before there is a resource."""
        _ = self.parameters
        self._check_conditions()
        types = {self.type_name(name) for name in self.order}
        unknown = sorted(name for name in types if registry.find(name, self.place) is None)
        if unknown:
            raise invalid(f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")
        declared: list[Any] = [self.template.resources[name].get("Properties") for name in self.order]
        outputs = [output for output in self.template.section("Outputs").values() if self._is_wanted(output)]
        for logical_id, attribute in references(declared + outputs):
            if attribute and self.template.resources.get(logical_id):
                self._check_attribute(logical_id, attribute)
        self._check_functions()

    def type_name(self, logical_id: str) -> str:
        """Return the type of a resource."""
        return str(self.template.resources[logical_id]["Type"])

    def declared(self, logical_id: str) -> dict[str, Any]:
        """Return a resource as the template declares it."""
        return self.template.resources[logical_id]

    def properties(self, logical_id: str, resources: Resources) -> State:
        """Return the properties of a resource, with the resources that it refers to as they are."""
        found: State = resolve(self.declared(logical_id).get("Properties") or {}, _Scope(self, resources))
        return found

    def outputs(self, resources: Resources) -> list[dict[str, Any]]:
        """Return the outputs in the form of DescribeStacks."""
        scope, found = _Scope(self, resources, "Outputs"), []
        for name, declared in self.template.section("Outputs").items():
            if not self._is_wanted(declared):
                continue
            value = resolve(declared["Value"], scope)
            if not isinstance(value, (str, int, float)):
                raise invalid(
                    f"Template format error: Output {name} is malformed. The Value field of every Outputs member must "
                    "evaluate to a String."
                )
            output = {
                "OutputKey": name,
                "OutputValue": text(value),
                "Description": declared.get("Description"),
                "ExportName": resolve(declared.get("Export", {}).get("Name"), scope),
            }
            found.append({key: value for key, value in output.items() if value is not None})
        return found

    def shown_parameters(self) -> list[dict[str, str]]:
        """Return the parameters in the form of DescribeStacks, without those that are not to be shown."""
        shown = []
        for name, rule in self.template.section("Parameters").items():
            value = self.given.get(name, text(rule.get("Default", "")))
            hidden = text(rule.get("NoEcho", False)) == "true"
            shown.append({"ParameterKey": name, "ParameterValue": "****" if hidden else value})
        return shown

    def _is_wanted(self, declared: dict[str, Any]) -> bool:
        return "Condition" not in declared or _Scope(self, {}).condition(declared["Condition"])

    def _check_conditions(self) -> None:
        scope = _Scope(self, {})
        try:
            for name in self.template.section("Conditions"):
                scope.condition(name)
        except RecursionError:
            raise invalid("Template format error: Circular dependency between conditions") from None

    def _check_functions(self) -> None:
        there = dict.fromkeys(self.order, Foreseen())
        try:
            for name in self.order:
                References(self.place).check(self.type_name(name), self.properties(name, there))
            self.outputs(there)
        except ExportNotFound:  # CloudFormation sees that later, too: when the operation comes to it
            pass

    def _check_attribute(self, logical_id: str, attribute: str) -> None:
        kind = registry.find(self.type_name(logical_id), self.place)
        if kind is not None and not kind.has_attribute(attribute):
            raise invalid(
                f"Template error: resource {logical_id} does not support attribute type {attribute} in Fn::GetAtt"
            )


class _Scope:
    """What the functions of a template find, with some resources there."""

    def __init__(self, wanted: Wanted, resources: Resources, block: str = "Resources"):
        self._wanted = wanted
        self._resources = resources
        self._block = block

    def ref(self, name: str) -> Any:
        if name in self._wanted.parameters:
            return self._wanted.parameters[name]
        if name.startswith("AWS::"):
            return self._pseudo(name)
        return self._made(name).physical_id

    def attribute(self, logical_id: str, name: str) -> Any:
        made = self._made(logical_id)
        return self._resources[logical_id].kind.attribute(made, name)

    def condition(self, name: str) -> bool:
        declared = self._wanted.template.section("Conditions")
        if name not in declared:
            raise invalid(f"Template format error: Unresolved condition dependency {name}")
        return holds(declared[name], self)

    def mapping(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] | None = self._wanted.template.section("Mappings").get(name)
        if found is None:
            raise invalid(
                f"Template error: Mapping named '{name}' is not present in the 'Mappings' section of template."
            )
        return found

    def imported(self, name: str) -> Any:
        return self._wanted.place.exported(name)

    def _made(self, logical_id: str) -> Made:
        made = self._resources[logical_id].made if logical_id in self._resources else None
        if made is None:
            raise invalid(
                f"Template format error: Unresolved resource dependencies [{logical_id}] in the {self._block} block of "
                "the template"
            )
        return made

    def _pseudo(self, name: str) -> Any:
        place = self._wanted.place
        partition = get_partition(place.region)
        known = {
            "AWS::AccountId": place.account,
            "AWS::Region": place.region,
            "AWS::StackId": place.stack_id,
            "AWS::StackName": place.stack_name,
            "AWS::Partition": partition,
            "AWS::URLSuffix": "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com",
            "AWS::NotificationARNs": [],
            "AWS::NoValue": NO_VALUE,
        }
        if name not in known:
            raise invalid(f"Template format error: Unresolved resource dependencies [{name}]")
        return known[name]
