"""Read-only operations on stacks and templates."""

import json
from typing import Any

import pytest

from .stacks import ARN, Stacks, invalid, package, template

LOOP: Any = {"Fn::ForEach::Versions": ["Kind", ["Cpu", "Gpu"], {"Version${Kind}": package(Task="${Kind}")}]}
LOOPED = template(LOOP, Transform="AWS::LanguageExtensions")


def test_an_action_that_nobody_has_is_refused(stacks: Stacks) -> None:
    """An action that neither the sandbox nor moto has is an error that clients can parse."""
    with invalid("The sandbox has no TestType"):
        stacks.client.test_type()


def test_a_stack_is_found_by_its_resource(stacks: Stacks) -> None:
    """DescribeStackResources finds the stack that a physical ID is in."""
    stacks.create(template())
    found = stacks.client.describe_stack_resources(PhysicalResourceId=f"{ARN}/1")["StackResources"]
    assert [("stack", "Version")] == [(resource["StackName"], resource["LogicalResourceId"]) for resource in found]
    with invalid(f"Stack for {ARN}/2 does not exist"):
        stacks.client.describe_stack_resources(PhysicalResourceId=f"{ARN}/2")


def test_a_template_is_summed_up(stacks: Stacks) -> None:
    """GetTemplateSummary says what a template, or that of a stack, takes and makes, and how to import it."""
    kept: Any = {"Metadata": {"team": "a"}, "Parameters": {"Size": {"Type": "Number", "Default": 1}}}
    text = template(LOOP, Transform="AWS::LanguageExtensions", **kept)
    summary = stacks.client.get_template_summary(TemplateBody=text)
    assert [("Size", "Number", "1")] == [
        (found["ParameterKey"], found["ParameterType"], found["DefaultValue"]) for found in summary["Parameters"]
    ]
    assert {"team": "a"} == json.loads(summary["Metadata"])
    imported = {"LogicalResourceIds": ["VersionCpu", "VersionGpu"], "ResourceIdentifiers": ["ModelPackageArn"]}
    assert [imported | {"ResourceType": package()["Type"]}] == summary["ResourceIdentifierSummaries"]
    stacks.create(text, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    of_stack = stacks.client.get_template_summary(StackName="stack")
    assert summary["ResourceTypes"] == of_stack["ResourceTypes"] == [package()["Type"]]


def test_a_template_is_returned_with_its_loops_written_out(stacks: Stacks) -> None:
    """GetTemplate returns the text as it was given, and on request as it was processed."""
    stacks.create(LOOPED, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    given, processed = (
        stacks.client.get_template(StackName="stack", TemplateStage=stage)["TemplateBody"]["Resources"]
        for stage in ("Original", "Processed")
    )
    assert (["Fn::ForEach::Versions"], ["VersionCpu", "VersionGpu"]) == ([*given], [*processed])


def test_a_change_set_has_its_template(stacks: Stacks) -> None:
    """GetTemplate of a change set returns what the stack would be made of."""
    stacks.create(template())
    body = template({"Version": package(Task="OTHER")})
    stacks.client.create_change_set(StackName="stack", ChangeSetName="new", TemplateBody=body)
    found = stacks.client.get_template(StackName="stack", ChangeSetName="new")
    assert json.loads(body) == found["TemplateBody"]


@pytest.mark.parametrize("properties", [{}, {"Properties": {}}])
def test_a_handle_does_nothing(stacks: Stacks, properties: Any) -> None:
    """A WaitConditionHandle is a URL: templates have it where they need a resource that does nothing."""
    text = template({"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle", **properties}})
    assert ("CREATE_COMPLETE", "DELETE_COMPLETE") == (stacks.create(text), stacks.delete())
