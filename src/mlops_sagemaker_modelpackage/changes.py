"""What an update has to send. Pure: previous, desired and current state in, parameters of calls out.

The difference between the previous and the desired state decides (UPDATE-1). The current state, an answer of
DescribeModelPackage, only says what is there already, so that nothing is sent twice and what others changed stays.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from . import model_card, schema
from .arns import brings_containers
from .comparison import has_value
from .schema import State
from .specifications import ADDITIONAL, MAIN, additional_specifications, by_name, with_environment
from .values import is_set

# The API can't clear these: removed from the template, they stay as they are (UPDATE-3).
_NOT_CLEARABLE: Final = ("ModelApprovalStatus", "ModelLifeCycle", "ModelPackageRegistrationType", "SourceUri")


def after_create(desired: State, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of UpdateModelPackage for what CreateModelPackage couldn't carry and isn't there yet."""
    wanted = {"ApprovalDescription": desired.get("ApprovalDescription")}  # CREATE-5
    if not brings_containers(desired.get("SourceUri")):
        wanted["SourceUri"] = desired.get("SourceUri")  # SOURCE-3
    return {name: value for name, value in wanted.items() if is_set(value) and value != current.get(name)}


def merge_read_state(previous: State, desired: State, actual: State) -> State:
    """Return a previous state that is a template, completed with what SageMaker filled in.

    For a desired state that Read reported, which has all of that: only what differs from the result is a change. What
    an update can't change is taken as it is in the account. What it can is taken as the template said, since others may
    have changed it; the account counts only where it has the desired value anyway.

    Args:
        previous: what the template said.
        desired: what Read reported once.
        actual: what Read reports now.

    """
    fixed = {*schema.CREATE_ONLY, *schema.CONDITIONAL_CREATE_ONLY, *schema.READ_ONLY}
    taken = {name: value for name, value in actual.items() if name in fixed or value == desired.get(name)}
    said = {name: value for name, value in previous.items() if name not in fixed or name not in actual}
    named = by_name([*additional_specifications(previous), *additional_specifications(desired)])
    specifications = [item for item in actual.get(ADDITIONAL, []) if item["Name"] in named]
    return {**taken, **said, ADDITIONAL: specifications}


def update_parameters(
    previous: State, desired: State, current: Mapping[str, Any], *, already_sent: bool
) -> dict[str, Any]:
    """Return the parameters of UpdateModelPackage that are still to be sent to a version; empty if there are none.

    Before the call every changed property is included: `current` may be stale, and setting a value twice does no harm.
    When the call was `already_sent`, only what `current` doesn't show yet.
    """
    return {
        **_settings(previous, desired, current, already_sent=already_sent),
        **_model_card(previous, desired, current, already_sent=already_sent),
        **_metadata(previous, desired, current, already_sent=already_sent),
        **_environment(previous, desired, current, already_sent=already_sent),
        **_additions(previous, desired, current),
    }


def split_calls(parameters: dict[str, Any], current: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of each call that an update needs, in order; a list with an empty one if it needs none.

    SageMaker refuses the content and the status of a card in one call (CARD-2), and a source beside
    InferenceSpecification (SOURCE-5).
    """
    first, *others = model_card.split_update(parameters.get("ModelCard", {}), current.get("ModelCard", {})) or [{}]
    together = parameters | ({"ModelCard": first} if first else {})
    apart: list[dict[str, Any]] = [{"ModelCard": card} for card in others]
    if {MAIN, "SourceUri"} <= together.keys():
        apart.append({"SourceUri": together.pop("SourceUri")})
    return [together, *apart]


def _settings(previous: State, desired: State, current: Mapping[str, Any], *, already_sent: bool) -> dict[str, Any]:
    wanted = {name: desired[name] for name in _NOT_CLEARABLE if is_set(desired.get(name))}
    wanted["ApprovalDescription"] = desired.get("ApprovalDescription", "")  # UPDATE-4
    known = (previous, current) if already_sent else (previous,)
    return {name: value for name, value in wanted.items() if not any(has_value(state, name, value) for state in known)}


def _model_card(previous: State, desired: State, current: Mapping[str, Any], *, already_sent: bool) -> dict[str, Any]:
    before, wanted, actual = (state.get("ModelCard") or {} for state in (previous, desired, current))
    card = model_card.change(before, wanted, actual, already_sent=already_sent)
    return {"ModelCard": model_card.on_one_line(card)} if card else {}


def _metadata(previous: State, desired: State, current: Mapping[str, Any], *, already_sent: bool) -> dict[str, Any]:
    """Return the parameters after which the metadata is exactly as the template says (UPDATE-5)."""
    before, wanted, actual = (state.get("CustomerMetadataProperties", {}) for state in (previous, desired, current))
    if wanted == before or (already_sent and wanted == actual):
        return {}
    known = actual.keys() if already_sent else actual.keys() | before.keys()
    parameters = {
        "CustomerMetadataProperties": wanted,
        "CustomerMetadataPropertiesToRemove": sorted(known - wanted.keys()),
    }
    return {name: value for name, value in parameters.items() if value}


def _environment(previous: State, desired: State, current: Mapping[str, Any], *, already_sent: bool) -> dict[str, Any]:
    if not is_set(desired.get(MAIN)):
        return {}
    before = _environments(with_environment(previous.get(MAIN), previous.get("Environment")))
    wanted = _environments(with_environment(desired[MAIN], desired.get("Environment")))
    if wanted == before or (already_sent and wanted == _environments(current.get(MAIN))):
        return {}
    # On top of the current one (ENV-2): without its digests, SageMaker would resolve the tags of images again.
    specification = deepcopy(current.get(MAIN) or desired[MAIN])
    for container, environment in zip(specification["Containers"], wanted, strict=False):
        container["Environment"] = environment
    return {MAIN: specification}


def _environments(specification: Any) -> list[dict[str, str]]:
    return [container.get("Environment", {}) for container in (specification or {}).get("Containers", [])]


def _additions(previous: State, desired: State, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameter for the new specifications whose names the package doesn't have yet (ADD-2)."""
    known = by_name(additional_specifications(previous)).keys() | by_name(current.get(ADDITIONAL, [])).keys()
    missing = [item for item in additional_specifications(desired) if item["Name"] not in known]
    return {"AdditionalInferenceSpecificationsToAdd": missing} if missing else {}
