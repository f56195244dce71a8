"""The operations on the registry of types."""

import json
from typing import Any, Final

from ...api_requests import Answer, operation
from ...engine import HandledType
from ..errors import RegistryError, TypeNotFound
from ..resource_types.handler_backed import HandlerBackedType
from ..resource_types.lookup import served_types
from ..resource_types.type_registry import RegisteredType, TypeVersion, read_package
from .request import MAX_DESCRIBE_WAIT_SECONDS, CloudFormationRequest

SERVED_VERSION: Final = "00000001"  # the only one of a type that isn't registered


class TypeOperations(CloudFormationRequest):
    """The operations on types and their versions, to be mixed into those of CloudFormation."""

    def _type_parameters(self) -> tuple[str | None, str | None, str | None]:
        arn, name = self._get_param("Arn"), self._get_param("TypeName")
        if not arn and not name:
            raise RegistryError("Either Arn, or TypeName and Type, must be specified.")
        return arn, name, self._get_param("VersionId")

    def _find(self) -> tuple[RegisteredType, TypeVersion]:
        """Return the type that the request names and one of its versions, by default the default version."""
        named = self._type_parameters()
        try:
            return self.types.find(*named)
        except TypeNotFound:
            arn, name, version_id = named
            type_arn = (arn or "").removesuffix(f"/{SERVED_VERSION}")
            names = {self.types.type_arn(served_name): served_name for served_name in served_types()}
            served = served_types().get(name or names.get(type_arn, ""))
            if served is None or version_id not in (None, SERVED_VERSION):
                raise
            found = self._with_version(served)
            return found, found.versions[SERVED_VERSION]

    def _with_version(self, served: HandledType) -> RegisteredType:
        """Return a type that isn't registered in the form of one that is. It has one version."""
        arn, schema = self.types.type_arn(served.name), HandlerBackedType(served).schema.schema
        version = TypeVersion(f"{arn}/{SERVED_VERSION}", 1, schema, lambda: served.handler)
        return RegisteredType(served.name, arn, {SERVED_VERSION: version}, SERVED_VERSION)

    @operation("TypeName SchemaHandlerPackage LoggingConfig ExecutionRoleArn ClientRequestToken")
    def register_type(self) -> Answer:
        """RegisterType. The package is read and checked in the background."""
        location, url = self.location, self._get_param("SchemaHandlerPackage")
        if not url.startswith("s3://"):
            raise RegistryError(f"SchemaHandlerPackage must be the URL of an object in S3, s3://bucket/key, not {url}")
        options = {name: self._get_param(name) for name in ("LoggingConfig", "ExecutionRoleArn")}
        registration = self.types.register(
            self._get_param("TypeName"),
            lambda: read_package(location, url),
            {name: value for name, value in options.items() if value},
        )
        return {"RegistrationToken": registration.token}

    @operation("RegistrationToken")
    def describe_type_registration(self) -> Answer:
        """DescribeTypeRegistration. The answer waits a moment for the registration to end."""
        token = self._get_param("RegistrationToken")
        registration = self.types.registrations.get(token)
        if registration is None:
            raise RegistryError(f"The registration token '{token}' cannot be found.")
        registration.ended.wait(MAX_DESCRIBE_WAIT_SECONDS)
        return {
            "ProgressStatus": registration.status,
            "Description": registration.description,
            "TypeArn": registration.type_arn,
            "TypeVersionArn": registration.version_arn or None,
        }

    @operation("TypeName TypeArn RegistrationStatusFilter MaxResults NextToken")
    def list_type_registrations(self) -> Answer:
        """ListTypeRegistrations, the newest first."""
        name, status = self._get_param("TypeName"), self._get_param("RegistrationStatusFilter") or "IN_PROGRESS"
        tokens = [
            registration.token
            for registration in reversed(self.types.registrations.values())
            if name in (None, registration.type_name) and status == registration.status
        ]
        return {"RegistrationTokenList": tokens}

    @operation("TypeName Arn VersionId")
    def describe_type(self) -> Answer:
        """DescribeType, of a version, by default the default one."""
        return _describe(*self._find())

    @operation("Visibility ProvisioningType Filters.TypeNamePrefix MaxResults NextToken")
    def list_types(self) -> Answer:
        """ListTypes: the private types that are registered or that the sandbox was started with."""
        served = [item for item in served_types().values() if not item.name.startswith("AWS::")]
        known = {item.name: item for item in map(self._with_version, served)} | self.types.types
        prefix = (self._get_param("Filters") or {}).get("TypeNamePrefix", "")
        is_public = self._get_param("Visibility") == "PUBLIC"
        summaries = [
            _describe(found, found.versions[found.default_id])
            for name, found in known.items()
            if name.startswith(prefix) and not is_public
        ]
        return {"TypeSummaries": summaries}

    @operation("TypeName Arn DeprecatedStatus MaxResults NextToken")
    def list_type_versions(self) -> Answer:
        """ListTypeVersions: the live versions, or the deregistered ones."""
        found, _ = self._find()
        status = self._get_param("DeprecatedStatus") or "LIVE"
        summaries = [_describe(found, version) for version in found.versions.values() if version.status == status]
        return {"TypeVersionSummaries": summaries}

    @operation("TypeName Arn VersionId")
    def set_type_default_version(self) -> None:
        self.types.set_default(*self._type_parameters())

    @operation("TypeName Arn VersionId")
    def deregister_type(self) -> None:
        """DeregisterType, of a version, or of a type that has only its default version."""
        self.types.deregister(*self._type_parameters())


def _describe(found: RegisteredType, version: TypeVersion) -> dict[str, Any]:
    """Return what the API says of a version of a type."""
    handlers = version.schema.get("handlers", {}).keys()
    mutability = "FULLY_MUTABLE" if "update" in handlers else "IMMUTABLE"
    return {
        "Type": "RESOURCE",
        "TypeName": found.name,
        "TypeArn": found.arn,
        "Arn": version.arn,
        "VersionId": version.version_id,
        "DefaultVersionId": found.default_id,
        "IsDefaultVersion": version.version_id == found.default_id,
        "DeprecatedStatus": version.status,
        "Visibility": "PUBLIC" if found.name.startswith("AWS::") else "PRIVATE",
        "TimeCreated": version.creation_time,
        "LastUpdated": version.creation_time,
        "Description": version.schema.get("description"),
        "Schema": json.dumps(version.schema),
        "ProvisioningType": mutability if {"create", "read", "delete"} <= handlers else "NON_PROVISIONABLE",
        "SourceUrl": version.schema.get("sourceUrl"),
        "DocumentationUrl": version.schema.get("documentationUrl"),
        **version.options,
    }
