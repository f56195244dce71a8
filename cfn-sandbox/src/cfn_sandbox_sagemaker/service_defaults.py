"""What SageMaker fills in: digests, ETags, default values, details of the status, what a source has. Pure."""

import hashlib
from copy import deepcopy
from datetime import datetime
from typing import Any

_ITEM_STATUS = {"Pending": "NotStarted", "Deleting": "Completed"}
_CREATOR = {
    "UserProfileArn": "arn:aws:sagemaker:us-east-1:123456789012:user-profile/d-sandbox/developer",
    "UserProfileName": "developer",
    "DomainId": "d-sandbox",
}
_INHERITED_FROM_PACKAGE = (
    *("InferenceSpecification", "AdditionalInferenceSpecifications", "ModelMetrics", "DriftCheckBaselines"),
    *("Domain", "Task", "SamplePayloadUrl"),
)
_INHERITED_FROM_CONTAINER = ("ContainerHostname", "Image", "ModelDataUrl", "ModelDataSource", "Environment")


def fill_defaults(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a package with the values that SageMaker fills in on create and update."""
    complete = deepcopy(parameters)
    complete.setdefault("CertifyForMarketplace", False)
    complete.setdefault("SkipModelValidation", "None")
    if "ModelCard" in complete:
        complete["ModelCard"].setdefault("ModelCardStatus", "Draft")
    if "ModelPackageGroupName" in complete:
        complete.setdefault("ModelApprovalStatus", "PendingManualApproval")
    else:
        complete.pop("ModelApprovalStatus", None)  # accepted without effect
    if "SourceAlgorithmSpecification" in complete and "InferenceSpecification" not in complete:
        complete["InferenceSpecification"] = _algorithm_specification(complete["SourceAlgorithmSpecification"])
    for holder in (complete.get("InferenceSpecification", {}), *complete.get("AdditionalInferenceSpecifications", [])):
        for container in holder.get("Containers", []):
            _fill_container(container)
    for profile in complete.get("ValidationSpecification", {}).get("ValidationProfiles", []):
        job = profile["TransformJobDefinition"]
        job["TransformOutput"].setdefault("KmsKeyId", "")
        job["TransformResources"].setdefault("VolumeKmsKeyId", "")
        job["TransformInput"].setdefault("CompressionType", "None")
        job["TransformInput"].setdefault("SplitType", "None")
    return complete


def _fill_container(container: dict[str, Any]) -> None:
    if "Image" in container:
        container.setdefault("ImageDigest", f"sha256:{_hash(container['Image'])}")
    if "ModelDataUrl" in container:
        container.setdefault("ModelDataETag", _hash(container["ModelDataUrl"])[:32])
    source = container.get("ModelDataSource", {}).get("S3DataSource")
    if source and source["S3DataType"] == "S3Object":
        source.setdefault("ETag", _hash(source["S3Uri"])[:32])


def _algorithm_specification(specification: dict[str, Any]) -> dict[str, Any]:
    algorithm = specification["SourceAlgorithms"][0]
    container = {
        "Image": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{algorithm['AlgorithmName'].rpartition('/')[2]}:1"
    }
    if "ModelDataUrl" in algorithm:
        container["ModelDataUrl"] = algorithm["ModelDataUrl"]
    return {
        "Containers": [container],
        "SupportedTransformInstanceTypes": ["ml.m5.large"],
        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    }


def inherit_from_package(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that a clone inherits from a model package."""
    return deepcopy({name: parameters[name] for name in _INHERITED_FROM_PACKAGE if name in parameters})


def inherit_from_model(containers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the parameters that a package inherits from the containers of a model."""
    inherited = [{name: item[name] for name in _INHERITED_FROM_CONTAINER if item.get(name)} for item in containers]
    return {"InferenceSpecification": {"Containers": deepcopy(inherited)}} if inherited else {}


def describe_package(
    arn: str, parameters: dict[str, Any], status: str, creation_time: datetime, update_time: datetime | None
) -> dict[str, Any]:
    """Return the answer of DescribeModelPackage for a package."""
    answer = deepcopy(parameters) | {
        "ModelPackageArn": arn,
        "CreationTime": creation_time,
        "ModelPackageStatus": status,
        "ModelPackageStatusDetails": _status_details(parameters, status),
        "CreatedBy": _CREATOR,
    }
    if "ModelPackageGroupName" in parameters:
        answer.setdefault("SecurityConfig", {})
    return answer if update_time is None else answer | {"LastModifiedTime": update_time, "LastModifiedBy": _CREATOR}


def _status_details(parameters: dict[str, Any], status: str) -> dict[str, Any]:
    item = {"Status": _ITEM_STATUS.get(status, status)}
    profiles = parameters.get("ValidationSpecification", {}).get("ValidationProfiles", [])
    scans = []
    for number, container in enumerate(parameters.get("InferenceSpecification", {}).get("Containers", []), 1):
        reason = f"The image {container.get('Image', '')} was not found." if status == "Failed" else None
        scans.append({"Name": f"container-{number}", **item, "FailureReason": reason})
    return {
        "ValidationStatuses": [{"Name": profile["ProfileName"], **item} for profile in profiles],
        "ImageScanStatuses": scans,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
