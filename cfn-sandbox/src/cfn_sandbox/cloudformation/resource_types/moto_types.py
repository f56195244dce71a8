"""Resource types without a handler that moto's CloudFormation knows. Their models say little about updates."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import regex
from botocore.exceptions import ClientError
from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.cloudformation.parsing import generate_resource_name, get_name_type_map
from moto.core.common_models import CloudFormationModel
from moto.core.utils import camelcase_to_underscores

from ...engine import sandbox_client
from ...scalars import tag_map, text_or_json, to_text
from ..errors import invalid
from .base import CreatedResource, ResourceFailure, ResourceRequest, ResourceType, Tags
from .schemas import Properties
from .small_handlers import error_code

_DELETIONS: Final = {  # operations that delete a resource of a type under another name
    "AWS::EC2::SubnetRouteTableAssociation": "DisassociateRouteTable",
    "AWS::IAM::ManagedPolicy": "DeletePolicy",
}
_MOTO_LOCK: Final = threading.RLock()  # moto's models expect one thread, and stacks create resources side by side


class MotoType(ResourceType):
    """A type that moto's CloudFormation knows."""

    def __init__(self, name: str, model: type[CloudFormationModel]):
        super().__init__(name)
        self._model = model

    def has_attribute(self, name: str) -> bool:
        """Tell whether resources of the type have an attribute for `Fn::GetAtt`."""
        return super().has_attribute(name) if self.schema.schema else self._model.has_cfn_attr(name)

    def attribute(self, created: CreatedResource, name: str) -> Any:
        """Return an attribute. Raises moto's ValidationError if moto has no value for it."""
        try:
            return created.moto_object.get_cfn_attribute(name)
        except (AttributeError, NotImplementedError, UnformattedGetAttTemplateException):
            found = super().attribute(created, name)
        if found is None and (name,) in self.schema.primary_identifier:
            return created.physical_id
        if found is None:
            found = getattr(created.moto_object, camelcase_to_underscores(name), None)
        if not isinstance(found, (str, int, list)):
            raise invalid(f"The sandbox has no attribute {name} of resources of type {self.name}")
        return found

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Create a resource, with a generated name if its properties have none."""
        context: Any = {"LogicalId": request.logical_id, "StackId": request.stack_id, "ResourceType": self.name}
        name = request.properties.get(self._name_property) or self._generated_name(request)
        with _moto_failures():
            model: Any = self._model.create_from_cloudformation_json(
                name, self._declaration(request.properties), *request.location, **context
            )
            if hasattr(model, "add_tags"):  # a resource of EC2
                model.add_tags(_stack_tags(request) | tag_map(request.properties.get("Tags", ())))
            return CreatedResource(self._physical_id(model, name), request.properties, model)

    def _generated_name(self, request: ResourceRequest) -> str:
        name = str(generate_resource_name(self.name, request.stack_name, request.logical_id))
        if to_text(request.properties.get("FifoQueue", False)).lower() == "true":
            name += ".fifo"
        pattern = self.schema.schema.get("properties", {}).get(self._name_property, {}).get("pattern", "")
        return name if regex.search(pattern, name) else name.lower()  # such as that of a repository

    def update(
        self, request: ResourceRequest, created: CreatedResource, _previous: Properties, _previous_tags: Tags
    ) -> CreatedResource:
        """Update a resource. Where moto has no update, it stays as it is."""
        if _is_abstract(self._model.update_from_cloudformation_json):
            return created
        name = request.properties.get(self._name_property) or created.physical_id
        with _moto_failures():
            model: Any = self._model.update_from_cloudformation_json(
                created.moto_object, name, self._declaration(request.properties), *request.location
            )
            return CreatedResource(self._physical_id(model, created.physical_id), request.properties, model)

    def delete(self, request: ResourceRequest, created: CreatedResource) -> None:
        """Delete a resource: with a method of moto's object or of its class, or else by an operation of its service."""
        if not hasattr(created.moto_object, "delete") and _is_abstract(self._model.delete_from_cloudformation_json):
            self._delete_by_service(request.location.region, created.physical_id)
            return
        with _moto_failures():
            try:
                created.moto_object.delete(*request.location)
            except (AttributeError, TypeError):
                self._model.delete_from_cloudformation_json(
                    created.physical_id, self._declaration(request.properties), *request.location
                )

    def _delete_by_service(self, region: str, physical_id: str) -> None:
        """Call the service's operation that deletes one resource by its ID. Where it has none, the resource stays."""
        _, service, name = self.name.split("::")
        client = sandbox_client({"ElasticLoadBalancingV2": "elbv2"}.get(service, service).lower(), region)
        wanted = _DELETIONS.get(self.name, f"Delete{name}").lower()
        for method, operation in client.meta.method_to_api_mapping.items():
            if operation.lower() != wanted:
                continue
            required = client.meta.service_model.operation_model(operation).input_shape.required_members
            if len(required) != 1:
                return
            try:
                getattr(client, method)(**{required[0]: physical_id})
            except ClientError as error:
                raise ResourceFailure(error_code(error.response["Error"]["Code"]), str(error)) from None

    def _physical_id(self, model: Any, default: str) -> str:
        """Return the physical ID of one of moto's objects. Types such as `AWS::Lambda::Permission` have none there."""
        has_arn = self.schema.primary_identifier and self.schema.primary_identifier[-1][-1].endswith("Arn")
        found = getattr(model, "physical_resource_id", None) or (getattr(model, "arn", None) if has_arn else None)
        return str(found or default)

    def _declaration(self, properties: Properties) -> dict[str, Any]:
        if self.name == "AWS::IAM::Role" and "Policies" in properties:  # moto stores their documents as they are
            policies = [
                policy | {"PolicyDocument": text_or_json(policy["PolicyDocument"])} for policy in properties["Policies"]
            ]
            properties = properties | {"Policies": policies}
        return {"Type": self.name, "Properties": properties}

    @cached_property
    def _name_property(self) -> str:
        # moto has none or a wrong one for some types. By convention a Model has a ModelName.
        found, known = get_name_type_map().get(self.name), self.schema.schema.get("properties", {})
        return found if found and found in known else f"{self.name.rpartition(':')[2].removesuffix('Version')}Name"


@contextmanager
def _moto_failures() -> Iterator[None]:
    try:
        with _MOTO_LOCK:
            yield
    except Exception as error:  # moto's models raise whatever they stumble over: the resource failed
        raise ResourceFailure("GeneralServiceException", getattr(error, "message", "") or repr(error)) from error


def _stack_tags(request: ResourceRequest) -> Tags:
    """Return the tags that CloudFormation adds to a resource: those of the stack, and its own."""
    own = {"stack-name": request.stack_name, "stack-id": request.stack_id or "", "logical-id": request.logical_id}
    return {f"aws:cloudformation:{name}": value for name, value in own.items()} | request.tags


def _is_abstract(method: Any) -> bool:
    return hasattr(method, "__isabstractmethod__")
