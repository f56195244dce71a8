"""Worlds that SageMaker may well be: habits that the sandbox doesn't have, as middleware on the wire.

Each habit answers a call, or lets it through to what lies behind it. Times are those of `time.monotonic`, which tests
put forward. A package is known by its name, or by its group and number.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from .replies import Call, Reply, Service, missing, package_name, refusal

READS: Final = ("DescribeModelPackage", "ListTags", "ListModelPackages")
WRITES: Final = ("CreateModelPackage", "UpdateModelPackage", "DeleteModelPackage", "AddTags", "DeleteTags")
_NAMES: Final = ("ModelPackageArn", "ModelPackageName", "ResourceArn")
_PAGE: Final = {"ModelPackageType": "Both", "MaxResults": 100}


def conflict(package: str, status: str) -> Reply:
    """Return the error for a package that is busy."""
    return refusal("ConflictException", f"ModelPackage {package} is in status {status}; try again later.")


def _describe(call: Call, service: Service, package: str = "", **parameters: Any) -> Reply:
    name = call.parameters.get("ModelPackageArn") or call.parameters.get("ModelPackageName") or package
    return service(call.another("DescribeModelPackage", ModelPackageName=name, **parameters))


@dataclass
class StaleReads:
    """After each write, some reads of the package still answer what they did before it.

    Attributes:
        pattern: of the reads after each write, whether each is stale; later ones are fresh.
        seconds: how long all of them are stale instead.
        operations: which reads.

    """

    pattern: Sequence[bool] = ()
    seconds: float = 0.0
    operations: Sequence[str] = READS
    _before: dict[tuple[str, str], Reply] = field(default_factory=dict)
    _left: dict[tuple[str, str], list[bool]] = field(default_factory=dict)
    _until: dict[tuple[str, str], float] = field(default_factory=dict)

    def __call__(self, call: Call, service: Service) -> Reply:
        """Answer a read as before the last write, if it is the turn of one."""
        if call.operation in WRITES:
            return self._write(call, service)
        key = (call.operation, call.package())
        left = self._left.get(key, [])
        is_stale = left.pop(0) if left else time.monotonic() < self._until.get(key, 0.0)
        return self._before[key] if is_stale and call.operation in self.operations else service(call)

    def _write(self, call: Call, service: Service) -> Reply:
        package = call.package()
        known = call.parameters.get(next((name for name in _NAMES if name in call.parameters), ""), "")
        before = {("ListModelPackages", ""): service(call.another("ListModelPackages", **_PAGE))}
        if call.operation != "CreateModelPackage" and package:
            before["DescribeModelPackage", package] = service(
                call.another("DescribeModelPackage", ModelPackageName=known)
            )
            before["ListTags", package] = service(call.another("ListTags", ResourceArn=known))
        reply = service(call)
        if not reply.ok:
            return reply
        if call.operation == "CreateModelPackage":
            arn = reply.json()["ModelPackageArn"]
            package = package_name(arn)
            known_before = self._before.get(("DescribeModelPackage", package))
            if known_before is not None and known_before.ok:  # the answer to a repeated call: nothing was written
                return reply
            before |= {(operation, package): missing(arn) for operation in READS[:2]}
        for key, answer in before.items():
            self._before[key], self._left[key] = answer, list(self.pattern)
            self._until[key] = time.monotonic() + self.seconds
        return reply


@dataclass
class SlowUpdates:
    """An update takes a time until it is shown, and may end Failed.

    Attributes:
        seconds: how long it takes.
        in_progress: whether the version is InProgress meanwhile, and refuses other calls.
        fails: tells by the parameters whether an update ends with the version Failed, without effect.
        never: tells by the parameters whether an update is accepted without any effect.

    """

    seconds: float = 0.0
    in_progress: bool = False
    fails: Callable[[dict[str, Any]], bool] = lambda _parameters: False
    never: Callable[[dict[str, Any]], bool] = lambda _parameters: False
    _shown: dict[str, tuple[float, Reply]] = field(default_factory=dict)  # until when a package is as it was
    failed: set[str] = field(default_factory=set)

    def __call__(self, call: Call, service: Service) -> Reply:
        """Hold back what an update changed."""
        package = call.package()
        until, before = self._shown.get(package, (0.0, missing(package)))
        is_busy = time.monotonic() < until
        if call.operation == "DescribeModelPackage":
            fresh = service(call)
            return self._described(package, fresh, before) if is_busy and fresh.ok else self._ended(package, fresh)
        if call.operation not in ("UpdateModelPackage", "DeleteModelPackage"):
            return service(call)
        if is_busy and self.in_progress:
            return conflict(package, "InProgress")
        if call.operation == "DeleteModelPackage":
            return service(call)
        return self._update(call, service)

    def _update(self, call: Call, service: Service) -> Reply:
        package, now = call.package(), _describe(call, service)
        if now.ok and self.never(call.parameters):
            return Reply.of({"ModelPackageArn": call.parameters["ModelPackageArn"]})
        fails = now.ok and self.fails(call.parameters)
        reply = Reply.of({"ModelPackageArn": call.parameters["ModelPackageArn"]}) if fails else service(call)
        if reply.ok:
            self.failed.discard(package)
            if fails:
                self.failed.add(package)
            self._shown[package] = time.monotonic() + self.seconds, now
        return reply

    def _described(self, package: str, fresh: Reply, before: Reply) -> Reply:
        if not before.ok:
            return fresh
        shown = before.json()
        return Reply.of(shown | {"ModelPackageStatus": "InProgress"} if self.in_progress else shown)

    def _ended(self, package: str, fresh: Reply) -> Reply:
        if package not in self.failed or not fresh.ok:
            return fresh
        reason = {"Name": "update", "Status": "Failed", "FailureReason": "The update failed: no capacity."}
        details = {"ValidationStatuses": [reason], "ImageScanStatuses": []}
        return Reply.of(fresh.json() | {"ModelPackageStatus": "Failed", "ModelPackageStatusDetails": details})


@dataclass
class Deletes:
    """A deletion is refused at first, or lost, or slow.

    Attributes:
        conflicts: how many calls are refused with a conflict.
        lost: how many calls are accepted without any effect.
        seconds: how long the package is Deleting.
        name_taken: for how many seconds after that its name can't be used.

    """

    conflicts: int = 0
    lost: int = 0
    seconds: float = 0.0
    name_taken: float = 0.0
    _deleting: dict[str, tuple[float, Reply]] = field(default_factory=dict)

    def __call__(self, call: Call, service: Service) -> Reply:
        """Answer for a package that is being deleted, or was deleted a moment ago."""
        now, package = time.monotonic(), call.package()
        if call.operation == "CreateModelPackage":
            name = call.parameters.get("ModelPackageName", "")
            taken = refusal("ValidationException", f"ModelPackage {name} already exists.")
            return taken if self.is_taken(name) else service(call)
        until, before = self._deleting.get(package, (0.0, missing(package)))
        if now < until:
            return self._being_deleted(call, service, before)
        return self._delete(call, service) if call.operation == "DeleteModelPackage" else service(call)

    def is_taken(self, name: str) -> bool:
        """Tell whether a name can't be used, as a package that had it was deleted a moment ago."""
        return name in self._deleting and time.monotonic() < self._deleting[name][0] + self.name_taken

    def _delete(self, call: Call, service: Service) -> Reply:
        before = _describe(call, service)
        if before.ok and self.conflicts:
            self.conflicts -= 1
            return refusal("ConflictException", f"ModelPackage {call.package()} is in use; try again later.")
        if before.ok and self.lost:
            self.lost -= 1
            return Reply(200, b"")
        reply = service(call)
        if reply.ok:
            self._deleting[call.package()] = time.monotonic() + self.seconds, before
        return reply

    def _being_deleted(self, call: Call, service: Service, before: Reply) -> Reply:
        if call.operation in ("DeleteModelPackage", "UpdateModelPackage"):
            return conflict(call.package(), "Deleting")
        if call.operation == "DescribeModelPackage":
            return Reply.of(before.json() | {"ModelPackageStatus": "Deleting"})
        return Reply.of({"Tags": []}) if call.operation == "ListTags" else service(call)


@dataclass
class StrictCards:
    """SageMaker refuses content and status of a card in one call wherever there is a card, also the same ones."""

    def __call__(self, call: Call, service: Service) -> Reply:
        """Refuse a call with both, unless the version has no card."""
        card = call.parameters.get("ModelCard") or {}
        if (
            call.operation == "UpdateModelPackage"
            and len(card) > 1
            and _describe(call, service).json().get("ModelCard")
        ):
            return refusal(
                "ValidationException",
                "You cannot update both model card content and model card status in a single call.",
            )
        return service(call)


@dataclass
class ForgottenTokens:
    """SageMaker doesn't know the client token of an unversioned package any more: its name is taken."""

    def __call__(self, call: Call, service: Service) -> Reply:
        """Create without a token."""
        if call.operation == "CreateModelPackage" and "ModelPackageName" in call.parameters:
            parameters = {name: value for name, value in call.parameters.items() if name != "ClientToken"}
            return service(call.another("CreateModelPackage", **parameters))
        return service(call)


@dataclass
class HiddenPackages:
    """A new package isn't shown for a time after the first create call, though it is there.

    Attributes:
        seconds: how long.

    """

    seconds: float
    _until: dict[str, float] = field(default_factory=dict)

    def __call__(self, call: Call, service: Service) -> Reply:
        """Answer reads of a new package as if it weren't there."""
        if call.operation == "CreateModelPackage":
            reply = service(call)
            if reply.ok:
                package = package_name(reply.json()["ModelPackageArn"])
                self._until.setdefault(package, time.monotonic() + self.seconds)
            return reply
        is_hidden = call.operation in READS and time.monotonic() < self._until.get(call.package(), 0.0)
        return missing(call.package()) if is_hidden else service(call)


@dataclass
class UnusableKey:
    """The key of a model card can't be used: what needs the card's content is refused.

    Attributes:
        error: the error.

    """

    error: tuple[str, str]

    def __call__(self, call: Call, service: Service) -> Reply:
        """Refuse to describe a card with its content."""
        if call.operation == "DescribeModelPackage" and call.parameters.get("IncludedData") != "MetadataOnly":
            reply = service(call)
            return refusal(*self.error) if reply.ok and reply.json().get("ModelCard") else reply
        return service(call)


@dataclass
class DeniedOnceGone:
    """A policy by tags: what isn't there has no tags, so that describing it is denied.

    Attributes:
        operations: which calls are denied.

    """

    operations: Sequence[str] = ("DescribeModelPackage",)

    def __call__(self, call: Call, service: Service) -> Reply:
        """Deny calls about packages that aren't there."""
        if call.operation in self.operations and not _describe(call, service).ok:
            action = f"sagemaker:{call.operation}"
            return refusal("AccessDeniedException", f"User: x is not authorized to perform: {action} on resource: y")
        return service(call)
