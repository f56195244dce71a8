"""Templates: what is refused before a resource is created, and the values of functions."""

import json
from typing import Any

import boto3
import pytest

from cfn_sandbox.cloudformation.templates.template_format import (
    REFUSED_ATTRIBUTES,
    REFUSED_FUNCTIONS,
    REFUSED_POLICIES,
    REFUSED_SECTIONS,
)
from stack_calls import StackCalls, bucket, cached_client, invalid, template, topic

TOPIC = topic(TopicName="news")
NO: Any = {"Conditions": {"No": {"Fn::Equals": ["a", "b"]}}}


def output(value: Any) -> Any:
    """Return the section `Outputs` with one output."""
    return {"Found": {"Value": value}}


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("{", "Template format error: JSON not well-formed. (line 1, column 3)"),
        (template({}), "At least one Resources member must be defined."),
        (
            template({"Topic": {"Properties": {}}}),
            "[/Resources/Topic] Every Resources object must contain a Type member.",
        ),
        (template({"Topic": {"Type": "No::Such::Type"}}), "Unrecognized resource types: [No::Such::Type]"),
        (
            template({"Topic": TOPIC | {"DependsOn": "None"}}),
            "Unresolved resource dependencies [None] in the Resources",
        ),
        (
            template({"Topic": topic(DisplayName={"Ref": "None"})}),
            "Unresolved resource dependencies [None] in the Resources",
        ),
        (template(Outputs={"A": {"Value": {"Ref": "None"}}}), "Unresolved resource dependencies [None] in the Outputs"),
        (
            template({"A": bucket(DependsOn="B"), "B": bucket(DependsOn="A")}),
            "Circular dependency between resources: [A, B]",
        ),
        (
            template({"Topic": TOPIC, "User": topic(DisplayName={"Fn::GetAtt": ["Topic", "Name"]})}),
            "Template error: resource Topic does not support attribute type Name in Fn::GetAtt",
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
        (
            template({"Topic": topic(DisplayName={"Fn::GetAtt": ["Topic"]})}),
            "every Fn::GetAtt object requires two non-empty parameters",
        ),
        (template({"Topic": topic(DisplayName={"Fn::Sub": 1})}), "Fn::Sub intrinsic functions don't specify expected"),
        (template({"Topic": []}), "Template format error: Any Resources member must be an object."),
        (template(Outputs={"A": {}}), "Template format error: Every Outputs member must contain a Value object"),
        (template(Parameters=[1]), "Any Parameters member must be an object."),
        ('{"Resources": ""}', "Template format error: Any Resources member must be an object."),
        (template({"Topic": TOPIC | {"Condition": "None"}}), "Unresolved condition dependency None"),
        (
            template({"Topic": topic(DisplayName={"Fn::If": ["None", "a", "b"]})}),
            "Template error: unresolved condition dependency None in Fn::If",
        ),
        (template(Conditions={"A": {"Condition": "A"}}), "Circular dependency between conditions"),
        (
            template(
                {"Topic": TOPIC, "Off": TOPIC | {"Condition": "No"}, "User": topic(DisplayName={"Ref": "Off"})}, **NO
            ),
            "Unresolved resource dependencies [Off] in the Resources block",
        ),
        (
            template({"Topic": TOPIC, "Off": TOPIC | {"Condition": "No"}}, Outputs=output({"Ref": "Off"}), **NO),
            "Unresolved resource dependencies [Off] in the Outputs block",
        ),
        (template(Outputs=output({"Ref": "AWS::NoValue"})), "every Outputs member must evaluate to a String"),
        (template(Outputs=output(["a"])), "every Outputs member must evaluate to a String"),
        (
            template({"Topic": topic(DisplayName=None)}),
            "[/Resources/Topic/Properties/DisplayName] 'null' values are not",
        ),
        (template({"Topic": topic(DisplayName={"Fn::None": 1})}), "Encountered unsupported function: Fn::None"),
        (template({"Topic": TOPIC | {"Propertys": {}}}), "Invalid template resource property 'Propertys'"),
        (template({"Topic": TOPIC | {"DeletionPolicy": "Keep"}}), "Unrecognized DeletionPolicy Keep"),
        (template({"A-Version": TOPIC}), "Resource name A-Version is non alphanumeric"),
        (template(Resource={}), "Invalid template property or properties [Resource]"),
        (template(Transform="None"), "No transform named None found"),
        (template(Transform={"Name": {"Ref": "A"}}), "Key Name of transform definition must be a string."),
        (
            "Resources:\n  Topic:\n    Type: A\n   Other: 1\n",
            "Template format error: YAML not well-formed. (line 4, column 4)",
        ),
        ("Resources:\n  A: {Type: A}\n  A: {Type: B}\n", "Template format error: Duplicate key A in YAML."),
        ("https://example.com/template.yaml", "Template format error: unsupported structure."),
        (template(AWSTemplateFormatVersion="2020-01-01"), "unsupported value for AWSTemplateFormatVersion."),
        (template(Description=["a"]), "Every Description member must be a string."),
        (template(Description="ü" * 513), "Description must be no longer than 1024 bytes."),
        (
            template({f"Topic{number}": TOPIC for number in range(501)}),
            "Number of resources, 501, is greater than maximum",
        ),
        (template({"A" * 256: TOPIC}), "is longer than 255 characters."),
        (template(Parameters={"AWS::NoValue": {"Type": "String"}}), "Parameter name AWS::NoValue is non alphanumeric."),
        (
            template(Outputs={"A": {"Value": None, "Other": None}}),
            "[/Outputs/A/Value] 'null' values are not allowed in templates",
        ),
        (template(Mappings={"M": {"A": "a"}}), "Template format error: Every Mappings member A must be a map"),
        (template(Mappings={"M": {"A": {"B": {"Ref": "C"}}}}), "Every Mappings attribute must be a String or a List."),
        (
            template(Conditions={"A": {"Fn::Equals": ["a"]}}),
            "every Fn::Equals object requires a list of 2 string parameters.",
        ),
        (
            template(Conditions={"A": {"Fn::And": [{"Fn::Equals": ["a", "a"]}]}}),
            "at least 2 and at most 10 boolean parameters.",
        ),
        (
            template({"Topic": topic(DisplayName={"Fn::Split": ["a"]})}),
            "every Fn::Split object requires two parameters",
        ),
        (template({"Topic": topic(DisplayName={"Fn::Select": ["bad", ["a"]]})}), "Fn::Select requires a list argument"),
        (
            template({"Topic": topic(DisplayName={"Fn::Sub": ["${A}", {"A": ["a"]}]})}),
            "every value of the context object of every Fn::Sub object must be a string",
        ),
        (template(Parameters={"A": {"Type": "List<Number>", "Default": "1,x"}}), "Parameter 'A' must be a number."),
        (template(Parameters={"A": {"Type": "AWS::No::Such::Id"}}), "Unrecognized parameter type: AWS::No::Such::Id"),
        (template(Parameters={"A": {"Type": "String", "No": 1}}), "Invalid template parameter property 'No'"),
        (template(Outputs={"A": {"Value": "a", "No": 1}}), "Invalid template output property 'No' of A"),
        (
            template({"Topic": TOPIC | {"DependsOn": "A"}}, Parameters={"A": {"Type": "String", "Default": "a"}}),
            "Unresolved resource dependencies [A] in the Resources block",
        ),
        (template({"Topic": topic(DisplayName={"Fn::Join": ["-", [["a"]]]})}), "every Fn::Join object requires two"),
        (
            template({"Topic": topic(DisplayName={"Fn::FindInMap": ["M", {"Fn::Sub": "a"}, "b"]})}),
            "every Fn::FindInMap object requires three parameters",
        ),
        (template({"Topic": topic(DisplayName={"Fn::Length": ["a"]})}), "Encountered unsupported function: Fn::Length"),
        (
            template({"Topic": topic(DisplayName={"Fn::FindInMap": ["M", "A", "B", {"DefaultValue": "c"}]})}),
            "every Fn::FindInMap object requires three parameters",
        ),
        (
            template({"Topic": TOPIC | {"DeletionPolicy": {"Ref": "AWS::Region"}}}),
            "Unrecognized DeletionPolicy us-east-1 for resource Topic",
        ),
        (template(Parameters={"A": {"Default": "a"}}), "Every Parameters object must contain a Type member"),
        (template(Parameters={"A": {"Type": "Text", "Default": "a"}}), "Unrecognized parameter type: Text"),
        (
            template({"Topic": topic(DisplayName={"Fn::Join": ["", 1]})}),
            "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list",
        ),
        (
            template({"Topic": topic(DisplayName={"Fn::Select": [9, ["a"]]})}),
            "Fn::Select requires a list argument with two elements: an integer index and a list",
        ),
    ],
)
def test_a_template_is_refused(stacks: StackCalls, text: str, saying: str) -> None:
    """A template that can't work is refused with CloudFormation's message, and no stack is created."""
    with invalid(saying):
        stacks.create(text)
    with invalid("does not exist"):
        stacks.describe()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *((template(**{name: {"A": {}}}), name) for name in REFUSED_SECTIONS),
        *((template({"Topic": TOPIC | {name: {}}}), name) for name in REFUSED_ATTRIBUTES),
        *((template({"Topic": TOPIC | {"DeletionPolicy": name}}), name) for name in REFUSED_POLICIES),
        *((template({"Topic": topic(DisplayName={name: []})}), name) for name in REFUSED_FUNCTIONS),
    ],
)
def test_what_the_sandbox_lacks_is_refused_by_name(stacks: StackCalls, text: str, name: str) -> None:
    """Everything that is declared as refused is refused, with its name and what to do."""
    with invalid(f"{name}"):
        stacks.create(text)
    with invalid("The sandbox doesn't implement"):
        stacks.create(text)


def test_an_output_with_an_unknown_attribute_rolls_back(stacks: StackCalls) -> None:
    """CloudFormation finds an attribute that doesn't exist in an output when the operation starts."""
    stacks.create(template(Outputs=output({"Fn::GetAtt": ["Topic", "Name"]})))
    assert "ROLLBACK_COMPLETE" == stacks.status()
    expected = "Resource type AWS::SNS::Topic does not support attribute {Name}. Rollback requested by user."
    assert f"[Error] /Outputs/Found/Value/Fn::GetAtt: {expected}" == stacks.reason("ROLLBACK_IN_PROGRESS", "stack")
    assert "Topic" not in [logical_id for logical_id, _ in stacks.events()]


def test_a_stack_reads_the_output_of_another(stacks: StackCalls) -> None:
    """Fn::GetStackOutput needs no export; another region and a role are refused by name."""
    stacks.create(template(Outputs=output("shared")), "base")
    function: Any = {"StackName": "base", "OutputName": "Found"}
    user = topic(DisplayName={"Fn::GetStackOutput": function})
    assert "CREATE_COMPLETE" == stacks.create(
        template({"Topic": user}, Outputs=output({"Fn::GetStackOutput": function}))
    )
    assert {"Found": "shared"} == stacks.outputs()
    with invalid("within an account and region only: leave out Region and RoleArn."):
        stacks.create(template(Outputs=output({"Fn::GetStackOutput": function | {"Region": "eu-west-1"}})), "other")


@pytest.mark.parametrize(
    ("type_name", "missing"),
    [
        ("AWS::EC2::VPC::Id", "vpc-01234567"),
        ("List<AWS::EC2::Subnet::Id>", "subnet-01234567"),
        ("AWS::EC2::KeyPair::KeyName", "none"),
        ("AWS::SSM::Parameter::Name", "/none"),
    ],
)
def test_a_parameter_names_what_exists(stacks: StackCalls, type_name: str, missing: str) -> None:
    """A value of one of AWS's own types has to exist in the account."""
    text = template(Parameters={"A": {"Type": type_name}})
    with invalid(f"Parameter validation failed: parameter value {missing} for parameter name A does not exist"):
        stacks.create(text, Parameters=[{"ParameterKey": "A", "ParameterValue": missing}])


def test_a_parameter_may_name_a_network(stacks: StackCalls) -> None:
    """An existing network is accepted."""
    vpc = cached_client("ec2", stacks.url).describe_vpcs()["Vpcs"][0]["VpcId"]
    text = template(Parameters={"A": {"Type": "AWS::EC2::VPC::Id"}})
    assert "CREATE_COMPLETE" == stacks.create(text, Parameters=[{"ParameterKey": "A", "ParameterValue": vpc}])


@pytest.mark.parametrize(
    ("kind", "saying"),
    [
        ("SecureString", "have types not supported by CloudFormation."),
        (None, "Parameter A should either have input value or default value"),
    ],
)
def test_a_stored_parameter_that_cannot_be_read_is_refused(stacks: StackCalls, kind: Any, saying: str) -> None:
    """A value from the store has to exist, and mustn't be secret."""
    if kind:
        boto3.client("ssm").put_parameter(Name="/stored", Value="a", Type=kind)
    with invalid(saying):
        stacks.create(template(Parameters={"A": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/stored"}}))


def test_an_invalid_stack_name_is_refused(stacks: StackCalls) -> None:
    """An invalid name of a stack is refused."""
    with invalid("Value 'a_b' at 'stackName' failed to satisfy constraint"):
        stacks.create(template(), "a_b")


def test_an_unknown_parameter_is_refused(stacks: StackCalls) -> None:
    """A parameter that the template doesn't have is an error."""
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
        ({"Fn::Sub": ["${A}-${Number}-${!A}", {"A": {"Ref": "Zero"}}]}, "0-7-${A}"),
        ({"Fn::Sub": "${AWS::Partition}:${AWS::AccountId}:${AWS::StackName}"}, "aws:123456789012:stack"),
        ({"Fn::If": ["Seven", "yes", "no"]}, "yes"),
        ({"Fn::If": ["Neither", "yes", "no"]}, "no"),
        ({"Fn::Base64": "a"}, "YQ=="),
        ({"Fn::Select": [1, {"Fn::Cidr": ["10.0.0.0/24", 2, "6"]}]}, "10.0.0.64/26"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "us-east-1a"),
        ({"Ref": "Stored"}, "from the store"),
        ({"Fn::GetAtt": "Topic.TopicName"}, "news"),
        ({"Fn::GetAtt": ["Topic", {"Ref": "Attribute"}]}, "news"),
    ],
)
def test_a_function_returns_its_value(stacks: StackCalls, function: Any, expected: str) -> None:
    """Each function returns what CloudFormation's documentation says."""
    boto3.client("ssm").put_parameter(Name="/image", Value="from the store", Type="String", Overwrite=True)
    text = template(
        Parameters={
            "Number": {"Type": "Number", "Default": 7},
            "Zero": {"Type": "Number", "Default": 0},
            "Attribute": {"Type": "String", "Default": "TopicName"},
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


def test_a_function_that_fails_on_a_created_value_rolls_back(stacks: StackCalls) -> None:
    """An error that shows only with the value of a created resource fails the operation."""
    beyond = {"Fn::Select": [9, {"Fn::Split": [":", {"Ref": "Topic"}]}]}
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Topic": TOPIC, "Other": topic(DisplayName=beyond)}))
    assert "Fn::Select requires a list argument" in stacks.reason("ROLLBACK_IN_PROGRESS", "stack")


def test_a_change_set_has_placeholders_for_unknown_values(stacks: StackCalls) -> None:
    """A function of a physical ID that isn't known yet doesn't fail in a change set."""
    name = {"Fn::Select": [5, {"Fn::Split": [":", {"Ref": "Topic"}]}]}
    text = template({"Topic": TOPIC, "User": topic(DisplayName=name)}, Outputs={"Name": {"Value": name}})
    given: Any = {"StackName": "stack", "ChangeSetName": "new", "ChangeSetType": "CREATE", "TemplateBody": text}
    stacks.client.execute_change_set(ChangeSetName=stacks.client.create_change_set(**given)["Id"])
    assert ("CREATE_COMPLETE", {"Name": "news"}) == (stacks.status(), stacks.outputs())


def test_yaml_short_forms_are_read(stacks: StackCalls) -> None:
    """The short forms of functions in YAML are read, `!Condition` among them."""
    text = """
AWSTemplateFormatVersion: 2010-09-09
Conditions:
  Always: !Equals [a, a]
  Both: !And [!Condition Always, !Not [!Equals [a, b]]]
Resources:
  Topic: %s
Outputs:
  Found:
    Condition: Both
    Value: !Sub "${Topic} is ${Topic.TopicName}"
    Export: {Name: !Sub "${AWS::StackName}-found"}
"""
    stacks.create(text % json.dumps(TOPIC))
    output = stacks.describe()["Outputs"][0]
    assert output["OutputValue"].endswith(":news is news")
    assert "stack-found" == output["ExportName"]


def test_an_export_is_imported(stacks: StackCalls) -> None:
    """Fn::ImportValue returns the value of an export; a name that no stack exports is an error."""
    stacks.create(template(Outputs={"Arn": {"Value": {"Ref": "Topic"}, "Export": {"Name": "arn"}}}))
    user = topic(DisplayName={"Fn::ImportValue": "arn"})
    outputs = {"Arn": {"Value": {"Fn::ImportValue": "arn"}}}
    assert "CREATE_COMPLETE" == stacks.create(template({"Topic": user}, Outputs=outputs), "other")
    assert stacks.outputs() == stacks.outputs("other")
    stacks.create(template({"Topic": topic(DisplayName={"Fn::ImportValue": "none"})}), "third")
    assert "No export named none found" in stacks.reason("ROLLBACK_IN_PROGRESS", "third", "third")


def test_a_resource_cannot_change_its_type(stacks: StackCalls) -> None:
    """The type of a logical ID can't change."""
    stacks.create(template({"A": topic(), "B": bucket()}))
    with invalid("Update of resource type is not permitted"):
        stacks.update(template({"A": bucket(), "B": bucket()}))
