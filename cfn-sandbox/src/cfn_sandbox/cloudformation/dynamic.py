"""Dynamic references, `{{resolve:service:…}}`, in the properties of resources.

A stack keeps their text: so do its events, its change sets and its drift. Only a handler gets what they stand for.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from moto.core.exceptions import JsonRESTError, ServiceException
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from .intrinsics import UNKNOWN, invalid
from .registry import Place
from .schemas import State
from .types import Failed

_REFERENCE: Final = re.compile(r"\{\{resolve:([^:{}]+):([^{}]*)\}\}")
_PARAMETER: Final = re.compile(r"[a-zA-Z0-9_.\-/]+(:\d+)?")
_HIDDEN: Final = "****"
# Where CloudFormation takes `ssm-secure`: no other property, and none of a type of the registry.
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
    """The dynamic references of an account in a region; it remembers the secrets that it gave out."""

    def __init__(self, place: Place):
        self._place = place
        self._secrets: dict[str, str] = {}  # what they stand for to the text of the reference

    def check(self, type_name: str, properties: State) -> None:
        """Raise moto's ValidationError for references that CloudFormation refuses with the template."""
        found = list(_found(properties))
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

    def resolved(self, value: Any) -> Any:
        """Return a value with what its references stand for. Raises `Failed`, by the name of the reference."""
        if isinstance(value, dict):
            return {key: self.resolved(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        return _REFERENCE.sub(self._value, value) if isinstance(value, str) else value

    def as_far_as_there(self, properties: State) -> State:
        """Return properties with what their references stand for; those that stand for nothing stay as they are."""
        try:
            found: State = self.resolved(properties)
        except Failed:
            return properties
        return found

    def hidden(self, value: Any) -> Any:
        """Return a value, such as a message, without the secrets that were given out."""
        if isinstance(value, dict):
            return {key: self.hidden(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.hidden(item) for item in value]
        if isinstance(value, str):
            for secret in sorted(self._secrets, key=len, reverse=True):
                value = value.replace(secret, _HIDDEN)
        return value

    def _value(self, match: re.Match[str]) -> str:
        service, key = match.groups()
        try:
            value = self._stores[service](self, key)
        except (JsonRESTError, KeyError, ServiceException, ValueError) as error:
            reason = getattr(error, "message", "") or str(error.args[0] if error.args else error)
            raise Failed("", f"Could not resolve {match[0]}: {reason}") from None
        if value and service != "ssm":
            self._secrets[value] = match[0]
        return value

    def _parameter(self, key: str) -> Any:
        try:
            return ssm_backends[self._place.account][self._place.region].get_parameter(key)
        except ServiceException:  # there is no such version
            return None

    def _stored(self, key: str) -> str:
        parameter = self._parameter(key)
        if parameter is None:
            raise ValueError(f"Parameters: [{key}] cannot be found.")
        return str(parameter.response_object(decrypt=True)["Value"])

    def _secret(self, key: str) -> str:
        name, json_key, stage, version = _secret_parts(key)
        backend = secretsmanager_backends[self._place.account][self._place.region]
        found = backend.get_secret_value(name, version or None, stage or None)  # type: ignore[arg-type]
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
    """Return the name or ARN of a secret, the key in its JSON, the stage and the ID of its version."""
    parts = key.split(":")
    name = ":".join(parts[:7]) if parts[0] == "arn" else parts[0]
    kind, json_key, stage, version, *more = [*parts[len(name.split(":")) :], "", "", "", ""]
    if kind not in ("", "SecretString") or any(more):
        raise ValueError("Incorrect format is used: secret-id:SecretString:json-key:version-stage:version-id is right")
    if stage and version:
        raise ValueError("You can't specify both a staging label and a version ID")
    return name, json_key, stage, version


def _found(value: Any, path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield each reference: the path of its property, its service, what it names there, its text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _found(item, f"{path}/{key}".lstrip("/"))
    elif isinstance(value, list):
        for item in value:
            yield from _found(item, path)
    elif isinstance(value, str):
        for match in _REFERENCE.finditer(value.replace(UNKNOWN, "\0")):
            if "\0" not in match[0]:
                yield path, match[1], match[2], match[0]
