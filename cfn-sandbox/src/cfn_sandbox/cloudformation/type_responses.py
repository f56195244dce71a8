"""The operations of CloudFormation's API on the registry of types."""

import json
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.s3.models import s3_backends

from ..cli_projects import ProjectError
from . import registry
from .schemas import TypeSchema
from .type_registry import RegisteredType, RegistryError, TypeNotFound, TypeRegistry, TypeVersion

REGISTRATION_WAIT_SECONDS = 20.0


def read_object(account: str, region: str, url: str) -> bytes:
    """Return an object of the sandbox's S3 by its URL, `s3://bucket/key`. Raises `ProjectError`."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    try:
        found = s3_backends[account]["aws"].get_object(bucket, key) if url.startswith("s3://") else None
    except ServiceException as error:
        raise ProjectError(f"Can't read {url} from S3: {error.message}") from None
    except Exception as error:
        raise ProjectError(f"Can't read {url} from S3: {error}") from None
    if found is None:
        raise ProjectError(f"Can't read {url} from S3: there is no such object in {region}")
    content: bytes = found.value
    return content


class TypeOperations(BaseResponse):
    """The operations on types and their versions, to be mixed into those of CloudFormation."""

    @property
    def types(self) -> TypeRegistry:
        """Return the registry of the request's account and region."""
        raise NotImplementedError

    def _named(self) -> tuple[str | None, str | None, str | None]:
        arn, name = self._get_param("Arn"), self._get_param("TypeName")
        if not arn and not name:
            raise RegistryError("Either Arn, or TypeName and Type, must be specified.")
        return arn, name, self._get_param("VersionId")

    def register_type(self) -> ActionResult:
        """RegisterType: the package is read and checked beside the request."""
        if (self._get_param("Type") or "RESOURCE") != "RESOURCE":
            raise RegistryError("The sandbox registers types of the kind RESOURCE only.")
        account, region = self.current_account, self.region
        url = self._get_param("SchemaHandlerPackage")
        if not url.startswith("s3://"):
            raise RegistryError(f"SchemaHandlerPackage must be the URL of an object in S3, s3://bucket/key, not {url}")
        options = {name: self._get_param(name) for name in ("LoggingConfig", "ExecutionRoleArn")}
        registration = self.types.register(
            self._get_param("TypeName"),
            lambda: read_object(account, region, url),
            {name: value for name, value in options.items() if value},
            self._get_param("ClientRequestToken"),
        )
        return ActionResult({"RegistrationToken": registration.token})

    def describe_type_registration(self) -> ActionResult:
        """DescribeTypeRegistration: the answer waits a moment for the end, since waiters look every 30 seconds."""
        token = self._get_param("RegistrationToken")
        found = self.types.registrations.get(token)
        if found is None:
            raise RegistryError(f"The registration token '{token}' cannot be found.")
        found.ended.wait(REGISTRATION_WAIT_SECONDS)
        shown = {"ProgressStatus": found.status, "Description": found.description, "TypeArn": found.type_arn}
        return ActionResult(shown | ({"TypeVersionArn": found.version_arn} if found.version_arn else {}))

    def list_type_registrations(self) -> ActionResult:
        """ListTypeRegistrations, the newest first."""
        name, status = self._get_param("TypeName"), self._get_param("RegistrationStatusFilter")
        tokens = [
            found.token
            for found in reversed(self.types.registrations.values())
            if name in (None, found.type_name) and status in (None, found.status)
        ]
        return ActionResult({"RegistrationTokenList": tokens})

    def describe_type(self) -> ActionResult:
        """DescribeType, of a version or of the default one; also of a type that the sandbox was started with."""
        arn, name, version_id = self._named()
        try:
            return ActionResult(_described(*self.types.find(arn, name, version_id)))
        except TypeNotFound:
            provided = registry.registered(name, self.types.location) if name and not version_id else None
            if provided is None:
                raise
            schema = provided.schema
        shown = {
            "Arn": self.types.type_arn(provided.name),
            "Type": "RESOURCE",
            "TypeName": provided.name,
            "Visibility": "PUBLIC" if provided.name.startswith("AWS::") else "PRIVATE",
            "IsActivated": True,
        }
        return ActionResult(shown | _of_schema(schema))

    def list_types(self) -> ActionResult:
        """ListTypes: the private ones, registered here or provided at the start of the sandbox."""
        if self._get_param("Visibility") == "PUBLIC":
            return ActionResult({"TypeSummaries": []})
        prefix = (self._get_param("Filters") or {}).get("TypeNamePrefix", "")
        provided = [kind.name for kind in registry.provided_types() if not kind.name.startswith("AWS::")]
        summaries = [
            {
                "Type": "RESOURCE",
                "TypeName": found.name,
                "DefaultVersionId": found.default_id,
                "TypeArn": found.arn,
                "LastUpdated": max(version.created for version in found.live),
                "Description": found.versions[found.default_id].package.schema.get("description", ""),
            }
            for found in self.types.types.values()
        ]
        summaries += [
            {"Type": "RESOURCE", "TypeName": name, "TypeArn": self.types.type_arn(name), "IsActivated": True}
            for name in provided
            if name not in self.types.types
        ]
        return ActionResult({"TypeSummaries": [item for item in summaries if str(item["TypeName"]).startswith(prefix)]})

    def list_type_versions(self) -> ActionResult:
        """ListTypeVersions: those that are LIVE, or the deregistered ones."""
        arn, name, _ = self._named()
        wanted = self._get_param("DeprecatedStatus") or "LIVE"
        found, _ = self.types.find(arn, name)
        summaries = [
            {
                "Type": "RESOURCE",
                "TypeName": found.name,
                "VersionId": version.version_id,
                "IsDefaultVersion": version.version_id == found.default_id,
                "Arn": version.arn,
                "TimeCreated": version.created,
                "Description": version.package.schema.get("description", ""),
            }
            for version in found.versions.values()
            if ("DEPRECATED" if version.deregistered else "LIVE") == wanted
        ]
        return ActionResult({"TypeVersionSummaries": summaries})

    def set_type_default_version(self) -> ActionResult:
        """SetTypeDefaultVersion."""
        self.types.set_default(*self._named())
        return EmptyResult()

    def deregister_type(self) -> ActionResult:
        """DeregisterType, of a version or of a type with its last version."""
        self.types.deregister(*self._named())
        return EmptyResult()


def _described(found: RegisteredType, version: TypeVersion) -> dict[str, Any]:
    return {
        "Arn": version.arn,
        "Type": "RESOURCE",
        "TypeName": found.name,
        "DefaultVersionId": found.default_id,
        "IsDefaultVersion": version.version_id == found.default_id,
        "DeprecatedStatus": "DEPRECATED" if version.deregistered else "LIVE",
        "Visibility": "PRIVATE",
        "TimeCreated": version.created,
        "LastUpdated": version.created,
        **version.options,
        **_of_schema(TypeSchema(version.package.schema)),
    }


def _of_schema(schema: TypeSchema) -> dict[str, Any]:
    shown = {
        "Description": schema.schema.get("description"),
        "Schema": json.dumps(schema.schema),
        "ProvisioningType": schema.provisioning_type,
        "SourceUrl": schema.schema.get("sourceUrl"),
        "DocumentationUrl": schema.schema.get("documentationUrl"),
    }
    return {name: value for name, value in shown.items() if value is not None}
