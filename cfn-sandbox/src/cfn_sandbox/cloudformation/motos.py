"""The types without a handler: what moto knows, with its own objects behind, whose models say little of an update."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.cloudformation.parsing import generate_resource_name, get_model_map, get_name_type_map
from moto.core.common_models import CloudFormationModel

from .intrinsics import invalid
from .schemas import State, TypeSchema, schema_of
from .types import Failed, Made, Request, ResourceType, Tags


class Known:
    """A type that moto's CloudFormation knows."""

    def __init__(self, name: str, model: type[CloudFormationModel]):
        self.name = name
        self._model = model

    @cached_property
    def schema(self) -> TypeSchema | None:
        """Return AWS's schema of the type, which says when a resource has to be replaced."""
        return schema_of(self.name)

    def has_attribute(self, name: str) -> bool:
        """Tell whether `Fn::GetAtt` knows an attribute."""
        return self._model.has_cfn_attr(name)

    def attribute(self, made: Made, name: str) -> Any:
        """Return an attribute. Raises moto's ValidationError if moto hasn't got it."""
        try:
            return made.model.get_cfn_attribute(name)
        except (NotImplementedError, UnformattedGetAttTemplateException):
            short = self.name.rpartition(":")[2]
            text = f"Template error: resource {short} does not support attribute type {name} in Fn::GetAtt"
            raise invalid(text) from None

    def create(self, request: Request) -> Made:
        """Create a resource, with a generated name if its properties have none."""
        kwargs = {"LogicalId": request.logical_id, "StackId": request.stack_id, "ResourceType": self.name}
        with _reported():
            model: Any = self._model.create_from_cloudformation_json(
                self._name(request), self._json(request.properties), request.account, request.region, **kwargs
            )
        return Made(model.physical_resource_id, model=model)

    def update(self, request: Request, made: Made, _previous: State, _previous_tags: Tags) -> Made:
        """Change a resource; where moto can't, it stays as it is."""
        if hasattr(self._model.update_from_cloudformation_json, "__isabstractmethod__"):
            return made
        name = request.properties.get(self._name_property) or made.physical_id
        with _reported():
            model: Any = self._model.update_from_cloudformation_json(
                original_resource=made.model,
                new_resource_name=name,
                cloudformation_json=self._json(request.properties),
                account_id=request.account,
                region_name=request.region,
            )
        return Made(model.physical_resource_id, model=model)

    def delete(self, request: Request, made: Made) -> None:
        """Delete a resource: some of moto's objects can do that themselves, for others their class does."""
        with _reported():
            try:
                made.model.delete(request.account, request.region)
            except (AttributeError, TypeError):
                if not hasattr(self._model.delete_from_cloudformation_json, "__isabstractmethod__"):
                    self._model.delete_from_cloudformation_json(
                        made.physical_id, self._json(request.properties), request.account, request.region
                    )

    def _json(self, properties: State) -> dict[str, Any]:
        return {"Type": self.name, "Properties": properties}

    @cached_property
    def _name_property(self) -> str:
        # moto has none for the types whose physical ID is an ARN: their name is `ModelName` of a Model.
        return get_name_type_map().get(self.name) or f"{self.name.rpartition(':')[2]}Name"

    def _name(self, request: Request) -> str:
        given: str | None = request.properties.get(self._name_property)
        return given or generate_resource_name(self.name, request.stack_name, request.logical_id)


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever moto's models stumble over, the resource failed
        raise Failed("GeneralServiceException", getattr(error, "message", "") or repr(error)) from error


class Inert:
    """A type whose resources do nothing: they are recorded, with an ID, and have no attributes."""

    schema = None

    def __init__(self, name: str, identifier: Callable[[Request], str]):
        self.name = name
        self._identifier = identifier

    def has_attribute(self, _name: str) -> bool:
        """Tell whether `Fn::GetAtt` knows an attribute: it has none."""
        return False

    def attribute(self, _made: Made, _name: str) -> Any:
        """Return nothing: there is no attribute."""

    def create(self, request: Request) -> Made:
        """Return the ID."""
        return Made(self._identifier(request))

    def update(self, _request: Request, made: Made, _previous: State, _previous_tags: Tags) -> Made:
        """Leave it as it is."""
        return made

    def delete(self, _request: Request, _made: Made) -> None:
        """Do nothing."""


def _signal_url(request: Request) -> str:
    bucket = f"cloudformation-waitcondition-{request.region}.s3.amazonaws.com"
    return f"https://{bucket}/{request.stack_name}/{request.logical_id}/{request.token}"


_INERT: Final = {
    "AWS::CDK::Metadata": lambda request: str(request.token),  # which constructs an app has, for AWS's statistics
    "AWS::CloudFormation::WaitConditionHandle": _signal_url,
}


def known(name: str) -> ResourceType | None:
    """Return a type that moto knows, or one that needs nobody to know it."""
    if name in _INERT:
        return Inert(name, _INERT[name])
    model = get_model_map().get(name)
    return Known(name, model) if model is not None else None
