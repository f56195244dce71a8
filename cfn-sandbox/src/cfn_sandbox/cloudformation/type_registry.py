"""The registry of resource types of an account in a region: versions, registrations and which version is the default.

Only private types written in Python are taken. Its rules and its words are those of CloudFormation's API.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from moto.cloudformation.exceptions import CloudFormationError
from moto.core.utils import utcnow

from ..cli_projects import ProjectError
from ..packages import INSTALLED, TypePackage
from .registry import HandledType, Location
from .runner import current

MAX_VERSIONS: Final = 50
RESERVED_NAMESPACES: Final = ("Alexa", "AMZN", "Amazon", "ASK", "AWS", "Custom", "Dev")


class RegistryError(CloudFormationError):
    """The registry refuses a request."""

    code = "CFNRegistryException"


class TypeNotFound(CloudFormationError):
    """There is no such type, or no such version of it."""

    code = "TypeNotFoundException"


@dataclass
class TypeVersion:
    """A version of a type. `options` are LoggingConfig and ExecutionRoleArn as they were given."""

    arn: str
    number: int
    package: TypePackage
    options: dict[str, Any]
    created: datetime = field(default_factory=utcnow)
    deregistered: bool = False

    @property
    def version_id(self) -> str:
        """Return the ID of the version, such as 00000001."""
        return f"{self.number:08}"


@dataclass
class RegisteredType:
    """A type with its versions, by version ID; deregistered ones stay listed."""

    name: str
    arn: str
    versions: dict[str, TypeVersion] = field(default_factory=dict)
    default_id: str = ""

    @property
    def live(self) -> list[TypeVersion]:
        """Return the versions that aren't deregistered."""
        return [version for version in self.versions.values() if not version.deregistered]


@dataclass
class Registration:
    """A request to register a version, as DescribeTypeRegistration shows it."""

    token: str
    type_name: str
    type_arn: str
    status: str = "IN_PROGRESS"
    description: str = "Deployment is currently in PRE_DEPLOY_VALIDATION stage of status IN_PROGRESS"
    version_arn: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def end(self, status: str, stage: str, message: str = "") -> None:
        """Set the last status; a message says why it failed."""
        self.status = status
        reason = f" Deployment failed with error. Error message: {message}" if message else ""
        self.description = f"Deployment is currently in {stage} stage of status {self.status_word}.{reason}"

    @property
    def status_word(self) -> str:
        """Return the status as descriptions have it."""
        return "COMPLETED" if self.status == "COMPLETE" else self.status


class TypeRegistry:
    """The registered types of an account in a region."""

    def __init__(self, location: Location):
        self.location = location
        self.types: dict[str, RegisteredType] = {}
        self.registrations: dict[str, Registration] = {}
        self._tokens: dict[str, Registration] = {}  # by ClientRequestToken

    def handled(self, name: str) -> HandledType | None:
        """Return the default version of a type with its handler, None if it isn't registered."""
        found = self.types.get(name)
        if found is None:
            return None
        package = found.versions[found.default_id].package
        return HandledType(name, INSTALLED.handler(package), package.schema)

    def type_arn(self, name: str) -> str:
        """Return the ARN of a type."""
        account, region = self.location
        return f"arn:aws:cloudformation:{region}:{account}:type/resource/{name.replace('::', '-')}"

    def register(
        self,
        name: str,
        read: Callable[[], bytes],
        options: dict[str, Any],
        client_token: str | None = None,
        *,
        wait: bool = False,
    ) -> Registration:
        """Start to register a version of a type from what `read` returns: with `wait` at once, else beside the request.

        Raises `RegistryError`. What is wrong with the package shows in the registration.
        """
        if client_token in self._tokens:
            return self._tokens[client_token]
        namespace = name.partition("::")[0]
        if namespace.upper() in map(str.upper, RESERVED_NAMESPACES):
            raise RegistryError(
                f"The namespace '{namespace}' is reserved and can't be used in the name of a private type."
            )
        self._check_room(name)
        registration = Registration(str(uuid.uuid4()), name, self.type_arn(name))
        self.registrations[registration.token] = registration
        if client_token:
            self._tokens[client_token] = registration

        def run() -> None:
            try:
                self._add(registration, TypePackage(read()), options)
            except ProjectError as error:
                registration.end("FAILED", "PRE_DEPLOY_VALIDATION", str(error))
            except Exception as error:  # whoever waits for the registration has to know
                registration.end("FAILED", "DEPLOY", f"Internal Failure of the sandbox: {error!r}")
            finally:
                registration.ended.set()

        if wait:
            run()
        else:
            current().run(run)
        return registration

    def _check_room(self, name: str) -> None:
        if name in self.types and len(self.types[name].live) >= MAX_VERSIONS:
            raise RegistryError(
                f"Limit of {MAX_VERSIONS} versions exceeded for type '{name}'. Deregister versions that aren't used."
            )

    def _add(self, registration: Registration, package: TypePackage, options: dict[str, Any]) -> None:
        name = registration.type_name
        given = package.definition.type_name
        if given != name:
            raise ProjectError(f"Type name '{name}' does not match the type name in the schema '{given}'")
        self._check_room(name)
        INSTALLED.handler(package)
        found = self.types.setdefault(name, RegisteredType(name, self.type_arn(name)))
        number = max((version.number for version in found.versions.values()), default=0) + 1
        version = TypeVersion(f"{found.arn}/{number:08}", number, package, options)
        found.versions[version.version_id] = version
        found.default_id = found.default_id or version.version_id
        registration.version_arn = version.arn
        registration.end("COMPLETE", "DEPLOY")

    def find(
        self, arn: str | None, name: str | None, version_id: str | None = None
    ) -> tuple[RegisteredType, TypeVersion]:
        """Return a type and a version of it, the default one if none is named. Raises `TypeNotFound`."""
        for found in self.types.values():
            if found.name == name or (arn and (arn == found.arn or arn.startswith(f"{found.arn}/"))):
                named = version_id or (arn or "")[len(found.arn) + 1 :] or found.default_id
                if named not in found.versions:
                    break
                return found, found.versions[named]
        subject = arn or (f"{name}/{version_id}" if version_id else name)
        raise TypeNotFound(f"The type '{subject}' cannot be found.")

    def set_default(self, arn: str | None, name: str | None, version_id: str | None) -> None:
        """Make a version the default. Raises `TypeNotFound`."""
        if not version_id and not (arn and arn.rpartition("/")[2].isdigit()):
            raise RegistryError("Specify the version: its Arn, or TypeName and VersionId.")
        found, version = self.find(arn, name, version_id)
        if version.deregistered:
            raise TypeNotFound(f"The type '{version.arn}' cannot be found.")
        found.default_id = version.version_id

    def deregister(self, arn: str | None, name: str | None, version_id: str | None = None) -> None:
        """Take a version, or a type with its last version, out of the registry. Raises `RegistryError`."""
        found, version = self.find(arn, name, version_id)
        if version.deregistered:
            raise TypeNotFound(f"The type '{version.arn}' cannot be found.")
        is_version = bool(version_id) or arn == version.arn
        if is_version and version.version_id == found.default_id:
            raise RegistryError(
                f"Version '{version.version_id}' is the default version and cannot be deregistered. "
                f"Deregister the resource type '{found.name}' instead."
            )
        if is_version:
            version.deregistered = True
            return
        others = [other.version_id for other in found.live if other.version_id != found.default_id]
        if others:
            raise RegistryError(
                f"The type '{found.name}' has other versions than its default [{', '.join(others)}]: "
                "deregister them before the type."
            )
        del self.types[found.name]

    def versions(self, name: str) -> Iterator[tuple[RegisteredType, TypeVersion]]:
        """Yield each version of a type that was ever registered, the oldest first."""
        found, _ = self.find(None, name)
        for version in found.versions.values():
            yield found, version
