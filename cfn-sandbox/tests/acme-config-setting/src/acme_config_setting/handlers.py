"""The handlers of the type."""

from collections.abc import MutableMapping
from typing import Any

from cloudformation_cli_python_lib import Action, OperationStatus, ProgressEvent, Resource, exceptions
from cloudformation_cli_python_lib.interface import BaseModel

from .models import ResourceHandlerRequest, ResourceModel

TYPE_NAME = "Acme::Config::Setting"

resource = Resource(TYPE_NAME, ResourceModel)
test_entrypoint = resource.test_entrypoint

Context = MutableMapping[str, Any]


def _done(model: ResourceModel | None) -> ProgressEvent:
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=model)


def _read(ssm: Any, model: ResourceModel) -> ResourceModel:
    try:
        found = ssm.get_parameter(Name=model.Name)["Parameter"]
    except ssm.exceptions.ParameterNotFound:
        raise exceptions.NotFound(TYPE_NAME, model.Name or "") from None
    return ResourceModel(found["Name"], found["Value"], found["ARN"])


@resource.handler(Action.CREATE)
def create_handler(session: Any, request: ResourceHandlerRequest, _context: Context) -> ProgressEvent:
    """Create the parameter."""
    model, ssm = request.desiredResourceState, session.client("ssm")
    assert model is not None
    try:
        ssm.put_parameter(Name=model.Name, Value=model.Value, Type="String")
    except ssm.exceptions.ParameterAlreadyExists:
        raise exceptions.AlreadyExists(TYPE_NAME, model.Name or "") from None
    return _done(_read(ssm, model))


@resource.handler(Action.UPDATE)
def update_handler(session: Any, request: ResourceHandlerRequest, _context: Context) -> ProgressEvent:
    """Change the value."""
    model, ssm = request.desiredResourceState, session.client("ssm")
    assert model is not None
    _read(ssm, model)
    ssm.put_parameter(Name=model.Name, Value=model.Value, Type="String", Overwrite=True)
    return _done(_read(ssm, model))


@resource.handler(Action.DELETE)
def delete_handler(session: Any, request: ResourceHandlerRequest, _context: Context) -> ProgressEvent:
    """Delete the parameter."""
    model, ssm = request.desiredResourceState, session.client("ssm")
    assert model is not None
    _read(ssm, model)
    ssm.delete_parameter(Name=model.Name)
    return _done(None)


@resource.handler(Action.READ)
def read_handler(session: Any, request: ResourceHandlerRequest, _context: Context) -> ProgressEvent:
    """Return the setting as it is."""
    assert request.desiredResourceState is not None
    return _done(_read(session.client("ssm"), request.desiredResourceState))


@resource.handler(Action.LIST)
def list_handler(session: Any, _request: ResourceHandlerRequest, _context: Context) -> ProgressEvent:
    """Return the names of all settings."""
    found = session.client("ssm").describe_parameters()["Parameters"]
    models: list[BaseModel] = [ResourceModel(item["Name"], None, None) for item in found]
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModels=models)
