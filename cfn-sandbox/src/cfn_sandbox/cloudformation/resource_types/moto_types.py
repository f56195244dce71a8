"""Resource types without a handler that moto's CloudFormation knows. Their models say little about updates."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.cloudformation.parsing import generate_resource_name, get_name_type_map
from moto.core.common_models import CloudFormationModel

from ..errors import invalid
from .base import CreatedResource, ResourceFailure, ResourceRequest, ResourceType, Tags
from .schemas import Properties

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
        except (NotImplementedError, UnformattedGetAttTemplateException):
            found = super().attribute(created, name)
            if found is None:
                raise invalid(f"The sandbox has no attribute {name} of resources of type {self.name}") from None
            return found

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Create a resource, with a generated name if its properties have none."""
        context: Any = {"LogicalId": request.logical_id, "StackId": request.stack_id, "ResourceType": self.name}
        name = request.properties.get(self._name_property) or generate_resource_name(
            self.name, request.stack_name, request.logical_id
        )
        with _moto_failures():
            model: Any = self._model.create_from_cloudformation_json(
                name, self._declaration(request.properties), *request.location, **context
            )
            return CreatedResource(_physical_id(model, name), request.properties, model)

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
            return CreatedResource(_physical_id(model, created.physical_id), request.properties, model)

    def delete(self, request: ResourceRequest, created: CreatedResource) -> None:
        """Delete a resource: some of moto's objects have a method for it, for others their class has."""
        with _moto_failures():
            try:
                created.moto_object.delete(*request.location)
            except (AttributeError, TypeError):
                if not _is_abstract(self._model.delete_from_cloudformation_json):
                    self._model.delete_from_cloudformation_json(
                        created.physical_id, self._declaration(request.properties), *request.location
                    )

    def _declaration(self, properties: Properties) -> dict[str, Any]:
        return {"Type": self.name, "Properties": properties}

    @cached_property
    def _name_property(self) -> str:
        # moto has none for types whose physical ID is an ARN. By convention it is `ModelName` for a Model.
        return get_name_type_map().get(self.name) or f"{self.name.rpartition(':')[2]}Name"


@contextmanager
def _moto_failures() -> Iterator[None]:
    try:
        with _MOTO_LOCK:
            yield
    except Exception as error:  # moto's models raise whatever they stumble over: the resource failed
        raise ResourceFailure("GeneralServiceException", getattr(error, "message", "") or repr(error)) from error


def _physical_id(model: Any, default: str) -> str:
    """Return the physical ID of one of moto's objects. About 20 types, such as `AWS::Lambda::Permission`, have none."""
    return str(getattr(model, "physical_resource_id", None) or default)


def _is_abstract(method: Any) -> bool:
    return hasattr(method, "__isabstractmethod__")
