"""What an update has to send. Pure: previous, desired and current state in, a plan out.

What changed between the previous and the desired state decides. The current state, an answer of DescribeModelPackage,
only says what is there already, so that nothing is sent twice and what others set in the account stays.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from cloudformation_cli_python_lib import HandlerErrorCode

from . import groups, model_card, schema
from .checks import MOST_SPECIFICATIONS
from .errors import Failed
from .schema import Schema, State, member, resolve
from .translate import (
    Tags,
    additional_specifications,
    identifier,
    is_package_source,
    is_read_model,
    is_versioned_arn,
    says_something,
    with_environment,
)

# Taken out of the template, they stay as they are: the API can't clear them.
_STAYING: Final = ("ModelApprovalStatus", "ModelLifeCycle", "ModelPackageRegistrationType", "SourceUri")
_SPECIFICATIONS: Final = "AdditionalInferenceSpecifications"
_SPECIFICATION: Final = resolve(schema.PROPERTIES["AdditionalInferenceSpecificationDefinition"])


def after_create(desired: State, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of UpdateModelPackage for what CreateModelPackage couldn't carry and isn't there yet."""
    wanted = {"ApprovalDescription": desired.get("ApprovalDescription")}
    if not is_package_source(desired.get("SourceUri")):
        wanted["SourceUri"] = desired.get("SourceUri")
    return {name: value for name, value in wanted.items() if says_something(value) and value != current.get(name)}


def filled_in(previous: State, desired: State, there: State) -> State:
    """Return a previous state that is a template, with what SageMaker filled in; `there` is what Read says now.

    For a desired state that was read, and so has all of that. What an update can't change is as it is there. What it
    can is as the template said, since others may have changed it; there counts only where it is what is wanted anyway.
    """
    fixed = {*schema.CREATE_ONLY, *schema.CONDITIONAL, *schema.READ_ONLY}
    taken = {name: value for name, value in there.items() if name in fixed or value == desired.get(name)}
    said = {name: value for name, value in previous.items() if name not in fixed or name not in there}
    named = _by_name([*additional_specifications(previous), *additional_specifications(desired)])
    known = [item for item in there.get(_SPECIFICATIONS, []) if item["Name"] in named]
    return {**taken, **said, _SPECIFICATIONS: known}


def refuse_replacement(
    previous: State, desired: State, account: str | None = None, current: Mapping[str, Any] | None = None
) -> None:
    """Raise `Failed` (NotUpdatable) for a change that no update in place can make.

    `account` is the caller's, in which a group without an ARN is. `current` is the answer of DescribeModelPackage:
    without it, a change that only the account can judge passes.
    """
    changed = sorted(set(_replacements(previous, desired, account, current)))
    if changed:
        raise Failed(
            HandlerErrorCode.NotUpdatable,
            f"Could not update {desired['ModelPackageArn']}. {', '.join(changed)} can't be changed in place. Where "
            "CloudFormation makes no new package by itself, give the resource another logical ID.",
        )


def _replacements(previous: State, desired: State, account: str | None, current: Any) -> Iterator[str]:
    changed = (name for name in schema.CREATE_ONLY if _create_only_change(name, previous, desired))
    yield from (name for name in changed if name != groups.GROUP or not _same_group(previous, desired, account))
    arn, name = desired["ModelPackageArn"], desired.get("ModelPackageName", "")
    known = previous.get("ModelPackageName") or identifier(arn)  # without the first, the name was generated
    if name and name.lower() != known.lower():  # an ARN may have the name in lower case
        yield "ModelPackageName"
    if bool(previous.get("CertifyForMarketplace")) != bool(desired.get("CertifyForMarketplace")):
        yield "CertifyForMarketplace"
    source, before = desired.get("SourceUri"), previous.get("SourceUri")
    # No update brings the containers of another model or model package: the API would change the text alone.
    if says_something(source) and source != before and (is_package_source(source) or is_package_source(before)):
        yield "SourceUri"
    if _specifications_change(previous, desired, current):
        yield _SPECIFICATIONS


def _same_group(previous: State, desired: State, account: str | None) -> bool:
    before, after = (state.get(groups.GROUP, "") for state in (previous, desired))
    return groups.same(before, after, desired["ModelPackageArn"], account)


def _specifications_change(previous: State, desired: State, current: Mapping[str, Any] | None) -> bool:
    """Tell whether additional specifications change in a way for which the API has no call."""
    before, after = _by_name(additional_specifications(previous)), _by_name(additional_specifications(desired))
    listed, wished = (_by_name(state.get(_SPECIFICATIONS, [])) for state in (previous, desired))
    # A model that was read, such as the contract suite sends, has what others added and what SageMaker filled in.
    required = {} if is_read_model(previous) and _SPECIFICATIONS not in desired else listed
    there = wished if current is None else _by_name(current.get(_SPECIFICATIONS, []))
    altered = [
        name
        for name, wanted in wished.items()
        # One that was added before, and is now in the list as Read reports it, has what SageMaker filled in.
        if name in before
        and not _same_specification(before[name], wanted, there.get(name) if name not in listed else None, previous)
    ]
    added = after.keys() - before.keys()
    versioned = is_versioned_arn(desired["ModelPackageArn"])  # UpdateModelPackage takes no others
    return bool(required.keys() - after.keys() or altered or (added and not versioned))


def _same_specification(before: Any, wanted: Any, there: Any, previous: State) -> bool:
    """Tell whether an additional specification is wanted as it was before, or as it is there."""
    if not any(stands_in(wanted, known, _SPECIFICATION) for known in (before, there)):
        return False
    return is_read_model(previous) or stands_in(before, wanted, _SPECIFICATION)


def _create_only_change(name: str, previous: State, desired: State) -> bool:
    default = schema.PROPERTIES[name].get("default")
    before, after = previous.get(name, default), desired.get(name, default)
    if name in schema.WRITE_ONLY:  # a model that was read, such as the contract suite sends, has none
        return says_something(before) and says_something(after) and before != after
    if not says_something(after):
        return says_something(before) and not _filled_in(name, previous, desired)
    return not stands_in(after, before, resolve(schema.PROPERTIES[name]))


def _filled_in(name: str, previous: State, desired: State) -> bool:
    """Tell whether SageMaker took a property over from the algorithm or the package that the template names."""
    if is_read_model(previous) and name != groups.GROUP and says_something(desired.get("SourceUri")):  # a clone
        return True
    return name == "InferenceSpecification" and says_something(desired.get("SourceAlgorithmSpecification"))


def stands_in(wanted: Any, there: Any, shape: Schema) -> bool:
    """Tell whether what is wanted stands in what is there.

    What is there may have more in an object: SageMaker fills in digests, ETags, empty keys and defaults. A flag that
    isn't there is false. A list has to have the same items, in the same order where the schema says that order counts.
    """
    if isinstance(wanted, dict):
        has = there if isinstance(there, dict) else {}
        return all(stands_in(value, has.get(key), member(shape, key) or {}) for key, value in wanted.items())
    if isinstance(wanted, list):
        has_items = there if isinstance(there, list) else []
        if not shape.get("insertionOrder", True) and all(isinstance(item, str) for item in wanted + has_items):
            return sorted(wanted) == sorted(has_items)
        items = resolve(shape.get("items", {}))
        pairs = zip(wanted, has_items, strict=False)
        return len(wanted) == len(has_items) and all(stands_in(want, has, items) for want, has in pairs)
    telling = [value for value in (wanted, there) if says_something(value) and value is not False]
    return bool(wanted == there) or not telling


def plan(previous: State, desired: State, current: Mapping[str, Any], *, sent: bool = True) -> dict[str, Any]:
    """Return the parameters of UpdateModelPackage that are to be sent to a version; empty if there are none.

    Until they were `sent`, everything that changed is: `current` may be stale, and setting a value twice does no harm.
    After that, only what `current` doesn't show yet. Raises `Failed` (NotUpdatable, InvalidRequest) where the account
    holds what the desired state can't be joined with.
    """
    return {
        **_settings(previous, desired, current, sent=sent),
        **_model_card(previous, desired, current, sent=sent),
        **_metadata(previous, desired, current, sent=sent),
        **_environment(previous, desired, current, sent=sent),
        **_additions(previous, desired, current),
    }


def calls(parameters: dict[str, Any], current: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of each call of UpdateModelPackage that a plan needs; one empty one for an empty plan."""
    first, *others = model_card.one_at_a_time(parameters.get("ModelCard", {}), current.get("ModelCard", {})) or [{}]
    together = parameters | ({"ModelCard": first} if first else {})
    apart = [{"ModelCard": card} for card in others]
    if {"InferenceSpecification", "SourceUri"} <= together.keys():
        apart.append({"SourceUri": together.pop("SourceUri")})
    return [together, *apart]


def _settings(previous: State, desired: State, current: Mapping[str, Any], *, sent: bool) -> dict[str, Any]:
    wanted = {name: desired[name] for name in _STAYING if says_something(desired.get(name))}
    wanted["ApprovalDescription"] = desired.get("ApprovalDescription", "")
    shown = (previous, current) if sent else (previous,)
    return {name: value for name, value in wanted.items() if not any(_says(state, name, value) for state in shown)}


def _says(state: Mapping[str, Any], name: str, value: Any) -> bool:
    """Tell whether a property of a state says the same as a value: no less, and no more."""
    there, shape = state.get(name), resolve(schema.PROPERTIES[name])
    return stands_in(value, there, shape) and stands_in(there, value, shape)


def _model_card(previous: State, desired: State, current: Mapping[str, Any], *, sent: bool) -> dict[str, Any]:
    before, wanted, there = (state.get("ModelCard") or {} for state in (previous, desired, current))
    card = model_card.change(before, wanted, there, sent=sent)
    return {"ModelCard": model_card.on_one_line(card)} if card else {}


def _metadata(previous: State, desired: State, current: Mapping[str, Any], *, sent: bool) -> dict[str, Any]:
    before, wanted, has = (state.get("CustomerMetadataProperties", {}) for state in (previous, desired, current))
    if wanted == before or (sent and wanted == has):
        return {}
    known = has.keys() if sent else has.keys() | before.keys()
    parameters = {
        "CustomerMetadataProperties": wanted,
        "CustomerMetadataPropertiesToRemove": sorted(known - wanted.keys()),
    }
    return {name: value for name, value in parameters.items() if value}


def _environment(previous: State, desired: State, current: Mapping[str, Any], *, sent: bool) -> dict[str, Any]:
    if not says_something(desired.get("InferenceSpecification")):
        return {}
    before = _environments(with_environment(previous.get("InferenceSpecification"), previous.get("Environment")))
    wanted = _environments(with_environment(desired["InferenceSpecification"], desired.get("Environment")))
    if wanted == before or (sent and wanted == _environments(current.get("InferenceSpecification"))):
        return {}
    # On top of what is there: without its digests, SageMaker would take what the images' tags name by now.
    specification = deepcopy(current.get("InferenceSpecification") or desired["InferenceSpecification"])
    for container, environment in zip(specification["Containers"], wanted, strict=False):
        container["Environment"] = environment
    return {"InferenceSpecification": specification}


def _environments(specification: Any) -> list[dict[str, str]]:
    return [container.get("Environment", {}) for container in (specification or {}).get("Containers", [])]


def _additions(previous: State, desired: State, current: Mapping[str, Any]) -> dict[str, Any]:
    before = _by_name(additional_specifications(previous))
    there = _by_name(current.get(_SPECIFICATIONS, []))
    new = [item for item in additional_specifications(desired) if item["Name"] not in before]
    for item in desired.get(_SPECIFICATIONS, []):
        taken = item["Name"] in there and item["Name"] not in before
        if taken and not stands_in(item, there[item["Name"]], _SPECIFICATION):
            raise Failed(
                HandlerErrorCode.NotUpdatable,
                f"Could not update {desired['ModelPackageArn']}. It has an additional inference specification "
                f"{item['Name']} already, with another content. Choose another name for yours.",
            )
    missing = [item for item in new if item["Name"] not in there]
    if len(there) + len(missing) > MOST_SPECIFICATIONS:
        raise Failed(
            HandlerErrorCode.InvalidRequest,
            f"Could not update {desired['ModelPackageArn']}. With what it has, there would be more than "
            f"{MOST_SPECIFICATIONS} additional inference specifications. Add fewer.",
        )
    return {"AdditionalInferenceSpecificationsToAdd": missing} if missing else {}


def _by_name(specifications: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {specification["Name"]: specification for specification in specifications}


def plan_tags(previous: Tags, desired: Tags, current: Tags) -> tuple[Tags, list[str]]:
    """Return the tags that are still to be set and the keys to take away; tags that others set are left alone."""
    changed = {key: value for key, value in desired.items() if previous.get(key) != value}
    to_set = {key: value for key, value in changed.items() if current.get(key) != value}
    return to_set, sorted((previous.keys() - desired.keys()) & current.keys())
