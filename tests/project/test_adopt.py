"""`make adopt GROUP=…`: templates and imports for the versions of a group, none of which changes.

`LOAD` in the environment says how many versions are adopted at once; with `-s`, the time and the calls are printed.
"""

import json
import os
import re
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import cfn_flip
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sagemaker_calls import describe
from sandbox.server import Sandbox
from tools.adopt import templates
from tools.adopt.__main__ import main

from ..faults import Fault, Wire
from ..pages import blocks
from ..sandbox.stacks import ARN, Stacks
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

VERSIONS = int(os.environ.get("LOAD", "12"))
STACK = f"{GROUP}-versions-1"
TITLE = "Adopting the versions of a group"
SESSION = boto3.Session()  # it keeps the service models that it has read
CALLS_THAT_READ = {"DescribeModelPackage", "DescribeModelPackageGroup", "ListModelPackages"}
SPECIFICATION: Any = {
    "Containers": [{"Image": "churn:2026-11", "ModelDataUrl": "s3://amzn-s3-demo-bucket/model.tar.gz"}],
    "SupportedContentTypes": ["text/csv"],
    "SupportedResponseMIMETypes": ["text/csv"],
}


@pytest.fixture
def adopt(client: "SageMakerClient", server: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command for the group with some variables, and returns its exit status."""
    assert client  # with the group
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    given = {"GROUP": GROUP, "OUT": str(tmp_path)}
    return lambda session=SESSION, **others: main(given | others, session)


@pytest.fixture
def stacks(server: Sandbox) -> Stacks:
    """Return the stacks of the sandbox."""
    return Stacks(server.url)


def _register(client: "SageMakerClient", **others: Any) -> str:
    return client.create_model_package(**_properties(**others))["ModelPackageArn"]


def _with_environment(**variables: str) -> Any:
    return {**SPECIFICATION, "Containers": [{**SPECIFICATION["Containers"][0], "Environment": variables}]}


def _resources(folder: Path, stack: str = STACK) -> dict[str, Any]:
    template = json.loads(cfn_flip.to_json((folder / f"{stack}.yaml").read_text(encoding="utf-8")))
    found: dict[str, Any] = template["Resources"]
    return found


def test_a_template_has_what_somebody_would_write(client: "SageMakerClient", adopt: Any, tmp_path: Path) -> None:
    """Digests, defaults and what SageMaker reports are left out; the version stays if its stack is deleted."""
    _register(client, ModelPackageDescription="First")
    assert 0 == adopt()
    assert {
        "ChurnVersion1": {
            "Type": TYPE_NAME,
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "ModelPackageGroupName": GROUP,
                "ModelPackageDescription": "First",
                "InferenceSpecification": SPECIFICATION,
            },
        }
    } == _resources(tmp_path)
    listed = json.loads((tmp_path / f"{STACK}.import-1.json").read_text(encoding="utf-8"))
    identifier = {"ModelPackageArn": f"{ARN}/1"}
    assert [
        {"ResourceType": TYPE_NAME, "LogicalResourceId": "ChurnVersion1", "ResourceIdentifier": identifier}
    ] == listed


def test_every_version_is_imported_and_none_changes(
    client: "SageMakerClient", stacks: Stacks, wire: Wire, adopt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Imports in several steps and stacks end with all versions IN_SYNC, and only calls that read."""
    if "LOAD" not in os.environ:  # the limits of CloudFormation, smaller
        monkeypatch.setattr(templates, "MAX_RESOURCES", 8)
        monkeypatch.setattr(templates, "MAX_IMPORTS", 3)
    arns = [_register(client, CustomerMetadataProperties={"run": str(number)}) for number in range(VERSIONS)]
    before = [describe(client, arn) for arn in arns]
    wire.reset()
    session, calls = boto3.Session(), Counter[str]()
    session.events.register("before-send.cloudformation", lambda event_name, **_: calls.update([event_name]))
    began = time.monotonic()

    assert 0 == adopt(session, IMPORT="1", YES="1")

    seconds = time.monotonic() - began
    print(
        f"\n{VERSIONS:,} versions in {seconds:.0f} s: {VERSIONS / seconds * 60:,.0f} a minute; calls for each: "
        f"{len(wire.calls) / VERSIONS:.2f} of SageMaker, {calls.total() / VERSIONS:.2f} of CloudFormation"
    )
    assert set(wire.operations()) <= CALLS_THAT_READ
    assert before == [describe(client, arn) for arn in arns]
    assert Counter(arns) == Counter(_imported(stacks))
    described = stacks.client.describe_stacks()["Stacks"]
    assert {("IMPORT_COMPLETE", "IN_SYNC")} == {
        (stack["StackStatus"], stack["DriftInformation"]["StackDriftStatus"]) for stack in described
    }


def _imported(stacks: Stacks) -> list[str]:
    """Return the physical IDs of the resources in all stacks."""
    listed = stacks.client.get_paginator("list_stack_resources")
    names_ = [stack["StackName"] for stack in stacks.client.describe_stacks()["Stacks"]]
    pages = [page for name in names_ for page in listed.paginate(StackName=name)]
    return [item["PhysicalResourceId"] for page in pages for item in page["StackResourceSummaries"]]


def test_a_second_run_has_nothing_to_do(
    client: "SageMakerClient", stacks: Stacks, adopt: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Versions in a stack are left alone, also in a stack of another name; a new one gets a stack of its own."""
    _register(client)
    assert 0 == adopt(IMPORT="1", YES="1")
    stacks.create(json.dumps({"Resources": {"Own": {"Type": TYPE_NAME, "Properties": _properties()}}}), "own")
    capsys.readouterr()
    assert 0 == adopt(IMPORT="1", YES="1")
    assert "Nothing to do: of 2 versions of churn, none is left to adopt.\n" == capsys.readouterr().out
    _register(client)
    assert 0 == adopt(IMPORT="1", YES="1")
    assert [f"{ARN}/3"] == [*stacks.physical_ids(f"{GROUP}-versions-2").values()]


def _properties(**others: Any) -> dict[str, Any]:
    return {"ModelPackageGroupName": GROUP, "InferenceSpecification": SPECIFICATION, **others}


def test_approved_and_latest_choose_versions(client: "SageMakerClient", adopt: Any, tmp_path: Path) -> None:
    """APPROVED=1 leaves out versions that aren't approved, LATEST=2 all but the two newest of what is left."""
    for approval in ("Approved", "Approved", "Approved", "Rejected"):
        _register(client, ModelApprovalStatus=approval)
    assert 0 == adopt(APPROVED="1", LATEST="2")
    resources = _resources(tmp_path)
    assert ["ChurnVersion2", "ChurnVersion3"] == [*resources]
    assert {"Approved"} == {item["Properties"]["ModelApprovalStatus"] for item in resources.values()}


def test_environments_are_pointed_out_without_their_values(
    client: "SageMakerClient", adopt: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The names of the variables are shown; an edited template without them is imported as it is, and is in sync."""
    _register(client, InferenceSpecification=_with_environment(TOKEN="hush-hush", LOG="1"))
    assert 0 == adopt()
    shown = capsys.readouterr()
    assert f"{ARN}/1: InferenceSpecification.Containers[0].Environment: LOG, TOKEN" in shown.err
    assert "hush-hush" not in shown.out + shown.err
    template = tmp_path / f"{STACK}.yaml"
    lines = template.read_text(encoding="utf-8").splitlines(keepends=True)
    template.write_text("".join(line for line in lines if not re.search("Environment:|TOKEN:|LOG:", line)))
    assert 0 == adopt(IMPORT="1", YES="1")
    assert "1 version imported, 1 IN_SYNC" in capsys.readouterr().out


def test_an_edited_template_is_not_written_over(client: "SageMakerClient", adopt: Any, tmp_path: Path) -> None:
    """Without IMPORT, templates that differ from what would be written are an error."""
    _register(client)
    assert 0 == adopt()
    assert 0 == adopt()
    (tmp_path / f"{STACK}.yaml").write_text("# mine", encoding="utf-8")
    assert 1 == adopt()


def test_nothing_is_imported_without_a_yes(
    client: "SageMakerClient", stacks: Stacks, adopt: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """The change sets are shown before the question; after a no, they are gone, and so is the stack."""
    _register(client)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert 1 == adopt(IMPORT="1")
    shown = capsys.readouterr()
    assert f"  Import  ChurnVersion1  {ARN}/1\n" in shown.out
    assert "Nothing was imported. The change sets are deleted.\n" in shown.err
    assert [] == stacks.client.describe_stacks()["Stacks"]


def test_a_group_that_is_not_there_is_an_error(adopt: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """It says which group, where, and how to see those that are there."""
    assert 1 == adopt(GROUP="chrun")
    said = capsys.readouterr().err
    assert said.startswith("SageMaker has no model package group chrun in us-east-1 of account 123456789012: ")
    assert "aws sagemaker list-model-package-groups" in said


@pytest.mark.parametrize(
    ("given", "saying"),
    [
        ({"GROUP": ""}, "Give either GROUP or STACK."),
        ({"STACK": "churn-model"}, "Give either GROUP or STACK."),
        ({"LATEST": "ten"}, "LATEST must be a number of versions, such as LATEST=10, not ten."),
        ({"GROUP": "", "STACK": "churn-model", "APPROVED": "1"}, "LATEST and APPROVED choose versions of a GROUP."),
    ],
)
def test_wrong_variables_are_named(given: dict[str, str], saying: str, adopt: Any, capsys: Any) -> None:
    """They end the command with status 2, before any call."""
    assert 2 == adopt(**given)
    assert capsys.readouterr().err.startswith(saying)


def test_missing_credentials_are_named(adopt: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """The command says so, and where to look."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert 1 == adopt(boto3.Session())
    assert capsys.readouterr().err.startswith("Unable to locate credentials. This shows what the AWS CLI has: ")


def test_a_refused_call_points_to_the_permissions(wire: Wire, adopt: Any, capsys: Any) -> None:
    """The error of AWS is shown, with the page that has the policy."""
    wire.fail("ListModelPackages", Fault(400, "AccessDeniedException", "not authorized to perform: it"))
    assert 1 == adopt()
    said = capsys.readouterr().err
    assert "not authorized to perform: it" in said
    assert "guide/migration.md lists the permissions." in said


def test_a_throttled_read_is_sent_again(client: "SageMakerClient", wire: Wire, adopt: Any, tmp_path: Path) -> None:
    """SageMaker's limit of calls slows the command down, and fails nothing."""
    _register(client)
    wire.fail("DescribeModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=2)
    assert 0 == adopt()
    assert ["ChurnVersion1"] == [*_resources(tmp_path)]


def test_a_version_that_no_template_can_describe_is_left_out(
    client: "SageMakerClient", adopt: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CloudFormation would take a map with the one key Ref for a function."""
    _register(client, CustomerMetadataProperties={"Ref": "x"})
    _register(client)
    assert 0 == adopt()
    assert f"Left out, since CloudFormation would take Ref in it for a function: {ARN}/1" in capsys.readouterr().err
    assert ["ChurnVersion2"] == [*_resources(tmp_path)]


def test_a_large_template_goes_through_a_bucket(client: "SageMakerClient", server: Sandbox, adopt: Any) -> None:
    """Above 51,200 bytes it is uploaded; afterwards the bucket is empty, and private."""
    card = json.dumps({"model_overview": {"model_description": "x" * 30_000}})
    for _ in range(2):
        _register(client, ModelCard={"ModelCardContent": card, "ModelCardStatus": "Draft"})
    assert 0 == adopt(IMPORT="1", YES="1")
    s3 = boto3.client("s3", endpoint_url=server.url)
    (bucket,) = (found["Name"] for found in s3.list_buckets()["Buckets"])
    assert "adopt-123456789012-us-east-1" == bucket
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


def test_an_import_that_fails_says_why(
    client: "SageMakerClient", adopt: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If a version is deleted in the meantime, the reason of CloudFormation is shown."""
    arn = _register(client)

    def delete(_question: str) -> str:
        client.delete_model_package(ModelPackageName=arn)
        return "y"

    monkeypatch.setattr("builtins.input", delete)
    assert 1 == adopt(IMPORT="1")
    said = capsys.readouterr().err
    assert "Could not change the stack churn-versions-1: it is IMPORT_ROLLBACK_COMPLETE. ChurnVersion1: " in said
    assert "NotFound" in said


def test_the_page_lists_the_permissions(client: "SageMakerClient", adopt: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of an import, of a large template and of a refusal is in the policy of the page."""
    card = json.dumps({"model_overview": {"model_description": "x" * 60_000}})
    _register(client, ModelCard={"ModelCardContent": card, "ModelCardStatus": "Draft"})
    session, made = boto3.Session(), set[str]()
    session.events.register("before-send", lambda event_name, **_: made.add(event_name.removeprefix("before-send.")))
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    assert [1, 0] == [adopt(session, IMPORT="1"), adopt(session, IMPORT="1", YES="1")]
    (policy,) = (json.loads(block.text) for block in blocks("migration", TITLE) if block.language == "json")
    allowed = {action.replace(":", ".") for statement in policy["Statement"] for action in statement["Action"]}
    others = {"sts.GetCallerIdentity"}  # needs no permission
    assert {_permission(call) for call in made} <= allowed | others


def _permission(call: str) -> str:
    """Return the permission that a call of boto3 needs, such as s3.ListBucket."""
    names = {"s3.HeadBucket": "s3.ListBucket", "s3.PutPublicAccessBlock": "s3.PutBucketPublicAccessBlock"}
    return names.get(call, call)
