"""What is refused before any call is made. Pure: a desired state in, sentences out.

The schema has the limits; the rules of the two kinds are those of CreateModelPackage (KIND-1 to KIND-14).
"""

from collections.abc import Iterator
from typing import Any, Final

from . import model_card, schema
from .arns import GROUP, brings_containers, is_versioned
from .schema import State
from .specifications import ADDITIONAL, MAIN, MAX_ADDITIONAL, additional_specifications, containers
from .translate import is_read_model
from .validation import missing_members, violations
from .values import drop_unset, is_set

# A property, and what to do. An unset value and False are accepted for either kind (KIND-4).
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
    """Return what is wrong with the desired state of a create, as sentences for a person; empty if nothing is."""
    read_only = (f"{name} is read-only: leave it out" for name in schema.READ_ONLY if name in desired)
    return [*read_only, *before_update(desired)]


def before_update(desired: State) -> list[str]:
    """Return what is wrong with the desired state of an update, as sentences for a person; empty if nothing is."""
    broken = list(violations(drop_unset(desired)))
    if broken:  # the other checks need the types of the schema
        return broken
    return [
        *_kind_problems(desired),
        # SageMaker reports what it wouldn't accept: a clone, for one, has a source and containers.
        *(() if is_read_model(desired) else _content_problems(desired)),
        *_specification_problems(desired),
        *_tag_problems(desired),
        *_model_card_problems(desired),
    ]


def _kind_problems(desired: State) -> Iterator[str]:
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
    if desired.get("Environment") and not is_set(desired.get(MAIN)):
        yield "Environment needs InferenceSpecification: it is set in the containers there"


def _content_problems(desired: State) -> Iterator[str]:
    """Yield what SageMaker refuses in the contents of a package, and the schema can't say."""
    specification: dict[str, Any] = desired.get(MAIN) or {}
    if specification and brings_containers(desired.get("SourceUri")):
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
    listed = [item["Name"] for item in desired.get(ADDITIONAL, [])]
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"AdditionalInferenceSpecifications has the name {name} more than once: each name must be unique"
    if len(additional_specifications(desired)) > MAX_ADDITIONAL:
        yield f"There are more than {MAX_ADDITIONAL} additional inference specifications in all"


def _tag_problems(desired: State) -> Iterator[str]:
    keys = [tag["Key"] for tag in desired.get("Tags", [])]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"Tags has the key {key} more than once: each key must be unique"


def _model_card_problems(desired: State) -> Iterator[str]:
    content = (desired.get("ModelCard") or {}).get(model_card.CONTENT)
    reason = model_card.problem(content) if content else ""
    if reason:
        yield f"ModelCard.ModelCardContent must be a JSON object, as text: {reason}"
