"""A registry of model packages that keeps SageMaker's rules: names, versions, statuses, tokens, tags, pages.

The rules are those of the API reference (the documentation in botocore's service model) and, where that is silent, of
guide/behaviour.md; the tests cite them by ID. Parameters and answers are those of the API.
"""

import hashlib
import json
from copy import deepcopy
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal.managed_state_model import ManagedState
from moto.sagemaker.exceptions import ConflictException, ValidationError
from moto.sagemaker.models import SageMakerModelBackend, sagemaker_backends

from . import rules, sources
from .filled_in import described, filled_in
from .rules import Parameters

STATE_MODEL = "sagemaker::model-package"
MOST_METADATA = 50
MOST_TAGS = 50
TAGS_ON_A_PAGE = 20
MISSING_IMAGE = ":missing"  # the scan of an image with this tag fails, so that a failure can be tried out


class ModelPackage(ManagedState):
    """A package: what it was created with and what was changed since, in the API's words."""

    def __init__(self, arn: str, parameters: Parameters, tags: dict[str, str], outcome: str):
        super().__init__(STATE_MODEL, [("Pending", "InProgress"), ("InProgress", outcome)])
        self.arn = arn
        self.parameters = parameters
        self.tags = tags
        self.created = utcnow()
        self.modified: datetime | None = None

    @property
    def is_versioned(self) -> bool:
        """Tell whether the package is a version of a group."""
        return "ModelPackageGroupName" in self.parameters

    @property
    def is_settled(self) -> bool:
        """Tell whether the package can be changed and deleted."""
        return self.status in ("Completed", "Failed")

    @property
    def shown_status(self) -> str:
        """Return the status as the API shows it: nobody sees Deleted."""
        status = str(self.status)
        return "Deleting" if status == "Deleted" else status

    def start_deleting(self) -> None:
        """Let the status go to Deleting, and from there to Deleted, which nobody sees."""
        self._transitions = [("Deleting", "Deleted")]
        self._status, self._time_progressed, self._tick = "Deleting", datetime.now(), 0


class ModelRegistry:
    """The model packages of an account in a region. Raises moto's errors, in SageMaker's words."""

    def __init__(self, backend: "SandboxBackend"):
        self._backend = backend
        self._packages: dict[str, ModelPackage] = {}
        self._versions: dict[str, int] = {}  # the last version of a group: numbers aren't used again after a delete
        self._tokens: dict[str, tuple[str, str]] = {}

    def create(self, parameters: Parameters) -> str:
        """Create a package and return its ARN; a token that was used before returns the ARN of then."""
        token = parameters.pop("ClientToken", None)
        fingerprint = hashlib.sha256(json.dumps(parameters, sort_keys=True, default=str).encode()).hexdigest()
        known, arn = self._tokens.get(token or "", ("", ""))
        if known and self._alive(arn):
            if known != fingerprint:
                raise ConflictException(f"The client token was used before with other parameters, for {arn}")
            return arn
        rules.check_new(parameters)
        package = self._add(self._taken_over(parameters) | parameters)
        if token:
            self._tokens[token] = (fingerprint, package.arn)
        return package.arn

    def _taken_over(self, parameters: Parameters) -> Parameters:
        """Return what a package has from the model package or the model that its SourceUri names by an ARN."""
        uri = parameters.get("SourceUri", "")
        kind, _, name = uri.rpartition(":")[2].partition("/")
        if not uri.startswith("arn:") or kind not in ("model-package", "model"):
            return {}
        backend = backend_of(uri, self._backend)
        if kind == "model-package":
            taken = sources.of_package(backend.registry.parameters(uri))
        else:
            model = backend.describe_model(name)  # raises, in SageMaker's words, when it isn't there
            taken = sources.of_model([*filter(None, [model.primary_container]), *model.containers])
        return taken

    def parameters(self, name_or_arn: str) -> Parameters:
        """Return the parameters of a package."""
        return self._find(name_or_arn, "ModelPackage {} does not exist.").parameters

    def _add(self, parameters: Parameters) -> ModelPackage:
        given = parameters.get("ModelPackageGroupName", "")
        group = given.rpartition("/")[2]
        if group:
            if given not in (group, self._backend.arn(f"model-package-group/{group}")):
                raise ValidationError(f"ModelPackageGroup {given} does not exist.")
            self._backend.describe_model_package_group(group)  # raises, in SageMaker's words, when it isn't there
            version = self._versions.get(group, 0) + 1
            parameters |= {"ModelPackageGroupName": group, "ModelPackageVersion": version}
            arn = self._backend.arn(f"model-package/{group}/{version}")
            self._versions[group] = version
        else:
            arn = self._backend.arn(f"model-package/{parameters['ModelPackageName']}")
            if self._alive(arn):
                raise ValidationError(f"ModelPackage {arn} already exists.")
        tags = {tag["Key"]: tag["Value"] for tag in parameters.pop("Tags", [])}
        _check_keys(tags)
        complete = filled_in(parameters)
        outcome = "Failed" if MISSING_IMAGE in json.dumps(complete.get("InferenceSpecification", {})) else "Completed"
        self._packages[arn] = ModelPackage(arn, complete, tags, outcome)
        return self._packages[arn]

    def describe(self, name_or_arn: str, included: str = "AllData") -> dict[str, Any]:
        """Return the answer of DescribeModelPackage."""
        package = self._find(name_or_arn, "ModelPackage {} does not exist.")
        package.advance()
        parameters = rules.readable(package.parameters, included)
        return described(package.arn, parameters, package.shown_status, package.created, package.modified)

    def update(self, parameters: Parameters) -> str:
        """Change a version in place, as the documentation of UpdateModelPackage says, and return its ARN."""
        package = self._find(parameters.pop("ModelPackageArn"), "ModelPackage {} does not exist.")
        parameters.pop("ClientToken", None)
        if not package.is_versioned:
            raise ValidationError("UpdateModelPackage is supported for versioned ModelPackages only.")
        self._check_settled(package)
        rules.check_source(parameters)
        changed = deepcopy(package.parameters)
        specifications = changed.get("AdditionalInferenceSpecifications", [])
        specifications = [*specifications, *parameters.pop("AdditionalInferenceSpecificationsToAdd", [])]
        rules.check_specifications(specifications)
        card = rules.changed_card(changed.get("ModelCard", {}), parameters.pop("ModelCard", {}))
        metadata = changed.get("CustomerMetadataProperties", {}) | parameters.pop("CustomerMetadataProperties", {})
        for key in parameters.pop("CustomerMetadataPropertiesToRemove", []):
            metadata.pop(key, None)
        if len(metadata) > MOST_METADATA:
            raise ValidationError(f"The number of CustomerMetadataProperties exceeds {MOST_METADATA}.")
        changed |= parameters
        changed["AdditionalInferenceSpecifications"] = specifications
        changed["CustomerMetadataProperties"] = metadata
        changed["ModelCard"] = card
        package.parameters = filled_in({name: value for name, value in changed.items() if value not in ("", [], {})})
        package.modified = utcnow()
        return package.arn

    def delete(self, name_or_arn: str) -> None:
        """Start to delete a package."""
        package = self._find(name_or_arn, "Cannot find Model Package: {}")
        self._check_settled(package)
        package.start_deleting()

    def _check_settled(self, package: ModelPackage) -> None:
        if not package.is_settled:
            raise ConflictException(f"ModelPackage {package.arn} is in status {package.status}; try again later.")

    def page(self, parameters: Parameters) -> dict[str, Any]:
        """Return the answer of ListModelPackages: filters, order and pages as its documentation says."""
        found = [package for package in list(self._packages.values()) if self._alive(package.arn)]
        found = [package for package in found if _matches(package, parameters)]
        by_name = parameters.get("SortBy") == "Name"
        found.sort(key=lambda package: package.arn if by_name else package.created)
        if parameters.get("SortOrder") == "Descending":
            found.reverse()
        page, token = _page(found, parameters.get("MaxResults", 10), parameters.get("NextToken"))
        summaries = [self.describe(package.arn, "MetadataOnly") for package in page]
        return {"ModelPackageSummaryList": summaries, "NextToken": token}

    def tags(self, arn: str, token: str | None) -> tuple[list[dict[str, str]], str | None]:
        """Return a page of a package's tags and the token of the next page."""
        tags = self._taggable(arn).tags
        return _page([{"Key": key, "Value": tags[key]} for key in sorted(tags)], TAGS_ON_A_PAGE, token)

    def add_tags(self, arn: str, tags: list[dict[str, str]]) -> list[dict[str, str]]:
        """Add tags or overwrite them, and return them."""
        package = self._taggable(arn)
        added = {tag["Key"]: tag["Value"] for tag in tags}
        _check_keys(added)
        merged = package.tags | added
        if len(merged) > MOST_TAGS:
            raise ValidationError(f"The number of tags exceeds {MOST_TAGS}.")
        package.tags = merged
        return tags

    def delete_tags(self, arn: str, keys: list[str]) -> None:
        """Take tags away."""
        package = self._taggable(arn)
        package.tags = {key: value for key, value in package.tags.items() if key not in keys}

    def _taggable(self, arn: str) -> ModelPackage:
        package = self._find(arn, "ModelPackage {} does not exist.")
        if package.is_versioned:
            raise ValidationError("Tags are not supported for versioned ModelPackages: tag the ModelPackageGroup.")
        return package

    def _alive(self, arn: str) -> bool:
        package = self._packages.get(arn)
        if package is not None and package.status == "Deleted":
            del self._packages[arn]
            return False
        return package is not None

    def _find(self, name_or_arn: str, message: str) -> ModelPackage:
        arn = name_or_arn if name_or_arn.startswith("arn:") else self._backend.arn(f"model-package/{name_or_arn}")
        if not self._alive(arn):
            raise ValidationError(message.format(arn))
        return self._packages[arn]

    def of_group(self, group: str) -> list[str]:
        """Return the ARNs of the versions of a group."""
        return [arn for arn in list(self._packages) if f":model-package/{group}/" in arn and self._alive(arn)]


def _check_keys(tags: dict[str, str]) -> None:
    if any(key.lower().startswith("aws:") for key in tags):
        raise ValidationError("aws: prefixed tag key names are not allowed for external use.")


def _matches(package: ModelPackage, parameters: Parameters) -> bool:
    group = parameters.get("ModelPackageGroupName", "").rpartition("/")[2]
    kind = parameters.get("ModelPackageType", "Versioned" if group else "Unversioned")
    name = package.parameters.get("ModelPackageName") or package.parameters.get("ModelPackageGroupName", "")
    approval = parameters.get("ModelApprovalStatus")
    return (
        kind in ("Both", "Versioned" if package.is_versioned else "Unversioned")
        and (not group or package.parameters.get("ModelPackageGroupName") == group)
        and parameters.get("NameContains", "") in name
        and approval in (None, package.parameters.get("ModelApprovalStatus"))
        and not ("CreationTimeAfter" in parameters and package.created <= parameters["CreationTimeAfter"])
        and not ("CreationTimeBefore" in parameters and package.created >= parameters["CreationTimeBefore"])
    )


def _page(items: list[Any], size: int, token: str | None) -> tuple[list[Any], str | None]:
    if token is not None and not token.isdecimal():
        raise ValidationError("The NextToken is invalid.")
    start = int(token or 0)
    end = start + size
    return items[start:end], str(end) if end < len(items) else None


class SandboxBackend(SageMakerModelBackend):
    """Moto's backend of SageMaker with our registry of model packages, and stricter groups."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.registry = ModelRegistry(self)
        self.group_policies: dict[str, str] = {}  # by the ARN of the group

    def arn(self, resource: str) -> str:
        """Return the ARN of a resource of this account in this region."""
        return f"arn:{self.partition}:sagemaker:{self.region_name}:{self.account_id}:{resource}"

    def create_group(self, name: str, description: str, tags: list[dict[str, str]] | None) -> str:
        """Create a model package group; its name must be free (moto overwrites)."""
        if name in self.model_package_groups:
            raise ValidationError(f"ModelPackageGroup {self.arn(f'model-package-group/{name}')} already exists.")
        return super().create_model_package_group(name, description, tags)

    def delete_group(self, name_or_arn: str) -> None:
        """Delete a model package group, which must be empty (moto has no such call)."""
        group = self.describe_model_package_group(name_or_arn.rpartition("/")[2])
        if self.registry.of_group(group.model_package_group_name):
            raise ConflictException(f"ModelPackageGroup {group.arn} still has model packages.")
        del self.model_package_groups[group.model_package_group_name]
        self.group_policies.pop(group.arn, None)


def backend_of(name_or_arn: str, own: SandboxBackend) -> SandboxBackend:
    """Return the backend of the account that the ARN of a group, or of a version of one, names; else one's own.

    Groups can be shared between accounts, in a region; nothing else can.
    """
    _, _, _, region, account, resource = [*name_or_arn.split(":", 5), *[""] * 5][:6]
    shared = resource.startswith("model-package-group/") or resource.count("/") > 1
    if not shared or region != own.region_name:
        return own
    backend = sagemaker_backends[account][region]
    assert isinstance(backend, SandboxBackend)  # noqa: S101 - see install
    return backend
