"""guide/migration.md: its `make adopt` commands adopt versions, and move a stack, as somebody runs them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.server import Sandbox

from ..pages import ROOT, blocks, commands, run
from ..sandbox.stacks import Stacks, package
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow

PAGE = "migration"
# In the repository, as the page has it, but with the folder of the test as the one that is written to.
MAKE = f'make() {{ command make --silent --old-file=.venv/.ready -C "{ROOT}" "OUT=$PWD/adopted" "$@"; }}\n'
WITHOUT_MAKE = {"MAKEFLAGS": "", "MAKELEVEL": ""}  # not as part of the make that runs the tests


def _run(title: str, server: Sandbox, folder: Path) -> str:
    return run(MAKE + commands(PAGE, title), server.url, folder, variables=WITHOUT_MAKE)


def _register(client: "SageMakerClient", group: str, count: int) -> None:
    for _ in range(count):
        client.create_model_package(
            ModelPackageGroupName=group, InferenceSpecification={"Containers": [{"Image": "image:1"}]}
        )


def test_the_versions_of_a_group_are_adopted(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """The first command says what the page shows; the second imports, and the AWS CLI takes the files for an import."""
    client.create_model_package_group(ModelPackageGroupName="churn-old")
    _register(client, GROUP, 3)
    _register(client, "churn-old", 1)
    said = _run("Adopting the versions of a group", server, tmp_path)
    (shown,) = (block.text for block in blocks(PAGE, "Adopting the versions of a group") if block.language == "text")
    assert shown in said.replace(f"{tmp_path}/", "")
    assert "IMPORT_COMPLETE\tIN_SYNC" in said
    cloudformation: Any = boto3.client("cloudformation", endpoint_url=server.url)
    where = {"StackName": "churn-old-versions-1", "ChangeSetName": "import"}
    cloudformation.get_waiter("change_set_create_complete").wait(**where)
    (change,) = (item["ResourceChange"] for item in cloudformation.describe_change_set(**where)["Changes"])
    assert ("Import", "ChurnOldVersion1") == (change["Action"], change["LogicalResourceId"])


def test_a_stack_is_moved(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """The dry run writes the templates, and the second command moves the package."""
    assert client
    stacks = Stacks(server.url)
    of_aws = {**package(), "Type": "AWS::SageMaker::ModelPackage"}
    stacks.create(json.dumps({"Resources": {"Version": of_aws}}), "churn-moving")
    before = stacks.physical_ids("churn-moving")
    assert "churn-moving: moved, IN_SYNC" in _run("Moving a stack with `make adopt`", server, tmp_path)
    cloudformation: Any = boto3.client("cloudformation", endpoint_url=server.url)
    (resource,) = cloudformation.describe_stack_resources(StackName="churn-moving")["StackResources"]
    assert (TYPE_NAME, before["Version"]) == (resource["ResourceType"], resource["PhysicalResourceId"])
