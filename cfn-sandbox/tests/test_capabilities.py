"""Capabilities, which requests with IAM resources or transforms have to acknowledge."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict

from cfn_sandbox.server import Sandbox

TRUST = {
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}
LOOP = {"Fn::ForEach::Topics": ["Name", ["A"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]}


@pytest.fixture
def cloudformation(server: Sandbox) -> Any:
    """Return a client of an empty sandbox's CloudFormation."""
    BackendDict.reset()
    return boto3.client("cloudformation", endpoint_url=server.url)


def _role(**names: str) -> str:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST, **names}}
    return json.dumps({"Resources": {"Role": role}})


LOOPED = json.dumps({"Transform": "AWS::LanguageExtensions", "Resources": LOOP})


def _message(call: Any, **given: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(StackName="stack", **given)
    assert "InsufficientCapabilitiesException" == refused.value.response["Error"]["Code"]
    return str(refused.value.response["Error"]["Message"])


@pytest.mark.parametrize(
    ("text", "given", "missing"),
    [
        (_role(), [], "CAPABILITY_IAM"),
        (_role(), ["CAPABILITY_AUTO_EXPAND"], "CAPABILITY_IAM"),
        (_role(RoleName="mine"), [], "CAPABILITY_NAMED_IAM"),
        (_role(RoleName="mine"), ["CAPABILITY_IAM"], "CAPABILITY_NAMED_IAM"),
        (LOOPED, ["CAPABILITY_NAMED_IAM"], "CAPABILITY_AUTO_EXPAND"),
    ],
)
def test_a_stack_without_the_capability_is_refused(
    cloudformation: Any, text: str, given: list[str], missing: str
) -> None:
    """CreateStack names the missing capability, and creates no stack."""
    said = _message(cloudformation.create_stack, TemplateBody=text, Capabilities=given)
    assert f"Requires capabilities : [{missing}]" == said
    assert not cloudformation.describe_stacks()["Stacks"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (_role(), "CAPABILITY_IAM"),
        (_role(), "CAPABILITY_NAMED_IAM"),
        (_role(RoleName="mine"), "CAPABILITY_NAMED_IAM"),
        (LOOPED, "CAPABILITY_AUTO_EXPAND"),
    ],
)
def test_a_stack_with_the_capability_is_deployed_and_shows_it(cloudformation: Any, text: str, given: str) -> None:
    """DescribeStacks returns the acknowledged capabilities; CAPABILITY_NAMED_IAM includes CAPABILITY_IAM."""
    cloudformation.create_stack(StackName="stack", TemplateBody=text, Capabilities=[given])
    (stack,) = cloudformation.describe_stacks(StackName="stack")["Stacks"]
    assert "CREATE_COMPLETE" == stack["StackStatus"]
    assert [given] == stack["Capabilities"]


def test_each_update_needs_the_capability_again(cloudformation: Any) -> None:
    """UpdateStack requires the capability even if the template doesn't change."""
    cloudformation.create_stack(StackName="stack", TemplateBody=_role(), Capabilities=["CAPABILITY_IAM"])
    cloudformation.describe_stacks(StackName="stack")
    tags = [{"Key": "key", "Value": "value"}]
    said = _message(cloudformation.update_stack, UsePreviousTemplate=True, Tags=tags)
    assert "Requires capabilities : [CAPABILITY_IAM]" == said


def test_a_change_set_needs_it_for_iam_and_not_for_transforms(cloudformation: Any) -> None:
    """A change set shows the result of a transform, so it doesn't require CAPABILITY_AUTO_EXPAND."""
    given = {"ChangeSetName": "new", "ChangeSetType": "CREATE"}
    said = _message(cloudformation.create_change_set, TemplateBody=_role(), **given)
    assert "Requires capabilities : [CAPABILITY_IAM]" == said
    assert not cloudformation.describe_stacks()["Stacks"]
    cloudformation.create_change_set(StackName="stack", TemplateBody=LOOPED, **given)


@pytest.mark.parametrize("name", ["validate_template", "get_template_summary"])
def test_the_required_capability_is_returned(cloudformation: Any, name: str) -> None:
    """ValidateTemplate and GetTemplateSummary name the capability and the types that need it."""
    found = getattr(cloudformation, name)(TemplateBody=_role(RoleName="mine"))
    assert ["CAPABILITY_NAMED_IAM"] == found["Capabilities"]
    assert "The following resource(s) require capabilities: [AWS::IAM::Role]" == found["CapabilitiesReason"]
    assert not getattr(cloudformation, name)(TemplateBody=LOOPED).get("Capabilities")
