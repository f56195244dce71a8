"""The properties that most tests begin with: those of a version and of an unversioned package."""

from typing import Any, Final

GROUP: Final = "churn"  # the model package group that the fixture `client` creates
ARN: Final = "arn:aws:sagemaker:us-east-1:123456789012:model-package"

SPECIFICATION: Final[Any] = {
    "Containers": [{"Image": "image:1"}],
    "SupportedTransformInstanceTypes": ["ml.m5.large"],  # an unversioned package has to have both lists
    "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
}
VERSION: Final[dict[str, Any]] = {"ModelPackageGroupName": GROUP, "InferenceSpecification": SPECIFICATION}
PACKAGE: Final[dict[str, Any]] = {"ModelPackageName": "baseline", "InferenceSpecification": SPECIFICATION}
