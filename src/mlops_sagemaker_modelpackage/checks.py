"""Finds the problems of a desired state before any call, as sentences. Pure.

Types and limits are in the schema. The rules of the two kinds are those of CreateModelPackage (KIND-1 to KIND-14).
"""

from collections.abc import Iterator
from typing import Any, Final

from . import model_card, schema
from .arns import GROUP, is_versioned, provides_containers
from .schema import State
from .specifications import ADDITIONAL, MAIN, MAX_ADDITIONAL, additional_specifications, containers
from .translate import is_read_model
from .validation import missing_members, violations
from .values import drop_unset, is_set

# Properties of one kind, and what to do if the other kind has them. Unset and false are accepted for both (KIND-4).
_UNVERSIONED_ONLY: Final = {
    "Tags": "a version has the tags of its group: tag the group, or leave ModelPackageGroupName out",
    "CertifyForMarketplace": "only an unversioned package can be certified: leave ModelPackageGroupName out",
}
_VERSIONED_ONLY: Final = dict.fromkeys(
    (
        *("ApprovalDescription", "CustomerMetadataProperties", "Environment"),
        *("ModelCard", "ModelLifeCycle", "ModelPackageRegistrationType", "SecurityConfig", "SourceUri"),
    ),
    "only a version of a group has it: set ModelPackageGroupName, or leave the property out",
)
_VERSIONED_ONLY_IN_CONTAINERS: Final = ("Environment", "ModelDataSource")
_INSTANCE_TYPES: Final = ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes")


def before_create(desired: State) -> list[str]:
    """Return the problems of the desired state of a create, as sentences; an empty list if it has none."""
    read_only = (f"{name} is read-only: leave it out" for name in schema.READ_ONLY if name in desired)
    return [*read_only, *before_update(desired)]


def before_update(desired: State) -> list[str]:
    """Return the problems of the desired state of an update, as sentences; an empty list if it has none."""
    broken = list(violations(drop_unset(desired)))
    if broken:  # the other checks rely on the types of the schema
        return broken
    return [
        *_kind_problems(desired),
        # A model that Read returned may break these rules: that of a clone has both a source and containers.
        *(() if is_read_model(desired) else _content_problems(desired)),
        *_specification_problems(desired),
        *_tag_problems(desired),
        *_model_card_problems(desired),
    ]


def _kind_problems(desired: State) -> Iterator[str]:
    """Yield the properties that don't apply to the kind of the package."""
    if is_set(desired.get(GROUP)) and is_set(desired.get("ModelPackageName")):
        yield (
            "ModelPackageGroupName and ModelPackageName are both set: keep the first for a version of a group, "
            "the second for an unversioned package"
        )
    versioned = is_versioned(desired)
    kind = "a versioned" if versioned else "an unversioned"
    for name, reason in (_UNVERSIONED_ONLY if versioned else _VERSIONED_ONLY).items():
        if desired.get(name) is not False and is_set(desired.get(name)):
            yield f"{name} doesn't apply to {kind} package: {reason}"
    for path, container in () if versioned else containers(desired):
        for name in _VERSIONED_ONLY_IN_CONTAINERS:
            if is_set(container.get(name)):
                yield f"{path}.{name} doesn't apply to {kind} package: set ModelPackageGroupName, or leave it out"
    if is_set(desired.get("Environment")) and not is_set(desired.get(MAIN)):
        yield "Environment needs InferenceSpecification: it is set in the containers there"


def _content_problems(desired: State) -> Iterator[str]:
    """Yield the violations of SageMaker's rules that a schema can't express."""
    specification: dict[str, Any] = desired.get(MAIN) or {}
    if specification and provides_containers(desired.get("SourceUri")):
        yield (
            "SourceUri and InferenceSpecification are both set: the containers come from the model or model package "
            "that SourceUri names, so leave InferenceSpecification out"
        )
    if specification and not is_versioned(desired):
        for name in _INSTANCE_TYPES:
            if not is_set(specification.get(name)):
                yield f"InferenceSpecification.{name} is required for an unversioned package"
    if not (specification or is_versioned(desired) or is_set(desired.get("SourceAlgorithmSpecification"))):
        yield "InferenceSpecification or SourceAlgorithmSpecification is required for an unversioned package"
    for path, container in containers(desired):
        if "AdditionalS3DataSource" in container and path.startswith(MAIN):
            yield f"{path}.AdditionalS3DataSource is not allowed: only additional inference specifications may have it"
    yield from missing_members(desired, "S3ModelDataSource", "S3Uri")


def _specification_problems(desired: State) -> Iterator[str]:
    """Yield the names that several additional specifications have, and whether there are too many (ADD-3)."""
    listed = [item["Name"] for item in desired.get(ADDITIONAL, [])]
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"AdditionalInferenceSpecifications has the name {name} more than once: each name must be unique"
    if len(additional_specifications(desired)) > MAX_ADDITIONAL:
        yield f"There are more than {MAX_ADDITIONAL} additional inference specifications in all"


def _tag_problems(desired: State) -> Iterator[str]:
    """Yield the keys that several tags have."""
    keys = [tag["Key"] for tag in desired.get("Tags", [])]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"Tags has the key {key} more than once: each key must be unique"


def _model_card_problems(desired: State) -> Iterator[str]:
    """Yield why the content of the model card isn't a JSON object (CARD-4)."""
    content = (desired.get("ModelCard") or {}).get(model_card.CONTENT)
    reason = model_card.problem(content) if content else ""
    if reason:
        yield f"ModelCard.ModelCardContent must be a JSON object, as text: {reason}"
