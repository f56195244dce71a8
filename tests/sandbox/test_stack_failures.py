"""Stacks with a failing resource are rolled back, nothing remains, and the events have the reason."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_calls import create, describe, names, tags

from ..faults import Call, Fault
from ..harness import WIRE
from ..templates import GROUP
from .stacks import ARN, Stacks, based_on, bucket, invalid, of_image, package, template, unversioned

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

MISSING = of_image("image:missing")  # its scan fails


def test_a_failed_create_leaves_nothing(stacks: Stacks, client: "SageMakerClient") -> None:
    """Created packages are deleted, and the one whose create failed too, since its event has the identifier."""
    resources = {"First": package(), "Version": MISSING | {"DependsOn": "First"}, "Never": bucket(DependsOn="Version")}
    assert "ROLLBACK_COMPLETE" == stacks.create(template(resources))
    assert [] == names(client, ModelPackageType="Both")
    assert [("First", "DELETE_COMPLETE"), ("stack", "ROLLBACK_COMPLETE")] == stacks.events()[-2:]
    assert not any("Never" in event for event in stacks.events())
    assert "failed to create: [Version]" in stacks.reason("ROLLBACK_IN_PROGRESS", "stack")
    with invalid("is in ROLLBACK_COMPLETE state and can not be updated"):
        stacks.update(template())
    assert "DELETE_COMPLETE" == stacks.delete()


def test_the_reason_is_the_handlers_message(stacks: Stacks) -> None:
    """The event of a failed resource has the handler's message and error code."""
    stacks.create(template({"Version": MISSING}))
    reason = stacks.reason("CREATE_FAILED")
    assert f'Resource handler returned message: "Could not create {ARN}/1. Its status is Failed' in reason
    assert "HandlerErrorCode: NotStabilized)" in reason


@pytest.mark.parametrize(
    ("properties", "saying"),
    [
        ({"ModelAprovalStatus": "Approved"}, "#: extraneous key [ModelAprovalStatus] is not permitted"),
        (
            {"ModelPackageStatus": "Completed"},
            "#: readOnlyProperties [/properties/ModelPackageStatus] cannot be specified",
        ),
        (
            {"CustomerMetadataProperties": []},
            "#/CustomerMetadataProperties: expected type: JSONObject, found: JSONArray",
        ),
        ({"ModelApprovalStatus": "Yes"}, "#/ModelApprovalStatus: Yes is not a valid enum value"),
        ({"ModelPackageGroupName": ""}, "#/ModelPackageGroupName: expected minLength: 1, actual: 0"),
        ({"ModelPackageGroupName": "a_b"}, "#/ModelPackageGroupName: string [a_b] does not match pattern"),
        (
            {"CustomerMetadataProperties": {"a*": "b"}},
            "#/CustomerMetadataProperties: extraneous key [a*] is not permitted",
        ),
        ({"InferenceSpecification": {}}, "#/InferenceSpecification: required key [Containers] not found"),
        ({"InferenceSpecification": {"Containers": []}}, "expected minimum item count: 1, found: 0"),
        ({"CertifyForMarketplace": "maybe"}, "#/CertifyForMarketplace: expected type: Boolean, found: String"),
    ],
)
def test_the_registry_checks_the_properties(stacks: Stacks, properties: Any, saying: str) -> None:
    """Properties that break the schema fail with the registry's message, and the handler isn't invoked."""
    WIRE.reset()
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Version": package(**properties)}))
    assert "Properties validation failed for resource Version with message:" in stacks.reason("CREATE_FAILED")
    assert saying in stacks.reason("CREATE_FAILED")
    assert [] == WIRE.operations()


def test_scalars_may_have_another_type(stacks: Stacks) -> None:
    """As in CloudFormation, a string may stand for a boolean, and a number or a boolean for a string."""
    version_ = package(CertifyForMarketplace="false", CustomerMetadataProperties={"year": 2026, "open": True})
    assert "CREATE_COMPLETE" == stacks.create(template({"Version": version_}))


def test_a_failed_update_is_rolled_back(stacks: Stacks, client: "SageMakerClient") -> None:
    """Updates are undone, replaced packages are restored, and new ones are deleted."""
    changed = package(ModelApprovalStatus="Approved")
    before = {"Changed": package(ModelApprovalStatus="Rejected"), "Replaced": package(), "User": based_on("Replaced")}
    stacks.create(template(before))
    there, ids = _packages(client), stacks.physical_ids()
    after = {
        "Changed": changed,
        "Replaced": of_image("image:2"),
        "User": based_on("Replaced"),
        "New": package(),
        "Version": MISSING | {"DependsOn": ["Changed", "User", "New"]},
    }
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(template(after))
    assert (there, ids) == (_packages(client), stacks.physical_ids())
    assert "UPDATE_COMPLETE" == stacks.update(template({**before, "Changed": changed}))


def _packages(client: "SageMakerClient") -> list[dict[str, Any]]:
    """Return all packages, without the user and time of their last change."""
    found = [
        describe(client, f"{GROUP}/{name.partition('/')[2]}") for name in sorted(names(client, ModelPackageType="Both"))
    ]
    return [{key: value for key, value in state.items() if not key.startswith("LastModified")} for state in found]


def test_a_failed_replacement_keeps_the_old_one(stacks: Stacks, client: "SageMakerClient") -> None:
    """The new package that failed is deleted, and the old one is kept."""
    stacks.create(template())
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(template({"Version": MISSING}))
    assert ["churn/1"] == names(client, ModelPackageType="Both")
    assert {"Version": f"{ARN}/1"} == stacks.physical_ids()


def test_an_update_that_fails_midway_is_undone(stacks: Stacks, client: "SageMakerClient") -> None:
    """If an update handler fails after one of its calls, another update restores the resource."""
    kept = {"Key": "kept", "Value": "1"}
    stacks.create(template({"Model": unversioned(Tags=[kept, {"Key": "old", "Value": "1"}])}))
    arn = stacks.physical_ids()["Model"]
    WIRE.fail("DeleteTags", Fault(400, "AccessDeniedException", "not authorized to perform: sagemaker:DeleteTags"))
    text = template({"Model": unversioned(Tags=[kept, {"Key": "new", "Value": "1"}])})
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(text)
    assert "HandlerErrorCode: AccessDenied" in stacks.reason("UPDATE_FAILED", "Model")
    assert {"kept": "1", "old": "1"} == tags(client, arn)


def test_a_failed_rollback_is_reported(stacks: Stacks, client: "SageMakerClient") -> None:
    """If a package was deleted by somebody else, the status is UPDATE_ROLLBACK_FAILED, with its reason."""
    stacks.create(template())
    client.delete_model_package(ModelPackageName=f"{ARN}/1")
    assert "UPDATE_ROLLBACK_FAILED" == stacks.update(template({"Version": package(ModelApprovalStatus="Approved")}))
    assert "HandlerErrorCode: NotFound" in stacks.reason("UPDATE_FAILED")
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_resource_that_is_gone_is_no_error_in_a_delete(stacks: Stacks, client: "SageMakerClient") -> None:
    """A delete succeeds if the handler returns NotFound."""
    stacks.create(template())
    client.delete_model_package(ModelPackageName=f"{ARN}/1")
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_delete_that_fails_can_be_sent_again(stacks: Stacks, client: "SageMakerClient") -> None:
    """A group with versions is DELETE_FAILED, with the reason; once it is empty, it can be deleted."""
    group = {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": {"ModelPackageGroupName": "own"}}
    stacks.create(template({"Group": group, "Bucket": bucket()}))
    arn = create(client, ModelPackageGroupName="own")
    assert "DELETE_FAILED" == stacks.delete()
    assert "still has model packages" in stacks.reason("DELETE_FAILED", "Group")
    assert "failed to delete: [Group]" in stacks.describe()["StackStatusReason"]
    assert ("Bucket", "DELETE_COMPLETE") in stacks.events()
    client.delete_model_package(ModelPackageName=arn)
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_resource_that_cannot_be_deleted_can_be_retained(stacks: Stacks, client: "SageMakerClient") -> None:
    """RetainResources keeps a resource, but only while the stack is DELETE_FAILED."""
    group = {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": {"ModelPackageGroupName": "own"}}
    stacks.create(template({"Group": group}))
    create(client, ModelPackageGroupName="own")
    with invalid("only when the stack is in the DELETE_FAILED state"):
        stacks.delete(RetainResources=["Group"])
    stacks.delete()
    assert "DELETE_COMPLETE" == stacks.delete(RetainResources=["Group"])
    assert ["own/1"] == names(client, ModelPackageType="Both")


def test_a_protected_stack_is_not_deleted(stacks: Stacks) -> None:
    """A stack with termination protection can't be deleted until the protection is removed."""
    stacks.create(template(), EnableTerminationProtection=True)
    with invalid("cannot be deleted while TerminationProtection is enabled"):
        stacks.delete()
    stacks.client.update_termination_protection(StackName="stack", EnableTerminationProtection=False)
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_resource_that_another_one_needs_is_kept_with_it(stacks: Stacks) -> None:
    """The delete of a group isn't tried while the version in it can't be deleted."""
    group = {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": {"ModelPackageGroupName": "own"}}
    stacks.create(template({"Group": group, "Version": package(ModelPackageGroupName="own") | {"DependsOn": "Group"}}))
    WIRE.fail("DeleteModelPackage", Fault(400, "AccessDeniedException", "not authorized to perform: it"))
    assert "DELETE_FAILED" == stacks.delete()
    assert ("Group", "DELETE_IN_PROGRESS") not in stacks.events()


def test_an_old_package_that_cannot_be_deleted_fails_no_update(stacks: Stacks) -> None:
    """As in CloudFormation, a failed clean-up doesn't fail the update; an event has the reason."""
    stacks.create(template())
    WIRE.fail("DeleteModelPackage", Fault(400, "AccessDeniedException", "not authorized to perform: it"))
    assert "UPDATE_COMPLETE" == stacks.update(template({"Version": of_image("image:2")}))
    assert "AccessDenied" in stacks.reason("DELETE_FAILED")


@pytest.mark.parametrize(
    ("on_failure", "status", "left"),
    [("DO_NOTHING", "CREATE_FAILED", 1), ("DELETE", "DELETE_COMPLETE", 0), ("ROLLBACK", "ROLLBACK_COMPLETE", 0)],
)
def test_on_failure_says_what_is_left(
    stacks: Stacks, client: "SageMakerClient", on_failure: str, status: str, left: int
) -> None:
    """OnFailure of a create keeps the created resources, deletes the stack, or rolls back."""
    given = {"StackName": "stack", "TemplateBody": template({"Version": MISSING}), "OnFailure": on_failure}
    stack_id = stacks.client.create_stack(**given)["StackId"]
    assert status == stacks.status(stack_id)
    assert left == len(names(client, ModelPackageType="Both"))


def test_an_update_without_roll_back_goes_on_from_there(stacks: Stacks, client: "SageMakerClient") -> None:
    """With DisableRollback, an update stops where it failed; the next one completes it, and no package is left over."""
    stacks.create(template({"First": package(), "Version": package()}))
    first = of_image("image:2")
    failing = template({"First": first, "Version": MISSING | {"DependsOn": "First"}})
    assert "UPDATE_FAILED" == stacks.update(failing, DisableRollback=True)
    mended = template({"First": first, "Version": package()})
    assert "UPDATE_COMPLETE" == stacks.update(mended)
    assert sorted(id_.rpartition("package/")[2] for id_ in stacks.physical_ids().values()) == sorted(
        names(client, ModelPackageType="Both")
    )


def test_a_failed_update_can_be_repeated(stacks: Stacks, client: "SageMakerClient") -> None:
    """With DisableRollback, the same template completes a failed update once the cause is fixed."""
    stacks.create(template({"Model": unversioned(Tags=[{"Key": "old", "Value": "1"}])}))
    WIRE.fail("DeleteTags", Fault(400, "AccessDeniedException", "not authorized to perform: sagemaker:DeleteTags"))
    text = template({"Model": unversioned(Tags=[{"Key": "new", "Value": "1"}])})
    assert "UPDATE_FAILED" == stacks.update(text, DisableRollback=True)
    assert "UPDATE_COMPLETE" == stacks.update(text)
    assert {"new": "1"} == tags(client, stacks.physical_ids()["Model"])


def test_a_failed_create_can_be_repaired(stacks: Stacks, client: "SageMakerClient") -> None:
    """With DisableRollback, the failed resource is kept, and the next update replaces it."""
    resources = {"First": package(), "Version": MISSING | {"DependsOn": "First"}}
    assert "CREATE_FAILED" == stacks.create(template(resources), DisableRollback=True)
    assert "UPDATE_COMPLETE" == stacks.update(template({**resources, "Version": package()}))
    assert ["churn/1", "churn/3"] == sorted(names(client, ModelPackageType="Both"))


def test_what_an_update_left_is_deleted_with_the_stack(stacks: Stacks, client: "SageMakerClient") -> None:
    """Packages of a failed update without rollback, which the template doesn't have, are deleted with the stack."""
    stacks.create(template())
    failing = template({"Version": of_image("image:2"), "Other": MISSING | {"DependsOn": "Version"}})
    stacks.update(failing, DisableRollback=True)
    assert 3 == len(names(client, ModelPackageType="Both"))
    WIRE.fail("DeleteModelPackage", Fault(400, "AccessDeniedException", "not authorized to perform: it"))
    assert "DELETE_FAILED" == stacks.delete()
    assert "DELETE_COMPLETE" == stacks.delete()
    assert [] == names(client, ModelPackageType="Both")


def test_one_operation_at_a_time(stacks: Stacks, client: "SageMakerClient") -> None:
    """While an operation is in progress, another one on the stack is refused with CloudFormation's message."""
    refusals = []

    def meanwhile(call: Call) -> None:
        if call.operation == "CreateModelPackage":
            WIRE.before = None
            with invalid("is in CREATE_IN_PROGRESS state and can not be updated"):
                stacks.client.update_stack(StackName="stack", TemplateBody=template())
            with invalid("cannot be deleted while in status CREATE_IN_PROGRESS"):
                stacks.client.delete_stack(StackName="stack")
            with invalid("Stack [stack] already exists", "AlreadyExistsException"):
                stacks.client.create_stack(StackName="stack", TemplateBody=template())
            refusals.append(stacks.events())

    WIRE.before = meanwhile
    assert "CREATE_COMPLETE" == stacks.create(template())
    assert [[("stack", "CREATE_IN_PROGRESS"), ("Version", "CREATE_IN_PROGRESS")]] == refusals
    assert ["churn/1"] == names(client, ModelPackageType="Both")


def test_of_many_operations_at_once_one_is_taken(stacks: Stacks, client: "SageMakerClient") -> None:
    """Of simultaneous requests, one creates the stack, and one updates it."""

    def outcome(call: Callable[[], Any]) -> str:
        try:
            call()
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "taken"

    text = template({"Version": of_image("image:2")})
    with ThreadPoolExecutor(8) as pool:
        create = [lambda: stacks.client.create_stack(StackName="stack", TemplateBody=template())] * 8
        assert ["AlreadyExistsException"] * 7 + ["taken"] == sorted(pool.map(outcome, create))
        assert "CREATE_COMPLETE" == stacks.status()
        update = [lambda: stacks.client.update_stack(StackName="stack", TemplateBody=text)] * 8
        assert ["ValidationError"] * 7 + ["taken"] == sorted(pool.map(outcome, update))
    assert "UPDATE_COMPLETE" == stacks.status()
    assert ["churn/2"] == names(client, ModelPackageType="Both")
