"""Resource import and drift detection, which call the read handler."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sagemaker_calls import describe, names, version
from sagemaker_calls import unversioned as unversioned_package
from sandbox.examples import EXAMPLES

from .stacks import ARN, PACKAGE, WAIT, Stacks, bucket, invalid, package, template, unversioned

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

KEPT: Any = package() | {"DeletionPolicy": "Retain"}


def _import(stacks: Stacks, text: str, identifier: str, **others: Any) -> str:
    """Import a package as Version, and return the status of the stack."""
    item: Any = {
        "ResourceType": TYPE_NAME,
        "LogicalResourceId": "Version",
        "ResourceIdentifier": {"ModelPackageArn": identifier},
        **others,
    }
    given: Any = {"StackName": "stack", "ChangeSetName": "take", "ChangeSetType": "IMPORT", "TemplateBody": text}
    change_set = stacks.client.create_change_set(**given, ResourcesToImport=[item])["Id"]
    change = stacks.client.describe_change_set(ChangeSetName=change_set)["Changes"][0]["ResourceChange"]
    assert ("Import", identifier) == (change["Action"], change["PhysicalResourceId"])
    stacks.client.execute_change_set(ChangeSetName=change_set)
    return stacks.status()


def _drift(stacks: Stacks) -> tuple[str, dict[str, Any]]:
    """Detect drift, and return the drift status of the stack, and the drift of each resource."""
    detection = stacks.client.detect_stack_drift(StackName="stack")["StackDriftDetectionId"]
    found = stacks.client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    assert "DETECTION_COMPLETE" == found["DetectionStatus"]
    drifts = stacks.client.describe_stack_resource_drifts(StackName="stack")["StackResourceDrifts"]
    return found["StackDriftStatus"], {drift["LogicalResourceId"]: drift for drift in drifts}


def test_a_package_is_imported_and_managed_from_then_on(stacks: Stacks, client: "SageMakerClient") -> None:
    """A package that was created elsewhere becomes a resource of a new stack; updates change it in place."""
    arn = version(client)
    assert "IMPORT_COMPLETE" == _import(stacks, template({"Version": KEPT}), arn)
    stacks.client.get_waiter("stack_import_complete").wait(StackName="stack", WaiterConfig=WAIT)
    assert {"Version": arn} == stacks.physical_ids()
    approved = KEPT | {"Properties": {**PACKAGE, "ModelApprovalStatus": "Approved"}}
    assert "UPDATE_COMPLETE" == stacks.update(template({"Version": approved}))
    assert "Approved" == describe(client, arn)["ModelApprovalStatus"]
    assert ["churn/1"] == names(client, ModelPackageType="Both")


def test_a_package_moves_from_the_native_type(stacks: Stacks, client: "SageMakerClient") -> None:
    """A package that a stack of AWS's type retained is imported as this type, without being replaced."""
    stacks.create(template({"Old": {**KEPT, "Type": "AWS::SageMaker::ModelPackage"}, "Bucket": bucket()}))
    arn = stacks.physical_ids()["Old"]
    stacks.update(template({"Bucket": bucket()}))
    assert "IMPORT_COMPLETE" == _import(stacks, template({"Bucket": bucket(), "Version": KEPT}), arn)
    assert arn == stacks.physical_ids()["Version"]
    assert ["churn/1"] == names(client, ModelPackageType="Both")
    assert "IN_SYNC" == _drift(stacks)[0]


def test_an_import_of_a_missing_package_changes_nothing(stacks: Stacks) -> None:
    """If the read handler returns NotFound, the import is rolled back, and the stack doesn't change."""
    stacks.create(template({"Bucket": bucket()}))
    assert "IMPORT_ROLLBACK_COMPLETE" == _import(stacks, template({"Bucket": bucket(), "Version": KEPT}), f"{ARN}/7")
    assert "HandlerErrorCode: NotFound" in stacks.reason("IMPORT_FAILED")
    assert ["Bucket"] == list(stacks.physical_ids())
    assert json.loads(template({"Bucket": bucket()})) == stacks.client.get_template(StackName="stack")["TemplateBody"]
    assert "UPDATE_COMPLETE" == stacks.update(template({"Bucket": bucket(), "Version": package()}))


@pytest.mark.parametrize(
    ("resources", "others", "saying"),
    [
        ({"Version": package()}, {}, "must have DeletionPolicy attribute specified in the template"),
        ({"Version": KEPT, "New": package()}, {}, "that are not being imported"),
        ({"Other": KEPT}, {}, "is missing from the template"),
        ({"Version": KEPT}, {"ResourceIdentifier": {"Name": "x"}}, "must be [ModelPackageArn]"),
        ({"Version": bucket(DeletionPolicy="Retain")}, {"ResourceType": "AWS::S3::Bucket"}, "not supported for Import"),
    ],
)
def test_an_import_is_refused(stacks: Stacks, resources: Any, others: Any, saying: str) -> None:
    """An import that would change anything else, or that can't work, is refused with CloudFormation's message."""
    with invalid(saying):
        _import(stacks, template(resources), f"{ARN}/1", **others)


def test_a_package_of_another_stack_is_not_imported(stacks: Stacks) -> None:
    """A resource of one stack can't be imported into another one."""
    stacks.create(template(), "other")
    with invalid("already exists in stack"):
        _import(stacks, template({"Version": KEPT}), f"{ARN}/1")


@pytest.mark.parametrize("example", sorted(path.stem for path in EXAMPLES.glob("*versioned.yaml")))
def test_an_example_is_in_sync_after_its_creation(stacks: Stacks, example: str) -> None:
    """Values that SageMaker fills in are no drift."""
    text = (EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8")
    assert "CREATE_COMPLETE" == stacks.create(text, Tags=[{"Key": "stage", "Value": "dev"}])
    status, found = _drift(stacks)
    assert ("IN_SYNC", {"IN_SYNC"}) == (status, {drift["StackResourceDriftStatus"] for drift in found.values()})


@pytest.mark.parametrize("content", ['{"a":\n 1}\n', '{"a":\r\n 1}\n\n'])
def test_a_line_break_in_a_model_card_is_no_drift(stacks: Stacks, content: str) -> None:
    """The API takes one line, and the schema's `propertyTransform` makes one of the template's (CARD-4)."""
    card = package(ModelCard={"ModelCardStatus": "Draft", "ModelCardContent": content})
    assert "CREATE_COMPLETE" == stacks.create(template({"Version": card}))
    assert "IN_SYNC" == stacks.drift()


def test_a_change_by_others_is_drift(stacks: Stacks, client: "SageMakerClient") -> None:
    """A changed property of the template is reported with both values; properties that it doesn't set aren't compared."""
    given = {"ModelApprovalStatus": "Approved", "CustomerMetadataProperties": {"a": "1", "b": "2"}}
    stacks.create(template({"Version": package(**given)}))
    client.update_model_package(
        ModelPackageArn=f"{ARN}/1",
        ModelApprovalStatus="Rejected",
        ApprovalDescription="the template has none",
        CustomerMetadataProperties={"c": "3"},
        CustomerMetadataPropertiesToRemove=["b"],
    )
    status, found = _drift(stacks)
    differences = [tuple(difference.values()) for difference in found["Version"]["PropertyDifferences"]]
    assert ("DRIFTED", "MODIFIED") == (status, found["Version"]["StackResourceDriftStatus"])
    assert [
        ("/CustomerMetadataProperties/b", "2", "null", "REMOVE"),
        ("/CustomerMetadataProperties/c", "null", "3", "ADD"),
        ("/ModelApprovalStatus", "Approved", "Rejected", "NOT_EQUAL"),
    ] == sorted(differences)
    assert given == {name: json.loads(found["Version"]["ExpectedProperties"])[name] for name in given}
    assert "ApprovalDescription" not in found["Version"]["ActualProperties"]


def test_tags_drift(stacks: Stacks, client: "SageMakerClient") -> None:
    """Tags of the template and of the stack are expected in any order; a tag that somebody else added is drift."""
    text = template({"Model": unversioned(Tags=[{"Key": "b", "Value": "1"}, {"Key": "a", "Value": "2"}])})
    stacks.create(text, Tags=[{"Key": "stage", "Value": "dev"}])
    assert "IN_SYNC" == _drift(stacks)[0]
    client.add_tags(ResourceArn=stacks.physical_ids()["Model"], Tags=[{"Key": "c", "Value": "3"}])
    (difference,) = _drift(stacks)[1]["Model"]["PropertyDifferences"]
    assert ("ADD", {"Key": "c", "Value": "3"}) == (difference["DifferenceType"], json.loads(difference["ActualValue"]))


def test_write_only_properties_are_no_drift(stacks: Stacks) -> None:
    """The read handler doesn't return write-only properties, so they aren't compared."""
    additional = {"Name": "extra", "Containers": [{"Image": "image:1"}]}
    version_ = package(
        Environment={"A": "1"}, AdditionalInferenceSpecificationsToAdd=[additional], ClientToken="a-token"
    )
    stacks.create(template({"Version": version_}))
    assert "IN_SYNC" == _drift(stacks)[0]


def test_a_package_that_is_gone_is_deleted_drift(stacks: Stacks, client: "SageMakerClient") -> None:
    """A deleted package has the drift status DELETED, which descriptions of the stack show."""
    stacks.create(template({"Version": package(), "Bucket": bucket()}))
    client.delete_model_package(ModelPackageName=f"{ARN}/1")
    assert "DELETED" == _drift(stacks)[1]["Version"]["StackResourceDriftStatus"]
    found = stacks.client.detect_stack_resource_drift(StackName="stack", LogicalResourceId="Version")
    assert "DELETED" == found["StackResourceDrift"]["StackResourceDriftStatus"]
    assert "DRIFTED" == stacks.describe()["DriftInformation"]["StackDriftStatus"]
    deleted = stacks.client.describe_stack_resource_drifts(
        StackName="stack", StackResourceDriftStatusFilters=["MODIFIED"]
    )
    assert [] == deleted["StackResourceDrifts"]
    with invalid("not supported for drift detection"):
        stacks.client.detect_stack_resource_drift(StackName="stack", LogicalResourceId="Bucket")


def test_an_unversioned_package_is_imported(stacks: Stacks, client: "SageMakerClient") -> None:
    """The identifier of an unversioned package is its ARN too."""
    arn = unversioned_package(client)
    assert "IMPORT_COMPLETE" == _import(
        stacks, template({"Version": unversioned() | {"DeletionPolicy": "Delete"}}), arn
    )
    stacks.delete()
    assert [] == names(client, ModelPackageType="Both")
