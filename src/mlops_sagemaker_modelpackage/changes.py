"""What an update changes: what needs a replacement, what can't be added, the calls, and what isn't shown yet. Pure.

Only differences between the previous and the desired state are sent, so that changes by others are kept (UPDATE-1). A
part of the plan is named by the properties that it sends: the callback context remembers these names, no values.
`current` is the description of the package.
"""

from collections.abc import Iterator
from copy import deepcopy
from itertools import zip_longest
from typing import Any, Final

from . import model_card, schema
from .names import GROUP, IDENTIFIER, is_same_group, is_versioned, name_from_arn, provides_containers
from .schema import Described, State, has_value, is_satisfied_by, is_set, resolve
from .specifications import (
    ADDITIONAL,
    MAIN,
    MAX_ADDITIONAL,
    additional_specifications,
    is_read_model,
    keep_one_data_source,
    with_environment,
)

_SPECIFICATION: Final = resolve(schema.PROPERTIES["AdditionalInferenceSpecificationDefinition"])
# The API can't clear these: removed from the template, they stay as they are (UPDATE-3).
_NOT_CLEARABLE: Final = ("ModelLifeCycle", "ModelPackageRegistrationType", "SourceUri", "ModelApprovalStatus")
_APPROVAL: Final = ("ModelApprovalStatus", "ApprovalDescription")
_METADATA: Final = "CustomerMetadataProperties"
_CLEARABLE: Final = ("ApprovalDescription", _METADATA)
_ADDITIONS: Final = "AdditionalInferenceSpecificationsToAdd"
# An added specification can't be taken back, and an approval may start a deployment: they are in the last call.
_LAST: Final = (_ADDITIONS, *_APPROVAL)


def properties_to_replace(
    previous: State, desired: State, account: str | None = None, current: Described | None = None
) -> list[str]:
    """Return the names of the changed properties that need a replacement, sorted (TYPE-4, UPDATE-8).

    A group that is given by its name belongs to `account`, the caller's. Without `current`, changes that can only be
    found with it are left out.
    """
    return sorted(set(_replacements(previous, desired, account, current)))


def _replacements(previous: State, desired: State, account: str | None, current: Described | None) -> Iterator[str]:
    arn = desired[IDENTIFIER]
    changed = (name for name in schema.CREATE_ONLY if _is_changed(name, previous, desired))
    old_group, new_group = (state.get(GROUP, "") for state in (previous, desired))
    yield from (name for name in changed if name != GROUP or not is_same_group(old_group, new_group, arn, account))
    # The name in the ARN counts too: the previous name may be unset, or that of an update that failed.
    names = {name.lower() for name in (previous.get("ModelPackageName", ""), name_from_arn(arn))}
    new_name = desired.get("ModelPackageName", "")
    if new_name and new_name.lower() not in names:  # an ARN may have the name in lower case
        yield "ModelPackageName"
    if bool(previous.get("CertifyForMarketplace")) != bool(desired.get("CertifyForMarketplace")):
        yield "CertifyForMarketplace"
    before, after = previous.get("SourceUri"), desired.get("SourceUri")
    if is_set(after) and after != before and (provides_containers(after) or provides_containers(before)):
        yield "SourceUri"  # other containers, which an update doesn't change (SOURCE-4)
    if _specifications_need_replacement(previous, desired, current):
        yield ADDITIONAL


def _is_changed(name: str, previous: State, desired: State) -> bool:
    """Tell whether a create-only property changed; values that SageMaker filled in are no changes (UPDATE-6)."""
    default = schema.PROPERTIES[name].get("default")
    before, after = previous.get(name, default), desired.get(name, default)
    if name in schema.WRITE_ONLY:  # unset in a Read model, which the contract suite sends
        return is_set(before) and is_set(after) and before != after
    if not is_set(after):
        return is_set(before) and not _is_service_derived(name, previous, desired)
    return not is_satisfied_by(after, before, resolve(schema.PROPERTIES[name]))


def _is_service_derived(name: str, previous: State, desired: State) -> bool:
    """Tell whether SageMaker took a property from the algorithm or the source package of the template."""
    if is_read_model(previous) and name != GROUP and is_set(desired.get("SourceUri")):  # a clone
        return True
    return name == MAIN and is_set(desired.get("SourceAlgorithmSpecification"))


def _specifications_need_replacement(previous: State, desired: State, current: Described | None) -> bool:
    """Tell whether additional specifications need a replacement: the API can only add one, and only to a version."""
    before, after = additional_specifications(previous), additional_specifications(desired)
    previous_list, desired_list = (_listed(state) for state in (previous, desired))
    # A Read model, which the contract suite sends, may have specifications that others added.
    required = {} if is_read_model(previous) and ADDITIONAL not in desired else previous_list
    actual = desired_list if current is None else _listed(current)
    # One that the package doesn't have needs no removal: the update that should have added it failed.
    in_package = set() if current is None else actual.keys()
    removed = (required.keys() - after.keys()) & in_package
    altered = any(
        # One that moved here from AdditionalInferenceSpecificationsToAdd may have SageMaker's values (ADD-4).
        not _is_same(before[name], wanted, None if name in previous_list else actual.get(name), previous)
        for name, wanted in desired_list.items()
        if name in before
    )
    added = after.keys() - before.keys()
    return bool(removed or altered or (added and not is_versioned(desired)))


def _listed(state: Any) -> dict[str, Any]:
    return {item["Name"]: item for item in state.get(ADDITIONAL, [])}


def _is_same(before: Any, desired: Any, actual: Any, previous: State) -> bool:
    """Tell whether a desired specification equals the one before, apart from values that SageMaker filled in."""
    if not is_satisfied_by(desired, before, _SPECIFICATION) and not _shows(desired, actual):
        return False
    return is_read_model(previous) or is_satisfied_by(before, desired, _SPECIFICATION)


def conflicting_specifications(previous: State, desired: State, current: Described) -> list[str]:
    """Return the names of new additional specifications that the package already has, with different content."""
    before, actual = additional_specifications(previous), _listed(current)
    new = {name: item for name, item in _listed(desired).items() if name not in before}
    return [name for name, item in new.items() if name in actual and not _shows(item, actual[name])]


def _shows(desired: Any, actual: Any) -> bool:
    """Tell whether SageMaker reports a specification for the desired one (UPDATE-11)."""
    return is_satisfied_by(desired, actual, _SPECIFICATION, normalized=True)


def exceeds_specifications(additions: list[Any], current: Described) -> bool:
    """Tell whether a package would have too many additional specifications with these added (ADD-3)."""
    return len(additions) + len(current.get(ADDITIONAL, [])) > MAX_ADDITIONAL


def changed_names(previous: State, desired: State) -> list[str]:
    """Return the names of the changed properties that UpdateModelPackage takes, with those in a model card."""
    wanted = {**desired, **(desired.get("ModelCard") or {}), _ADDITIONS: additional_specifications(desired)}
    shown = _shown(desired, previous).items()
    return [name for name, is_shown in shown if not is_shown and (name in _CLEARABLE or is_set(wanted.get(name)))]


def _shown(desired: State, actual: Any, *, normalized: bool = False) -> dict[str, bool]:
    """Return which properties of UpdateModelPackage a state, or a description (`normalized`), has as desired."""
    card, actual_card = desired.get("ModelCard") or {}, actual.get("ModelCard") or {}
    content, source = actual_card.get(model_card.CONTENT, ""), desired.get("SourceUri", "")
    return {
        **{name: has_value(actual, name, desired.get(name, "")) for name in (*_NOT_CLEARABLE, *_APPROVAL)},
        "SourceUri": is_satisfied_by(source, actual.get("SourceUri", ""), None, normalized=normalized),
        # The content is None if the caller can't decrypt it.
        model_card.CONTENT: content is None or model_card.is_same(content, card.get(model_card.CONTENT)),
        model_card.STATUS: card.get(model_card.STATUS) == actual_card.get(model_card.STATUS),
        _METADATA: desired.get(_METADATA, {}) == actual.get(_METADATA, {}),
        MAIN: _environments(with_environment(desired)) == _environments(with_environment(actual)),
        _ADDITIONS: additional_specifications(desired).keys() <= additional_specifications(actual).keys(),
    }


def split_calls(names: list[str], previous: State, desired: State, current: Described) -> list[list[str]]:
    """Return the names for each UpdateModelPackage call, in order (UPDATE-12).

    SageMaker refuses the content and the status of a card in one call, unless it is the first card (CARD-1, CARD-2),
    and a source beside InferenceSpecification (SOURCE-5).
    """
    second = []
    has_card = is_set(current.get("ModelCard")) or is_set(previous.get("ModelCard"))
    if has_card and {model_card.CONTENT, model_card.STATUS} <= set(names):
        opens = model_card.is_opened(desired["ModelCard"][model_card.STATUS], current.get("ModelCard", {}))
        second.append(model_card.CONTENT if opens else model_card.STATUS)  # CARD-7
    if {MAIN, "SourceUri"} <= set(names):
        second.append("SourceUri")
    if not second:
        return [names] if names else []
    second += [name for name in names if name in _LAST]
    return [[name for name in names if name not in second], second]


def parameters(names: list[str], previous: State, desired: State, current: Described) -> dict[str, Any]:
    """Return the parameters of the UpdateModelPackage call that sends these properties."""
    result: dict[str, Any] = {name: desired.get(name, "") for name in (*_NOT_CLEARABLE, *_APPROVAL) if name in names}
    wanted = desired.get("ModelCard") or {}
    card: State = {name: wanted[name] for name in (model_card.CONTENT, model_card.STATUS) if name in names}
    if card:
        result["ModelCard"] = model_card.on_one_line(card)
    if _METADATA in names:  # the metadata is then exactly that of the template (UPDATE-5)
        metadata, before, actual = (state.get(_METADATA, {}) for state in (desired, previous, current))
        result |= {_METADATA: metadata, f"{_METADATA}ToRemove": sorted({*before, *actual} - metadata.keys())}
    if MAIN in names:
        result[MAIN] = _specification(desired, current)
    if _ADDITIONS in names:
        result[_ADDITIONS] = additions(previous, desired, current)
    return {name: value for name, value in result.items() if is_set(value) or name in _APPROVAL}


def additions(previous: State, desired: State, current: Described) -> list[dict[str, Any]]:
    """Return the new additional specifications whose names the package doesn't have yet (ADD-2)."""
    known = additional_specifications(previous).keys() | _listed(current).keys()
    return [item for name, item in additional_specifications(desired).items() if name not in known]


def missing_names(
    names: list[str], previous: State, desired: State, current: Described, approval: str = ""
) -> list[str]:
    """Return those of the names that were sent whose properties a package doesn't show as desired.

    `approval` is the ModelApprovalStatus before the update; empty if it isn't known. One that is neither this one nor
    the desired one is somebody's decision since then: it stays, and isn't missing (UPDATE-13). Nor is metadata that
    somebody added since then; without a previous state, drift is reverted, and no other metadata is desired.
    """
    shown = _shown(desired, current, normalized=True)
    wanted, before, actual = (state.get(_METADATA, {}) for state in (desired, previous, current))
    if previous and wanted.items() <= actual.items():
        shown[_METADATA] = actual.keys().isdisjoint(before.keys() - wanted.keys())
    decided = _is_decided_since(previous, desired, current, approval)
    return [name for name in names if not (shown.get(name, True) or (decided and name in _APPROVAL))]


def names_to_repeat(names: list[str], previous: State, desired: State, current: Described, approval: str) -> list[str]:
    """Return the names to send again after a call of unknown outcome: all but an approval that somebody gave since.

    What the package shows is sent as well: the description may be older than a change that an earlier operation made.
    """
    decided = _is_decided_since(previous, desired, current, approval)
    return [name for name in names if not (decided and name in _APPROVAL)]


def is_perhaps_repeated(names: list[str], parts: list[list[str]], statement: str, *, exists: bool) -> bool:
    """Tell whether a refused call may have been carried out before (UPDATE-7); `exists`: SageMaker says it is there."""
    if exists:
        return _ADDITIONS in names
    closes_card = any(model_card.STATUS in part for part in parts)
    return closes_card and "card" in statement.lower() and model_card.CONTENT in names


def _is_decided_since(previous: State, desired: State, current: Described, approval: str) -> bool:
    """Tell whether somebody has changed the approval since the update sent it."""
    known = {approval, *(state.get(_APPROVAL[0]) for state in (previous, desired))}
    return bool(approval) and current.get(_APPROVAL[0]) not in known


def merge_read_state(previous: State, desired: State, actual: State) -> State:
    """Return the previous state of a template, completed with the values that SageMaker filled in.

    It is needed if the desired state is a model that Read returned: the filled-in values in it are no changes.
    Properties that no update can change are taken from `actual`. The others are taken from `previous`, since somebody
    else may have changed them in SageMaker, unless `actual` has the desired value anyway.
    """
    fixed = {*schema.CREATE_ONLY, *schema.CONDITIONAL_CREATE_ONLY, *schema.READ_ONLY}
    from_actual = {name: value for name, value in actual.items() if name in fixed or value == desired.get(name)}
    from_previous = {name: value for name, value in previous.items() if name not in fixed or name not in actual}
    own = additional_specifications(previous).keys() | additional_specifications(desired).keys()
    specifications = [item for item in actual.get(ADDITIONAL, []) if item["Name"] in own]
    return {**from_actual, **from_previous, ADDITIONAL: specifications}


def _environments(specification: Any) -> list[dict[str, str]]:
    return [container.get("Environment", {}) for container in (specification or {}).get("Containers", [])]


def _specification(desired: State, current: Described) -> Any:
    """Return the InferenceSpecification that the package has, with the desired environments (ENV-2).

    Without the digests in it, SageMaker would resolve the tags of images again.
    """
    wanted = with_environment(desired)["Containers"]
    specification: Any = deepcopy(current.get(MAIN) or desired[MAIN])
    for container, own in zip_longest(specification["Containers"], wanted[: len(specification["Containers"])]):
        keep_one_data_source(container, own or {})
        if own is not None:
            container["Environment"] = own.get("Environment", {})
    return specification
