"""deploy/register.yaml: what stays registered, and which version is the default."""

import json
from pathlib import Path
from typing import Any

import cfn_flip
import pytest

from mlops_sagemaker_modelpackage.schema import TYPE_NAME

REGISTER = Path(__file__).resolve().parent.parent / "deploy" / "register.yaml"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    """Return the resources of the template."""
    template: dict[str, Any] = json.loads(cfn_flip.to_json(REGISTER.read_text(encoding="utf-8")))
    return template["Resources"]  # type: ignore[no-any-return]


def test_a_new_package_leaves_the_earlier_version_registered(resources: dict[str, Any]) -> None:
    """Every property of a ResourceVersion is create-only: a new key replaces it, and roll-back needs the one before."""
    version = resources["ResourceVersion"]
    assert TYPE_NAME == version["Properties"]["TypeName"]
    assert {"Fn::Sub": "s3://${PackageBucket}/${PackageKey}"} == version["Properties"]["SchemaHandlerPackage"]
    assert "Retain" == version["UpdateReplacePolicy"]


def test_the_default_version_is_the_new_one_or_the_one_asked_for(resources: dict[str, Any]) -> None:
    """`latest` follows the package; a version ID goes back to that version of the same type."""
    condition, earlier, latest = resources["ResourceDefaultVersion"]["Properties"]["TypeVersionArn"]["Fn::If"]
    assert "IsRolledBack" == condition
    assert {"Fn::Sub": "${ResourceVersion.TypeArn}/${DefaultVersion}"} == earlier
    assert {"Ref": "ResourceVersion"} == latest


def test_the_log_of_the_handlers_is_kept_for_a_time_only(resources: dict[str, Any]) -> None:
    """The type logs to a group with retention, and its log role may write there and nowhere else."""
    logging = resources["ResourceVersion"]["Properties"]["LoggingConfig"]
    assert {"LogGroupName": {"Ref": "LogGroup"}, "LogRoleArn": {"Fn::GetAtt": ["LogRole", "Arn"]}} == logging
    assert {"Ref": "LogRetentionInDays"} == resources["LogGroup"]["Properties"]["RetentionInDays"]
    statements = resources["LogRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    writing = [statement for statement in statements if "logs:PutLogEvents" in statement["Action"]]
    assert [{"Fn::GetAtt": ["LogGroup", "Arn"]}] == [statement["Resource"] for statement in writing]
