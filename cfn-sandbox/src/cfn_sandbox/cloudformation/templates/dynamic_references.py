"""Dynamic references, `{{resolve:service:…}}`. Only a handler gets the value, all else the text of the reference."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, Final

from moto.core.exceptions import JsonRESTError, ServiceException
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from ...engine import Location
from ...scalars import map_texts, text_or_json
from ..errors import invalid
from ..resource_types.base import ResourceFailure
from ..resource_types.schemas import Properties
from .intrinsics import MASK, UNKNOWN

_REFERENCE: Final = re.compile(r"\{\{resolve:([^:{}]+):([^{}]*)\}\}")
_PARAMETER: Final = re.compile(r"[a-zA-Z0-9_.\-/]+(:\d+)?")
# The properties in which CloudFormation allows `ssm-secure`. Types of the registry have none.
_SECURE: Final = {
    *("AWS::DirectoryService::MicrosoftAD/Password", "AWS::DirectoryService::SimpleAD/Password"),
    *("AWS::ElastiCache::ReplicationGroup/AuthToken", "AWS::IAM::User/LoginProfile/Password"),
    "AWS::KinesisFirehose::DeliveryStream/RedshiftDestinationConfiguration/Password",
    *("AWS::OpsWorks::App/AppSource/Password", "AWS::OpsWorks::Stack/CustomCookbooksSource/Password"),
    *("AWS::OpsWorks::Stack/RdsDbInstances/DbPassword", "AWS::RDS::DBCluster/MasterUserPassword"),
    *("AWS::RDS::DBInstance/MasterUserPassword", "AWS::Redshift::Cluster/MasterUserPassword"),
}


def plain_parameter(location: Location, key: str) -> str | None:
    """Return the value of a parameter of SSM, None if there is none. Raises moto's ValidationError for a secret."""
    parameter = _parameter(location, key)
    if parameter is not None and parameter.parameter_type == "SecureString":
        name = key.partition(":")[0]
        raise invalid(f"Parameters [{name}] referenced by template have types not supported by CloudFormation.")
    return None if parameter is None else str(parameter.value)


def _parameter(location: Location, key: str) -> Any:
    try:
        return ssm_backends[location.account][location.region].get_parameter(key)
    except ServiceException:  # there is no such version
        return None


class References:
    """Resolves the dynamic references in an account and region, and remembers the secrets among the values."""

    def __init__(self, location: Location):
        self._location = location
        self._secrets: set[str] = set()

    def check(self, type_name: str, properties: Properties) -> None:
        """Raise moto's ValidationError for a reference that CloudFormation refuses together with the template."""
        found = list(_find_references(properties))
        secure = [path for path, service, _, _ in found if service == "ssm-secure"]
        misplaced = [f"{type_name}/Properties/{path}" for path in secure if f"{type_name}/{path}" not in _SECURE]
        if misplaced:
            raise invalid(f"SSM Secure reference is not supported in: [{','.join(misplaced)}]")
        for _, service, key, text in found:
            if service not in self._stores:
                text = f"Template error: the dynamic reference {text} names no service that CloudFormation knows"
                raise invalid(text)
            if service in ("ssm", "ssm-secure"):
                self._check_parameter(service, key, text)

    def _check_parameter(self, service: str, key: str, text: str) -> None:
        if not _PARAMETER.fullmatch(key):
            raise invalid(f"Incorrect format is used in the following SSM reference: [{text}]")
        found = plain_parameter(self._location, key) if service == "ssm" else _parameter(self._location, key)
        if found is None:
            raise invalid(f"Parameters: [{service}:{key}] cannot be found.")

    def resolve(self, value: Any) -> Any:
        """Return a value with its references resolved. Raises `ResourceFailure`, which names the reference."""
        return map_texts(value, lambda text: _REFERENCE.sub(self._value, text))

    def resolve_if_possible(self, properties: Properties) -> Properties:
        """Return properties with their references resolved, or as they are if one can't be resolved."""
        try:
            resolved: Properties = self.resolve(properties)
        except ResourceFailure:
            return properties
        return resolved

    def mask(self, value: Any) -> Any:
        """Return a value, such as a message, with asterisks in the place of the secrets."""
        secrets = sorted(self._secrets, key=len, reverse=True)
        return map_texts(value, lambda text: reduce(lambda text, secret: text.replace(secret, MASK), secrets, text))

    def _value(self, match: re.Match[str]) -> str:
        service, key = match.groups()
        try:
            value = self._stores[service](self, key)
        except (JsonRESTError, KeyError, ServiceException, ValueError) as error:
            reason = getattr(error, "message", "") or str(error.args[0] if error.args else error)
            raise ResourceFailure("", f"Could not resolve {match[0]}: {reason}") from None
        if value and service != "ssm":
            self._secrets.add(value)
        return value

    def _stored(self, key: str) -> str:
        parameter = _parameter(self._location, key)
        if parameter is None:
            raise ValueError(f"Parameters: [{key}] cannot be found.")
        return str(parameter.response_object(decrypt=True)["Value"])

    def _secret(self, key: str) -> str:
        name, json_key, stage, version = _secret_parts(key)
        backend: Any = secretsmanager_backends[self._location.account][self._location.region]
        # moto's annotations have no None, which is what its own responses pass for an absent parameter.
        found = backend.get_secret_value(name, version or None, stage or None)
        text = str(found.get("SecretString", ""))
        if not json_key:
            return text
        try:
            members = json.loads(text)
        except ValueError:
            raise ValueError("Could not parse SecretString JSON") from None
        if not isinstance(members, dict) or json_key not in members:
            raise ValueError("Could not find a value associated with JSONKey in SecretString")
        return text_or_json(members[json_key])

    _stores: Final[Mapping[str, Callable[["References", str], str]]] = {
        "ssm": _stored,
        "ssm-secure": _stored,
        "secretsmanager": _secret,
    }


def _secret_parts(key: str) -> tuple[str, str, str, str]:
    """Return the name or ARN of a secret, the key in its JSON, and the stage or the ID of its version."""
    parts = key.split(":")
    name = ":".join(parts[:7]) if parts[0] == "arn" else parts[0]
    member, json_key, stage, version, *more = [*parts[len(name.split(":")) :], "", "", "", ""]
    if member not in ("", "SecretString") or any(more):
        raise ValueError("Incorrect format is used: secret-id:SecretString:json-key:version-stage:version-id is right")
    if stage and version:
        raise ValueError("You can't specify both a staging label and a version ID")
    return name, json_key, stage, version


def _find_references(value: Any, path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield each reference: the path of its property, the service, the key in the service, the whole text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _find_references(item, f"{path}/{key}".lstrip("/"))
    elif isinstance(value, list):
        for item in value:
            yield from _find_references(item, path)
    elif isinstance(value, str):
        for match in _REFERENCE.finditer(value.replace(UNKNOWN, "\0")):
            if "\0" not in match[0]:
                yield path, match[1], match[2], match[0]
