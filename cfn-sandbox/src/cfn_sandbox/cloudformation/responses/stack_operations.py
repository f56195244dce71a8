"""The operations on stacks, their events, resources, drift and exports."""

import uuid
from typing import Final

from moto.core.responses import ActionResult, EmptyResult

from ...api_requests import operation
from ..errors import invalid
from ..runner import current_runner
from ..stacks import drift_detection
from ..stacks.provisioning import ResourceProvisioner
from ..stacks.stack import ApiObject, Resource, Stack
from .request import DESIRED_STACK, STACK_POLICY, TEMPLATE, CloudFormationRequest

# How long DescribeStacks waits for an operation to end: waiters poll every 30 seconds, clients give up after 60.
MAX_DESCRIBE_WAIT_SECONDS: Final = 20.0


class StackOperations(CloudFormationRequest):
    """The operations on stacks, to be mixed into those of CloudFormation."""

    @operation(
        "StackName OnFailure DisableRollback EnableTerminationProtection ClientRequestToken RetainExceptOnCreate",
        TEMPLATE,
        DESIRED_STACK,
        STACK_POLICY,
    )
    def create_stack(self) -> ActionResult:
        """CreateStack."""
        template = self._template()
        self._check_permitted(template, expands=True)
        disable_rollback, on_failure = self._get_bool_param("DisableRollback"), self._get_param("OnFailure")
        if on_failure and disable_rollback is not None:
            raise invalid("Either DisableRollback or OnFailure can be specified, not both.")
        policy = self._policy("StackPolicy")
        stack = self.service.create(
            self._get_param("StackName"),
            template,
            self._parameters({}),
            self._tags() or {},
            self._options(),
            on_failure or ("DO_NOTHING" if disable_rollback else "ROLLBACK"),
            self._operation_options(),
        )
        stack.policy = policy or ""
        return ActionResult({"StackId": stack.stack_id})

    @operation(
        "StackName UsePreviousTemplate DisableRollback ClientRequestToken RetainExceptOnCreate",
        "StackPolicyDuringUpdateBody StackPolicyDuringUpdateURL",
        TEMPLATE,
        DESIRED_STACK,
        STACK_POLICY,
    )
    def update_stack(self) -> ActionResult:
        """UpdateStack."""
        stack = self._stack()
        self.service.check_updatable(stack)
        desired = self._desired_stack(stack)
        self._check_permitted(desired.template, expands=True)
        options, policy = self._options(), self._policy("StackPolicy")
        self.service.update(stack, desired, self._operation_options())
        stack.policy = policy or stack.policy
        stack.options |= options
        return ActionResult({"StackId": stack.stack_id})

    @operation("StackName RetainResources RoleARN ClientRequestToken")
    def delete_stack(self) -> ActionResult:
        """DeleteStack."""
        retained = tuple(self._get_param("RetainResources") or ())
        self.service.delete(self._get_param("StackName"), retained, self._operation_options())
        return EmptyResult()

    @operation("StackName ClientRequestToken RetainExceptOnCreate RoleARN")
    def rollback_stack(self) -> ActionResult:
        """RollbackStack."""
        stack = self._stack()
        self.service.roll_back(stack, self._operation_options())
        return ActionResult({"StackId": stack.stack_id, "OperationId": str(uuid.uuid4())})

    @operation("StackName ClientRequestToken ResourcesToSkip RoleARN")
    def continue_update_rollback(self) -> ActionResult:
        """ContinueUpdateRollback."""
        skipped = self._get_param("ResourcesToSkip") or []
        self.service.continue_rollback(self._stack(), skipped, self._operation_options())
        return EmptyResult()

    @operation("StackName EnableTerminationProtection")
    def update_termination_protection(self) -> ActionResult:
        """UpdateTerminationProtection."""
        stack = self._stack()
        is_protected = self._get_bool_param("EnableTerminationProtection", False)
        stack.options = {**stack.options, "EnableTerminationProtection": is_protected}
        return ActionResult({"StackId": stack.stack_id})

    @operation("StackName")
    def get_stack_policy(self) -> ActionResult:
        """GetStackPolicy."""
        return ActionResult({"StackPolicyBody": self._stack().policy or None})

    @operation("StackName", STACK_POLICY)
    def set_stack_policy(self) -> ActionResult:
        """SetStackPolicy."""
        self._stack().policy = self._policy("StackPolicy") or ""
        return EmptyResult()

    @operation("StackName NextToken")
    def describe_stacks(self) -> ActionResult:
        """DescribeStacks. Asked for one stack, the answer waits a moment for its operation to end."""
        if not self._get_param("StackName"):
            stacks = [*self.service.stacks.values()]
        else:
            stack = self._stack()
            if stack.is_busy:
                stack.idle.wait(MAX_DESCRIBE_WAIT_SECONDS)
            stacks = [self._stack()]
        return ActionResult({"Stacks": [stack.describe() for stack in stacks]})

    @operation("StackStatusFilter NextToken")
    def list_stacks(self) -> ActionResult:
        """ListStacks."""
        statuses = self._get_param("StackStatusFilter")
        stacks = [*self.service.stacks.values(), *self.service.deleted_stacks.values()]
        summaries = [stack.summarize() for stack in stacks if not statuses or stack.status in statuses]
        return ActionResult({"StackSummaries": summaries})

    @operation("StackName NextToken")
    def describe_stack_events(self) -> ActionResult:
        """DescribeStackEvents, the last one first."""
        return ActionResult({"StackEvents": self._stack("Stack [{}] does not exist").events[::-1]})

    @operation("StackName LogicalResourceId PhysicalResourceId")
    def describe_stack_resources(self) -> ActionResult:
        """DescribeStackResources, of a stack or of the stack that a resource belongs to."""
        stack, name = self._stack_or_owner(), self._get_param("LogicalResourceId")
        resources = [item for item in [*stack.resources.values()] if name in (None, item.logical_id)]
        return ActionResult({"StackResources": [_describe_in_stack(stack, item, "Timestamp") for item in resources]})

    def _stack_or_owner(self) -> Stack:
        physical_id = self._get_param("PhysicalResourceId")
        if self._get_param("StackName") or not physical_id:
            return self._stack()
        for stack in self.service.stacks.values():
            if any(item.physical_id == physical_id for item in [*stack.resources.values()]):
                return stack
        raise invalid(f"Stack for {physical_id} does not exist")

    @operation("StackName LogicalResourceId")
    def describe_stack_resource(self) -> ActionResult:
        """DescribeStackResource."""
        stack = self._stack()
        detail = _describe_in_stack(stack, self._resource(stack), "LastUpdatedTimestamp")
        return ActionResult({"StackResourceDetail": detail})

    @operation("StackName NextToken")
    def list_stack_resources(self) -> ActionResult:
        """ListStackResources."""
        resources = [*self._stack().resources.values()]
        summaries = [{**item.describe(), "LastUpdatedTimestamp": item.status_time} for item in resources]
        return ActionResult({"StackResourceSummaries": summaries})

    @operation("StackName LogicalResourceIds")
    def detect_stack_drift(self) -> ActionResult:
        """DetectStackDrift. The detection has ended when the answer comes."""
        names = self._get_param("LogicalResourceIds") or None
        detection_id = self.service.detect_drift(self._stack(), names, self.access_key)
        return ActionResult({"StackDriftDetectionId": detection_id})

    @operation("StackDriftDetectionId")
    def describe_stack_drift_detection_status(self) -> ActionResult:
        """DescribeStackDriftDetectionStatus."""
        detection_id = self._get_param("StackDriftDetectionId")
        if detection_id not in self.service.drift_detections:
            raise invalid(f"StackDriftDetectionId {detection_id} does not exist")
        return ActionResult(self.service.drift_detections[detection_id])

    @operation("StackName LogicalResourceId")
    def detect_stack_resource_drift(self) -> ActionResult:
        """DetectStackResourceDrift."""
        stack = self._stack()
        provisioner = ResourceProvisioner(stack, current_runner(), self.access_key)
        drift = drift_detection.detect_resource_drift(provisioner, self._resource(stack))
        return ActionResult({"StackResourceDrift": drift})

    @operation("StackName StackResourceDriftStatusFilters MaxResults NextToken")
    def describe_stack_resource_drifts(self) -> ActionResult:
        """DescribeStackResourceDrifts: the results of the last detection."""
        statuses = self._get_param("StackResourceDriftStatusFilters")
        return ActionResult({"StackResourceDrifts": drift_detection.describe_drifts(self._stack(), statuses)})

    @operation("NextToken")
    def list_exports(self) -> ActionResult:
        """ListExports."""
        exports = [
            {"ExportingStackId": stack.stack_id, "Name": name, "Value": value}
            for stack in self.service.stacks.values()
            for name, value in stack.exports.items()
        ]
        return ActionResult({"Exports": exports})

    @operation("ExportName NextToken")
    def list_imports(self) -> ActionResult:
        """ListImports. For an export that no stack imports it is an error, as in CloudFormation."""
        name = self._get_param("ExportName")
        importers = self.service.exports.importers(name)
        if not importers:
            raise invalid(f"Export '{name}' is not imported by any stack.")
        return ActionResult({"Imports": importers})


def _describe_in_stack(stack: Stack, resource: Resource, time_member: str) -> ApiObject:
    return {
        **resource.describe(),
        "StackId": stack.stack_id,
        "StackName": stack.name,
        time_member: resource.status_time,
    }
