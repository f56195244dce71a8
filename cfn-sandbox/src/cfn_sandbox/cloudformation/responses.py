"""The operations of CloudFormation's API on stacks and change sets; the others are moto's."""

import json
import re
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult

from . import capabilities, detection, importing, parameters, registry
from .change_sets import ChangeSet
from .export_responses import ExportOperations
from .intrinsics import invalid
from .models import SandboxBackend
from .operations import Operation
from .runner import current
from .stack import Resource, Stack
from .template import Template
from .type_registry import TypeRegistry
from .type_responses import TypeOperations
from .types import Tags
from .wanted import Wanted

PATIENCE = 20.0  # seconds: three packages that settle in a second each; clients give up after 60
_LOOPBACK = re.compile(r"localhost|[\d.]+|\[?::1\]?")  # addresses have no buckets in their names
OPTIONS = (
    *("Capabilities", "RoleARN", "NotificationARNs"),
    *("TimeoutInMinutes", "EnableTerminationProtection", "DisableRollback"),
)


class SandboxResponse(TypeOperations, ExportOperations, CloudFormationResponse):
    """Moto's operations of CloudFormation, with ours in the place of those on stacks and change sets."""

    # moto's own would make these of its own stacks.
    RESPONSE_KEY_PATH_TO_TRANSFORMER = {  # noqa: RUF012 - as moto has it
        key: value
        for key, value in CloudFormationResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER.items()
        if "StackSet" in key
    }

    def call_action(self) -> Any:
        """Answer a request; moto's own answer to an action that it hasn't got is a page that no client can read."""
        try:
            return super().call_action()
        except NotImplementedError:
            return self.serialized(ActionResult(invalid(f"The sandbox has no {self._get_action()}")))

    @property
    def backend(self) -> SandboxBackend:
        """Return the backend of the request's account and region."""
        backend: Any = cloudformation_backends[self.current_account][self.region]
        assert isinstance(backend, SandboxBackend), "sandbox.cloudformation.install() was not called"  # noqa: S101
        return backend

    @property
    def types(self) -> TypeRegistry:
        """Return the registry of types of the request's account and region."""
        return self.backend.types

    def _stack(self) -> Stack:
        return self.backend.get_stack(self._get_param("StackName"))

    def _tags(self) -> Tags | None:
        given = self._get_param("Tags")
        return None if given is None else {tag["Key"]: tag["Value"] for tag in given}

    def _options(self) -> dict[str, Any]:
        return {name: self._get_param(name) for name in OPTIONS if self._get_param(name) is not None}

    def _template(self, stack: Stack | None = None) -> Template:
        """Return the request's template, or that of the stack if it asks for the previous one."""
        body, url = self._get_param("TemplateBody"), self._get_param("TemplateURL")
        if self._get_bool_param("UsePreviousTemplate", False):
            if body or url:
                raise invalid("You cannot specify both usePreviousTemplate and Template Body/Template URL.")
            if stack is not None and stack.wanted is not None:
                return stack.wanted.template
        if url:
            body = self._template_at(url)
        if not body:
            raise invalid("Either Template URL or Template Body must be specified.")
        return Template.of(body)

    def _template_at(self, url: str) -> str:
        """Return a template in S3, whose URL may be one of the sandbox itself."""
        parts = urlsplit(url)
        path_style = parts._replace(netloc="s3.amazonaws.com").geturl()
        try:
            return self._get_stack_from_s3_url(path_style if _LOOPBACK.fullmatch(parts.hostname or "") else url)
        except (AttributeError, ValueError):  # moto's, for no such object, and for a URL without one
            raise invalid("S3 error: The specified key does not exist.") from None
        except ServiceException as error:
            raise invalid(f"S3 error: {error.message}") from None

    def wanted(self, stack: Stack) -> Wanted:
        """Return what the request wants an existing stack to be; tags that it doesn't name stay."""
        previous = stack.wanted.given if stack.wanted else {}
        given = parameters.given(self._get_param("Parameters") or [], previous)
        tags = self._tags()
        return self.backend.wanted(stack, self._template(stack), given, stack.tags if tags is None else tags)

    def _check_capabilities(self, template: Template, *, expands: bool) -> None:
        capabilities.check(template, self._get_param("Capabilities") or [], expands=expands)

    def create_stack(self) -> ActionResult:
        """CreateStack."""
        template = self._template()
        self._check_capabilities(template, expands=True)
        no_rollback = self._get_bool_param("DisableRollback", False)
        stack = self.backend.create_stack(
            self._get_param("StackName"),
            template.text,
            parameters.given(self._get_param("Parameters") or [], {}),
            self._tags(),
            options=self._options(),
            on_failure=self._get_param("OnFailure") or ("DO_NOTHING" if no_rollback else "ROLLBACK"),
            access_key=self.access_key,
        )
        return ActionResult({"StackId": stack.stack_id})

    def update_stack(self) -> ActionResult:
        """UpdateStack."""
        stack = self._stack()
        self.backend.check_updatable(stack)
        roll_back = not self._get_bool_param("DisableRollback", False)
        wanted = self.wanted(stack)
        self._check_capabilities(wanted.template, expands=True)
        self.backend.update_stack(stack, wanted, roll_back=roll_back, access_key=self.access_key)
        return ActionResult({"StackId": stack.stack_id})

    def delete_stack(self) -> ActionResult:
        """DeleteStack."""
        retained = tuple(self._get_param("RetainResources") or ())
        self.backend.delete_stack(self._get_param("StackName"), retained, self.access_key)
        return EmptyResult()

    def create_change_set(self) -> ActionResult:
        """CreateChangeSet, for a new stack, an update or an import."""
        kind = self._get_param("ChangeSetType") or "UPDATE"
        stack = self.backend.stack_of_change_set(self._get_param("StackName"), kind)
        wanted = self.wanted(stack)
        self._check_capabilities(wanted.template, expands=False)
        stack.options |= self._options()
        requested = self._get_param("ResourcesToImport") or []
        change_set = self.backend.create_change_set(
            self._get_param("ChangeSetName"),
            stack,
            kind,
            wanted,
            importing.identifiers(requested, stack, wanted) if kind == "IMPORT" else {},
            description=self._get_param("Description"),
            on_failure=self._get_param("OnStackFailure") or "ROLLBACK",
        )
        return ActionResult({"Id": change_set.change_set_id, "StackId": stack.stack_id})

    def _change_set(self) -> ChangeSet:
        return self.backend.find_change_set(self._get_param("ChangeSetName"), self._get_param("StackName"))

    def describe_change_set(self) -> ActionResult:
        """DescribeChangeSet."""
        with_values = self._get_bool_param("IncludePropertyValues", False)
        return ActionResult(self._change_set().shown(with_values=with_values))

    def execute_change_set(self) -> ActionResult:
        """ExecuteChangeSet."""
        roll_back = not self._get_bool_param("DisableRollback", False)
        self.backend.execute_change_set(self._change_set(), roll_back=roll_back, access_key=self.access_key)
        return EmptyResult()

    def delete_change_set(self) -> ActionResult:
        """DeleteChangeSet: one that an existing stack doesn't have is no error, as clients rely on it."""
        self.backend.delete_change_set(self._get_param("ChangeSetName"), self._get_param("StackName"))
        return EmptyResult()

    def list_change_sets(self) -> ActionResult:
        """ListChangeSets of a stack."""
        stack = self._stack()
        found = [change_set.summary() for change_set in self.backend.change_sets.values() if change_set.stack is stack]
        return ActionResult({"Summaries": found})

    def update_termination_protection(self) -> ActionResult:
        """UpdateTerminationProtection."""
        stack = self._stack()
        wanted = self._get_bool_param("EnableTerminationProtection", False)
        stack.options = {**stack.options, "EnableTerminationProtection": wanted}
        return ActionResult({"StackId": stack.stack_id})

    def describe_stacks(self) -> ActionResult:
        """DescribeStacks: the answer waits a moment for an operation to end, since waiters look every 30 seconds."""
        if not self._get_param("StackName"):
            stacks = list(self.backend.stacks.values())
        else:
            if self._stack().is_busy:
                self._stack().resting.wait(PATIENCE)
            stacks = [self._stack()]
        return ActionResult({"Stacks": [stack.shown() for stack in stacks]})

    def list_stacks(self) -> ActionResult:
        """ListStacks."""
        wanted = self._get_param("StackStatusFilter")
        stacks = [*self.backend.stacks.values(), *self.backend.deleted_stacks.values()]
        return ActionResult(
            {"StackSummaries": [stack.summary() for stack in stacks if not wanted or stack.status in wanted]}
        )

    def describe_stack_events(self) -> ActionResult:
        """DescribeStackEvents: the last one first."""
        return ActionResult({"StackEvents": self._stack().events[::-1]})

    def describe_stack_resources(self) -> ActionResult:
        """DescribeStackResources, of a stack or of the one that a resource is in."""
        stack, name = self._stack_or_owner(), self._get_param("LogicalResourceId")
        found = [item for item in list(stack.resources.values()) if name in (None, item.logical_id)]
        return ActionResult({"StackResources": [self._shown(stack, item, "Timestamp") for item in found]})

    def _stack_or_owner(self) -> Stack:
        physical_id = self._get_param("PhysicalResourceId")
        if self._get_param("StackName") or not physical_id:
            return self._stack()
        for stack in self.backend.stacks.values():
            if any(item.physical_id == physical_id for item in list(stack.resources.values())):
                return stack
        raise invalid(f"Stack for {physical_id} does not exist")

    def describe_stack_resource(self) -> ActionResult:
        """DescribeStackResource."""
        stack = self._stack()
        return ActionResult({"StackResourceDetail": self._shown(stack, self._resource(stack), "LastUpdatedTimestamp")})

    def list_stack_resources(self) -> ActionResult:
        """ListStackResources."""
        resources = list(self._stack().resources.values())
        return ActionResult(
            {"StackResourceSummaries": [{**item.shown(), "LastUpdatedTimestamp": item.changed} for item in resources]}
        )

    def _resource(self, stack: Stack) -> Resource:
        name = self._get_param("LogicalResourceId")
        if name not in stack.resources:
            raise invalid(f"Resource {name} does not exist for stack {stack.name}")
        return stack.resources[name]

    def _shown(self, stack: Stack, resource: Resource, time: str) -> dict[str, Any]:
        return {**resource.shown(), "StackId": stack.stack_id, "StackName": stack.name, time: resource.changed}

    def detect_stack_drift(self) -> ActionResult:
        """DetectStackDrift: it has ended when the answer comes."""
        names = self._get_param("LogicalResourceIds") or None
        found = self.backend.detect_drift(self._stack(), names, self.access_key)
        return ActionResult({"StackDriftDetectionId": found})

    def describe_stack_drift_detection_status(self) -> ActionResult:
        """DescribeStackDriftDetectionStatus."""
        wanted = self._get_param("StackDriftDetectionId")
        if wanted not in self.backend.detections:
            raise invalid(f"StackDriftDetectionId {wanted} does not exist")
        return ActionResult(self.backend.detections[wanted])

    def detect_stack_resource_drift(self) -> ActionResult:
        """DetectStackResourceDrift."""
        stack = self._stack()
        operation = Operation(stack, current(), self.access_key)
        return ActionResult({"StackResourceDrift": detection.detect_resource(operation, self._resource(stack))})

    def describe_stack_resource_drifts(self) -> ActionResult:
        """DescribeStackResourceDrifts, as the last detection found them."""
        statuses = self._get_param("StackResourceDriftStatusFilters")
        return ActionResult({"StackResourceDrifts": detection.found(self._stack(), statuses)})

    def get_template(self) -> ActionResult:
        """GetTemplate, of a stack or a change set: as it was given, or with its loops written out."""
        wanted = self._change_set().wanted if self._get_param("ChangeSetName") else self._stack().wanted
        body = wanted.template.text if wanted else ""
        if wanted and wanted.template.transforms and self._get_param("TemplateStage") == "Processed":
            body = json.dumps(wanted.template.body)
        return ActionResult({"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]})

    def validate_template(self) -> ActionResult:
        """ValidateTemplate: the format, and what parameters the template has."""
        return ActionResult(_declared(self._template()))

    def get_template_summary(self) -> ActionResult:
        """GetTemplateSummary, of a template or of a stack's."""
        stack = self._stack() if self._get_param("StackName") else None
        template = stack.wanted.template if stack and stack.wanted else self._template()
        names = defaultdict(list)
        for name, declared in template.resources.items():
            names[declared["Type"]].append(name)
        known = {name: kind for name in names if (kind := registry.registered(name, self.backend.location))}
        summaries = [
            {"ResourceType": name, "LogicalResourceIds": names[name], "ResourceIdentifiers": [kind.identifier]}
            for name, kind in known.items()
        ]
        metadata = template.section("Metadata")
        found = _declared(template) | {
            "ResourceTypes": [*names],
            "ResourceIdentifierSummaries": summaries,
            "Version": template.body.get("AWSTemplateFormatVersion"),
            "Metadata": json.dumps(metadata) if metadata else None,
        }
        return ActionResult(found)


def _declared(template: Template) -> dict[str, Any]:
    return {
        "Parameters": parameters.declarations(template.section("Parameters")),
        "Description": template.body.get("Description"),
        "DeclaredTransforms": template.transforms,
        **capabilities.summary(template),
    }
