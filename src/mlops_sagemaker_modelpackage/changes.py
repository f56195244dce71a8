"""Plans the UpdateModelPackage calls of an update, and tells what a package doesn't show of them yet. Pure.

Only differences between the previous and the desired state are sent, so that changes by others are kept (UPDATE-1). A
part of the plan is named by the properties that it sends: the callback context remembers these names, no values.
"""

from copy import deepcopy
from itertools import zip_longest
from typing import Any, Final

from . import model_card, schema
from .schema import Described, State, has_value, is_satisfied_by, is_set
from .specifications import ADDITIONAL, MAIN, additional_specifications, by_name, keep_one_data_source, with_environment

# The API can't clear these: removed from the template, they stay as they are (UPDATE-3).
_NOT_CLEARABLE: Final = ("ModelLifeCycle", "ModelPackageRegistrationType", "SourceUri", "ModelApprovalStatus")
_APPROVAL: Final = ("ModelApprovalStatus", "ApprovalDescription")
_METADATA: Final = "CustomerMetadataProperties"
_ADDITIONS: Final = "AdditionalInferenceSpecificationsToAdd"
# An added specification can't be taken back, and an approval may start a deployment: they are in the last call.
_LAST: Final = (_ADDITIONS, *_APPROVAL)


def changed_names(previous: State, desired: State) -> list[str]:
    """Return the names of the changed properties that UpdateModelPackage takes, with those in a model card."""
    card_before, card = (state.get("ModelCard") or {} for state in (previous, desired))
    content, status = card.get(model_card.CONTENT), card.get(model_card.STATUS)
    added = by_name(additional_specifications(desired)).keys() - by_name(additional_specifications(previous)).keys()
    changes = {
        **{name: is_set(desired.get(name)) and not has_value(previous, name, desired[name]) for name in _NOT_CLEARABLE},
        "ApprovalDescription": not has_value(previous, "ApprovalDescription", desired.get("ApprovalDescription", "")),
        model_card.CONTENT: content and not model_card.is_same(card_before.get(model_card.CONTENT), content),
        model_card.STATUS: status and status != card_before.get(model_card.STATUS),
        _METADATA: desired.get(_METADATA, {}) != previous.get(_METADATA, {}),
        MAIN: is_set(desired.get(MAIN))
        and _environments(with_environment(desired)) != _environments(with_environment(previous)),
        _ADDITIONS: added,
    }
    return [name for name, is_changed in changes.items() if is_changed]


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
    known = by_name(additional_specifications(previous)).keys() | by_name(current.get(ADDITIONAL, [])).keys()
    return [item for item in additional_specifications(desired) if item["Name"] not in known]


def missing_names(
    names: list[str], previous: State, desired: State, current: Described, approval: str = ""
) -> list[str]:
    """Return those of the names that were sent whose properties a package doesn't show as desired.

    `approval` is the ModelApprovalStatus before the update; empty if it isn't known. One that is neither this one nor
    the desired one is somebody's decision since then: it stays, and isn't missing (UPDATE-13).
    """
    card, actual_card = desired.get("ModelCard") or {}, current.get("ModelCard") or {}
    content = actual_card.get(model_card.CONTENT, "")
    have = by_name(current.get(ADDITIONAL, [])).keys()
    decided = _is_decided_since(previous, desired, current, approval)
    shown = {
        **{name: has_value(current, name, desired.get(name, "")) for name in (*_NOT_CLEARABLE, *_APPROVAL)},
        "SourceUri": is_satisfied_by(desired.get("SourceUri"), current.get("SourceUri"), None, normalized=True),
        # The content is None if the caller can't decrypt it.
        model_card.CONTENT: content is None or model_card.is_same(content, card.get(model_card.CONTENT)),
        model_card.STATUS: card.get(model_card.STATUS) == actual_card.get(model_card.STATUS),
        _METADATA: desired.get(_METADATA, {}) == current.get(_METADATA, {}),
        MAIN: _environments(with_environment(desired)) == _environments(current.get(MAIN)),
        _ADDITIONS: by_name(additional_specifications(desired)).keys() <= have,
    }
    return [name for name in names if not (shown.get(name, True) or (decided and name in _APPROVAL))]


def names_to_repeat(names: list[str], previous: State, desired: State, current: Described, approval: str) -> list[str]:
    """Return the names to send again after a call of unknown outcome: all but an approval that somebody gave since.

    What the package shows is sent as well: the description may be older than a change that an earlier operation made.
    """
    decided = _is_decided_since(previous, desired, current, approval)
    return [name for name in names if not (decided and name in _APPROVAL)]


def is_perhaps_repeated(names: list[str], parts: list[list[str]], statement: str, *, exists: bool) -> bool:
    """Tell whether SageMaker may have refused a call because it has carried it out already (UPDATE-7).

    `exists` tells whether its `statement` was that something exists already.
    """
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
    own = by_name([*additional_specifications(previous), *additional_specifications(desired)])
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
