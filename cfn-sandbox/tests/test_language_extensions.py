"""`Fn::ForEach` in the sandbox, as the transform AWS::LanguageExtensions documents it."""

from typing import Any

import pytest
from moto.cloudformation.exceptions import ValidationError

from cfn_sandbox.cloudformation.templates.language_extensions import expand_loops
from cfn_sandbox.cloudformation.templates.template import Template


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
