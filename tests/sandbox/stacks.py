"""Resources of the type, and templates of them, that many tests deploy."""

import json
from copy import deepcopy
from typing import Any

import stack_calls
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from stack_calls import StackCalls, bucket, cached_client, invalid

from ..templates import GROUP

__all__ = ["Stacks", "bucket", "cached_client", "invalid"]

Template = dict[str, Any]
WAIT: Any = {"Delay": 1, "MaxAttempts": 30}
ARN = f"arn:aws:sagemaker:us-east-1:123456789012:model-package/{GROUP}"
PACKAGE: Any = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": {
        "Containers": [{"Image": "image:1"}],
        "SupportedTransformInstanceTypes": ["ml.m5.large"],
        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    },
}


def package(properties: Any = None, /, **changes: Any) -> Template:
    """Return a resource of the type, by default a version. `changes` override its properties."""
    return {"Type": TYPE_NAME, "Properties": {**deepcopy(PACKAGE if properties is None else properties), **changes}}


def unversioned(name: str = "name", **changes: Any) -> Template:
    """Return an unversioned package."""
    return package({"ModelPackageName": name, "InferenceSpecification": PACKAGE["InferenceSpecification"]}, **changes)


def of_image(image: str, **changes: Any) -> Template:
    """Return a version with another image, which replaces the previous one."""
    specification = {**PACKAGE["InferenceSpecification"], "Containers": [{"Image": image}]}
    return package(InferenceSpecification=specification, **changes)


def based_on(logical_id: str) -> Template:
    """Return a version that refers to another one in a property that is updated in place."""
    return package(CustomerMetadataProperties={"based-on": {"Ref": logical_id}})


def template(resources: dict[str, Any] | None = None, /, **sections: Any) -> str:
    """Return a template as text. Without resources it has a version with the logical ID Version."""
    return stack_calls.template({"Version": package()} if resources is None else resources, **sections)


def deployed_versions(cloudformation: Any, stack: str) -> list[str]:
    """Return the ARNs of the versions from which a stack has made its resource `Model`, in order."""
    events = reversed(cloudformation.describe_stack_events(StackName=stack)["StackEvents"])
    made = [event for event in events if event["LogicalResourceId"] == "Model"]
    done = [event for event in made if event["ResourceStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")]
    return [json.loads(event["ResourceProperties"])["PrimaryContainer"]["ModelPackageName"] for event in done]


class Stacks(StackCalls):
    """What tests do with stacks of model packages."""

    def drift(self, name: str = "stack") -> str:
        """Detect drift, and return the drift status of a stack."""
        detection = self.client.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
        found = self.client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
        return str(found["StackDriftStatus"])

    def reason(self, status: str, logical_id: str = "Version", name: str = "stack") -> str:
        """Return the reason of the last event of a resource with this status."""
        return super().reason(status, logical_id, name)
