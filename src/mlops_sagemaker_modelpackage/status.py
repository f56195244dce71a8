"""The statuses of a model package, and why one failed. Pure.

Source: ModelPackageStatus and ModelPackageStatusDetails in the API reference.
"""

from collections.abc import Mapping
from typing import Any, Final

_SETTLING: Final = frozenset({"Pending", "InProgress"})
_COMPLETED: Final = "Completed"
_DELETING: Final = "Deleting"
_ITEM_STATUS: Final = {"Pending": "NotStarted", "Deleting": "InProgress"}  # DetailedModelPackageStatus has neither

BEING_DELETED: Final = (
    "It is being deleted, so it can't be changed any more. If the resource should stay, give it another logical ID in "
    "the template, so that a new model package is created."
)


def is_settled(described: Mapping[str, Any]) -> bool:
    """Tell whether a package no longer changes its status by itself, whichever status it has."""
    return described["ModelPackageStatus"] not in _SETTLING


def is_completed(described: Mapping[str, Any]) -> bool:
    """Tell whether a package can be used."""
    return bool(described["ModelPackageStatus"] == _COMPLETED)


def is_deleting(described: Mapping[str, Any]) -> bool:
    """Tell whether a package is being deleted."""
    return bool(described["ModelPackageStatus"] == _DELETING)


def why_not_completed(described: Mapping[str, Any]) -> str:
    """Return why a settled package can't be used and what to do, as sentences (CREATE-3)."""
    if is_deleting(described):
        return "It is being deleted outside of CloudFormation. Deploy again to create a new one."
    reasons = failure_reasons(described) or "SageMaker gave no reason"
    return (
        f"Its status is {described['ModelPackageStatus']}: {reasons.rstrip('.')}. Fix the cause and deploy again. If "
        "an image or model data is said to be missing or unreadable, the execution role may also lack the permission "
        "to read it."
    )


def failure_reasons(state: Mapping[str, Any]) -> str:
    """Return the failure reasons of the parts of a package as one text, empty if there are none."""
    details = state.get("ModelPackageStatusDetails", {})
    items = (item for statuses in details.values() for item in statuses)
    return "; ".join(f"{item.get('Name')}: {item['FailureReason']}" for item in items if item.get("FailureReason"))


def status_item(name: str, state: Mapping[str, Any]) -> dict[str, str]:
    """Return the overall status as ModelPackageStatusItem has it (READ-5)."""
    status = state.get("ModelPackageStatus", "")
    item = {"Name": name, "Status": _ITEM_STATUS.get(status, status)}
    reasons = failure_reasons(state)
    return {**item, "FailureReason": reasons} if reasons else item
