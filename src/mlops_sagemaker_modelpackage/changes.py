"""Computes the parameters of UpdateModelPackage: what changed and isn't applied yet. Pure.

Only differences between the previous and the desired state are sent, so that changes by others are kept (UPDATE-1). The
description of the package shows which differences have been applied already.
"""

from copy import deepcopy
from typing import Any, Final

from . import model_card, schema
from .api_types import Described
from .arns import provides_containers
from .comparison import has_value
from .schema import State
from .specifications import ADDITIONAL, MAIN, additional_specifications, by_name, with_environment
from .values import is_set

# The API can't clear these: removed from the template, they stay as they are (UPDATE-3).
_NOT_CLEARABLE: Final = ("ModelApprovalStatus", "ModelLifeCycle", "ModelPackageRegistrationType", "SourceUri")


def after_create(desired: State, current: Described) -> dict[str, Any]:
    """Return the parameters of an update for properties that the create call doesn't take; empty once they are set."""
    wanted = {"ApprovalDescription": desired.get("ApprovalDescription")}  # CREATE-5
    if not provides_containers(desired.get("SourceUri")):
        wanted["SourceUri"] = desired.get("SourceUri")  # SOURCE-3
    return {name: value for name, value in wanted.items() if is_set(value) and value != current.get(name)}


def merge_read_state(previous: State, desired: State, actual: State) -> State:
    """Return the previous state of a template, completed with the values that SageMaker filled in.

    It is needed if the desired state is a model that Read returned: the filled-in values in it are no changes.
    Properties that no update can change are taken from `actual`. The others are taken from `previous`, since somebody
    else may have changed them in SageMaker, unless `actual` has the desired value anyway.

    Args:
        previous: the state of the previous template.
        desired: a state that Read returned earlier.
        actual: the state that Read returns now.

    """
    fixed = {*schema.CREATE_ONLY, *schema.CONDITIONAL_CREATE_ONLY, *schema.READ_ONLY}
    from_actual = {name: value for name, value in actual.items() if name in fixed or value == desired.get(name)}
    from_previous = {name: value for name, value in previous.items() if name not in fixed or name not in actual}
    own = by_name([*additional_specifications(previous), *additional_specifications(desired)])
    specifications = [item for item in actual.get(ADDITIONAL, []) if item["Name"] in own]
    return {**from_actual, **from_previous, ADDITIONAL: specifications}


def update_parameters(previous: State, desired: State, current: Described, *, already_sent: bool) -> dict[str, Any]:
    """Return the parameters of UpdateModelPackage that are still to be sent to a version; empty if there are none.

    Args:
        previous: the previous state.
        desired: the desired state.
        current: the description of the package.
        already_sent: whether the update was sent. Before, every changed property is included: `current` may be stale,
            and setting a value twice does no harm. After, only changes that `current` doesn't show are included.

    """
    return {
        **_settings(previous, desired, current, already_sent=already_sent),
        **_model_card(previous, desired, current, already_sent=already_sent),
        **_metadata(previous, desired, current, already_sent=already_sent),
        **_environment(previous, desired, current, already_sent=already_sent),
        **_additions(previous, desired, current),
    }


def split_calls(parameters: dict[str, Any], current: Described) -> list[dict[str, Any]]:
    """Return the parameters of each call that an update needs, in order; `[{}]` if it needs none.

    SageMaker refuses the content and the status of a card in one call (CARD-2), and a source beside
    InferenceSpecification (SOURCE-5).
    """
    card, *other_cards = model_card.split_update(parameters.get("ModelCard", {}), current.get("ModelCard", {})) or [{}]
    first = parameters | ({"ModelCard": card} if card else {})
    others: list[dict[str, Any]] = [{"ModelCard": card} for card in other_cards]
    if {MAIN, "SourceUri"} <= first.keys():
        others.append({"SourceUri": first.pop("SourceUri")})
    return [first, *others]


def _settings(previous: State, desired: State, current: Described, *, already_sent: bool) -> dict[str, Any]:
    """Return the parameters for the changed properties that can't be cleared, and for ApprovalDescription."""
    wanted = {name: desired[name] for name in _NOT_CLEARABLE if is_set(desired.get(name))}
    wanted["ApprovalDescription"] = desired.get("ApprovalDescription", "")  # UPDATE-4
    known = (previous, current) if already_sent else (previous,)
    return {name: value for name, value in wanted.items() if not any(has_value(state, name, value) for state in known)}


def _model_card(previous: State, desired: State, current: Described, *, already_sent: bool) -> dict[str, Any]:
    """Return the parameter for the changed parts of the model card."""
    before, wanted = (state.get("ModelCard") or {} for state in (previous, desired))
    card = model_card.changed_members(before, wanted, current.get("ModelCard") or {}, already_sent=already_sent)
    return {"ModelCard": model_card.on_one_line(card)} if card else {}


def _metadata(previous: State, desired: State, current: Described, *, already_sent: bool) -> dict[str, Any]:
    """Return the parameters after which the metadata is exactly that of the template (UPDATE-5)."""
    before, wanted = (state.get("CustomerMetadataProperties", {}) for state in (previous, desired))
    actual = current.get("CustomerMetadataProperties", {})
    if wanted == before or (already_sent and wanted == actual):
        return {}
    known = actual.keys() if already_sent else actual.keys() | before.keys()
    parameters = {
        "CustomerMetadataProperties": wanted,
        "CustomerMetadataPropertiesToRemove": sorted(known - wanted.keys()),
    }
    return {name: value for name, value in parameters.items() if value}


def _environment(previous: State, desired: State, current: Described, *, already_sent: bool) -> dict[str, Any]:
    """Return the InferenceSpecification with the desired environments, if these changed (ENV-1)."""
    if not is_set(desired.get(MAIN)):
        return {}
    before = _environments(with_environment(previous.get(MAIN), previous.get("Environment")))
    wanted = _environments(with_environment(desired[MAIN], desired.get("Environment")))
    if wanted == before or (already_sent and wanted == _environments(current.get(MAIN))):
        return {}
    # Send the current specification (ENV-2): without its digests, SageMaker would resolve the tags of images again.
    specification = deepcopy(current.get(MAIN) or desired[MAIN])
    for container, environment in zip(specification["Containers"], wanted, strict=False):
        container["Environment"] = environment
    return {MAIN: specification}


def _environments(specification: Any) -> list[dict[str, str]]:
    """Return the environment of each container of an InferenceSpecification."""
    return [container.get("Environment", {}) for container in (specification or {}).get("Containers", [])]


def _additions(previous: State, desired: State, current: Described) -> dict[str, Any]:
    """Return the parameter for new additional specifications whose names the package doesn't have yet (ADD-2)."""
    known = by_name(additional_specifications(previous)).keys() | by_name(current.get(ADDITIONAL, [])).keys()
    missing = [item for item in additional_specifications(desired) if item["Name"] not in known]
    return {"AdditionalInferenceSpecificationsToAdd": missing} if missing else {}
