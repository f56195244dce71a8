"""`AWS::CloudFormation::ResourceVersion` and `ResourceDefaultVersion`: templates that register types."""

from typing import Final

from ...engine import Event, HandledType, Location
from .base import ResourceFailure
from .schemas import Properties
from .small_handlers import build_handler
from .type_registry import TypeRegistry, read_package, registry_of


def _registry(event: Event) -> TypeRegistry:
    return registry_of(Location(event["awsAccountId"], event["region"]))


def _register_version(event: Event, properties: Properties) -> Properties:
    names: tuple[str, ...] = ("LoggingConfig", "ExecutionRoleArn")
    options = {name: properties[name] for name in names if name in properties}
    registry = _registry(event)
    registration = registry.register(
        properties["TypeName"],
        lambda: read_package(registry.location, properties["SchemaHandlerPackage"]),
        options,
        wait=True,
    )
    if registration.status != "COMPLETE":
        raise ResourceFailure("GeneralServiceException", registration.description)
    return _read_version(event, {"Arn": registration.version_arn})


def _read_version(event: Event, properties: Properties) -> Properties:
    registered, version = _registry(event).find_live(properties["Arn"], None)
    return {
        "Arn": version.arn,
        "TypeArn": registered.arn,
        "TypeName": registered.name,
        "VersionId": version.version_id,
        "IsDefaultVersion": version.version_id == registered.default_id,
        "Visibility": "PRIVATE",
        **version.options,
    }


def _deregister_version(event: Event, properties: Properties) -> None:
    registry = _registry(event)
    registered, version = registry.find(properties["Arn"], None)
    if [version] == registered.live_versions:
        registry.deregister(None, registered.name)  # the last version goes with its type
    else:
        registry.deregister(version.arn, None)


def _set_default(event: Event, properties: Properties) -> Properties:
    arn, name, version_id = (properties.get(key) for key in ("TypeVersionArn", "TypeName", "VersionId"))
    _registry(event).set_default(arn, name, version_id)
    return _default_version(event, arn, name, version_id)


def _default_version(
    event: Event, arn: str | None, name: str | None = None, version_id: str | None = None
) -> Properties:
    registered, version = _registry(event).find(arn, name, version_id)
    return {
        "Arn": registered.arn,
        "TypeVersionArn": version.arn,
        "TypeName": registered.name,
        "VersionId": version.version_id,
    }


_HANDLERS: Final = {
    "AWS::CloudFormation::ResourceVersion": build_handler(_register_version, _read_version, _deregister_version),
    "AWS::CloudFormation::ResourceDefaultVersion": build_handler(
        _set_default,
        lambda event, properties: _default_version(event, properties["Arn"]),
        lambda _event, _properties: None,  # a type always has a default version
    ),
}
VERSION_TYPES: Final = {name: HandledType(name, handler) for name, handler in _HANDLERS.items()}
