"""The operations on the registry of types."""

import json
from typing import Any, Final

from moto.core.responses import ActionResult, EmptyResult

from ..errors import RegistryError, TypeNotFound
from ..resource_types.handler_backed import HandlerBackedType
from ..resource_types.lookup import find_handler_type, served_types
from ..resource_types.schemas import TypeSchema
from ..resource_types.type_registry import RegisteredType, TypeVersion, read_package
from .request import CloudFormationRequest, operation

# How long DescribeTypeRegistration waits for a registration to end: waiters poll only every 30 seconds.
MAX_DESCRIBE_WAIT_SECONDS: Final = 20.0
SERVED_VERSION: Final = "00000001"  # the only one of a type that isn't registered


class TypeOperations(CloudFormationRequest):
    """The operations on types and their versions, to be mixed into those of CloudFormation."""

    def _type_parameters(self) -> tuple[str | None, str | None, str | None]:
        arn, name = self._get_param("Arn"), self._get_param("TypeName")
        if not arn and not name:
            raise RegistryError("Either Arn, or TypeName and Type, must be specified.")
        return arn, name, self._get_param("VersionId")

    def _served_type(
        self, arn: str | None, name: str | None, version_id: str | None = None
    ) -> HandlerBackedType | None:
        """Return a type that isn't registered, None if there is none. It has one version."""
        if not name:
            name = next((item.name for item in served_types() if self.types.type_arn(item.name) == arn), "")
        return find_handler_type(name, self.location) if version_id in (None, SERVED_VERSION) else None

    @operation("TypeName SchemaHandlerPackage LoggingConfig ExecutionRoleArn ClientRequestToken")
    def register_type(self) -> ActionResult:
        """RegisterType. The package is read and checked in the background."""
        if (self._get_param("Type") or "RESOURCE") != "RESOURCE":
            raise RegistryError("The sandbox registers types of the kind RESOURCE only.")
        location = self.location
        url = self._get_param("SchemaHandlerPackage")
        if not url.startswith("s3://"):
            raise RegistryError(f"SchemaHandlerPackage must be the URL of an object in S3, s3://bucket/key, not {url}")
        options = {name: self._get_param(name) for name in ("LoggingConfig", "ExecutionRoleArn")}
        registration = self.types.register(
            self._get_param("TypeName"),
            lambda: read_package(location, url),
            {name: value for name, value in options.items() if value},
        )
        return ActionResult({"RegistrationToken": registration.token})

    @operation("RegistrationToken")
    def describe_type_registration(self) -> ActionResult:
        """DescribeTypeRegistration. The answer waits a moment for the registration to end."""
        token = self._get_param("RegistrationToken")
        registration = self.types.registrations.get(token)
        if registration is None:
            raise RegistryError(f"The registration token '{token}' cannot be found.")
        registration.ended.wait(MAX_DESCRIBE_WAIT_SECONDS)
        members = {
            "ProgressStatus": registration.status,
            "Description": registration.description,
            "TypeArn": registration.type_arn,
            "TypeVersionArn": registration.version_arn or None,
        }
        return ActionResult({name: value for name, value in members.items() if value is not None})

    @operation("TypeName TypeArn RegistrationStatusFilter MaxResults NextToken")
    def list_type_registrations(self) -> ActionResult:
        """ListTypeRegistrations, the newest first."""
        name, status = self._get_param("TypeName"), self._get_param("RegistrationStatusFilter") or "IN_PROGRESS"
        tokens = [
            registration.token
            for registration in reversed(self.types.registrations.values())
            if name in (None, registration.type_name) and status == registration.status
        ]
        return ActionResult({"RegistrationTokenList": tokens})

    @operation("TypeName Arn VersionId")
    def describe_type(self) -> ActionResult:
        """DescribeType, of a registered version, by default the default one, or of a type that isn't registered."""
        arn, name, version_id = self._type_parameters()
        try:
            return ActionResult(_describe_version(*self.types.find(arn, name, version_id)))
        except TypeNotFound:
            served = self._served_type(arn, name, version_id)
            if served is None:
                raise
        members = {
            "Arn": self.types.type_arn(served.name),
            "DefaultVersionId": SERVED_VERSION,
            "IsDefaultVersion": True,
            "DeprecatedStatus": "LIVE",
            "Type": "RESOURCE",
            "TypeName": served.name,
            "Visibility": "PUBLIC" if served.name.startswith("AWS::") else "PRIVATE",
            "IsActivated": True,
        }
        return ActionResult(members | _describe_schema(served.schema))

    @operation("Visibility ProvisioningType Filters.TypeNamePrefix MaxResults NextToken")
    def list_types(self) -> ActionResult:
        """ListTypes: the private types that are registered or that the sandbox was started with."""
        if self._get_param("Visibility") == "PUBLIC":
            return ActionResult({"TypeSummaries": []})
        prefix = (self._get_param("Filters") or {}).get("TypeNamePrefix", "")
        served = [item.name for item in served_types() if not item.name.startswith("AWS::")]
        summaries = [
            {
                "Type": "RESOURCE",
                "TypeName": registered.name,
                "DefaultVersionId": registered.default_id,
                "TypeArn": registered.arn,
                "LastUpdated": max(version.creation_time for version in registered.live_versions),
                "Description": registered.versions[registered.default_id].package.schema.get("description", ""),
            }
            for registered in self.types.types.values()
        ]
        summaries += [
            {"Type": "RESOURCE", "TypeName": name, "TypeArn": self.types.type_arn(name), "IsActivated": True}
            for name in served
            if name not in self.types.types
        ]
        return ActionResult({"TypeSummaries": [item for item in summaries if str(item["TypeName"]).startswith(prefix)]})

    @operation("TypeName Arn DeprecatedStatus MaxResults NextToken")
    def list_type_versions(self) -> ActionResult:
        """ListTypeVersions: the live versions, or the deregistered ones. A type that isn't registered has one."""
        arn, name, _ = self._type_parameters()
        status = self._get_param("DeprecatedStatus") or "LIVE"
        try:
            registered, _ = self.types.find(arn, name)
        except TypeNotFound:
            served = self._served_type(arn, name)
            if served is None:
                raise
            summary = {
                "Type": "RESOURCE",
                "TypeName": served.name,
                "VersionId": SERVED_VERSION,
                "IsDefaultVersion": True,
                "Arn": f"{self.types.type_arn(served.name)}/{SERVED_VERSION}",
                "Description": served.schema.schema.get("description", ""),
            }
            return ActionResult({"TypeVersionSummaries": [summary] if status == "LIVE" else []})
        summaries = [
            {
                "Type": "RESOURCE",
                "TypeName": registered.name,
                "VersionId": version.version_id,
                "IsDefaultVersion": version.version_id == registered.default_id,
                "Arn": version.arn,
                "TimeCreated": version.creation_time,
                "Description": version.package.schema.get("description", ""),
            }
            for version in registered.versions.values()
            if ("DEPRECATED" if version.deregistered else "LIVE") == status
        ]
        return ActionResult({"TypeVersionSummaries": summaries})

    @operation("TypeName Arn VersionId")
    def set_type_default_version(self) -> ActionResult:
        """SetTypeDefaultVersion."""
        self.types.set_default(*self._type_parameters())
        return EmptyResult()

    @operation("TypeName Arn VersionId")
    def deregister_type(self) -> ActionResult:
        """DeregisterType, of a version, or of a type that has only its default version."""
        self.types.deregister(*self._type_parameters())
        return EmptyResult()


def _describe_version(registered: RegisteredType, version: TypeVersion) -> dict[str, Any]:
    return {
        "Arn": version.arn,
        "Type": "RESOURCE",
        "TypeName": registered.name,
        "DefaultVersionId": registered.default_id,
        "IsDefaultVersion": version.version_id == registered.default_id,
        "DeprecatedStatus": "DEPRECATED" if version.deregistered else "LIVE",
        "Visibility": "PRIVATE",
        "TimeCreated": version.creation_time,
        "LastUpdated": version.creation_time,
        **version.options,
        **_describe_schema(TypeSchema(version.package.schema)),
    }


def _describe_schema(schema: TypeSchema) -> dict[str, Any]:
    members = {
        "Description": schema.schema.get("description"),
        "Schema": json.dumps(schema.schema),
        "ProvisioningType": schema.provisioning_type,
        "SourceUrl": schema.schema.get("sourceUrl"),
        "DocumentationUrl": schema.schema.get("documentationUrl"),
    }
    return {name: value for name, value in members.items() if value is not None}
