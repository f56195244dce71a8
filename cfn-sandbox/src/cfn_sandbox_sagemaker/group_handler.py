"""The handler of `AWS::SageMaker::ModelPackageGroup`."""

import json
from typing import Any

from moto.core.exceptions import ServiceException
from moto.sagemaker.models import ModelPackageGroup, sagemaker_backends

from cfn_sandbox.engine import Answer, Event

from .model_registry import ModelPackageBackend

Properties = dict[str, Any]
Tags = dict[str, str]


def resource(event: Event, _context: Any) -> Answer:
    """Return the answer to an event of CloudFormation. Groups have no intermediate status: no answer is IN_PROGRESS."""
    backend = sagemaker_backends[event["awsAccountId"]][event["region"]]
    assert isinstance(backend, ModelPackageBackend)  # noqa: S101
    try:
        return {"status": "SUCCESS", **_HANDLERS[event["action"]](backend, event["requestData"])}
    except ServiceException as error:
        code = next((code for phrase, code in _ERROR_CODES.items() if phrase in error.message), "InvalidRequest")
        return {"status": "FAILED", "errorCode": code, "message": error.message}


_ERROR_CODES = {  # by a phrase in the message
    "already exists": "AlreadyExists",
    "does not exist": "NotFound",
    "still has": "ResourceConflict",
}


def _create(backend: ModelPackageBackend, data: Properties) -> Answer:
    desired = data["resourceProperties"]
    name = desired["ModelPackageGroupName"]
    backend.create_group(name, desired.get("ModelPackageGroupDescription", ""), _tag_list(_merged_tags(data)))
    return _store_policy(backend, name, desired)


def _update(backend: ModelPackageBackend, data: Properties) -> Answer:
    desired = data["resourceProperties"]
    group = _find(backend, desired)
    previous = _merged_tags(
        {"resourceProperties": data["previousResourceProperties"], "stackTags": data["previousStackTags"]}
    )
    others = {tag["Key"]: tag["Value"] for tag in group.tags or [] if tag["Key"] not in previous}
    group.tags = _tag_list(others | _merged_tags(data))
    return _store_policy(backend, group.model_package_group_name, desired)


def _delete(backend: ModelPackageBackend, data: Properties) -> Answer:
    group = _find(backend, data["resourceProperties"])
    backend.delete_group(group.model_package_group_name)
    return {}


def _read(backend: ModelPackageBackend, data: Properties) -> Answer:
    group = _find(backend, data["resourceProperties"])
    return {"resourceModel": _model(backend, group)}


def _list(backend: ModelPackageBackend, _data: Properties) -> Answer:
    return {"resourceModels": [{"ModelPackageGroupArn": group.arn} for group in backend.model_package_groups.values()]}


_HANDLERS = {"CREATE": _create, "UPDATE": _update, "DELETE": _delete, "READ": _read, "LIST": _list}


def _store_policy(backend: ModelPackageBackend, name: str, desired: Properties) -> Answer:
    group = backend.describe_model_package_group(name)
    policy = desired.get("ModelPackageGroupPolicy")
    backend.group_policies[group.arn] = json.dumps(policy) if isinstance(policy, dict) else policy or ""
    return {"resourceModel": _model(backend, group)}


def _find(backend: ModelPackageBackend, desired: Properties) -> ModelPackageGroup:
    identifier = desired.get("ModelPackageGroupArn") or desired.get("ModelPackageGroupName", "")
    return backend.describe_model_package_group(identifier.rpartition("/")[2])


def _model(backend: ModelPackageBackend, group: ModelPackageGroup) -> Properties:
    policy = backend.group_policies.get(group.arn)
    model = {
        "ModelPackageGroupArn": group.arn,
        "ModelPackageGroupName": group.model_package_group_name,
        "ModelPackageGroupDescription": group.model_package_group_description,
        "ModelPackageGroupStatus": group.model_package_group_status,
        "ModelPackageGroupPolicy": json.loads(policy) if policy else None,
        "CreationTime": group.creation_time.isoformat(),
        "Tags": group.tags or [],
    }
    return {name: value for name, value in model.items() if value not in (None, "")}


def _merged_tags(data: Properties) -> Tags:
    own = {tag["Key"]: tag["Value"] for tag in data["resourceProperties"].get("Tags", [])}
    return (data.get("stackTags") or {}) | own


def _tag_list(tags: Tags) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
