"""The operations on templates."""

import json
from collections import defaultdict
from typing import Any

from ...api_requests import Answer, operation
from ..errors import invalid
from ..resource_types.lookup import find_type
from ..resource_types.schemas import schema_of
from ..templates import parameters
from ..templates.template import Template, summarize_capabilities
from .request import TEMPLATE, CloudFormationRequest


class TemplateOperations(CloudFormationRequest):
    """The operations on templates, to be mixed into those of CloudFormation."""

    @operation("StackName ChangeSetName TemplateStage")
    def get_template(self) -> Answer:
        """GetTemplate, of a stack or a change set: the text of the request, or the template after its transforms."""
        change_set_name, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        if not stack_name and not change_set_name:
            raise invalid("StackName is required if ChangeSetName is not specified.")
        if not stack_name and not change_set_name.startswith("arn:"):
            raise invalid("StackName is a required parameter.")
        source = self.service.change_sets.find(change_set_name, stack_name) if change_set_name else self._stack()
        desired = source.desired
        body = desired.template.text if desired else ""
        if desired and desired.template.is_transformed and self._get_param("TemplateStage") == "Processed":
            body = json.dumps({name: section for name, section in desired.template.body.items() if name != "Transform"})
        return {"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]}

    @operation(TEMPLATE)
    def validate_template(self) -> Answer:
        """ValidateTemplate: checks the format, and returns the parameters and capabilities."""
        return _summarize(self._template())

    @operation("StackName", TEMPLATE)
    def get_template_summary(self) -> Answer:
        """GetTemplateSummary, of a template or of a stack's template."""
        stack = self._stack() if self._get_param("StackName") else None
        if stack and stack.status == "REVIEW_IN_PROGRESS":
            raise invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
        template = stack.desired.template if stack and stack.desired else self._template()
        logical_ids = defaultdict(list)
        for name, declaration in template.resources.items():
            logical_ids[declaration["Type"]].append(name)
        identifiers = [
            {"ResourceType": name, "LogicalResourceIds": names, "ResourceIdentifiers": self._identifiers(name)}
            for name, names in logical_ids.items()
        ]
        metadata = template.section("Metadata")
        return _summarize(template) | {
            "ResourceTypes": [*logical_ids],
            "ResourceIdentifierSummaries": identifiers,
            "Version": template.body.get("AWSTemplateFormatVersion", "2010-09-09"),
            "Metadata": json.dumps(metadata) if metadata else None,
        }

    def _identifiers(self, type_name: str) -> list[str] | None:
        """Return the names of the properties that identify a resource to import, None if the type is unknown."""
        found = find_type(type_name, self.location)
        schema = found.schema if found else schema_of(type_name)
        return [path[-1] for path in schema.primary_identifier] or None


def _summarize(template: Template) -> dict[str, Any]:
    return {
        "Parameters": parameters.declarations(template.section("Parameters")),
        "Description": template.body.get("Description"),
        "DeclaredTransforms": template.transforms or None,
        **summarize_capabilities(template),
    }
