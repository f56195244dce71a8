"""A stack and its resources as they are, and how CloudFormation's API shows them."""

import copy
import json
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow

from . import registry
from .schemas import State
from .types import Made, ResourceType, Tags
from .wanted import Wanted

Shown = dict[str, Any]


@dataclass
class Resource:
    """A resource of a stack: what it was last asked to be, and what came of it."""

    logical_id: str
    type_name: str
    location: registry.Location
    declared: dict[str, Any]
    properties: State
    tags: Tags
    made: Made | None = None
    status: str = ""
    reason: str = ""
    changed: datetime = field(default_factory=utcnow)
    drift: Shown | None = None  # what the last drift detection found

    @property
    def kind(self) -> ResourceType:
        """Return its type."""
        kind = registry.find(self.type_name, self.location)
        assert kind is not None, f"{self.type_name} was checked before"  # noqa: S101
        return kind

    @property
    def physical_id(self) -> str:
        """Return the physical ID, empty if there is none yet."""
        return self.made.physical_id if self.made else ""

    def policy(self, name: str) -> str:
        """Return the DeletionPolicy or UpdateReplacePolicy."""
        return str(self.declared.get(name, "Delete"))

    def shown(self) -> Shown:
        """Return what the descriptions of a resource have in common."""
        drift = (self.drift or {}).get("StackResourceDriftStatus", "NOT_CHECKED")
        shown = {
            "LogicalResourceId": self.logical_id,
            "PhysicalResourceId": self.physical_id,
            "ResourceType": self.type_name,
            "ResourceStatus": self.status,
            "ResourceStatusReason": self.reason,
            "DriftInformation": {"StackResourceDriftStatus": drift},
        }
        return {key: value for key, value in shown.items() if value}


@dataclass
class Stack:
    """A stack. `wanted` is what it was last made of, None before it was made at all."""

    stack_id: str
    name: str
    status: str = ""
    reason: str = ""
    wanted: Wanted | None = None
    tags: Tags = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: list[Shown] = field(default_factory=list)
    events: list[Shown] = field(default_factory=list)
    leftovers: list[Resource] = field(default_factory=list)  # replaced or taken away, and still to be deleted
    options: Shown = field(default_factory=dict)  # RoleARN, NotificationARNs and the like: they are shown, no more
    policy: str = ""
    created: datetime = field(default_factory=utcnow)
    updated: datetime | None = None
    deleted: datetime | None = None
    drift: Shown = field(default_factory=lambda: {"StackDriftStatus": "NOT_CHECKED"})
    resting: threading.Event = field(default_factory=threading.Event)  # set when an operation has ended

    @property
    def location(self) -> registry.Location:
        """Return the account and the region that the stack is in."""
        return registry.Location.of(self.stack_id)

    @property
    def is_busy(self) -> bool:
        """Tell whether an operation goes on. A stack in review waits for its first change set."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def exports(self) -> dict[str, str]:
        """Return the values that the stack exports, by name."""
        return exported_by(self.outputs)

    def to(self, status: str, reason: str = "") -> None:
        """Set the status, with its event."""
        self.status, self.reason = status, reason
        self._record(self.name, self.stack_id, "AWS::CloudFormation::Stack", status, reason)

    def resource_to(self, resource: Resource, status: str, reason: str = "") -> None:
        """Set the status of a resource, with its event."""
        resource.status, resource.reason, resource.changed = status, reason, utcnow()
        self._record(
            resource.logical_id,
            resource.physical_id,
            resource.type_name,
            status,
            reason,
            json.dumps(resource.properties),
        )

    def _record(
        self, logical_id: str, physical_id: str, type_name: str, status: str, reason: str, properties: str = ""
    ) -> None:
        event = {
            "EventId": f"{logical_id}-{status}-{uuid.uuid4()}",
            "StackId": self.stack_id,
            "StackName": self.name,
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": physical_id,
            "ResourceType": type_name,
            "Timestamp": self._next_time(),
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "ResourceProperties": properties,
        }
        self.events.append({key: value for key, value in event.items() if value != ""})

    def _next_time(self) -> datetime:
        """Return the time, later than that of the last event: clients sort events by milliseconds."""
        now = utcnow()
        last = self.events[-1]["Timestamp"] if self.events else datetime.min
        return max(now.replace(microsecond=now.microsecond // 1000 * 1000), last + timedelta(milliseconds=1))

    def shown(self) -> Shown:
        """Return the stack as DescribeStacks shows it."""
        wanted = self.wanted
        shown = {
            **self.summary(),
            "Description": wanted.template.body.get("Description") if wanted else None,
            "Parameters": wanted.shown_parameters() if wanted else [],
            "Outputs": copy.copy(self.outputs),
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
            "EnableTerminationProtection": False,
            "DisableRollback": False,
            "NotificationARNs": [],
            **self.options,
        }
        return {key: value for key, value in shown.items() if value is not None}

    def summary(self) -> Shown:
        """Return the stack as ListStacks shows it."""
        shown = {
            "StackId": self.stack_id,
            "StackName": self.name,
            "TemplateDescription": self.wanted.template.body.get("Description") if self.wanted else None,
            "CreationTime": self.created,
            "LastUpdatedTime": self.updated,
            "DeletionTime": self.deleted,
            "StackStatus": self.status,
            "StackStatusReason": self.reason or None,
            "DriftInformation": self.drift,
        }
        return {key: value for key, value in shown.items() if value is not None}


def exported_by(outputs: list[Shown]) -> dict[str, str]:
    """Return the values that outputs export, by name."""
    return {output["ExportName"]: output["OutputValue"] for output in outputs if "ExportName" in output}
