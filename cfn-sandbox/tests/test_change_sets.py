"""What change sets say about a change. The expected values were recorded in AWS accounts by LocalStack's tests."""

import json
from typing import Any

import boto3
import pytest

from stack_calls import StackCalls, invalid, template, topic

NAMED: Any = {"Parameters": {"Name": {"Type": "String"}}}
UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
DIRECT = ("DirectModification", "", "Static")
ALSO_DIRECT = ("DirectModification", "", "Dynamic")


def given(value: str) -> list[dict[str, str]]:
    """Return a value for the parameter Name, as requests have it."""
    return [{"ParameterKey": "Name", "ParameterValue": value}]


def describe(stacks: StackCalls, text: str, **parameters: Any) -> tuple[Any, Any]:
    """Create a change set for a stack, and return its description with and without values."""
    request: Any = {"StackName": "stack", "ChangeSetName": "changes"}
    stacks.client.create_change_set(**request, TemplateBody=text, **parameters)
    return (
        stacks.client.describe_change_set(**request, IncludePropertyValues=True),
        stacks.client.describe_change_set(**request),
    )


def changes_of(description: Any) -> dict[str, Any]:
    """Return the changes of a change set by logical ID."""
    return {item["ResourceChange"]["LogicalResourceId"]: item["ResourceChange"] for item in description["Changes"]}


def origins(change: Any) -> set[tuple[str, str, str]]:
    """Return the source, the causing entity and the evaluation of each detail of a change."""
    return {
        (detail["ChangeSource"], detail.get("CausingEntity", ""), detail["Evaluation"]) for detail in change["Details"]
    }


def dependents(name: str, text: str = "a") -> str:
    """Return a template with a topic, and three that refer to it: by its ID, by an attribute, and in a join."""
    attribute = {"Fn::GetAtt": ["Topic", "DisplayName"]}
    return template(
        {
            "Topic": topic(TopicName=name, DisplayName=text),
            "ById": topic(DisplayName={"Ref": "Topic"}),
            "ByAttribute": topic(DisplayName=attribute),
            "ByJoin": topic(DisplayName={"Fn::Join": ["-", ["x", attribute]]}),
        }
    )


def test_a_changed_parameter_causes_a_change(stacks: StackCalls) -> None:
    """The parameter is the static cause; the value also counts as modified directly, with and without values."""
    text = template({"Topic": topic(DisplayName={"Fn::Sub": "Hi ${Name}"})}, **NAMED)
    stacks.create(text, Parameters=given("a"))
    for description in describe(stacks, text, Parameters=given("b")):
        change = changes_of(description)["Topic"]
        assert {("ParameterReference", "Name", "Static"), ALSO_DIRECT} == origins(change)
        assert ("False", ["Properties"]) == (change["Replacement"], change["Scope"])


def test_a_changed_template_is_a_direct_modification(stacks: StackCalls) -> None:
    """A property that refers to nothing that changes has one static detail."""
    stacks.create(template({"Topic": topic(DisplayName="a")}))
    for description in describe(stacks, template({"Topic": topic(DisplayName="b")})):
        assert {DIRECT} == origins(changes_of(description)["Topic"])


def test_a_replaced_resource_causes_changes(stacks: StackCalls) -> None:
    """Its dependents are modified. A direct modification is among the details only where values are compared."""
    stacks.create(dependents("one"))
    with_values, without = map(changes_of, describe(stacks, dependents("two")))
    assert ("True", "ReplaceAndDelete") == (with_values["Topic"]["Replacement"], with_values["Topic"]["PolicyAction"])
    for name, cause in (
        ("ById", ("ResourceReference", "Topic")),
        ("ByAttribute", ("ResourceAttribute", "Topic.DisplayName")),
    ):
        assert {(*cause, "Static"), ALSO_DIRECT} == origins(with_values[name])
        assert {(*cause, "Static")} == origins(without[name])


def test_unknown_values_have_a_placeholder(stacks: StackCalls) -> None:
    """What refers to a replaced resource is known after the change is applied, in a join as a whole."""
    stacks.create(dependents("one"))
    changes = changes_of(describe(stacks, dependents("two"))[0])
    for name in ("ById", "ByAttribute", "ByJoin"):
        assert {"Properties": {"DisplayName": UNKNOWN}} == json.loads(changes[name]["AfterContext"])
        assert {UNKNOWN} == {detail["Target"]["AfterValue"] for detail in changes[name]["Details"]}


def test_an_attribute_of_an_updated_resource_may_cause_a_change(stacks: StackCalls) -> None:
    """Without values, a dependent by attribute appears with a dynamic detail; a reference by ID doesn't change."""
    stacks.create(dependents("one"))
    with_values, without = map(changes_of, describe(stacks, dependents("one", "b")))
    assert {"Topic"} == with_values.keys()
    assert {"ByAttribute", "ByJoin", "Topic"} == without.keys()
    assert {("ResourceAttribute", "Topic.DisplayName", "Dynamic")} == origins(without["ByAttribute"])


def test_a_dependent_is_updated_with_the_attribute(stacks: StackCalls) -> None:
    """Executing the change set updates the dependents that it didn't show."""
    stacks.create(dependents("one"))
    describe(stacks, dependents("one", "b"))
    stacks.client.execute_change_set(StackName="stack", ChangeSetName="changes")
    assert "UPDATE_COMPLETE" == stacks.status()
    assert ("ByAttribute", "UPDATE_COMPLETE") in stacks.events()
    assert ("ById", "UPDATE_COMPLETE") not in stacks.events()


@pytest.mark.parametrize(
    ("policy", "action"), [("Delete", "Delete"), ("Retain", "Retain"), ("RetainExceptOnCreate", "Retain")]
)
def test_a_removal_says_what_becomes_of_the_resource(stacks: StackCalls, policy: str, action: str) -> None:
    """PolicyAction follows the DeletionPolicy, and BeforeContext knows no values of other resources."""
    attribute = {"Fn::GetAtt": ["Topic", "TopicName"]}
    user = topic(DisplayName=attribute) | {"DeletionPolicy": policy}
    stacks.create(template({"Topic": topic(TopicName="news"), "User": user}))
    change = changes_of(describe(stacks, template())[0])["User"]
    assert ("Remove", action, []) == (change["Action"], change["PolicyAction"], change["Scope"])
    assert {"Properties": {"DisplayName": UNKNOWN}} == json.loads(change["BeforeContext"])


def test_an_addition_has_no_replacement(stacks: StackCalls) -> None:
    """An added resource has neither details nor a scope, and only AfterContext."""
    stacks.create(template())
    both = {"Topic": topic(TopicName="news"), "Added": topic(DisplayName="a")}
    change = changes_of(describe(stacks, template(both))[0])["Added"]
    assert {"Action", "AfterContext", "Details", "LogicalResourceId", "ResourceType", "Scope"} == change.keys()


@pytest.mark.parametrize(
    ("attribute", "value"), [("Metadata", {"a": "b"}), ("DeletionPolicy", "Retain"), ("UpdateReplacePolicy", "Retain")]
)
def test_another_attribute_is_a_change(stacks: StackCalls, attribute: str, value: Any) -> None:
    """A change of an attribute other than Properties is in the scope, and never replaces the resource."""
    stacks.create(template({"Topic": topic(DisplayName="a")}))
    changed = template({"Topic": topic(DisplayName="a") | {attribute: value}})
    change = changes_of(describe(stacks, changed)[0])["Topic"]
    assert ("Modify", [attribute], "False") == (change["Action"], change["Scope"], change["Replacement"])
    assert [{"Attribute": attribute, "RequiresRecreation": "Never"}] == [item["Target"] for item in change["Details"]]


def test_a_parameter_in_the_metadata_is_a_cause(stacks: StackCalls) -> None:
    """Metadata that refers to a parameter with another value changes, because of the parameter."""
    text = template({"Topic": topic(TopicName="news") | {"Metadata": {"a": {"Ref": "Name"}}}}, **NAMED)
    stacks.create(text, Parameters=given("a"))
    change = changes_of(describe(stacks, text, Parameters=given("b"))[1])["Topic"]
    assert ("Modify", ["Metadata"], "False") == (change["Action"], change["Scope"], change["Replacement"])
    assert {("ParameterReference", "Name", "Static"), ALSO_DIRECT} == origins(change)


def test_a_missing_export_fails_only_on_execution(stacks: StackCalls) -> None:
    """The change set can be created; with values it warns. Executing it rolls the stack back."""
    text = template({"Topic": topic(DisplayName={"Fn::ImportValue": "none"})})
    with_values, without = describe(stacks, text, ChangeSetType="CREATE")
    assert ("CREATE_COMPLETE", "AVAILABLE") == (with_values["Status"], with_values["ExecutionStatus"])
    assert "StatusReason" not in without
    assert with_values["StatusReason"].startswith("[WARN] --include-property-values option can return incomplete")
    assert with_values["StatusReason"].endswith("for resource [Topic] because: No export named none")
    assert {"Properties": {"DisplayName": UNKNOWN}} == json.loads(changes_of(with_values)["Topic"]["AfterContext"])
    stacks.client.execute_change_set(StackName="stack", ChangeSetName="changes")
    assert "ROLLBACK_COMPLETE" == stacks.status()
    expected = "No export named none found. Rollback requested by user."
    assert expected == stacks.reason("ROLLBACK_IN_PROGRESS", "stack")


def test_a_stored_parameter_has_a_resolved_value(stacks: StackCalls) -> None:
    """Stacks and change sets show the value. A new value in the store isn't caused by the parameter."""
    store = boto3.client("ssm")
    store.put_parameter(Name="/name", Value="a", Type="String", Overwrite=True)
    declared: Any = {"Parameters": {"Name": {"Type": "AWS::SSM::Parameter::Value<String>"}}}
    text = template({"Topic": topic(DisplayName={"Ref": "Name"})}, **declared)
    stacks.create(text, Parameters=given("/name"))
    store.put_parameter(Name="/name", Value="b", Type="String", Overwrite=True)
    (shown,) = stacks.describe()["Parameters"]
    assert {"ParameterKey": "Name", "ParameterValue": "/name", "ResolvedValue": "a"} == shown
    with_values, _ = describe(stacks, text, Parameters=given("/name"))
    assert "b" == with_values["Parameters"][0]["ResolvedValue"]
    assert {DIRECT} == origins(changes_of(with_values)["Topic"])


def test_a_change_set_has_these_members(stacks: StackCalls) -> None:
    """Lists are there where they are empty, except for parameters and tags."""
    description = describe(stacks, template(), ChangeSetType="CREATE")[1]
    assert ([], [], {}, False) == tuple(
        description[name]
        for name in ("Capabilities", "NotificationARNs", "RollbackConfiguration", "IncludeNestedStacks")
    )
    assert not {"Parameters", "Tags", "StatusReason", "Description"} & description.keys()


def test_a_stack_has_these_members(stacks: StackCalls) -> None:
    """The change set is shown until the deletion, which the termination protection doesn't outlive."""
    describe(stacks, template(), ChangeSetType="CREATE")
    stack_id = stacks.describe()["StackId"]
    stacks.client.execute_change_set(StackName="stack", ChangeSetName="changes")
    stacks.status()
    created = stacks.describe()
    assert {"ChangeSetId", "LastUpdatedTime", "EnableTerminationProtection", "RollbackConfiguration"} <= created.keys()
    assert not {"Outputs", "Parameters", "Capabilities", "DeletionTime"} & created.keys()
    stacks.delete()
    deleted = stacks.describe(stack_id)
    assert "DeletionTime" in deleted
    assert not {"ChangeSetId", "EnableTerminationProtection"} & deleted.keys()


def test_events_have_these_members(stacks: StackCalls) -> None:
    """The first event of a resource has an empty physical ID; the clean-up of an update shows no properties."""
    stacks.create(dependents("one"))
    stacks.update(template({"Topic": topic(TopicName="one", DisplayName="a")}))
    events = stacks.client.describe_stack_events(StackName="stack")["StackEvents"]
    (first,) = (event for event in events if event["LogicalResourceId"] == "ById" and not event["PhysicalResourceId"])
    assert "CREATE_IN_PROGRESS" == first["ResourceStatus"]
    assert first["EventId"].startswith("ById-CREATE_IN_PROGRESS-20")
    deleted = [event for event in events if event["ResourceStatus"].startswith("DELETE")]
    assert deleted
    assert not any("ResourceProperties" in event for event in deleted)


def test_an_unknown_attribute_is_refused(stacks: StackCalls) -> None:
    """The attributes of AWS's types are those that CloudFormation has, not those that moto knows."""
    with invalid("resource Bucket does not support attribute type Name in Fn::GetAtt"):
        stacks.create(
            template(
                {"Bucket": {"Type": "AWS::S3::Bucket"}, "User": topic(DisplayName={"Fn::GetAtt": ["Bucket", "Name"]})}
            )
        )
