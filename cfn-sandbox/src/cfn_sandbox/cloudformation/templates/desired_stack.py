"""The desired state of a stack: a template with the values of its parameters, and the stack's tags."""

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
        declared, context = self.template.section("Parameters"), self.context
        return parameters.values(declared, self.given, context.stored_parameter, context.location)

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
        declared = [self.declaration(name).get("Properties") for name in self.order]
        for logical_id, attribute in references(declared):
            if not self._has_attribute(logical_id, attribute):
                raise invalid(
                    f"Template error: resource {logical_id} does not support attribute type {attribute} in Fn::GetAtt"
                )
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

    def properties(self, logical_id: str, resources: Resources) -> Properties:
        """Return the resolved properties of a resource. `resources` are those that it may refer to."""
        return self._resolved_properties(logical_id, self._scope(resources))

    def masked_properties(self, logical_id: str, resources: Resources) -> Properties:
        """Return the properties of a resource for people: asterisks replace the values of NoEcho parameters."""
        hidden = parameters.no_echo_names(self.template.section("Parameters"))
        if not hidden:
            return self.properties(logical_id, resources)
        try:
            masked = self._resolved_properties(logical_id, self._scope(resources, hidden=hidden))
        except ServiceException:  # a hidden value selects something, such as a key of a mapping
            return dict.fromkeys(self.properties(logical_id, resources), MASK)
        result: Properties = mask_hidden(masked)
        return result

    def check_outputs(self) -> None:
        """Raise moto's ValidationError for an attribute in the outputs that doesn't exist.

        CloudFormation checks it at the start of the operation, not with the request.
        """
        for name, declared in self.template.section("Outputs").items():
            for logical_id, attribute in references(declared["Value"]) if self._has_true_condition(declared) else ():
                if not self._has_attribute(logical_id, attribute):
                    raise invalid(
                        f"[Error] /Outputs/{name}/Value/Fn::GetAtt: Resource type {self.type_name(logical_id)} "
                        f"does not support attribute {{{attribute}}}"
                    )

    def outputs(self, resources: Resources) -> list[dict[str, Any]]:
        """Return the outputs in the form of DescribeStacks. Raises moto's errors."""
        scope, outputs = self._scope(resources, "Outputs"), []
        for name, declared in self.template.section("Outputs").items():
            if not self._has_true_condition(declared):
                continue
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

    def _resolved_properties(self, logical_id: str, scope: TemplateScope) -> Properties:
        resolved: Properties = resolve(self.declaration(logical_id).get("Properties") or {}, scope)
        return resolved

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

    def _has_attribute(self, logical_id: str, attribute: str) -> bool:
        if not attribute or logical_id not in self.template.resources:
            return True
        resource_type = find_type(self.type_name(logical_id), self.context.location)
        return resource_type is None or resource_type.has_attribute(attribute)
