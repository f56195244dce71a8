"""SageMaker's rules beyond limits, for both kinds of packages and for model cards, with its messages. Pure."""

import json
from collections.abc import Iterator
from typing import Any, Final

from moto.core.exceptions import JsonRESTError
from moto.sagemaker.exceptions import ValidationError

MAX_SPECIFICATIONS: Final = 15
UNREADABLE_KEY: Final = "no-decrypt"  # keys with this in their name deny decryption, so that people can try it

Parameters = dict[str, Any]

_UNVERSIONED_ONLY: Final = ("Tags", "CertifyForMarketplace")
_VERSIONED_ONLY: Final = (
    *("CustomerMetadataProperties", "ModelCard", "ModelLifeCycle"),
    *("ModelPackageRegistrationType", "SecurityConfig", "SourceUri"),
)
_INSTANCE_TYPES = ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes")


def check_new(parameters: Parameters) -> None:
    """Raise moto's ValidationError if a package can't be created with these parameters."""
    _check_kind(parameters)
    check_source(parameters)
    _check_inference_specification(parameters)
    check_specifications(parameters.get("AdditionalInferenceSpecifications", []))
    if "SecurityConfig" in parameters and not parameters.keys() & {"ModelCard", "SourceUri"}:
        raise ValidationError("SecurityConfig can be specified only with a ModelCard.")
    _check_card_content(parameters.get("ModelCard", {}))


def _check_kind(parameters: Parameters) -> None:
    """Check that the parameters fit one of the two kinds (KIND-2, KIND-7 to KIND-12)."""
    is_versioned, is_unversioned = "ModelPackageGroupName" in parameters, "ModelPackageName" in parameters
    if is_versioned and is_unversioned:
        raise ValidationError(
            "Both ModelPackageName and ModelPackageGroupName are provided in the input. "
            "Cannot determine which one to use."
        )
    if not (is_versioned or is_unversioned):
        raise ValidationError("Missing ARN.")
    for name in _UNVERSIONED_ONLY if is_versioned else _VERSIONED_ONLY:
        if parameters.get(name):
            kind = "versioned" if is_versioned else "non-versioned"
            raise ValidationError(f"{name} cannot be specified when using {kind} ModelPackages")
    for name, text in (("Environment", "Environment variable map"), ("ModelDataSource", "ModelDataSource")):
        if is_unversioned and any(name in container for container in containers(parameters)):
            raise ValidationError(f"{text} cannot be specified when using non-versioned ModelPackages")


def check_source(parameters: Parameters) -> None:
    """Raise moto's ValidationError if a call has both a source and containers."""
    if parameters.keys() >= {"SourceUri", "InferenceSpecification"}:
        raise ValidationError("Both SourceUri and InferenceSpecification cannot be specified in one request.")


def _check_inference_specification(parameters: Parameters) -> None:
    specification = parameters.get("InferenceSpecification", {})
    if any("AdditionalS3DataSource" in container for container in specification.get("Containers", [])):
        raise ValidationError("AdditionalS3DataSource is not allowed in InferenceSpecification")
    if "ModelPackageName" not in parameters:
        return
    missing = [name for name in _INSTANCE_TYPES if not specification.get(name)]
    if specification and missing:
        raise ValidationError(f"{missing[0]} must be specified in InferenceSpecification for this ModelPackage")
    if not specification and "SourceAlgorithmSpecification" not in parameters:
        raise ValidationError("Either InferenceSpecification or SourceAlgorithmSpecification must be specified.")


def containers(parameters: Parameters) -> Iterator[Parameters]:
    """Yield the containers of every inference specification."""
    for holder in (
        parameters.get("InferenceSpecification", {}),
        *parameters.get("AdditionalInferenceSpecifications", []),
    ):
        yield from holder.get("Containers", [])


def check_specifications(specifications: list[Parameters]) -> None:
    """Raise moto's ValidationError if the names of additional specifications repeat, or if there are too many."""
    names = [specification["Name"] for specification in specifications]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValidationError(f"AdditionalInferenceSpecification {repeated[0]} already exists.")
    if len(names) > MAX_SPECIFICATIONS:
        raise ValidationError(f"The total number of AdditionalInferenceSpecifications exceeds {MAX_SPECIFICATIONS}.")


def update_card(card: Parameters, change: Parameters) -> Parameters:
    """Return a model card after a change of its content or its status. `card` is {} if there is none."""
    different = {name for name, value in change.items() if value != card.get(name)}
    if card and len(different) > 1:  # a first card has both
        raise ValidationError("You cannot update both model card content and model card status in a single call.")
    if "ModelCardContent" in change and card.get("ModelCardStatus") == "Archived":
        raise ValidationError("Model Card is in Archived state.")
    _check_card_content(change)
    return card | change


def _check_card_content(card: Parameters) -> None:
    try:
        content = json.loads(card.get("ModelCardContent") or "{}")
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ValidationError(f"ModelCardContent is not valid JSON: {card['ModelCardContent']}")


def readable_parameters(parameters: Parameters, included: str) -> Parameters:
    """Return the parameters of a package in DescribeModelPackage. `included` is its `IncludedData`."""
    card, key = parameters.get("ModelCard"), parameters.get("SecurityConfig", {}).get("KmsKeyId", "")
    if card and included == "MetadataOnly":
        uses = json.loads(card.get("ModelCardContent", "{}")).get("intended_uses")
        rating = uses.get("risk_rating") if isinstance(uses, dict) else None
        content = {"intended_uses": {"risk_rating": rating}} if rating else {}
        return parameters | {"ModelCard": card | {"ModelCardContent": json.dumps(content)}}
    if card and UNREADABLE_KEY in key:
        denied = f"You are not authorized to perform: kms:Decrypt on resource: {key}"
        raise JsonRESTError("AccessDeniedException", denied)
    return parameters
