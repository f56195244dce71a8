"""`AWS::Include` in the sandbox, as its page in CloudFormation's template reference describes it."""

import json
from typing import Any

import pytest

from stack_calls import StackCalls, cached_client, invalid, template, topic

EXPANDS: Any = {"Capabilities": ["CAPABILITY_AUTO_EXPAND"]}
PARAMETERS: Any = {"Parameters": {"Bucket": {"Type": "String", "Default": "files"}}}


def include(location: Any) -> Any:
    """Return the transform that includes a file."""
    return {"Name": "AWS::Include", "Parameters": {"Location": location}}


@pytest.fixture
def files(stacks: StackCalls) -> StackCalls:
    """Return the stacks of a sandbox with files in S3."""
    client = cached_client("s3", stacks.url)
    client.create_bucket(Bucket="files")
    client.put_object(Bucket="files", Key="properties.yaml", Body=b"DisplayName: included\n")
    resources = {"Resources": {"Topic": topic(TopicName="included")}}
    client.put_object(Bucket="files", Key="template.json", Body=json.dumps(resources).encode())
    client.put_object(Bucket="files", Key="text", Body=b"text")
    return stacks


@pytest.mark.parametrize(
    "location", ["s3://files/properties.yaml", {"Fn::Sub": "s3://${Bucket}/properties.yaml"}, {"Ref": "Place"}]
)
def test_properties_are_included(files: StackCalls, location: Any) -> None:
    """The content stands beside the other properties. The place may come from a parameter."""
    place = {"Place": {"Type": "String", "Default": "s3://files/properties.yaml"}}
    resource = topic(**{"TopicName": "news", "Fn::Transform": include(location)})
    sections: Any = {
        "Parameters": PARAMETERS["Parameters"] | place,
        "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Topic", "DisplayName"]}}},
    }
    assert "CREATE_COMPLETE" == files.create(template({"Topic": resource}, **sections), **EXPANDS)
    assert {"Name": "included"} == files.outputs()
    processed = files.client.get_template(StackName="stack", TemplateStage="Processed")["TemplateBody"]
    assert {"TopicName": "news", "DisplayName": "included"} == processed["Resources"]["Topic"]["Properties"]


def test_a_section_is_included(files: StackCalls) -> None:
    """The transform of the template adds to its sections."""
    text = json.dumps({"Transform": include("s3://files/template.json")})
    assert "CREATE_COMPLETE" == files.create(text, **EXPANDS)
    assert files.physical_ids()["Topic"].endswith(":included")


@pytest.mark.parametrize(
    ("location", "saying"),
    [
        ("s3://none/a", "Transform AWS::Include failed with: S3 bucket [none] does not exist."),
        ("s3://files/none", "S3 object [s3://files/none] does not exist."),
        ("s3://files/text", "S3 object [s3://files/text] is no map in JSON or YAML."),
    ],
)
def test_a_file_that_cannot_be_included_is_an_error(files: StackCalls, location: str, saying: str) -> None:
    """The error says which file, and what is wrong with it."""
    with invalid(saying):
        files.create(template({"Topic": topic(**{"Fn::Transform": include(location)})}), **EXPANDS)


def test_a_transform_that_fails_makes_a_failed_change_set(stacks: StackCalls) -> None:
    """The request is accepted; the change set has the reason, changes nothing, and can't be executed."""
    include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://none/a"}}}
    named: Any = {"StackName": "stack", "ChangeSetName": "changes"}
    text = template({"Topic": {"Type": "AWS::SNS::Topic", "Properties": include}})
    stacks.client.create_change_set(**named, TemplateBody=text, ChangeSetType="CREATE")
    found = stacks.client.describe_change_set(**named)
    assert ("FAILED", "UNAVAILABLE", []) == (found["Status"], found["ExecutionStatus"], found["Changes"])
    assert "Transform AWS::Include failed with: S3 bucket [none] does not exist." == found["StatusReason"]
    assert "REVIEW_IN_PROGRESS" == stacks.describe()["StackStatus"]
    with invalid("cannot be executed in its current status of [FAILED]", "InvalidChangeSetStatus"):
        stacks.client.execute_change_set(**named)
