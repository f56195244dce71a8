"""A stack, its resources, its events and the options of its operations, and their form in CloudFormation's API."""

import json
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import iso_8601_datetime_with_milliseconds, utcnow

from ...engine import Location
from ...scalars import tag_list
from ..resource_types.base import CreatedResource, ResourceType, Tags
from ..resource_types.lookup import find_type
from ..resource_types.schemas import Properties
from ..templates.desired_stack import DesiredStack
from ..templates.template import dependencies_of

ApiObject = dict[str, Any]  # a structure in an answer of CloudFormation's API


@dataclass
class Resource:
    """A resource of a stack."""

    logical_id: str
    type_name: str
    location: Location
    declaration: dict[str, Any]  # the resource as the template declares it
    properties: Properties  # the desired properties, resolved
    masked_properties: Properties  # the same for people: without the values of NoEcho parameters
    tags: Tags
    created: CreatedResource | None = None  # the resource that exists, None if there is none
    status: str = ""
    reason: str = ""  # the reason of the last status
    status_time: datetime = field(default_factory=utcnow)
    drift: ApiObject | None = None  # the last one detected
    is_imported: bool = False  # by the operation that added it, whose rollback doesn't delete it

    @property
    def type(self) -> ResourceType:
        """Return its type."""
        found = find_type(self.type_name, self.location)
        assert found is not None, f"{self.type_name} is checked with the template"  # noqa: S101
        return found

    @property
    def physical_id(self) -> str:
        """Return the physical ID, "" if there is none yet."""
        return self.created.physical_id if self.created else ""

    @property
    def dependencies(self) -> set[str]:
        """Return what the resource depends on: logical IDs, among other names that it refers to."""
        return dependencies_of(self.declaration)

    @property
    def drift_status(self) -> str:
        """Return the result of the last drift detection."""
        return str((self.drift or {}).get("StackResourceDriftStatus", "NOT_CHECKED"))

    def policy(self, name: str) -> str:
        """Return the DeletionPolicy or the UpdateReplacePolicy."""
        return str(self.declaration.get(name, "Delete"))


@dataclass(frozen=True)
class OperationOptions:
    """What a request says about an operation on a stack."""

    access_key: str  # the caller's
    token: str = ""  # the ClientRequestToken
    roll_back: bool = True  # a failure rolls back an update or the execution of a change set
    deletes_new: bool = False  # RetainExceptOnCreate: a rollback deletes new resources that their policy would retain
    policy: str | None = None  # the text of the stack policy during this operation, by default the stack's


@dataclass(frozen=True)
class StableState:
    """The state of a stack to which a rollback brings it back: copies of its resources, and their desired state."""

    resources: dict[str, Resource]
    desired: DesiredStack


@dataclass
class Stack:
    """A stack."""

    stack_id: str  # its ID, an ARN
    name: str
    status: str = ""
    reason: str = ""  # the reason of the status
    desired: DesiredStack | None = None  # of the last operation that succeeded or created the stack
    stable: "StableState | None" = None  # what a rollback brings back, until an operation has succeeded
    tags: Tags = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)  # by logical ID
    outputs: list[ApiObject] = field(default_factory=list)  # in the form of DescribeStacks
    events: list[ApiObject] = field(default_factory=list)  # the first one first
    # As updates without rollback left them, by logical ID.
    failed_updates: dict[str, Resource] = field(default_factory=dict)
    failed_to_roll_back: list[str] = field(default_factory=list)  # logical IDs, of the last rollback of an update
    # Replaced or removed, until the operation cleans up.
    pending_deletions: list[Resource] = field(default_factory=list)
    parent: "Stack | None" = None  # the stack that it belongs to, if it is nested
    options: ApiObject = field(default_factory=dict)  # parameters that are only shown, such as RoleARN
    policy: str = ""  # the text of the stack policy
    change_set_id: str = ""  # the change set of the last operation, "" if it came from none
    token: str = ""  # the ClientRequestToken of the last operation
    creation_time: datetime = field(default_factory=utcnow)
    update_time: datetime | None = None
    deletion_time: datetime | None = None
    drift: ApiObject = field(default_factory=lambda: {"StackDriftStatus": "NOT_CHECKED"})  # the last one detected
    idle: threading.Event = field(default_factory=threading.Event)  # set while no operation is in progress
    _event_lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def location(self) -> Location:
        """Return the account and region."""
        _, _, _, region, account, *_ = self.stack_id.split(":")
        return Location(account, region)

    @property
    def root(self) -> "Stack":
        """Return the stack that no other one has."""
        return self.parent.root if self.parent else self

    @property
    def is_busy(self) -> bool:
        """Tell whether an operation is in progress. A stack in review has none: it waits for its first change set."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def exports(self) -> dict[str, str]:
        """Return the exported values by name."""
        return exports_of(self.outputs)

    def set_status(self, status: str, reason: str = "") -> None:
        """Set the status of the stack, and record an event."""
        self.status, self.reason = status, reason
        if status in ("DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"):
            self.deletion_time, self.change_set_id = utcnow(), ""
        self._record_event(self.name, self.stack_id, "AWS::CloudFormation::Stack", status, reason)

    def set_resource_status(self, resource: Resource, status: str, reason: str = "") -> None:
        """Set the status of a resource, and record an event."""
        resource.status, resource.reason, resource.status_time = status, reason, utcnow()
        properties = json.dumps(resource.masked_properties, separators=(",", ":"))
        self._record_event(resource.logical_id, resource.physical_id, resource.type_name, status, reason, properties)

    def _record_event(
        self, logical_id: str, physical_id: str, type_name: str, status: str, reason: str, properties: str = ""
    ) -> None:
        is_cleanup = self.status.endswith("_CLEANUP_IN_PROGRESS")
        event: ApiObject = {
            "StackId": self.stack_id,
            "StackName": self.name,
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": physical_id,
            "ResourceType": type_name,
            "ResourceStatus": status,
            "ResourceStatusReason": reason or None,
            "ResourceProperties": None if is_cleanup else properties or None,
            "ClientRequestToken": self.token or None,
        }
        with self._event_lock:
            time = event["Timestamp"] = self._next_event_time()
            suffix = uuid.uuid4() if is_cleanup else f"{status}-{iso_8601_datetime_with_milliseconds(time)}"
            event["EventId"] = f"{logical_id}-{suffix}" if properties else str(uuid.uuid4())
            self.events.append(event)

    def _next_event_time(self) -> datetime:
        """Return the time in milliseconds, later than the last event: clients sort events by time."""
        now = utcnow()
        last = self.events[-1]["Timestamp"] if self.events else datetime.min
        return max(now.replace(microsecond=now.microsecond // 1000 * 1000), last + timedelta(milliseconds=1))

    def describe(self) -> ApiObject:
        """Return what the API says of the stack."""
        desired = self.desired
        description = desired.template.body.get("Description") if desired else None
        described = {
            "StackId": self.stack_id,
            "StackName": self.name,
            "Description": description,
            "TemplateDescription": description,
            "Parameters": (desired.describe_parameters() if desired else None) or None,
            "Outputs": [*self.outputs] or None,
            "Tags": tag_list(self.tags),
            "ChangeSetId": self.change_set_id or None,
            "CreationTime": self.creation_time,
            "LastUpdatedTime": self.update_time,
            "DeletionTime": self.deletion_time,
            "StackStatus": self.status,
            "StackStatusReason": self.reason or None,
            "DriftInformation": self.drift,
            "ParentId": self.parent.stack_id if self.parent else None,
            "RootId": self.root.stack_id if self.parent else None,
            "EnableTerminationProtection": False,
            "DisableRollback": False,
            "RollbackConfiguration": {},
            "NotificationARNs": [],
        } | {key: value for key, value in self.options.items() if value is not None}
        return described | ({"EnableTerminationProtection": None} if self.status == "DELETE_COMPLETE" else {})

    def describe_resource(self, resource: Resource) -> ApiObject:
        """Return what the API says of a resource of the stack."""
        return {
            "StackId": self.stack_id,
            "StackName": self.name,
            "LogicalResourceId": resource.logical_id,
            "PhysicalResourceId": resource.physical_id or None,
            "ResourceType": resource.type_name,
            "ResourceStatus": resource.status or None,
            "ResourceStatusReason": resource.reason or None,
            "DriftInformation": {"StackResourceDriftStatus": resource.drift_status},
            "Timestamp": resource.status_time,
            "LastUpdatedTimestamp": resource.status_time,
        }


def exports_of(outputs: list[ApiObject]) -> dict[str, str]:
    """Return the values that outputs export, by name."""
    return {output["ExportName"]: output["OutputValue"] for output in outputs if "ExportName" in output}
