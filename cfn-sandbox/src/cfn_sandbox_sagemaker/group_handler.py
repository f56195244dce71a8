"""The handler of `AWS::SageMaker::ModelPackageGroup`. Groups have no intermediate status: no answer is IN_PROGRESS."""

import json
from typing import Any, Final

from moto.sagemaker.models import ModelPackageGroup

from cfn_sandbox.cloudformation.resource_types.small_handlers import build_handler
from cfn_sandbox.engine import Event
from cfn_sandbox.scalars import tag_list, tag_map

from .model_registry import ModelPackageBackend, backend_at

Properties = dict[str, Any]
Tags = dict[str, str]


def _backend(event: Event) -> ModelPackageBackend:
    return backend_at(event["awsAccountId"], event["region"])


def _put(event: Event, desired: Properties) -> Properties:
    backend, data = _backend(event), event["requestData"]
    tags = _merged_tags(desired, data["stackTags"])
    if event["action"] == "CREATE":
        name = desired["ModelPackageGroupName"]
        backend.create_group(name, desired.get("ModelPackageGroupDescription", ""), tag_list(tags))
        group = backend.describe_model_package_group(name)
    else:
        group = _find(backend, desired)
        previous = _merged_tags(data["previousResourceProperties"], data["previousStackTags"])
        others = {key: value for key, value in tag_map(group.tags or []).items() if key not in previous}
        group.tags = tag_list(others | tags)
    policy = desired.get("ModelPackageGroupPolicy")
    backend.group_policies[group.arn] = json.dumps(policy) if isinstance(policy, dict) else policy or ""
    return _model(backend, group)


def _delete(event: Event, properties: Properties) -> None:
    backend = _backend(event)
    backend.delete_group(_find(backend, properties).model_package_group_name)


def _read(event: Event, properties: Properties) -> Properties:
    backend = _backend(event)
    return _model(backend, _find(backend, properties))


def _list(event: Event) -> list[Properties]:
    return [{"ModelPackageGroupArn": group.arn} for group in _backend(event).model_package_groups.values()]


def _find(backend: ModelPackageBackend, properties: Properties) -> ModelPackageGroup:
    identifier = properties.get("ModelPackageGroupArn") or properties.get("ModelPackageGroupName", "")
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


def _merged_tags(properties: Properties, stack_tags: Tags | None) -> Tags:
    return (stack_tags or {}) | tag_map(properties.get("Tags", []))


resource: Final = build_handler(_put, _read, _delete, _list)
