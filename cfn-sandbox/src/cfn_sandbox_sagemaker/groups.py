"""The handler of `AWS::SageMaker::ModelPackageGroup`: it answers CloudFormation's events from the registry."""

import json
from typing import Any

from moto.core.exceptions import ServiceException
from moto.sagemaker.models import ModelPackageGroup, sagemaker_backends

from cfn_sandbox.engine import Answer, Event

from .models import SandboxBackend

State = dict[str, Any]
Tags = dict[str, str]


def resource(event: Event, _context: Any) -> Answer:
    """Answer an event of CloudFormation: a group settles at once, so every answer is the last."""
    backend = sagemaker_backends[event["awsAccountId"]][event["region"]]
    assert isinstance(backend, SandboxBackend)  # noqa: S101
    try:
        return {"status": "SUCCESS", **_HANDLERS[event["action"]](backend, event["requestData"])}
    except ServiceException as error:
        code = next((code for words, code in _CODES.items() if words in error.message), "InvalidRequest")
        return {"status": "FAILED", "errorCode": code, "message": error.message}


_CODES = {"already exists": "AlreadyExists", "does not exist": "NotFound", "still has": "ResourceConflict"}


def _create(backend: SandboxBackend, data: State) -> Answer:
    wanted = data["resourceProperties"]
    name = wanted["ModelPackageGroupName"]
    backend.create_group(name, wanted.get("ModelPackageGroupDescription", ""), _listed(_tags(data)))
    return _answer(backend, name, wanted)


def _update(backend: SandboxBackend, data: State) -> Answer:
    wanted = data["resourceProperties"]
    group = _find(backend, wanted)
    before = _tags({"resourceProperties": data["previousResourceProperties"], "stackTags": data["previousStackTags"]})
    others = {tag["Key"]: tag["Value"] for tag in group.tags or [] if tag["Key"] not in before}
    group.tags = _listed(others | _tags(data))
    return _answer(backend, group.model_package_group_name, wanted)


def _delete(backend: SandboxBackend, data: State) -> Answer:
    group = _find(backend, data["resourceProperties"])
    backend.delete_group(group.model_package_group_name)
    return {}


def _read(backend: SandboxBackend, data: State) -> Answer:
    group = _find(backend, data["resourceProperties"])
    return {"resourceModel": _model(backend, group)}


def _list(backend: SandboxBackend, _data: State) -> Answer:
    return {"resourceModels": [{"ModelPackageGroupArn": group.arn} for group in backend.model_package_groups.values()]}


_HANDLERS = {"CREATE": _create, "UPDATE": _update, "DELETE": _delete, "READ": _read, "LIST": _list}


def _answer(backend: SandboxBackend, name: str, wanted: State) -> Answer:
    group = backend.describe_model_package_group(name)
    policy = wanted.get("ModelPackageGroupPolicy")
    backend.group_policies[group.arn] = json.dumps(policy) if isinstance(policy, dict) else policy or ""
    return {"resourceModel": _model(backend, group)}


def _find(backend: SandboxBackend, wanted: State) -> ModelPackageGroup:
    identifier = wanted.get("ModelPackageGroupArn") or wanted.get("ModelPackageGroupName", "")
    return backend.describe_model_package_group(identifier.rpartition("/")[2])


def _model(backend: SandboxBackend, group: ModelPackageGroup) -> State:
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


def _tags(data: State) -> Tags:
    own = {tag["Key"]: tag["Value"] for tag in data["resourceProperties"].get("Tags", [])}
    return (data.get("stackTags") or {}) | own


def _listed(tags: Tags) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
