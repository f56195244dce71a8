"""The registry of private types in Python of an account and region: versions, registrations, default versions."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.utils import utcnow
from moto.s3.models import s3_backends

from ...engine import Function, HandledType, Location
from ...projects import INSTALLED_PACKAGES, ProjectError, read_definition
from ..errors import RegistryError, TypeNotFound
from ..runner import current_runner

MAX_VERSIONS: Final = 50
RESERVED_NAMESPACES: Final = ("Alexa", "AMZN", "Amazon", "ASK", "AWS", "Custom", "Dev")


@dataclass
class TypeVersion:
    """A version of a type."""

    arn: str
    number: int
    schema: dict[str, Any]
    handler: Callable[[], Function]  # returns its handler
    options: dict[str, Any] = field(default_factory=dict)  # LoggingConfig and ExecutionRoleArn of its registration
    creation_time: datetime = field(default_factory=utcnow)
    deregistered: bool = False

    @property
    def version_id(self) -> str:
        """Return the ID of the version, such as 00000001."""
        return f"{self.number:08}"

    @property
    def status(self) -> str:
        """Return the DeprecatedStatus."""
        return "DEPRECATED" if self.deregistered else "LIVE"


@dataclass
class RegisteredType:
    """A type and its versions by version ID. Deregistered versions stay listed."""

    name: str
    arn: str
    versions: dict[str, TypeVersion] = field(default_factory=dict)
    default_id: str = ""

    @property
    def live_versions(self) -> list[TypeVersion]:
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

    def end(self, status: str, description: str) -> None:
        """Set the status, COMPLETE or FAILED, with CloudFormation's sentence about it."""
        self.status, self.description = status, f"Deployment is currently in {description}"
        self.ended.set()

    def fail(self, stage: str, message: str) -> None:
        """Set the status to FAILED, with the stage that failed and the reason."""
        self.end("FAILED", f"{stage} stage of status FAILED. Deployment failed with error. Error message: {message}")


class TypeRegistry(BaseBackend):
    """The registered types of an account and region. It is one of moto's backends, so that moto resets it."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.location = Location(account_id, region_name)
        self.types: dict[str, RegisteredType] = {}
        self.registrations: dict[str, Registration] = {}

    def default_type(self, name: str) -> HandledType | None:
        """Return the default version of a type, None if the type isn't registered."""
        found = self.types.get(name)
        if found is None:
            return None
        version = found.versions[found.default_id]
        log_group = version.options.get("LoggingConfig", {}).get("LogGroupName", "")
        return HandledType(name, version.handler(), version.schema, log_group)

    def type_arn(self, name: str) -> str:
        """Return the ARN of a type."""
        account, region = self.location
        return f"arn:aws:cloudformation:{region}:{account}:type/resource/{name.replace('::', '-')}"

    def register(
        self, name: str, read_content: Callable[[], bytes], options: dict[str, Any], *, wait: bool = False
    ) -> Registration:
        """Start a registration; with `wait`, it has ended. Raises `RegistryError`, whatever `read_content` returns."""
        namespace = name.partition("::")[0]
        if namespace.upper() in map(str.upper, RESERVED_NAMESPACES):
            text = f"The namespace '{namespace}' is reserved and can't be used in the name of a private type."
            raise RegistryError(text)
        self._check_version_limit(name)
        registration = Registration(str(uuid.uuid4()), name, self.type_arn(name))
        self.registrations[registration.token] = registration

        def run() -> None:
            try:
                self._add(registration, read_content(), options)
            except ProjectError as error:
                registration.fail("PRE_DEPLOY_VALIDATION", str(error))
            except Exception as error:  # a bug of the sandbox: without a status, clients would wait for ever
                registration.fail("DEPLOY", f"Internal failure of the sandbox: {error!r}")

        if wait:
            run()
        else:
            current_runner().run(run)
        return registration

    def _check_version_limit(self, name: str) -> None:
        if name in self.types and len(self.types[name].live_versions) >= MAX_VERSIONS:
            text = f"Limit of {MAX_VERSIONS} versions exceeded for type '{name}'. Deregister versions that aren't used."
            raise RegistryError(text)

    def _add(self, registration: Registration, package: bytes, options: dict[str, Any]) -> None:
        name, definition = registration.type_name, read_definition(package)
        if definition.type_name != name:
            text = f"Type name '{name}' does not match the type name in the schema '{definition.type_name}'"
            raise ProjectError(text)
        self._check_version_limit(name)
        INSTALLED_PACKAGES.handler(package)  # raises if it can't be unpacked
        found = self.types.setdefault(name, RegisteredType(name, self.type_arn(name)))
        number = max((version.number for version in found.versions.values()), default=0) + 1
        handler = partial(INSTALLED_PACKAGES.handler, package)
        version = TypeVersion(f"{found.arn}/{number:08}", number, definition.schema, handler, options)
        found.versions[version.version_id] = version
        found.default_id = found.default_id or version.version_id
        registration.version_arn = version.arn
        registration.end("COMPLETE", "DEPLOY stage of status COMPLETED.")

    def find(
        self, arn: str | None, name: str | None, version_id: str | None = None
    ) -> tuple[RegisteredType, TypeVersion]:
        """Return a type and one of its versions, by default the default version. Raises `TypeNotFound`."""
        for found in self.types.values():
            if found.name == name or (arn and (arn == found.arn or arn.startswith(f"{found.arn}/"))):
                named = version_id or (arn or "")[len(found.arn) + 1 :] or found.default_id
                if named not in found.versions:
                    break
                return found, found.versions[named]
        subject = arn or (f"{name}/{version_id}" if version_id else name)
        raise TypeNotFound(f"The type '{subject}' cannot be found.")

    def find_live(
        self, arn: str | None, name: str | None, version_id: str | None = None
    ) -> tuple[RegisteredType, TypeVersion]:
        """Return a type and one of its versions that isn't deregistered. Raises `TypeNotFound`."""
        found, version = self.find(arn, name, version_id)
        if version.deregistered:
            raise TypeNotFound(f"The type '{version.arn}' cannot be found.")
        return found, version

    def set_default(self, arn: str | None, name: str | None, version_id: str | None) -> None:
        """Make a version the default. Raises `TypeNotFound`."""
        if not version_id and not (arn and arn.rpartition("/")[2].isdigit()):
            raise RegistryError("Specify the version: its Arn, or TypeName and VersionId.")
        found, version = self.find_live(arn, name, version_id)
        found.default_id = version.version_id

    def deregister(self, arn: str | None, name: str | None, version_id: str | None = None) -> None:
        """Deregister a version, or a type that has only its default version. Raises `RegistryError`."""
        found, version = self.find_live(arn, name, version_id)
        is_version = bool(version_id) or arn == version.arn
        if is_version and version.version_id == found.default_id:
            raise RegistryError(
                f"Version '{version.version_id}' is the default version and cannot be deregistered. "
                f"Deregister the resource type '{found.name}' instead."
            )
        if is_version:
            version.deregistered = True
            return
        if len(found.live_versions) > 1:
            raise RegistryError(
                "This type has more than one active version. Please deregister non-default active versions before "
                "attempting to deregister the type."
            )
        del self.types[found.name]


TYPE_REGISTRIES: Final = BackendDict(TypeRegistry, "cloudformation")


def registry_of(location: Location) -> TypeRegistry:
    """Return the registry of an account and region."""
    return TYPE_REGISTRIES[location.account][location.region]


def read_package(location: Location, url: str) -> bytes:
    """Return an object of the sandbox's S3, `s3://bucket/key`. Raises `ProjectError`."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    try:
        found = s3_backends[location.account]["aws"].get_object(bucket, key) if url.startswith("s3://") else None
    except ServiceException as error:
        raise ProjectError(f"Can't read {url} from S3: {error.message}") from None
    if found is None:
        raise ProjectError(f"Can't read {url} from S3: there is no such object in {location.region}")
    content: bytes = found.value
    return content
