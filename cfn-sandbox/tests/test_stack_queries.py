"""Read-only operations on stacks and templates."""

import json
from typing import Any

import pytest

from stack_calls import StackCalls, invalid, template, topic

GROUP_TYPE = "AWS::SageMaker::ModelPackageGroup"
GROUP = {"Type": GROUP_TYPE, "Properties": {"ModelPackageGroupName": "${Name}"}}
LOOP: Any = {"Fn::ForEach::Groups": ["Name", ["a", "b"], {"Group${Name}": GROUP}]}
LOOPED = template(LOOP, Transform="AWS::LanguageExtensions")


def test_a_stack_is_found_by_its_resource(stacks: StackCalls) -> None:
    """DescribeStackResources finds the stack that a physical ID belongs to."""
    stacks.create(template())
    arn = stacks.physical_ids()["Topic"]
    resources = stacks.client.describe_stack_resources(PhysicalResourceId=arn)["StackResources"]
    assert [("stack", "Topic")] == [(item["StackName"], item["LogicalResourceId"]) for item in resources]
    with invalid(f"Stack for {arn}s does not exist"):
        stacks.client.describe_stack_resources(PhysicalResourceId=f"{arn}s")


def test_a_template_is_summed_up(stacks: StackCalls) -> None:
    """GetTemplateSummary has the parameters, the types and their identifiers, of a template or of a stack's."""
    kept: Any = {"Metadata": {"team": "a"}, "Parameters": {"Size": {"Type": "Number", "Default": 1}}}
    text = template(LOOP, Transform="AWS::LanguageExtensions", **kept)
    summary = stacks.client.get_template_summary(TemplateBody=text)
    assert [("Size", "Number", "1")] == [
        (found["ParameterKey"], found["ParameterType"], found["DefaultValue"]) for found in summary["Parameters"]
    ]
    assert {"team": "a"} == json.loads(summary["Metadata"])
    identifiers = {"LogicalResourceIds": ["Groupa", "Groupb"], "ResourceIdentifiers": ["ModelPackageGroupArn"]}
    assert [identifiers | {"ResourceType": GROUP_TYPE}] == summary["ResourceIdentifierSummaries"]
    stacks.create(text, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    of_stack = stacks.client.get_template_summary(StackName="stack")
    assert summary["ResourceTypes"] == of_stack["ResourceTypes"] == [GROUP_TYPE]


def test_any_type_has_its_identifiers_in_a_summary(stacks: StackCalls) -> None:
    """Types that the sandbox can't import or doesn't know are there, and a template without a version has the only one."""
    types = {"A": {"Type": "AWS::S3::Bucket"}, "B": {"Type": "AWS::KinesisFirehose::DeliveryStream"}}
    summary = stacks.client.get_template_summary(TemplateBody=template(types))
    found = {item["ResourceType"]: item["ResourceIdentifiers"] for item in summary["ResourceIdentifierSummaries"]}
    assert {"AWS::S3::Bucket": ["BucketName"], "AWS::KinesisFirehose::DeliveryStream": ["DeliveryStreamName"]} == found
    assert "2010-09-09" == summary["Version"]


def test_a_resource_has_its_metadata(stacks: StackCalls) -> None:
    """DescribeStackResource returns the Metadata, with functions resolved, and {} for a resource without any."""
    topics = {"A": topic() | {"Metadata": {"stack": {"Ref": "AWS::StackName"}}}, "B": topic()}
    stacks.create(template(topics))
    describe = stacks.client.describe_stack_resource
    found = [describe(StackName="stack", LogicalResourceId=name)["StackResourceDetail"]["Metadata"] for name in "AB"]
    assert ['{"stack": "stack"}', "{}"] == found


def test_capabilities_stay_shown(stacks: StackCalls) -> None:
    """An update without capabilities leaves the stack those of its creation."""
    stacks.create(template(), Capabilities=["CAPABILITY_IAM"])
    stacks.update(template({"Topic": topic(TopicName="other")}))
    assert ["CAPABILITY_IAM"] == stacks.describe()["Capabilities"]


def test_a_template_is_returned_after_its_transforms(stacks: StackCalls) -> None:
    """GetTemplate returns the text of the request, and the processed template if asked for."""
    stacks.create(LOOPED, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    given, processed = (
        stacks.client.get_template(StackName="stack", TemplateStage=stage)["TemplateBody"]["Resources"]
        for stage in ("Original", "Processed")
    )
    assert (["Fn::ForEach::Groups"], ["Groupa", "Groupb"]) == ([*given], [*processed])


def test_a_change_set_has_its_template(stacks: StackCalls) -> None:
    """GetTemplate of a change set returns the template of the change set."""
    stacks.create(template())
    body = template({"Topic": topic(TopicName="other")})
    stacks.client.create_change_set(StackName="stack", ChangeSetName="new", TemplateBody=body)
    found = stacks.client.get_template(StackName="stack", ChangeSetName="new")
    assert json.loads(body) == found["TemplateBody"]


@pytest.mark.parametrize("properties", [{}, {"Properties": {}}])
def test_a_handle_does_nothing(stacks: StackCalls, properties: Any) -> None:
    """A WaitConditionHandle does nothing: templates have it where they need some resource."""
    text = template({"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle", **properties}})
    assert ("CREATE_COMPLETE", "DELETE_COMPLETE") == (stacks.create(text), stacks.delete())
