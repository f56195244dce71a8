"""Draws templates and changes of templates, and tells whether a model of Read shows what a template asks for."""

import json
import random
from typing import Any, Final

from ..templates import GROUP, SPECIFICATION

Template = dict[str, Any]

SECRET: Final = "hidden-"  # begins every value that no message, log or context may have
STATUSES: Final = ("Draft", "PendingReview", "Approved", "Archived")
_CLEARABLE: Final = ("CustomerMetadataProperties", "ApprovalDescription", "Environment")


def _secret(rng: random.Random) -> str:
    return f"{SECRET}{rng.randrange(10**9)}"


def _map(rng: random.Random) -> dict[str, str]:
    return {key: _secret(rng) for key in rng.sample("ABCD", rng.randint(0, 3))}


def _card(rng: random.Random) -> dict[str, str]:
    content = {"model_overview": {"model_creator": _secret(rng)}, "a": rng.randrange(9)}
    return {"ModelCardContent": json.dumps(content), "ModelCardStatus": rng.choice(STATUSES)}


def _addition(rng: random.Random) -> dict[str, Any]:
    source = {"S3Uri": "s3://bucket/model/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    container: dict[str, Any] = {"Image": f"image:{rng.randrange(3)}"}
    if rng.random() < 0.5:
        container["ModelDataSource"] = {"S3DataSource": source}
    types = rng.sample(["ml.m5.large", "ml.m5.xlarge", "ml.c5.xlarge"], 2)
    name = f"added-{rng.randrange(10**6)}"
    return {"Name": name, "Containers": [container], "SupportedTransformInstanceTypes": types}


_OF_VERSIONS: Final = {
    "ModelApprovalStatus": lambda rng: rng.choice(["Approved", "Rejected", "PendingManualApproval"]),
    "ApprovalDescription": lambda rng: f"because {rng.randrange(99)}",
    "CustomerMetadataProperties": _map,
    "ModelLifeCycle": lambda rng: {"Stage": rng.choice(["QA", "Production"]), "StageStatus": "Approved"},
    "ModelPackageRegistrationType": lambda rng: rng.choice(["Logged", "Registered"]),
    "ModelCard": _card,
    "SourceUri": lambda rng: f"s3://bucket/run-{rng.randrange(99)}",
    "Environment": _map,
}


def new_template(rng: random.Random, source: str) -> Template:
    """Return the template of a new package: a version, a clone of `source`, or an unversioned package."""
    kind = rng.choice(["version", "version", "version", "clone", "named", "nameless"])
    if kind in ("named", "nameless"):
        named = {"ModelPackageName": f"package-{rng.randrange(3)}"} if kind == "named" else {}
        return {"InferenceSpecification": SPECIFICATION, "Tags": new_tags(rng), **named}
    template: Template = {"ModelPackageGroupName": GROUP}
    template |= {"SourceUri": source} if kind == "clone" else {"InferenceSpecification": SPECIFICATION}
    without = ("SourceUri", "Environment") if kind == "clone" else ()
    for name, draw in _OF_VERSIONS.items():
        if name not in without and rng.random() < 0.4:
            template[name] = draw(rng)
    if rng.random() < 0.2:
        template["AdditionalInferenceSpecifications"] = [_addition(rng)]
    return template


def new_tags(rng: random.Random) -> list[dict[str, str]]:
    """Return the tags of a template."""
    return [{"Key": key, "Value": str(rng.randrange(9))} for key in rng.sample("abcd", rng.randint(0, 3))]


def changed_template(rng: random.Random, template: Template) -> Template:
    """Return a template with some other values that an update can set in place."""
    if "ModelPackageGroupName" not in template:
        return template | {"Tags": new_tags(rng)}
    is_clone = "InferenceSpecification" not in template
    names = [name for name in _OF_VERSIONS if not (is_clone and name in ("SourceUri", "Environment"))]
    changed = dict(template)
    for name in rng.sample(names, rng.randint(1, 4)):
        changed[name] = _OF_VERSIONS[name](rng)
    if "ModelCard" in template and "ModelCard" in changed:
        changed["ModelCard"] = _next_card(template["ModelCard"], changed["ModelCard"])
    if not is_clone and rng.random() < 0.3 and len(template.get("AdditionalInferenceSpecifications", [])) < 5:
        changed["AdditionalInferenceSpecifications"] = [
            *template.get("AdditionalInferenceSpecifications", []),
            _addition(rng),
        ]
    return changed


def _next_card(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Return a card that SageMaker accepts: one that stays archived keeps its content (CARD-3)."""
    stays_archived = before["ModelCardStatus"] == after["ModelCardStatus"] == "Archived"
    return before if stays_archived else after


def wrong_properties(
    template: Template, model: dict[str, Any], names: set[str], stack_tags: dict[str, str]
) -> list[str]:
    """Return which of some properties of a template a model of Read doesn't show; metadata of others may be there."""
    metadata = model.get("CustomerMetadataProperties") or {}
    own = {key: value for key, value in metadata.items() if key != "others"}
    shown = model | {"CustomerMetadataProperties": own}
    return sorted(name for name in names if not _shows(name, template, shown, stack_tags))


def _shows(name: str, template: Template, model: dict[str, Any], stack_tags: dict[str, str]) -> bool:
    wanted, actual = template.get(name), model.get(name)
    if name == "ModelCard":
        return wanted is None or _same_card(wanted, actual or {})
    if name == "InferenceSpecification":
        return bool(actual)
    if name == "Environment":
        containers = model["InferenceSpecification"]["Containers"]
        return bool((wanted or {}) == containers[0].get("Environment", {}))
    if name == "AdditionalInferenceSpecifications":
        return {item["Name"] for item in wanted or []} <= {item["Name"] for item in actual or []}
    if name == "Tags":
        tags = stack_tags | {tag["Key"]: tag["Value"] for tag in wanted or []}
        return tags.items() <= {tag["Key"]: tag["Value"] for tag in actual or []}.items()
    if name == "ModelLifeCycle":
        return wanted is None or wanted.items() <= (actual or {}).items()
    if name in _CLEARABLE:
        return (wanted or None) == (actual or None)
    return wanted is None or wanted == actual


def _same_card(wanted: dict[str, str], actual: dict[str, str]) -> bool:
    content = json.loads(actual.get("ModelCardContent") or "null")
    same_status = wanted["ModelCardStatus"] == actual.get("ModelCardStatus")
    return same_status and bool(json.loads(wanted["ModelCardContent"]) == content)
