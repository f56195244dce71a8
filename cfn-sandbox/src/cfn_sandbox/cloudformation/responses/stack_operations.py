"""The operations on stacks, their events, resources, drift and exports."""

import json
import uuid

from ...api_requests import Answer, operation
from ..errors import invalid
from ..runner import current_runner
from ..stacks import drift_detection
from ..stacks.provisioning import ResourceProvisioner
from ..stacks.stack import Stack
from .request import DESIRED_STACK, MAX_DESCRIBE_WAIT_SECONDS, STACK_POLICY, CloudFormationRequest


class StackOperations(CloudFormationRequest):
    """The operations on stacks, to be mixed into those of CloudFormation."""

    @operation(
        "StackName OnFailure DisableRollback EnableTerminationProtection ClientRequestToken RetainExceptOnCreate",
        DESIRED_STACK,
        STACK_POLICY,
    )
    def create_stack(self) -> Answer:
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
        return {"StackId": stack.stack_id}

    @operation(
        "StackName UsePreviousTemplate DisableRollback ClientRequestToken RetainExceptOnCreate",
        "StackPolicyDuringUpdateBody StackPolicyDuringUpdateURL",
        DESIRED_STACK,
        STACK_POLICY,
    )
    def update_stack(self) -> Answer:
        stack = self._stack()
        self.service.check_updatable(stack)
        desired = self._desired_stack(stack)
        self._check_permitted(desired.template, expands=True)
        options, policy = self._options(), self._policy("StackPolicy")
        self.service.update(stack, desired, self._operation_options())
        stack.policy = policy or stack.policy
        stack.options |= options
        return {"StackId": stack.stack_id}

    @operation("StackName RetainResources RoleARN ClientRequestToken")
    def delete_stack(self) -> None:
        retained = tuple(self._get_param("RetainResources") or ())
        self.service.delete(self._get_param("StackName"), retained, self._operation_options())

    @operation("StackName ClientRequestToken RetainExceptOnCreate RoleARN")
    def rollback_stack(self) -> Answer:
        stack = self._stack()
        self.service.roll_back(stack, self._operation_options())
        return {"StackId": stack.stack_id, "OperationId": str(uuid.uuid4())}

    @operation("StackName ClientRequestToken ResourcesToSkip RoleARN")
    def continue_update_rollback(self) -> None:
        skipped = self._get_param("ResourcesToSkip") or []
        self.service.continue_rollback(self._stack(), skipped, self._operation_options())

    @operation("StackName EnableTerminationProtection")
    def update_termination_protection(self) -> Answer:
        stack = self._stack()
        is_protected = self._get_bool_param("EnableTerminationProtection", False)
        stack.options = {**stack.options, "EnableTerminationProtection": is_protected}
        return {"StackId": stack.stack_id}

    @operation("StackName")
    def get_stack_policy(self) -> Answer:
        return {"StackPolicyBody": self._stack().policy or None}

    @operation("StackName", STACK_POLICY)
    def set_stack_policy(self) -> None:
        self._stack().policy = self._policy("StackPolicy") or ""

    @operation("StackName NextToken")
    def describe_stacks(self) -> Answer:
        """DescribeStacks. Asked for one stack, the answer waits a moment for its operation to end."""
        if not self._get_param("StackName"):
            stacks = [*self.service.stacks.values()]
        else:
            stack = self._stack()
            if stack.is_busy:
                stack.idle.wait(MAX_DESCRIBE_WAIT_SECONDS)
            stacks = [self._stack()]
        return {"Stacks": [stack.describe() for stack in stacks]}

    @operation("StackStatusFilter NextToken")
    def list_stacks(self) -> Answer:
        statuses = self._get_param("StackStatusFilter")
        stacks = [*self.service.stacks.values(), *self.service.deleted_stacks.values()]
        summaries = [stack.describe() for stack in stacks if not statuses or stack.status in statuses]
        return {"StackSummaries": summaries}

    @operation("StackName NextToken")
    def describe_stack_events(self) -> Answer:
        """DescribeStackEvents, the last one first."""
        return {"StackEvents": self._stack("Stack [{}] does not exist").events[::-1]}

    @operation("StackName LogicalResourceId PhysicalResourceId")
    def describe_stack_resources(self) -> Answer:
        """DescribeStackResources, of a stack or of the stack that a resource belongs to."""
        stack, name = self._stack_or_owner(), self._get_param("LogicalResourceId")
        resources = [item for item in [*stack.resources.values()] if name in (None, item.logical_id)]
        return {"StackResources": [stack.describe_resource(item) for item in resources]}

    def _stack_or_owner(self) -> Stack:
        physical_id = self._get_param("PhysicalResourceId")
        if self._get_param("StackName") or not physical_id:
            return self._stack()
        for stack in self.service.stacks.values():
            if any(item.physical_id == physical_id for item in [*stack.resources.values()]):
                return stack
        raise invalid(f"Stack for {physical_id} does not exist")

    @operation("StackName LogicalResourceId")
    def describe_stack_resource(self) -> Answer:
        stack = self._stack("Stack '{}' does not exist")
        resource = self._resource(stack)
        metadata = stack.desired.metadata(resource.logical_id, stack.resources) if stack.desired else {}
        return {"StackResourceDetail": stack.describe_resource(resource) | {"Metadata": json.dumps(metadata)}}

    @operation("StackName NextToken")
    def list_stack_resources(self) -> Answer:
        stack = self._stack()
        return {"StackResourceSummaries": [stack.describe_resource(item) for item in [*stack.resources.values()]]}

    @operation("StackName LogicalResourceIds")
    def detect_stack_drift(self) -> Answer:
        """DetectStackDrift. The detection has ended when the answer comes."""
        names = self._get_param("LogicalResourceIds") or None
        detection_id = self.service.detect_drift(self._stack(), names, self.access_key)
        return {"StackDriftDetectionId": detection_id}

    @operation("StackDriftDetectionId")
    def describe_stack_drift_detection_status(self) -> Answer:
        detection_id = self._get_param("StackDriftDetectionId")
        if detection_id not in self.service.drift_detections:
            raise invalid(f"StackDriftDetectionId {detection_id} does not exist")
        return self.service.drift_detections[detection_id]

    @operation("StackName LogicalResourceId")
    def detect_stack_resource_drift(self) -> Answer:
        stack = self._stack()
        provisioner = ResourceProvisioner(stack, current_runner(), self.access_key)
        drift = drift_detection.detect_resource_drift(provisioner, self._resource(stack))
        return {"StackResourceDrift": drift}

    @operation("StackName StackResourceDriftStatusFilters MaxResults NextToken")
    def describe_stack_resource_drifts(self) -> Answer:
        """DescribeStackResourceDrifts: the results of the last detection."""
        statuses = self._get_param("StackResourceDriftStatusFilters")
        drifts = [resource.drift for resource in self._stack().resources.values() if resource.drift]
        shown = [drift for drift in drifts if not statuses or drift["StackResourceDriftStatus"] in statuses]
        return {"StackResourceDrifts": shown}

    @operation("NextToken")
    def list_exports(self) -> Answer:
        exports = [
            {"ExportingStackId": stack.stack_id, "Name": name, "Value": value}
            for stack in self.service.stacks.values()
            for name, value in stack.exports.items()
        ]
        return {"Exports": exports}

    @operation("ExportName NextToken")
    def list_imports(self) -> Answer:
        """ListImports. For an export that no stack imports it is an error, as in CloudFormation."""
        name = self._get_param("ExportName")
        importers = self.service.exports.importers(name)
        if not importers:
            raise invalid(f"Export '{name}' is not imported by any stack.")
        return {"Imports": importers}
