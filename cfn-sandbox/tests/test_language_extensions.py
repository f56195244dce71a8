"""`Fn::ForEach` in the sandbox, as the transform AWS::LanguageExtensions documents it."""

from typing import Any

import pytest
from moto.cloudformation.exceptions import ValidationError

from cfn_sandbox.cloudformation.templates.template import Template
from cfn_sandbox.cloudformation.templates.transforms import expand_loops
from stack_calls import StackCalls, cached_client, invalid, template, topic


def test_a_loop_creates_a_key_for_each_item() -> None:
    """The item replaces `${name}` in keys and texts, and `Ref`; other variables stay."""
    fragment = {"Topic${Name}": {"Name": {"Ref": "Name"}, "Text": {"Fn::Sub": "${Name} in ${AWS::Region}"}}}
    loop = {"Before": 1, "Fn::ForEach::Topics": ["Name", ["A", "B"], fragment]}
    assert {
        "Before": 1,
        "TopicA": {"Name": "A", "Text": {"Fn::Sub": "A in ${AWS::Region}"}},
        "TopicB": {"Name": "B", "Text": {"Fn::Sub": "B in ${AWS::Region}"}},
    } == expand_loops(loop, {})


def test_only_letters_and_digits_get_into_a_logical_id() -> None:
    """`&{name}` drops characters that a logical ID can't have; `${name}` keeps them."""
    loop = {"Fn::ForEach::Regions": ["Region", ["eu-west-1"], {"In&{Region}": "${Region}"}]}
    assert {"Ineuwest1": "eu-west-1"} == expand_loops(loop, {})


def test_a_text_without_variables_may_be_a_logical_id() -> None:
    """With the transform, `Ref` may contain `Fn::Sub`: with the item in its place, it is a plain name."""
    loop = {"Fn::ForEach::Outputs": ["Name", ["A"], {"Out${Name}": {"Value": {"Ref": {"Fn::Sub": "Topic${Name}"}}}}]}
    assert {"OutA": {"Value": {"Ref": "TopicA"}}} == expand_loops(loop, {})


def test_loops_nest() -> None:
    """An inner loop can use the item of the outer one."""
    inner = {"Fn::ForEach::Inner": ["Y", ["1", "2"], {"${X}${Y}": "${X}-${Y}"}]}
    loop = {"Fn::ForEach::Outer": ["X", ["a", "b"], inner]}
    assert {"a1": "a-1", "a2": "a-2", "b1": "b-1", "b2": "b-2"} == expand_loops(loop, {})


def test_a_loop_goes_over_a_parameter() -> None:
    """A parameter may be the collection: its value in the request, or its default."""
    text = """
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "A, B"}}
Resources:
  Fn::ForEach::Topics: [Name, {Ref: Names}, {"Topic${Name}": {Type: AWS::SNS::Topic}}]
"""
    template = Template.parse(text)
    assert ["TopicA", "TopicB"] == list(template.resources)
    assert ["TopicC"] == list(template.with_parameters({"Names": "C"}).resources)


@pytest.mark.parametrize(
    ("loop", "said"),
    [
        (["Name", {"Ref": "Missing"}, {"${Name}": 1}], "needs an identifier"),
        (["Name", {"Ref": ["Names"]}, {"${Name}": 1}], "needs an identifier"),
        (["Name", ["A"]], "needs an identifier"),
        (["Name", ["A", "B"], {"Same": 1}], "makes the same key twice"),
        (["Name", ["Taken"], {"${Name}": 1}], "duplicate key: Taken"),
    ],
)
def test_a_malformed_loop_is_refused(loop: Any, said: str) -> None:
    """The error names the loop and the mistake."""
    with pytest.raises(ValidationError, match=f"Fn::ForEach::Topics .*{said}"):
        expand_loops({"Taken": 1, "Fn::ForEach::Topics": loop}, {})


@pytest.mark.parametrize("parameters", ["[1]", "{Names: 1}"])
def test_odd_parameters_are_refused_as_elsewhere(parameters: str) -> None:
    """The format of a template with loops is checked like any other."""
    with pytest.raises(ValidationError, match="Template format error"):
        Template.parse(
            f"{{Transform: AWS::LanguageExtensions, Parameters: {parameters}, Resources: {{A: {{Type: A}}}}}}"
        )


EXTENDED: Any = {"Transform": "AWS::LanguageExtensions"}
EXPANDS: Any = {"Capabilities": ["CAPABILITY_AUTO_EXPAND"]}


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ({"Fn::Length": {"Ref": "List"}}, "2"),
        ({"Fn::Length": {"Fn::Split": [",", "a,b,c"]}}, "3"),
        ({"Fn::ToJsonString": {"a": [{"Ref": "List"}, {"Ref": "AWS::NoValue"}]}}, '{"a":[["x","y"]]}'),
        ({"Fn::ToJsonString": ["a", "b"]}, '["a","b"]'),
        ({"Fn::FindInMap": ["Images", "eu-west-1", "Image", {"DefaultValue": "any:1"}]}, "any:1"),
    ],
)
def test_a_function_of_the_extensions_returns_its_value(stacks: StackCalls, function: Any, expected: str) -> None:
    """JSON is compact, and a property that is a string gets a length as text."""
    sections: Any = {
        "Parameters": {"List": {"Type": "CommaDelimitedList", "Default": "x, y"}},
        "Mappings": {"Images": {"us-east-1": {"Image": "here:1"}}},
    }
    resource = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": function}}
    outputs = {"Found": {"Value": {"Fn::GetAtt": ["Stored", "Value"]}}}
    assert "CREATE_COMPLETE" == stacks.create(
        template({"Stored": resource}, Outputs=outputs, **sections, **EXTENDED), **EXPANDS
    )
    assert {"Found": expected} == stacks.outputs()


@pytest.mark.parametrize("extended", [EXTENDED, {}])
@pytest.mark.parametrize(("keep", "is_kept"), [("yes", True), ("no", False)])
def test_a_deletion_policy_may_be_a_function(
    stacks: StackCalls, keep: str, is_kept: bool, extended: dict[str, str]
) -> None:
    """The policy is resolved: the resource stays if it says so. As recorded in AWS, it needs no transform."""
    resource = topic(TopicName="kept") | {"DeletionPolicy": {"Fn::If": ["Keep", "Retain", "Delete"]}}
    sections: Any = {
        "Parameters": {"Keep": {"Type": "String"}},
        "Conditions": {"Keep": {"Fn::Equals": [{"Ref": "Keep"}, "yes"]}},
    }
    given = [{"ParameterKey": "Keep", "ParameterValue": keep}]
    stacks.create(template({"Topic": resource}, **sections, **extended), Parameters=given, **EXPANDS)
    assert "DELETE_COMPLETE" == stacks.delete()
    topics = cached_client("sns", stacks.url).list_topics()["Topics"]
    assert is_kept == any(found["TopicArn"].endswith(":kept") for found in topics)


def test_a_deletion_policy_that_resolves_to_something_else_is_refused(stacks: StackCalls) -> None:
    """A resolved policy is checked like a written one."""
    resource = topic() | {"DeletionPolicy": {"Ref": "Policy"}}
    sections: Any = {"Parameters": {"Policy": {"Type": "String", "Default": "Keep"}}}
    with invalid("Unrecognized DeletionPolicy Keep for resource Topic"):
        stacks.create(template({"Topic": resource}, **sections, **EXTENDED), **EXPANDS)


def test_a_loop_over_a_parameter_may_be_the_only_resource(stacks: StackCalls) -> None:
    """The loop is expanded with the request's parameters, and the processed template has its result."""
    loop = {"Fn::ForEach::Topics": ["Name", {"Ref": "Names"}, {"Topic${Name}": topic(TopicName={"Ref": "Name"})}]}
    text = template(loop, Parameters={"Names": {"Type": "CommaDelimitedList"}}, **EXTENDED)
    given = [{"ParameterKey": "Names", "ParameterValue": "A,B"}]
    assert "CREATE_COMPLETE" == stacks.create(text, Parameters=given, **EXPANDS)
    processed = stacks.client.get_template(StackName="stack", TemplateStage="Processed")["TemplateBody"]
    assert {"TopicA", "TopicB"} == processed["Resources"].keys()
    assert "Transform" not in processed
