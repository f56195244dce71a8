"""NoEcho parameters: their values reach the service, and people see asterisks instead."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.core.base_backend import BackendDict

from cfn_sandbox.engine import HandledType
from cfn_sandbox.server import Sandbox
from stack_calls import StackCalls, template

SECRET, CHANGED = "hunter2", "swordfish"
PARAMETERS: Any = {"Secret": {"Type": "String", "Default": SECRET, "NoEcho": True}}


def _stored(value: Any) -> dict[str, Any]:
    properties = {"Name": "/stored", "Type": "String", "Value": value}
    return {"Stored": {"Type": "AWS::SSM::Parameter", "Properties": properties}}


def _given(value: str) -> Any:
    return [{"ParameterKey": "Secret", "ParameterValue": value}]


def _service_value(stacks: StackCalls) -> str:
    return str(boto3.client("ssm", endpoint_url=stacks.url).get_parameter(Name="/stored")["Parameter"]["Value"])


FUNCTIONS: Any = {
    "ref": ({"Ref": "Secret"}, SECRET, "****"),
    "sub": ({"Fn::Sub": "user:${Secret}@host"}, f"user:{SECRET}@host", "user:****@host"),
    "base64": ({"Fn::Base64": {"Ref": "Secret"}}, "aHVudGVyMg==", "****"),
    "split": ({"Fn::Select": [1, {"Fn::Split": ["ter", {"Ref": "Secret"}]}]}, "2", "****"),
    "condition": ({"Fn::If": ["IsHunter", "yes", "no"]}, "yes", "yes"),
    "mapping": ({"Fn::FindInMap": ["Map", {"Ref": "Secret"}, "Key"]}, "found", "****"),
    "asterisks": ("****", "****", "****"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_events_and_change_sets_mask_the_value(stacks: StackCalls, name: str) -> None:
    """The service gets the value of each function; events, and change sets before and after, have asterisks."""
    value, real, masked = FUNCTIONS[name]
    sections: Any = {
        "Parameters": PARAMETERS,
        "Conditions": {"IsHunter": {"Fn::Equals": [{"Ref": "Secret"}, SECRET]}},
        "Mappings": {"Map": {SECRET: {"Key": "found"}}},
    }
    assert "CREATE_COMPLETE" == stacks.create(template(_stored(value), **sections))
    assert real == _service_value(stacks)
    events = stacks.client.describe_stack_events(StackName="stack")["StackEvents"]
    shown = [json.loads(event["ResourceProperties"]) for event in events if event["LogicalResourceId"] == "Stored"]
    assert {masked} == {properties["Value"] for properties in shown}
    change = stacks.changes(template(_stored("plain"), **sections))["Stored"]
    (target,) = (detail["Target"] for detail in change["Details"])
    assert (masked, "plain") == (target["BeforeValue"], target["AfterValue"])
    assert masked == json.loads(change["BeforeContext"])["Properties"]["Value"]
    added = stacks.changes(template({**_stored("plain"), "Other": _stored(value)["Stored"]}, **sections))["Other"]
    assert masked == json.loads(added["AfterContext"])["Properties"]["Value"]


def test_a_list_is_masked_item_by_item(stacks: StackCalls) -> None:
    """A list keeps its length, so that Fn::Select finds its items."""
    secrets = {"Secret": {"Type": "CommaDelimitedList", "Default": "a-secret, b-secret", "NoEcho": "true"}}
    text = template(_stored({"Fn::Select": [1, {"Ref": "Secret"}]}), Parameters=secrets)
    assert "CREATE_COMPLETE" == stacks.create(text)
    assert "b-secret" == _service_value(stacks)
    assert "-secret" not in json.dumps(stacks.client.describe_stack_events(StackName="stack"), default=str)


def test_a_changed_value_is_a_change(stacks: StackCalls) -> None:
    """Another value is shown as a change from asterisks to asterisks, and reaches the service."""
    text = template(_stored({"Ref": "Secret"}), Parameters=PARAMETERS)
    stacks.create(text)
    change = stacks.changes(text, Parameters=_given(CHANGED))["Stored"]
    targets = [detail["Target"] for detail in change["Details"]]
    assert {("Value", "****", "****")} == {(item["Name"], item["BeforeValue"], item["AfterValue"]) for item in targets}
    assert "UPDATE_COMPLETE" == stacks.update(text, Parameters=_given(CHANGED))
    assert CHANGED == _service_value(stacks)


def test_descriptions_of_the_stack_mask_the_value(stacks: StackCalls) -> None:
    """DescribeStacks and DescribeChangeSet have asterisks among the parameters."""
    text = template(Parameters=PARAMETERS)
    stacks.create(text)
    request: Any = {"StackName": "stack", "ChangeSetName": "changes"}
    stacks.client.create_change_set(**request, TemplateBody=text)
    masked = [{"ParameterKey": "Secret", "ParameterValue": "****"}]
    assert masked == stacks.describe()["Parameters"] == stacks.client.describe_change_set(**request)["Parameters"]


SCHEMA = {
    "typeName": "Acme::Vault::Entry",
    "properties": {"Name": {"type": "string"}, "Value": {"type": "string"}, "Note": {"type": "string"}},
    "primaryIdentifier": ["/properties/Name"],
    "additionalProperties": False,
}


@pytest.fixture
def vault() -> Iterator[tuple[StackCalls, dict[str, Any]]]:
    """Return a sandbox with a type that keeps its entries in a dictionary, and that dictionary."""
    entries: dict[str, Any] = {}

    def handler(event: Any, _context: Any) -> Any:
        model = event["requestData"]["resourceProperties"]
        if event["action"] != "READ":
            entries[model["Name"]] = dict(model)
        return {"status": "SUCCESS", "resourceModel": entries[model["Name"]]}

    BackendDict.reset()
    with Sandbox(types=[HandledType("Acme::Vault::Entry", handler, SCHEMA)]) as sandbox:
        yield StackCalls(sandbox.url), entries


def test_drift_masks_the_value(vault: tuple[StackCalls, dict[str, Any]]) -> None:
    """A drifted property with a NoEcho value is reported with asterisks on both sides, others with their values."""
    stacks, entries = vault
    properties = {"Name": "entry", "Value": {"Fn::Sub": "x${Secret}"}, "Note": "plain"}
    stacks.create(template({"Entry": {"Type": "Acme::Vault::Entry", "Properties": properties}}, Parameters=PARAMETERS))
    assert f"x{SECRET}" == entries["entry"]["Value"]
    entries["entry"] |= {"Value": f"y{SECRET}", "Note": "other"}
    stacks.client.detect_stack_drift(StackName="stack")
    (drift,) = stacks.client.describe_stack_resource_drifts(StackName="stack")["StackResourceDrifts"]
    differences = {
        item["PropertyPath"]: (item["ExpectedValue"], item["ActualValue"]) for item in drift["PropertyDifferences"]
    }
    assert {"/Value": ("****", "****"), "/Note": ("plain", "other")} == differences
    assert SECRET not in json.dumps(drift, default=str)
