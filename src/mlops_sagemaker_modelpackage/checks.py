"""What is refused before any call is made. Pure: a desired state in, sentences out.

The limits are those of the schema; the rules of the two kinds are those of CreateModelPackage in the API reference.
"""

from collections.abc import Iterator
from typing import Any, Final

from . import model_card, schema
from .schema import PROPERTIES, State
from .translate import (
    additional_specifications,
    is_package_source,
    is_read_model,
    is_versioned,
    is_versioned_arn,
    says_something,
    telling,
)

MOST_SPECIFICATIONS: Final[int] = PROPERTIES["AdditionalInferenceSpecifications"]["maxItems"]  # by all three properties

# Property, and why the kind can't have it. A value that says nothing, or False, is fine with either kind.
_NOT_VERSIONED: Final = {
    "Tags": "a version has the tags of its group: tag the group, or leave ModelPackageGroupName out",
    "CertifyForMarketplace": "only an unversioned package can be certified: leave ModelPackageGroupName out",
}
_NOT_UNVERSIONED: Final = dict.fromkeys(
    (
        *("ApprovalDescription", "CustomerMetadataProperties", "Environment"),
        *("ModelCard", "ModelLifeCycle", "ModelPackageRegistrationType", "SecurityConfig", "SourceUri"),
    ),
    "only a version of a group has it: set ModelPackageGroupName, or leave the property out",
)


def before_create(desired: State) -> list[str]:
    """Return what is wrong with the desired state of a create, as sentences for a person; empty if nothing is."""
    read_only = (f"{name} is read-only: leave it out" for name in schema.READ_ONLY if name in desired)
    return [*read_only, *before_update(desired)]


def before_update(desired: State) -> list[str]:
    """Return what is wrong with the desired state of an update, as sentences for a person; empty if nothing is."""
    wrong = list(schema.problems(telling(desired)))
    if wrong:  # what follows counts on the types of the schema
        return wrong
    return [
        *_kind_problems(desired),
        # What Read reports is how SageMaker has it: a clone, for one, has both a source and containers.
        *(() if is_read_model(desired) else _content_problems(desired)),
        *_specification_problems(desired),
        *_tag_problems(desired),
        *_model_card_problems(desired),
    ]


def _kind_problems(desired: State) -> Iterator[str]:
    if says_something(desired.get("ModelPackageGroupName")) and says_something(desired.get("ModelPackageName")):
        yield (
            "ModelPackageGroupName and ModelPackageName are both set: keep the first for a version of a group, "
            "the second for an unversioned package"
        )
    versioned = is_versioned(desired) or is_versioned_arn(desired.get("ModelPackageArn", ""))
    kind = "a versioned" if versioned else "an unversioned"
    for name, reason in (_NOT_VERSIONED if versioned else _NOT_UNVERSIONED).items():
        if desired.get(name) is not False and says_something(desired.get(name)):
            yield f"{name} doesn't apply to {kind} package: {reason}"
    if not versioned:
        yield from _unversioned_problems(desired)
    if desired.get("Environment") and not says_something(desired.get("InferenceSpecification")):
        yield "Environment needs InferenceSpecification: it is set in the containers there"


def _unversioned_problems(desired: State) -> Iterator[str]:
    for path, container in _containers(desired):
        for name in ("Environment", "ModelDataSource"):
            if says_something(container.get(name)):
                yield (
                    f"{path}.{name} doesn't apply to an unversioned package: set ModelPackageGroupName, or leave it out"
                )


def _content_problems(desired: State) -> Iterator[str]:
    """Yield what SageMaker refuses of the contents of a package, where the schema can't say so."""
    versioned = is_versioned(desired) or is_versioned_arn(desired.get("ModelPackageArn", ""))
    specification = desired.get("InferenceSpecification") or {}
    if says_something(specification) and is_package_source(desired.get("SourceUri")):
        yield (
            "SourceUri and InferenceSpecification are both set: the containers come from the model or model package "
            "that SourceUri names, so leave InferenceSpecification out"
        )
    if not versioned and says_something(specification):
        for name in ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"):
            if not says_something(specification.get(name)):
                yield f"InferenceSpecification.{name} is required for an unversioned package"
    for path, container in _containers(desired):
        if "AdditionalS3DataSource" in container and path.startswith("InferenceSpecification"):
            yield f"{path}.AdditionalS3DataSource is not allowed: only additional inference specifications may have it"
    yield from schema.missing_members(desired, "S3ModelDataSource", "S3Uri")


def _containers(desired: State) -> Iterator[tuple[str, dict[str, Any]]]:
    holders = {"InferenceSpecification": desired.get("InferenceSpecification") or {}}
    for index, specification in enumerate(additional_specifications(desired)):
        holders[f"AdditionalInferenceSpecifications[{index}]"] = specification
    for path, holder in holders.items():
        for index, container in enumerate(holder.get("Containers", [])):
            yield f"{path}.Containers[{index}]", container


def _specification_problems(desired: State) -> Iterator[str]:
    listed = [item["Name"] for item in desired.get("AdditionalInferenceSpecifications", [])]
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"AdditionalInferenceSpecifications has the name {name} more than once: each name may stand once"
    if len(additional_specifications(desired)) > MOST_SPECIFICATIONS:
        yield f"There are more than {MOST_SPECIFICATIONS} additional inference specifications in all"


def _tag_problems(desired: State) -> Iterator[str]:
    keys = [tag["Key"] for tag in desired.get("Tags", [])]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"Tags has the key {key} more than once: each key may stand once"


def _model_card_problems(desired: State) -> Iterator[str]:
    content = (desired.get("ModelCard") or {}).get(model_card.CONTENT)
    wrong = model_card.problem(content) if content else ""
    if wrong:
        yield f"ModelCard.ModelCardContent must be a JSON object, as text: {wrong}"
