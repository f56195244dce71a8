"""The status of a model package, and why it failed (API reference: ModelPackageStatus and -StatusDetails). Pure."""

from collections.abc import Mapping
from typing import Any, Final

from .schema import Described

STATUS: Final = "ModelPackageStatus"
MODIFYING: Final = frozenset({"Pending", "InProgress"})  # the package takes no change, and this status isn't final
COMPLETED: Final = "Completed"
FAILED: Final = "Failed"
DELETING: Final = "Deleting"
_ITEM_STATUS: Final = {"Pending": "NotStarted", DELETING: "InProgress"}  # not in DetailedModelPackageStatus

BEING_DELETED: Final = (
    "It is being deleted, so it can't be changed any more. If the resource should stay, give it another logical ID in "
    "the template, so that a new model package is created."
)


def why_not_completed(described: Described) -> str:
    """Return why a package isn't Completed and what to do, as sentences (CREATE-3)."""
    if described[STATUS] == DELETING:
        return "It is being deleted outside of CloudFormation. Deploy again to create a new one."
    reasons = failure_reasons(described) or "SageMaker gave no reason"
    return (
        f"Its status is {described[STATUS]}: {reasons.rstrip('.')}. Fix the cause and deploy again. If "
        "SageMaker can't find or read an image or model data, the execution role may also lack the permission to read "
        "it."
    )


def failure_reasons(state: Mapping[str, Any]) -> str:
    """Return the failure reasons of validation jobs and image scans as one text; empty if there are none."""
    details = state.get("ModelPackageStatusDetails", {})
    items = (item for statuses in details.values() for item in statuses)
    return "; ".join(f"{item.get('Name')}: {item['FailureReason']}" for item in items if item.get("FailureReason"))


def status_item(name: str, state: Mapping[str, Any]) -> dict[str, str]:
    """Return the overall status of a package or its group, by name, in the form of ModelPackageStatusItem (READ-5)."""
    status = state.get(STATUS, "")
    item = {"Name": name, "Status": _ITEM_STATUS.get(status, status)}
    reasons = failure_reasons(state)
    return {**item, "FailureReason": reasons} if reasons else item
