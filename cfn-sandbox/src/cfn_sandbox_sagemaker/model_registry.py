"""A registry of model packages with the rules of SageMaker's API reference and of guide/behaviour.md, by their IDs."""

import json
from copy import deepcopy
from datetime import datetime
from typing import Any, Final

import moto.sagemaker.urls
from moto.core.utils import utcnow
from moto.moto_api._internal.managed_state_model import ManagedState
from moto.sagemaker.exceptions import ConflictException, ValidationError
from moto.sagemaker.models import SageMakerModelBackend, sagemaker_backends

from cfn_sandbox.api_requests import page_of
from cfn_sandbox.scalars import tag_list, tag_map

from . import package_rules
from .package_rules import Parameters
from .service_defaults import describe_package, fill_defaults, inherit_from_model, inherit_from_package

MAX_METADATA_KEYS: Final = 50
MAX_TAGS: Final = 50
TAGS_PAGE_SIZE: Final = 20
PACKAGES_PAGE_SIZE: Final = 10  # by default
MISSING_IMAGE_TAG: Final = ":missing"  # the scan of an image with this tag fails, so that people can try a failure
STATE_MODEL: Final = "sagemaker::model-package"


class ModelPackage(ManagedState):
    """A package. `parameters` have the form of the API; `outcome` is the status it settles in: Completed or Failed."""

    def __init__(self, arn: str, parameters: Parameters, tags: dict[str, str], outcome: str):
        super().__init__(STATE_MODEL, [("Pending", "InProgress"), ("InProgress", outcome)])
        self.arn = arn
        self.parameters = parameters
        self.tags = tags
        self.creation_time = utcnow()
        self.update_time: datetime | None = None

    @property
    def is_versioned(self) -> bool:
        """Tell whether the package is a version of a group."""
        return "ModelPackageGroupName" in self.parameters

    def start_deleting(self) -> None:
        """Set the status to Deleting, from which it changes to Deleted."""
        self._transitions = [("Deleting", "Deleted")]
        self._status, self._time_progressed, self._tick = "Deleting", datetime.now(), 0

    def matches(self, filters: Parameters) -> bool:
        """Tell whether the package passes the filters of ListModelPackages."""
        group = filters.get("ModelPackageGroupName", "").rpartition("/")[2]
        own_group = self.parameters.get("ModelPackageGroupName", "")
        kind = filters.get("ModelPackageType", "Versioned" if group else "Unversioned")
        return (
            kind in ("Both", "Versioned" if self.is_versioned else "Unversioned")
            and group in ("", own_group)
            and filters.get("NameContains", "") in (self.parameters.get("ModelPackageName") or own_group)
            and filters.get("ModelApprovalStatus") in (None, self.parameters.get("ModelApprovalStatus"))
            and not ("CreationTimeAfter" in filters and self.creation_time <= filters["CreationTimeAfter"])
            and not ("CreationTimeBefore" in filters and self.creation_time >= filters["CreationTimeBefore"])
        )


class ModelRegistry:
    """The model packages of an account and region. Its methods raise moto's errors, with SageMaker's messages."""

    def __init__(self, backend: "ModelPackageBackend"):
        self._backend = backend
        self._packages: dict[str, ModelPackage] = {}
        self._last_versions: dict[str, int] = {}  # by group: a deleted version's number isn't used again
        self._client_tokens: dict[str, tuple[Parameters, str]] = {}  # parameters, and ARN

    def create(self, parameters: Parameters) -> Parameters:
        """Create a package. A repeated client token returns the first one's ARN."""
        token = parameters.pop("ClientToken", "")
        first, arn = self._client_tokens.get(token, ({}, ""))
        if arn and self._exists(arn):
            if first != parameters:
                raise ConflictException(f"The client token was used before with other parameters, for {arn}")
            return {"ModelPackageArn": arn}
        package_rules.check_new(parameters)
        package = self._add(self._inherited(parameters) | parameters)
        if token:
            self._client_tokens[token] = (parameters, package.arn)
        return {"ModelPackageArn": package.arn}

    def _inherited(self, parameters: Parameters) -> Parameters:
        """Return the parameters that a package inherits, if its SourceUri is the ARN of a model package or a model."""
        uri = parameters.get("SourceUri", "")
        source_type, _, name = uri.rpartition(":")[2].partition("/")
        if not uri.startswith("arn:") or source_type not in ("model-package", "model"):
            return {}
        backend = backend_for(uri, self._backend)
        if source_type == "model-package":
            return inherit_from_package(backend.registry.find(uri).parameters)
        model = backend.describe_model(name)  # raises if there is none
        return inherit_from_model([*filter(None, [model.primary_container]), *model.containers])

    def _add(self, parameters: Parameters) -> ModelPackage:
        given = parameters.get("ModelPackageGroupName", "")
        group = given.rpartition("/")[2]
        if group:
            if given not in (group, self._backend.arn(f"model-package-group/{group}")):
                raise ValidationError(f"ModelPackageGroup {given} does not exist.")
            self._backend.describe_model_package_group(group)  # raises if there is none
            version = self._last_versions.get(group, 0) + 1
            parameters |= {"ModelPackageGroupName": group, "ModelPackageVersion": version}
            arn = self._backend.arn(f"model-package/{group}/{version}")
            self._last_versions[group] = version
        else:
            arn = self._backend.arn(f"model-package/{parameters['ModelPackageName']}")
            if self._exists(arn):
                raise ValidationError(f"ModelPackage already exists: {arn}")  # as the SageMaker SDK matches it
        tags = tag_map(parameters.pop("Tags", []))
        _check_tag_keys(tags)
        complete = fill_defaults(parameters)
        is_missing = MISSING_IMAGE_TAG in json.dumps(complete.get("InferenceSpecification", {}))
        outcome = "Failed" if is_missing else "Completed"
        self._packages[arn] = ModelPackage(arn, complete, tags, outcome)
        return self._packages[arn]

    def describe(self, parameters: Parameters) -> Parameters:
        """Return the answer of DescribeModelPackage."""
        package, included = self.find(parameters["ModelPackageName"]), parameters.get("IncludedData", "AllData")
        package.advance()
        readable = package_rules.readable_parameters(package.parameters, included)
        status = "Deleting" if package.status == "Deleted" else str(package.status)  # the API has no Deleted
        return describe_package(package.arn, readable, status, package.creation_time, package.update_time)

    def update(self, parameters: Parameters) -> Parameters:
        """Update a version in place, as the documentation of UpdateModelPackage says."""
        package = self.find(parameters.pop("ModelPackageArn"))
        parameters.pop("ClientToken", None)
        if not package.is_versioned:
            raise ValidationError("UpdateModelPackage is supported for versioned ModelPackages only.")
        self._check_settled(package)
        package_rules.check_source(parameters)
        changed = deepcopy(package.parameters)
        specifications = changed.get("AdditionalInferenceSpecifications", [])
        specifications = [*specifications, *parameters.pop("AdditionalInferenceSpecificationsToAdd", [])]
        package_rules.check_specifications(specifications)
        card = package_rules.update_card(changed.get("ModelCard", {}), parameters.pop("ModelCard", {}))
        metadata = changed.get("CustomerMetadataProperties", {}) | parameters.pop("CustomerMetadataProperties", {})
        removed = parameters.pop("CustomerMetadataPropertiesToRemove", [])
        metadata = {key: value for key, value in metadata.items() if key not in removed}
        if len(metadata) > MAX_METADATA_KEYS:
            raise ValidationError(f"The number of CustomerMetadataProperties exceeds {MAX_METADATA_KEYS}.")
        changed |= parameters | {
            "AdditionalInferenceSpecifications": specifications,
            "CustomerMetadataProperties": metadata,
            "ModelCard": card,
        }
        package.parameters = fill_defaults(
            {name: value for name, value in changed.items() if value not in ("", [], {})}
        )
        package.update_time = utcnow()
        return {"ModelPackageArn": package.arn}

    def delete(self, parameters: Parameters) -> None:
        """Start to delete a package."""
        package = self.find(parameters["ModelPackageName"], "Cannot find Model Package: {}")
        self._check_settled(package)
        package.start_deleting()

    def _check_settled(self, package: ModelPackage) -> None:
        if package.status not in ("Completed", "Failed"):
            raise ConflictException(f"ModelPackage {package.arn} is in status {package.status}; try again later.")

    def list_packages(self, parameters: Parameters) -> dict[str, Any]:
        """Return the answer of ListModelPackages."""
        packages = [package for package in list(self._packages.values()) if self._exists(package.arn)]
        found = [package for package in packages if package.matches(parameters)]
        by_name = parameters.get("SortBy") == "Name"
        found.sort(key=lambda package: package.arn if by_name else package.creation_time)
        if parameters.get("SortOrder") == "Descending":
            found.reverse()
        page, token = page_of(
            found, parameters.get("MaxResults", PACKAGES_PAGE_SIZE), parameters.get("NextToken"), ValidationError
        )
        described = [{"ModelPackageName": package.arn, "IncludedData": "MetadataOnly"} for package in page]
        summaries = [self.describe(item) for item in described]
        return {"ModelPackageSummaryList": summaries, "NextToken": token}

    def tags(self, parameters: Parameters) -> Parameters:
        """Return a page of a package's tags."""
        tags = tag_list(dict(sorted(self._taggable(parameters).tags.items())))
        page, token = page_of(tags, TAGS_PAGE_SIZE, parameters.get("NextToken"), ValidationError)
        return {"Tags": page, "NextToken": token}

    def add_tags(self, parameters: Parameters) -> Parameters:
        """Add or overwrite tags, and return them."""
        package = self._taggable(parameters)
        merged = package.tags | tag_map(parameters["Tags"])
        _check_tag_keys(merged)
        if len(merged) > MAX_TAGS:
            raise ValidationError(f"The number of tags exceeds {MAX_TAGS}.")
        package.tags = merged
        return {"Tags": parameters["Tags"]}

    def delete_tags(self, parameters: Parameters) -> None:
        """Remove tags."""
        package = self._taggable(parameters)
        package.tags = {key: value for key, value in package.tags.items() if key not in parameters["TagKeys"]}

    def _taggable(self, parameters: Parameters) -> ModelPackage:
        package = self.find(parameters["ResourceArn"])
        if package.is_versioned:
            raise ValidationError("Tags are not supported for versioned ModelPackages: tag the ModelPackageGroup.")
        return package

    def _exists(self, arn: str) -> bool:
        package = self._packages.get(arn)
        if package is not None and package.status == "Deleted":
            del self._packages[arn]
            return False
        return package is not None

    def find(self, name_or_arn: str, message: str = "ModelPackage {} does not exist.") -> ModelPackage:
        """Return a package."""
        arn = name_or_arn if name_or_arn.startswith("arn:") else self._backend.arn(f"model-package/{name_or_arn}")
        if not self._exists(arn):
            raise ValidationError(message.format(arn))
        return self._packages[arn]

    def versions(self, group: str) -> list[str]:
        """Return the ARNs of the versions of a group."""
        return [arn for arn in list(self._packages) if f":model-package/{group}/" in arn and self._exists(arn)]


def _check_tag_keys(tags: dict[str, str]) -> None:
    if any(key.lower().startswith("aws:") for key in tags):
        raise ValidationError("aws: prefixed tag key names are not allowed for external use.")


class ModelPackageBackend(SageMakerModelBackend):
    """moto's backend of SageMaker, with a registry of model packages and with SageMaker's rules for groups."""

    _url_module = moto.sagemaker.urls  # moto derives it from the name of this module

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.registry = ModelRegistry(self)
        self.group_policies: dict[str, str] = {}  # by the ARN of the group

    def arn(self, resource: str) -> str:
        """Return the ARN of a resource of this account in this region."""
        return f"arn:{self.partition}:sagemaker:{self.region_name}:{self.account_id}:{resource}"

    def create_group(self, name: str, description: str, tags: list[dict[str, str]] | None) -> str:
        """Create a model package group. Unlike in moto, its name must be free."""
        if name in self.model_package_groups:
            arn = self.arn(f"model-package-group/{name}")
            raise ValidationError(f"Model Package Group already exists: {arn}")  # as Airflow matches it
        return super().create_model_package_group(name, description, tags)

    def delete_group(self, name_or_arn: str) -> None:
        """Delete a model package group, which must be empty. moto has no such operation."""
        group = self.describe_model_package_group(name_or_arn.rpartition("/")[2])
        if self.registry.versions(group.model_package_group_name):
            raise ConflictException(f"ModelPackageGroup {group.arn} still has model packages.")
        del self.model_package_groups[group.model_package_group_name]
        self.group_policies.pop(group.arn, None)


def backend_for(name_or_arn: str, own: ModelPackageBackend) -> ModelPackageBackend:
    """Return the backend of the account in an ARN of a group or version, the only shareable ones; else the own."""
    _, _, _, region, account, resource = [*name_or_arn.split(":", 5), *[""] * 5][:6]
    is_shareable = resource.startswith("model-package-group/") or resource.count("/") > 1
    if not is_shareable or region != own.region_name:
        return own
    return backend_at(account, region)


def backend_at(account: str, region: str) -> ModelPackageBackend:
    """Return the backend of an account and region."""
    backend = sagemaker_backends[account][region]
    assert isinstance(backend, ModelPackageBackend), "cfn_sandbox_sagemaker.install() was not called"  # noqa: S101
    return backend
