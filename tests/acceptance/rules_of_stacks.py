"""Stacks of the registered type: create, approve, replace, roll back, import, drift, delete."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mlops_sagemaker_modelpackage.schema import TYPE_NAME

from .plugin import Acceptance
from .report import Observation
from .run import Run

rule = pytest.mark.rule


class Stack:
    """A stack of the run with the resource `Version`."""

    def __init__(self, run: Run):
        self.name = run.name()
        self._client = run.cloudformation
        self._poll_seconds = run.target.poll_seconds

    def create(self, properties: dict[str, Any], **others: Any) -> str:
        """Create the stack and return its status when it has ended."""
        self._client.create_stack(StackName=self.name, TemplateBody=_template(properties, **others))
        return self.status()

    def update(self, properties: dict[str, Any], **others: Any) -> str:
        """Update the stack and return its status when it has ended."""
        self._client.update_stack(StackName=self.name, TemplateBody=_template(properties, **others))
        return self.status()

    def delete(self) -> str:
        """Delete the stack and return its status when it has ended."""
        stack = self._describe(self.name)["StackId"]
        self._client.delete_stack(StackName=self.name)
        return self.status(stack)

    def import_package(self, properties: dict[str, Any], arn: str) -> str:
        """Create the stack by an import of a package, and return its status when it has ended."""
        resource = {
            "ResourceType": TYPE_NAME,
            "LogicalResourceId": "Version",
            "ResourceIdentifier": {"ModelPackageArn": arn},
        }
        self._client.create_change_set(
            StackName=self.name,
            ChangeSetName="import",
            ChangeSetType="IMPORT",
            ResourcesToImport=[resource],
            TemplateBody=_template(properties),
        )
        while (found := self._client.describe_change_set(StackName=self.name, ChangeSetName="import"))[
            "Status"
        ] not in ("CREATE_COMPLETE", "FAILED"):
            time.sleep(self._poll_seconds)
        assert "CREATE_COMPLETE" == found["Status"], found.get("StatusReason")
        self._client.execute_change_set(StackName=self.name, ChangeSetName="import")
        return self.status()

    def revert_drift(self, properties: dict[str, Any]) -> str:
        """Bring the resource back to its template with a drift-aware change set, and return the status of the stack."""
        self._client.create_change_set(
            StackName=self.name,
            ChangeSetName="revert",
            ChangeSetType="UPDATE",
            DeploymentMode="REVERT_DRIFT",
            TemplateBody=_template(properties),
        )
        found = self._client.describe_change_set(StackName=self.name, ChangeSetName="revert")
        while found["Status"] in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            time.sleep(self._poll_seconds)
            found = self._client.describe_change_set(StackName=self.name, ChangeSetName="revert")
        assert "CREATE_COMPLETE" == found["Status"], found.get("StatusReason")
        self._client.execute_change_set(StackName=self.name, ChangeSetName="revert")
        return self.status()

    def drift(self) -> str:
        """Return the drift status of the resource."""
        detection = self._client.detect_stack_drift(StackName=self.name)["StackDriftDetectionId"]
        while (
            self._client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)["DetectionStatus"]
            == "DETECTION_IN_PROGRESS"
        ):
            time.sleep(self._poll_seconds)
        (drift,) = self._client.describe_stack_resource_drifts(StackName=self.name)["StackResourceDrifts"]
        return str(drift["StackResourceDriftStatus"])

    def arn(self) -> str:
        """Return the physical ID of the resource."""
        (resource,) = self._client.describe_stack_resources(StackName=self.name)["StackResources"]
        return str(resource["PhysicalResourceId"])

    def status(self, name: str | None = None) -> str:
        """Wait until the operation on the stack has ended, and return the status of the stack."""
        status = "REVIEW_IN_PROGRESS"
        while status.endswith("_IN_PROGRESS"):
            time.sleep(self._poll_seconds)
            status = str(self._describe(name or self.name)["StackStatus"])
        return status

    def _describe(self, name: str) -> Any:
        return self._client.describe_stacks(StackName=name)["Stacks"][0]


def _template(properties: dict[str, Any], **others: Any) -> str:
    resource = {"Type": TYPE_NAME, "DeletionPolicy": "Delete", "Properties": properties, **others}
    return json.dumps({"Resources": {"Version": resource}})


@pytest.fixture
def stack(run: Run, acceptance: Acceptance, seen: Observation) -> Stack:
    """Return a stack that doesn't exist yet. Skips the test without --registered."""
    assert seen
    if not acceptance.registered:
        pytest.skip("needs the registered type: REGISTERED=1")
    return Stack(run)


@rule("TYPE-1", "CREATE_COMPLETE; the physical ID is the ARN")
def test_create(run: Run, stack: Stack, seen: Observation) -> None:
    """A stack creates a version."""
    assert "CREATE_COMPLETE" == seen.saw(stack.create(run.version()))
    assert run.describe(stack.arn())["ModelPackageArn"] == stack.arn()


@rule("UPDATE-1", "approved in place, under the same ARN")
def test_approve_in_place(run: Run, stack: Stack, seen: Observation) -> None:
    """ModelApprovalStatus changes without a replacement."""
    stack.create(run.version())
    before = stack.arn()
    assert "UPDATE_COMPLETE" == stack.update(run.version(ModelApprovalStatus="Approved"))
    assert "Approved" == seen.saw(run.describe(stack.arn())["ModelApprovalStatus"])
    assert stack.arn() == before


@rule("TYPE-3", "another ARN, and the old package is gone")
def test_replace(run: Run, stack: Stack, seen: Observation) -> None:
    """A create-only property changes."""
    stack.create(run.version(ModelPackageDescription="one"))
    before = stack.arn()
    assert "UPDATE_COMPLETE" == stack.update(run.version(ModelPackageDescription="two"))
    seen.saw(f"{before.rpartition('/')[2]}, then {stack.arn().rpartition('/')[2]}")
    assert stack.arn() != before
    with pytest.raises(ClientError):
        run.describe(before)


@rule("CREATE-2", "rolled back, with nothing left")
def test_roll_back(run: Run, stack: Stack, seen: Observation) -> None:
    """After a failed update the package is unchanged."""
    stack.create(run.version(ModelApprovalStatus="Approved"))
    before = stack.arn()
    status = stack.update(run.version(ModelPackageGroupName=f"{run.group}-missing"))
    assert "UPDATE_ROLLBACK_COMPLETE" == seen.saw(status)
    assert stack.arn() == before
    assert "Approved" == run.describe(before)["ModelApprovalStatus"]


@rule("READ-3", "IMPORT_COMPLETE, and in sync")
def test_import(run: Run, stack: Stack, seen: Observation) -> None:
    """A version that was created without a stack is imported into one."""
    arn = run.create(run.version())["ModelPackageArn"]
    assert "IMPORT_COMPLETE" == seen.saw(stack.import_package(run.version(), arn))
    assert (stack.arn(), stack.drift()) == (arn, "IN_SYNC")


@rule("READ-2", "IN_SYNC as deployed; MODIFIED after an approval in the console")
def test_drift(run: Run, stack: Stack, seen: Observation) -> None:
    """Values that SageMaker fills in are no drift; changes outside the stack are."""
    stack.create(run.version(ModelApprovalStatus="PendingManualApproval"))
    first = stack.drift()
    run.sagemaker.update_model_package(ModelPackageArn=stack.arn(), ModelApprovalStatus="Approved")
    seen.saw(f"{first}, then {stack.drift()}")
    assert "IN_SYNC, then MODIFIED" == seen.seen


@rule("UPDATE-14", "UPDATE_COMPLETE, approved as in the template, and in sync")
def test_revert_drift(run: Run, stack: Stack, seen: Observation) -> None:
    """A drift-aware change set brings the approval back to the template, which didn't change."""
    template = run.version(ModelApprovalStatus="Approved")
    stack.create(template)
    run.sagemaker.update_model_package(ModelPackageArn=stack.arn(), ModelApprovalStatus="Rejected")
    status = stack.revert_drift(template)
    approval = run.describe(stack.arn())["ModelApprovalStatus"]
    seen.saw(f"{status}, {approval}, {stack.drift()}")
    assert "UPDATE_COMPLETE, Approved, IN_SYNC" == seen.seen


@rule("DELETE-3", "DELETE_COMPLETE, and the package is gone")
def test_delete(run: Run, stack: Stack, seen: Observation) -> None:
    """Deleting the stack deletes its version."""
    stack.create(run.version())
    arn = stack.arn()
    assert "DELETE_COMPLETE" == seen.saw(stack.delete())
    with pytest.raises(ClientError):
        run.describe(arn)


@rule("GROUP-5", "IN_SYNC")
def test_drift_of_a_group_by_its_arn(run: Run, stack: Stack, seen: Observation) -> None:
    """`Ref` of a group is its ARN, and Read reports its name."""
    group = run.sagemaker.describe_model_package_group(ModelPackageGroupName=run.group)["ModelPackageGroupArn"]
    stack.create(run.version(ModelPackageGroupName=group))
    assert "IN_SYNC" == seen.saw(stack.drift())
