"""Templates: what is refused before anything is done, and what the functions give."""

import json
from typing import Any

import pytest

from .stacks import Stacks, based_on, bucket, invalid, package, template

VERSION = package()
NO: Any = {"Conditions": {"No": {"Fn::Equals": ["a", "b"]}}}


def output(value: Any) -> Any:
    """Return the section `Outputs` with one output."""
    return {"Found": {"Value": value}}


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("{", "Template format error"),
        (template({}), "At least one Resources member must be defined."),
        (template({"Version": {"Properties": {}}}), "Every Resources member must have a Type"),
        (template({"Version": {"Type": "No::Such::Type"}}), "Unrecognized resource types: [No::Such::Type]"),
        (
            template({"Version": VERSION | {"DependsOn": "None"}}),
            "Unresolved resource dependencies [None] in the Resources",
        ),
        (
            template({"Version": package(Task={"Ref": "None"})}),
            "Unresolved resource dependencies [None] in the Resources",
        ),
        (template(Outputs={"A": {"Value": {"Ref": "None"}}}), "Unresolved resource dependencies [None] in the Outputs"),
        (
            template({"A": bucket(DependsOn="B"), "B": bucket(DependsOn="A")}),
            "Circular dependency between resources: [A, B]",
        ),
        (
            template(Outputs={"A": {"Value": {"Fn::GetAtt": ["Version", "ModelApprovalStatus"]}}}),
            "resource Version does not support attribute type ModelApprovalStatus in Fn::GetAtt",
        ),
        (template(Parameters={"A": {"Type": "String"}}), "Parameters: [A] must have values"),
        (template(Parameters={"A": {"Type": "Number", "Default": "x"}}), "Parameter 'A' must be a number"),
        (
            template(Parameters={"A": {"Type": "String", "Default": "x", "MinLength": 2}}),
            "must contain at least 2 characters",
        ),
        (
            template(Parameters={"A": {"Type": "String", "Default": "x", "AllowedPattern": "a+"}}),
            "must match pattern a+",
        ),
        (
            template(Parameters={"A": {"Type": "Number", "Default": 7, "MaxValue": 5}}),
            "Parameter 'A' must be at most 5",
        ),
        (template({"Version": package(Task={"Fn::GetAtt": ["Version"]})}), "every Fn::GetAtt object requires two"),
        (template({"Version": package(Task={"Fn::Sub": 1})}), "Fn::Sub intrinsic functions don't specify expected"),
        (template({"Version": []}), "[/Resources/Version] must be an object"),
        (template(Outputs={"A": {}}), "[/Outputs/A] Every Outputs member must contain a Value object"),
        (template(Parameters=[1]), "[/Parameters] must be an object"),
        (template({"Version": VERSION | {"Condition": "None"}}), "Unresolved condition dependency None"),
        (template({"Version": package(Task={"Fn::If": ["None", "a", "b"]})}), "Unresolved condition dependency None"),
        (template(Conditions={"A": {"Condition": "A"}}), "Circular dependency between conditions"),
        (
            template({"Version": VERSION, "Off": VERSION | {"Condition": "No"}, "User": based_on("Off")}, **NO),
            "Unresolved resource dependencies [Off] in the Resources block",
        ),
        (
            template({"Version": VERSION, "Off": VERSION | {"Condition": "No"}}, Outputs=output({"Ref": "Off"}), **NO),
            "Unresolved resource dependencies [Off] in the Outputs block",
        ),
        (template(Outputs=output({"Ref": "AWS::NoValue"})), "every Outputs member must evaluate to a String"),
        (template(Outputs=output(["a"])), "every Outputs member must evaluate to a String"),
        (template({"Version": package(Task=None)}), "[/Resources/Version/Properties/Task] 'null' values are not"),
        (template({"Version": package(Task={"Fn::None": 1})}), "Encountered unsupported function: Fn::None"),
        (template({"Version": VERSION | {"Propertys": {}}}), "Invalid template resource property 'Propertys'"),
        (template({"Version": VERSION | {"DeletionPolicy": "Keep"}}), "Unrecognized DeletionPolicy Keep"),
        (template({"A-Version": VERSION}), "Resource name A-Version is non alphanumeric"),
        (template(Resource={}), "Invalid template property or properties [Resource]"),
        (template(Transform="None"), "No transform named None found"),
        (template(Parameters={"A": {"Default": "a"}}), "Every Parameters object must contain a Type member"),
        (template(Parameters={"A": {"Type": "Text", "Default": "a"}}), "Unrecognized parameter type: Text"),
        (template({"Version": package(Task={"Fn::Join": ["", 1]})}), "Template error: Fn::Join can't be called with"),
        (template({"Version": package(Task={"Fn::Select": [9, ["a"]]})}), "Fn::Select cannot select nonexistent value"),
    ],
)
def test_a_template_is_refused(stacks: Stacks, text: str, saying: str) -> None:
    """What can be seen before the first resource is refused in CloudFormation's words, and there is no stack."""
    with invalid(saying):
        stacks.create(text)
    with invalid("does not exist"):
        stacks.describe()


def test_a_stack_has_a_proper_name(stacks: Stacks) -> None:
    """A name that CloudFormation wouldn't take is refused."""
    with invalid("Value 'a_b' at 'stackName' failed to satisfy constraint"):
        stacks.create(template(), "a_b")


def test_a_parameter_that_the_template_has_not_is_refused(stacks: Stacks) -> None:
    """A misspelt parameter is an error."""
    with invalid("Parameters: [None] do not exist in the template"):
        stacks.create(template(), Parameters=[{"ParameterKey": "None", "ParameterValue": "1"}])


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ({"Fn::Join": ["-", ["a", {"Ref": "Number"}]]}, "a-7"),
        ({"Fn::Join": [",", {"Ref": "List"}]}, "x,y"),
        ({"Fn::Select": ["1", {"Ref": "List"}]}, "y"),
        ({"Fn::Select": [{"Ref": "Zero"}, {"Fn::Split": ["/", "p/q"]}]}, "p"),
        ({"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Image"]}, "here:1"),
        ({"Fn::FindInMap": ["Images", "eu-west-1", "Image", {"DefaultValue": "any:1"}]}, "any:1"),
        ({"Fn::Sub": ["${A}-${Number}-${!A}", {"A": {"Ref": "List"}}]}, "['x', 'y']-7-${A}"),
        ({"Fn::Sub": "${AWS::Partition}:${AWS::AccountId}:${AWS::StackName}"}, "aws:123456789012:stack"),
        ({"Fn::If": ["Seven", "yes", "no"]}, "yes"),
        ({"Fn::If": ["Neither", "yes", "no"]}, "no"),
        ({"Fn::Base64": "a"}, "YQ=="),
        ({"Fn::ToJsonString": {"a": [{"Ref": "Number"}, {"Ref": "AWS::NoValue"}]}}, '{"a": ["7"]}'),
        ({"Fn::Length": {"Ref": "List"}}, "2"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "us-east-1a"),
        ({"Ref": "Stored"}, "from the store"),
        ({"Fn::GetAtt": "Version.ModelPackageStatus"}, "Completed"),
    ],
)
def test_a_function_gives(stacks: Stacks, function: Any, expected: str) -> None:
    """Each function of a template gives what CloudFormation's documentation says."""
    import boto3

    boto3.client("ssm").put_parameter(Name="/image", Value="from the store", Type="String", Overwrite=True)
    text = template(
        Parameters={
            "Number": {"Type": "Number", "Default": 7},
            "Zero": {"Type": "Number", "Default": 0},
            "List": {"Type": "CommaDelimitedList", "Default": "x, y"},
            "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image"},
        },
        Mappings={"Images": {"us-east-1": {"Image": "here:1"}}},
        Conditions={
            "Seven": {"Fn::Equals": [{"Ref": "Number"}, 7]},
            "Not": {"Fn::Not": [{"Condition": "Seven"}]},
            "Neither": {"Fn::Or": [{"Condition": "Not"}, {"Fn::And": [{"Condition": "Seven"}, {"Condition": "Not"}]}]},
        },
        Outputs={"Found": {"Value": function}},
    )
    assert "CREATE_COMPLETE" == stacks.create(text)
    assert {"Found": expected} == stacks.outputs()


def test_a_function_of_what_was_not_known_rolls_back(stacks: Stacks) -> None:
    """What only shows when a resource is there fails the operation, and leaves nothing."""
    beyond = {"Fn::Select": [9, {"Fn::Split": ["/", {"Ref": "Version"}]}]}
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Version": VERSION, "Other": package(Task=beyond)}))
    assert "Fn::Select cannot select nonexistent value" in stacks.reason("ROLLBACK_IN_PROGRESS", "stack")


def test_a_change_set_leaves_open_what_it_cannot_know(stacks: Stacks) -> None:
    """A function of an identifier that is still to be made doesn't fail in a change set."""
    version = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "Version"}]}]}
    user = package(CustomerMetadataProperties={"based-on": version})
    text = template({"Version": VERSION, "User": user}, Outputs={"Based": {"Value": version}})
    given: Any = {"StackName": "stack", "ChangeSetName": "new", "ChangeSetType": "CREATE", "TemplateBody": text}
    stacks.client.execute_change_set(ChangeSetName=stacks.client.create_change_set(**given)["Id"])
    assert ("CREATE_COMPLETE", {"Based": "1"}) == (stacks.status(), stacks.outputs())


def test_yaml_short_forms_are_read(stacks: Stacks) -> None:
    """The short forms of YAML, `!Condition` among them, are the functions."""
    text = """
AWSTemplateFormatVersion: 2010-09-09
Conditions:
  Always: !Equals [a, a]
  Both: !And [!Condition Always, !Not [!Equals [a, b]]]
Resources:
  Version: %s
Outputs:
  Found:
    Condition: Both
    Value: !Sub "${Version} is ${Version.ModelPackageStatus}"
    Export: {Name: !Sub "${AWS::StackName}-found"}
"""
    stacks.create(text % json.dumps(VERSION))
    output = stacks.describe()["Outputs"][0]
    assert output["OutputValue"].endswith("churn/1 is Completed")
    assert "stack-found" == output["ExportName"]


def test_an_export_is_imported(stacks: Stacks) -> None:
    """Fn::ImportValue gives what another stack exports; a name that nobody exports is an error."""
    stacks.create(template(Outputs={"Arn": {"Value": {"Ref": "Version"}, "Export": {"Name": "arn"}}}))
    user = package(CustomerMetadataProperties={"based-on": {"Fn::ImportValue": "arn"}})
    outputs = {"Arn": {"Value": {"Fn::ImportValue": "arn"}}}
    assert "CREATE_COMPLETE" == stacks.create(template({"Version": user}, Outputs=outputs), "other")
    assert stacks.outputs() == stacks.outputs("other")
    stacks.create(template({"Version": package(Task={"Fn::ImportValue": "none"})}), "third")
    assert "No export named none found" in stacks.reason("ROLLBACK_IN_PROGRESS", "third", "third")


def test_a_hidden_parameter_is_not_shown(stacks: Stacks) -> None:
    """NoEcho parameters are stars in descriptions."""
    stacks.create(template(Parameters={"Secret": {"Type": "String", "Default": "x", "NoEcho": True}}))
    assert [{"ParameterKey": "Secret", "ParameterValue": "****"}] == stacks.describe()["Parameters"]


def test_a_resource_cannot_change_its_type(stacks: Stacks) -> None:
    """A logical ID keeps its type for as long as it is in the stack."""
    stacks.create(template({"A": package(), "B": bucket()}))
    with invalid("Update of resource type is not permitted"):
        stacks.update(template({"A": bucket(), "B": bucket()}))
