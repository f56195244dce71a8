"""The operations of drift detection."""

from moto.core.responses import ActionResult

from ..errors import invalid
from ..runner import current_runner
from ..stacks import drift_detection
from ..stacks.provisioning import ResourceProvisioner
from .request import CloudFormationRequest, operation


class DriftOperations(CloudFormationRequest):
    """The operations of drift detection, to be mixed into those of CloudFormation."""

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
        operation = ResourceProvisioner(stack, current_runner(), self.access_key)
        drift = drift_detection.detect_resource_drift(operation, self._resource(stack))
        return ActionResult({"StackResourceDrift": drift})

    @operation("StackName StackResourceDriftStatusFilters MaxResults NextToken")
    def describe_stack_resource_drifts(self) -> ActionResult:
        """DescribeStackResourceDrifts: the results of the last detection."""
        statuses = self._get_param("StackResourceDriftStatusFilters")
        return ActionResult({"StackResourceDrifts": drift_detection.describe_drifts(self._stack(), statuses)})
