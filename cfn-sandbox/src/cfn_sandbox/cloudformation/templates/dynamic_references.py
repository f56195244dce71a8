"""Dynamic references, `{{resolve:service:…}}`, in the properties of resources.

Stacks, events, change sets and drift keep the text of a reference. Only a handler gets the value.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, Final

from moto.core.exceptions import JsonRESTError, ServiceException
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from ...location import Location
from ...scalars import map_texts
from ..errors import invalid
from ..resource_types.base import ResourceFailure
from ..resource_types.schemas import Properties
from .intrinsics import MASK, UNKNOWN

_REFERENCE: Final = re.compile(r"\{\{resolve:([^:{}]+):([^{}]*)\}\}")
_PARAMETER: Final = re.compile(r"[a-zA-Z0-9_.\-/]+(:\d+)?")
# The properties in which CloudFormation allows `ssm-secure`. Types of the registry have none.
_SECURE: Final[Mapping[str, frozenset[str]]] = {
    "AWS::DirectoryService::MicrosoftAD": frozenset({"Password"}),
    "AWS::DirectoryService::SimpleAD": frozenset({"Password"}),
    "AWS::ElastiCache::ReplicationGroup": frozenset({"AuthToken"}),
    "AWS::IAM::User": frozenset({"LoginProfile/Password"}),
    "AWS::KinesisFirehose::DeliveryStream": frozenset({"RedshiftDestinationConfiguration/Password"}),
    "AWS::OpsWorks::App": frozenset({"AppSource/Password"}),
    "AWS::OpsWorks::Stack": frozenset({"CustomCookbooksSource/Password", "RdsDbInstances/DbPassword"}),
    "AWS::RDS::DBCluster": frozenset({"MasterUserPassword"}),
    "AWS::RDS::DBInstance": frozenset({"MasterUserPassword"}),
    "AWS::Redshift::Cluster": frozenset({"MasterUserPassword"}),
}


class References:
    """Resolves the dynamic references in an account and region, and remembers the secrets among the values."""

    def __init__(self, location: Location):
        self._location = location
        self._secrets: set[str] = set()

    def check(self, type_name: str, properties: Properties) -> None:
        """Raise moto's ValidationError for a reference that CloudFormation refuses together with the template."""
        found = list(_find_references(properties))
        secure = [path for path, service, _, _ in found if service == "ssm-secure"]
        misplaced = [f"{type_name}/Properties/{path}" for path in secure if path not in _SECURE.get(type_name, ())]
        if misplaced:
            raise invalid(f"SSM Secure reference is not supported in: [{','.join(misplaced)}]")
        for _, service, key, text in found:
            if service not in self._stores:
                raise invalid(
                    f"Template error: the dynamic reference {text} names no service that CloudFormation knows"
                )
            if service in ("ssm", "ssm-secure"):
                self._check_parameter(service, key, text)

    def _check_parameter(self, service: str, key: str, text: str) -> None:
        if not _PARAMETER.fullmatch(key):
            raise invalid(f"Incorrect format is used in the following SSM reference: [{text}]")
        parameter = self._parameter(key)
        if parameter is None:
            raise invalid(f"Parameters: [{service}:{key}] cannot be found.")
        if service == "ssm" and parameter.parameter_type == "SecureString":
            name = key.partition(":")[0]
            raise invalid(f"Parameters [{name}] referenced by template have types not supported by CloudFormation.")

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

    def _parameter(self, key: str) -> Any:
        try:
            return ssm_backends[self._location.account][self._location.region].get_parameter(key)
        except ServiceException:  # there is no such version
            return None

    def _stored(self, key: str) -> str:
        parameter = self._parameter(key)
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
        value = members[json_key]
        return value if isinstance(value, str) else json.dumps(value)

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
