"""The desired state of a stack: a template with the values of its parameters, and the stack's tags."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from moto.cloudformation.exceptions import ExportNotFound
from moto.core.exceptions import ServiceException

from ...scalars import to_text
from ..errors import invalid
from ..resource_types.base import Tags
from ..resource_types.lookup import find_type
from ..resource_types.schemas import Properties
from . import parameters
from .dynamic_references import References
from .intrinsics import MASK, mask_hidden, resolve
from .scope import PendingResource, Resources, StackContext, TemplateScope
from .template import Template
from .template_format import POLICIES, policy_errors
from .template_functions import references


@dataclass(frozen=True)
class DesiredStack:
    """The desired state of a stack. `given` are the parameters of the request, without defaults."""

    template: Template
    given: dict[str, str]
    tags: Tags
    context: StackContext = field(compare=False)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Return the values of the parameters. Raises moto's ValidationError."""
        return parameters.values(self.template.section("Parameters"), self.given, self.context.location)

    @cached_property
    def order(self) -> list[str]:
        """Return the logical IDs of the resources whose condition is true, each after those that it depends on."""
        return [name for name in self.template.order if self._has_true_condition(self.template.resources[name])]

    def check(self) -> None:
        """Raise moto's ValidationError for anything wrong that shows before a resource exists."""
        _ = self.parameters
        self._check_conditions()
        types = {self.type_name(name) for name in self.order}
        unknown = sorted(name for name in types if find_type(name, self.context.location) is None)
        if unknown:
            message = f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]"
            raise invalid(f"{message}. Start the sandbox with --unknown-types ignore to record them instead.")
        for logical_id, attribute in self._unsupported(
            [self.declaration(name).get("Properties") for name in self.order]
        ):
            text = f"resource {logical_id} does not support attribute type {attribute} in Fn::GetAtt"
            raise invalid(f"Template error: {text}")
        self._check_functions()

    def type_name(self, logical_id: str) -> str:
        """Return the name of a resource's type."""
        return str(self.template.resources[logical_id]["Type"])

    def declaration(self, logical_id: str) -> dict[str, Any]:
        """Return a resource as the template declares it, with its policies resolved. Raises moto's ValidationError."""
        declared = self.template.resources[logical_id]
        policies = {name: resolve(declared[name], self._scope({})) for name in POLICIES if name in declared}
        for name, policy in policies.items():
            for problem in policy_errors(logical_id, name, policy):
                raise invalid(problem)
        return declared | policies

    def properties(self, logical_id: str, resources: Resources, hidden: frozenset[str] = frozenset()) -> Properties:
        """Return the properties of a resource, resolved, with a placeholder for the values of hidden parameters."""
        declared = self.declaration(logical_id).get("Properties") or {}
        resolved: Properties = resolve(declared, self._scope(resources, hidden=hidden))
        return resolved

    def masked_properties(self, logical_id: str, resources: Resources) -> Properties:
        """Return the properties of a resource for people: asterisks replace the values of NoEcho parameters."""
        hidden = parameters.no_echo_names(self.template.section("Parameters"))
        if not hidden:
            return self.properties(logical_id, resources)
        try:
            masked = self.properties(logical_id, resources, hidden)
        except ServiceException:  # a hidden value selects something, such as a key of a mapping
            return dict.fromkeys(self.properties(logical_id, resources), MASK)
        result: Properties = mask_hidden(masked)
        return result

    def metadata(self, logical_id: str, resources: Resources) -> Any:
        """Return the resolved Metadata of a resource, {} if it has none."""
        return resolve(self.template.resources[logical_id].get("Metadata") or {}, self._scope(resources))

    def check_outputs(self) -> None:
        """Raise moto's ValidationError for an unknown attribute in the outputs: AWS checks it when it starts."""
        for name, declared in self._outputs.items():
            for logical_id, attribute in self._unsupported(declared["Value"]):
                text = f"Resource type {self.type_name(logical_id)} does not support attribute {{{attribute}}}"
                raise invalid(f"[Error] /Outputs/{name}/Value/Fn::GetAtt: {text}")

    def outputs(self, resources: Resources) -> list[dict[str, Any]]:
        """Return the outputs in the form of DescribeStacks. Raises moto's errors."""
        scope, outputs = self._scope(resources, "Outputs"), []
        for name, declared in self._outputs.items():
            value = resolve(declared["Value"], scope)
            if not isinstance(value, (str, int, float)):
                raise invalid(
                    f"Template format error: Output {name} is malformed. The Value field of every Outputs member must "
                    "evaluate to a String."
                )
            output = {
                "OutputKey": name,
                "OutputValue": to_text(value),
                "Description": declared.get("Description"),
                "ExportName": resolve(declared.get("Export", {}).get("Name"), scope),
            }
            outputs.append({key: value for key, value in output.items() if value is not None})
        return outputs

    @cached_property
    def parameter_texts(self) -> dict[str, str]:
        """Return the values of the parameters as they are given or by default."""
        declared = self.template.section("Parameters")
        found = parameters.with_defaults(declared, self.given)
        return {name: found[name] for name in declared}

    def describe_parameters(self) -> list[dict[str, str]]:
        """Return the parameters in the form of DescribeStacks: asterisks replace the values of NoEcho parameters."""
        declared = self.template.section("Parameters")
        hidden = parameters.no_echo_names(declared)
        described = []
        for name, text in self.parameter_texts.items():
            parameter = {"ParameterKey": name, "ParameterValue": MASK if name in hidden else text}
            if str(declared[name]["Type"]).startswith(parameters.STORED):
                value = self.parameters[name]
                parameter["ResolvedValue"] = ",".join(value) if isinstance(value, list) else value
            described.append(parameter)
        return described

    def _scope(
        self, resources: Resources, block: str = "Resources", hidden: frozenset[str] = frozenset()
    ) -> TemplateScope:
        return TemplateScope(self.template, self.parameters, self.context, resources, block, hidden)

    def _has_true_condition(self, declared: dict[str, Any]) -> bool:
        return "Condition" not in declared or self._scope({}).condition(declared["Condition"])

    def _check_conditions(self) -> None:
        try:
            for name in self.template.section("Conditions"):
                self._scope({}).condition(name)
        except RecursionError:
            raise invalid("Template format error: Circular dependency between conditions") from None

    def _check_functions(self) -> None:
        pending = dict.fromkeys(self.order, PendingResource())
        try:
            for name in self.order:
                properties = self.properties(name, pending)
                References(self.context.location).check(self.type_name(name), properties)
            self.outputs(pending)
        except ExportNotFound:  # CloudFormation reports a missing export only when the operation comes to it
            pass

    @property
    def _outputs(self) -> dict[str, Any]:
        """Return the declarations of the outputs whose condition is true."""
        declared = self.template.section("Outputs").items()
        return {name: output for name, output in declared if self._has_true_condition(output)}

    def _unsupported(self, value: Any) -> Iterator[tuple[str, str]]:
        """Yield the resource and the attribute of each reference to an attribute that its type doesn't have."""
        for logical_id, attribute in references(value):
            if attribute and logical_id in self.template.resources:
                resource_type = find_type(self.type_name(logical_id), self.context.location)
                if resource_type and not resource_type.has_attribute(attribute):
                    yield logical_id, attribute
