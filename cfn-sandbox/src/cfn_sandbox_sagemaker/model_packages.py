"""A model package: its parameters, its tags and its status, which changes over time."""

from datetime import datetime
from typing import Final

from moto.core.utils import utcnow
from moto.moto_api._internal.managed_state_model import ManagedState

from .package_rules import Parameters

STATE_MODEL: Final = "sagemaker::model-package"


class ModelPackage(ManagedState):
    """A package. `parameters` have the form of the API; `outcome` is the status it settles in: Completed or Failed."""

    def __init__(self, arn: str, parameters: Parameters, tags: dict[str, str], outcome: str):
        super().__init__(STATE_MODEL, [("Pending", "InProgress"), ("InProgress", outcome)])
        self.arn = arn
        self.parameters = parameters
        self.tags = tags
        self.creation_time = utcnow()
        self.update_time: datetime | None = None

    @property
    def is_versioned(self) -> bool:
        """Tell whether the package is a version of a group."""
        return "ModelPackageGroupName" in self.parameters

    @property
    def is_settled(self) -> bool:
        """Tell whether the package can be updated and deleted."""
        return self.status in ("Completed", "Failed")

    @property
    def api_status(self) -> str:
        """Return the status as the API has it, which has no Deleted."""
        status = str(self.status)
        return "Deleting" if status == "Deleted" else status

    def start_deleting(self) -> None:
        """Set the status to Deleting, from which it changes to Deleted."""
        self._transitions = [("Deleting", "Deleted")]
        self._status, self._time_progressed, self._tick = "Deleting", datetime.now(), 0

    def matches(self, filters: Parameters) -> bool:
        """Tell whether the package passes the filters of ListModelPackages."""
        group = filters.get("ModelPackageGroupName", "").rpartition("/")[2]
        own_group = self.parameters.get("ModelPackageGroupName", "")
        kind = filters.get("ModelPackageType", "Versioned" if group else "Unversioned")
        return (
            kind in ("Both", "Versioned" if self.is_versioned else "Unversioned")
            and group in ("", own_group)
            and filters.get("NameContains", "") in (self.parameters.get("ModelPackageName") or own_group)
            and filters.get("ModelApprovalStatus") in (None, self.parameters.get("ModelApprovalStatus"))
            and not ("CreationTimeAfter" in filters and self.creation_time <= filters["CreationTimeAfter"])
            and not ("CreationTimeBefore" in filters and self.creation_time >= filters["CreationTimeBefore"])
        )
