"""Operations on stacks and with Cloud Control API, over a type that is only this module's."""

import json
from typing import Any

import boto3
import pytest

from memory_type import NAME, Items, item
from sagemaker_calls import refused
from stack_calls import StackCalls, bucket, invalid, template

ITEMS = Items()


@pytest.fixture
def control(stacks: StackCalls) -> Any:
    """Return a client of Cloud Control API."""
    make: Any = boto3.client
    return make("cloudcontrol", endpoint_url=stacks.url)


def _values() -> dict[str, Any]:
    return {name: model.get("Value") for name, model in ITEMS.models.items()}


def test_a_handler_in_progress_is_invoked_again(stacks: StackCalls) -> None:
    """The resource has an event with its identifier, and is complete after the second invocation."""
    assert "CREATE_COMPLETE" == stacks.create(template({"A": item("a", Value="wait")}))
    in_progress, complete = ("A", "CREATE_IN_PROGRESS"), ("A", "CREATE_COMPLETE")
    assert [in_progress, in_progress, complete] == stacks.events()[1:-1]


@pytest.mark.parametrize(
    ("value", "saying"),
    [
        ("raise", "ValueError: The value is raise"),
        ("none", "The Acme::Memory::Item CREATE handler returned no status of SUCCESS, FAILED, IN_PROGRESS"),
        ("unknown", "CREATE handler returned no status of"),
        ("bare", "handler returned no Name, its primary identifier, which breaks the contract"),
        ("silent", "HandlerErrorCode: InternalFailure"),
        ("idle", "CREATE handler stays IN_PROGRESS without a callback delay or context"),
    ],
)
def test_a_handler_without_an_answer_fails_the_resource(stacks: StackCalls, value: str, saying: str) -> None:
    """An exception, or an answer that breaks the contract of handlers, is the reason of the resource's failure."""
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"A": item("a", Value=value)}))
    assert saying in stacks.reason("CREATE_FAILED", "A")
    assert "HandlerErrorCode: InternalFailure" in stacks.reason("CREATE_FAILED", "A")


@pytest.mark.parametrize(
    ("on_failure", "status", "remaining"),
    [
        ("ROLLBACK", "ROLLBACK_COMPLETE", []),
        ("DELETE", "DELETE_COMPLETE", []),
        ("DO_NOTHING", "CREATE_FAILED", ["a", "b"]),
    ],
)
def test_a_failed_create_follows_on_failure(
    stacks: StackCalls, on_failure: str, status: str, remaining: list[str]
) -> None:
    """OnFailure decides whether created resources, the failed one among them, are deleted."""
    text = template({"A": item("a"), "B": item("b", Value="fail", DependsOn="A")})
    stack_id = stacks.client.create_stack(StackName="stack", TemplateBody=text, OnFailure=on_failure)["StackId"]
    assert (status, remaining) == (stacks.status(stack_id), [*ITEMS.models])


def test_an_update_changes_replaces_adds_and_removes(stacks: StackCalls) -> None:
    """A property changes in place, another name or NotUpdatable replaces, the rest is created and deleted."""
    stacks.create(template({"A": item("a"), "B": item("b"), "C": item("c", Fixed="1"), "D": item("d")}))
    after = {"A": item("a", Value="new"), "B": item("bb"), "C": item("c", Fixed="1", Size=2), "E": item("e")}
    assert "UPDATE_COMPLETE" == stacks.update(template(after))
    assert {"a": "new", "bb": None, "c": None, "e": None} == _values()


def test_not_updatable_replaces_a_conditional_property(stacks: StackCalls) -> None:
    """If the handler can't update a conditional create-only property, a replacement is created: here, of a used name."""
    stacks.create(template({"A": item("a", Fixed="1")}))
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(template({"A": item("a", Fixed="2")}))
    assert "a exists" in stacks.reason("UPDATE_FAILED", "A")
    assert "1" == ITEMS.models["a"]["Fixed"]


def test_a_failed_update_is_rolled_back(stacks: StackCalls) -> None:
    """Updated and replaced resources are restored, new ones are deleted."""
    stacks.create(template({"A": item("a", Value="1"), "B": item("b")}))
    before = json.dumps(ITEMS.models, sort_keys=True)
    failing = item("d", Value="fail", DependsOn=["A", "B", "C"])
    after = {"A": item("a", Value="2"), "B": item("bb"), "C": item("c"), "D": failing}
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(template(after))
    assert before == json.dumps(ITEMS.models, sort_keys=True)
    assert {"A": "a", "B": "b"} == stacks.physical_ids()


def test_a_rollback_can_fail(stacks: StackCalls) -> None:
    """A resource that is gone can't be restored: UPDATE_ROLLBACK_FAILED."""
    stacks.create(template({"A": item("a")}))
    ITEMS.models.clear()
    assert "UPDATE_ROLLBACK_FAILED" == stacks.update(template({"A": item("a", Value="2")}))


def test_an_update_without_rollback_can_be_repeated(stacks: StackCalls) -> None:
    """With DisableRollback, the failed change is sent again by the next update."""
    stacks.create(template({"A": item("a", Value="1")}))
    assert "UPDATE_FAILED" == stacks.update(template({"A": item("a", Value="fail")}), DisableRollback=True)
    assert "UPDATE_COMPLETE" == stacks.update(template({"A": item("a", Value="2")}))
    assert {"a": "2"} == _values()


def test_a_new_transform_is_an_update(stacks: StackCalls) -> None:
    """A template with another transform is an update, though no resource changes (recorded in AWS)."""
    resources = {"A": item("a")}
    stacks.create(template(resources))
    text = template(resources, Transform="AWS::LanguageExtensions")
    assert "UPDATE_COMPLETE" == stacks.update(text, Capabilities=["CAPABILITY_AUTO_EXPAND"])


def test_a_clean_up_that_fails_leaves_the_old_resource(stacks: StackCalls) -> None:
    """The update succeeds, and the old resource remains."""
    stacks.create(template({"A": item("a")}))
    ITEMS.is_locked = True
    assert "UPDATE_COMPLETE" == stacks.update(template({"A": item("aa")}))
    assert ["a", "aa"] == [*ITEMS.models]


def test_a_failed_delete_can_be_repeated_or_retain(stacks: StackCalls) -> None:
    """A dependency isn't deleted before its dependents; RetainResources keeps the one that fails."""
    stacks.create(template({"A": item("a"), "B": item("b", DependsOn="A"), "Kept": item("k", DeletionPolicy="Retain")}))
    ITEMS.is_locked = True
    assert "DELETE_FAILED" == stacks.delete()
    assert "The items are locked" in stacks.reason("DELETE_FAILED", "B")
    assert ("A", "DELETE_IN_PROGRESS") not in stacks.events()
    with invalid("do not exist in the stack"):
        stacks.delete(RetainResources=["None"])
    ITEMS.is_locked = False
    assert "DELETE_COMPLETE" == stacks.delete(RetainResources=["B"])
    assert ["b", "k"] == sorted(ITEMS.models)


def test_termination_protection_can_be_changed(stacks: StackCalls) -> None:
    """A protected stack can't be deleted."""
    stacks.create(template({"A": item("a")}), EnableTerminationProtection=True)
    with invalid("TerminationProtection is enabled"):
        stacks.delete()
    stacks.client.update_termination_protection(StackName="stack", EnableTerminationProtection=False)
    assert "DELETE_COMPLETE" == stacks.delete()
    assert ["stack"] == [item["StackName"] for item in stacks.client.list_stacks()["StackSummaries"]]


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"Other": 1}, "#: extraneous key [Other] is not permitted"),
        ({"Arn": "x"}, "#: readOnlyProperties [/properties/Arn] cannot be specified"),
        ({"Name": ""}, "#/Name: expected minLength: 1, actual: 0"),
        ({"Name": "A"}, "#/Name: string [A] does not match pattern ^[a-z]+$"),
        ({"Size": "x"}, "#/Size: expected type: Integer, found: String"),
        ({"Size": True}, "#/Size: expected type: Integer, found: Boolean"),
        ({"Size": 10}, "#/Size: 10 is not less or equal to 9"),
        ({"Size": 1.5}, "#/Size: expected type: Integer, found: Double"),
        ({"Ratio": []}, "#/Ratio: expected type: Number, found: JSONArray"),
        ({"Mode": "up"}, "#/Mode: up is not a valid enum value"),
        ({"Flags": [True, False, True]}, "#/Flags: expected maximum item count: 2, found: 3"),
        ({"Flags": [True, True]}, "#/Flags: array items are not unique"),
        ({"Flags": ["maybe"]}, "#/Flags/0: expected type: Boolean, found: String"),
        ({"Labels": {"A": "x"}}, "#/Labels: extraneous key [A] is not permitted"),
        ({"Labels": {"a": {}}}, "#/Labels/a: expected type: String, found: JSONObject"),
        ({"Labels": 1}, "#/Labels: expected type: JSONObject, found: Integer"),
    ],
)
def test_properties_are_validated(stacks: StackCalls, properties: Any, message: str) -> None:
    """Invalid properties fail the resource with the registry's message, before the handler is invoked."""
    assert "ROLLBACK_COMPLETE" == stacks.create(
        template({"A": item("a") | {"Properties": {"Name": "a", **properties}}})
    )
    assert message in stacks.reason("CREATE_FAILED", "A")
    assert {} == ITEMS.models


def test_scalars_may_have_another_type(stacks: StackCalls) -> None:
    """A number may be given as a string, and the other way round, as in CloudFormation."""
    lenient = {"Size": "3", "Ratio": "0.5", "Value": 7, "Flags": ["true"]}
    assert "CREATE_COMPLETE" == stacks.create(template({"A": item("a", **lenient)}))


def _import(stacks: StackCalls, resources: Any, imported: dict[str, str], **outputs: Any) -> str:
    sections = {"Outputs": outputs} if outputs else {}
    request = {"StackName": "stack", "ChangeSetName": "import"}
    stacks.client.create_change_set(
        **request,
        ChangeSetType="IMPORT",
        TemplateBody=template(resources, **sections),
        ResourcesToImport=[
            {"ResourceType": NAME, "LogicalResourceId": key, "ResourceIdentifier": {"Name": name}}
            for key, name in imported.items()
        ],
    )
    stacks.client.execute_change_set(**request)
    return stacks.status()


def test_resources_are_imported_into_stacks(stacks: StackCalls) -> None:
    """An import creates a stack or extends it; then the resource is one of the stack's."""
    ITEMS.models |= {"a": {"Name": "a", "Value": "1"}, "b": {"Name": "b"}}
    first = {"A": item("a", Value="1", DeletionPolicy="Delete")}
    assert "IMPORT_COMPLETE" == _import(stacks, first, {"A": "a"})
    both = first | {"B": item("b", DeletionPolicy="Delete")}
    with invalid("already exists in stack"):
        _import(stacks, {**first, "Again": item("a", DeletionPolicy="Delete")}, {"Again": "a"})
    assert "IMPORT_COMPLETE" == _import(stacks, both, {"B": "b"})
    assert "DELETE_COMPLETE" == stacks.delete()
    assert {} == ITEMS.models


def test_an_import_of_a_missing_resource_is_rolled_back(stacks: StackCalls) -> None:
    """The stack has the resources from before."""
    stacks.create(template({"A": item("a")}))
    both = {"A": item("a"), "B": item("b", DeletionPolicy="Delete")}
    assert "IMPORT_ROLLBACK_COMPLETE" == _import(stacks, both, {"B": "b"})
    assert {"A": "a"} == stacks.physical_ids()


@pytest.mark.parametrize(
    ("resources", "imported", "outputs", "message"),
    [
        ({"A": item("a", DeletionPolicy="Delete")}, {}, {}, "ResourcesToImport must be specified"),
        ({"A": item("a")}, {"A": "a"}, {}, "must have DeletionPolicy"),
        ({"A": item("a", DeletionPolicy="Delete")}, {"B": "b"}, {}, "Resources [B] is missing from the template"),
        ({"A": item("a", DeletionPolicy="Delete"), "B": bucket()}, {"A": "a"}, {}, "You have modified resources [B]"),
        ({"A": bucket(DeletionPolicy="Delete")}, {"A": "a"}, {}, "Resource type of [A] in the template is not"),
        (
            {"A": item("a", DeletionPolicy="Delete")},
            {"A": "a"},
            {"O": {"Value": "x"}},
            "cannot modify or add [Outputs]",
        ),
    ],
)
def test_an_import_is_refused(stacks: StackCalls, resources: Any, imported: Any, outputs: Any, message: str) -> None:
    """An import that would change anything else is refused."""
    with invalid(message):
        _import(stacks, resources, imported, **outputs)


def test_drift_is_found(stacks: StackCalls) -> None:
    """Changed, added and removed values are reported; a deleted resource is DELETED."""
    labels = {"x": "1", "y": "2"}
    stacks.create(template({"A": item("a", Labels=labels, Flags=[True]), "B": item("b"), "Bucket": bucket()}))
    ITEMS.models["a"] |= {"Labels": {"x": "9", "z": "3"}, "Flags": [True, False], "Size": 5}
    del ITEMS.models["b"]
    detection = stacks.client.detect_stack_drift(StackName="stack")
    found = stacks.client.describe_stack_drift_detection_status(**{k: detection[k] for k in ["StackDriftDetectionId"]})
    assert ("DRIFTED", 2) == (found["StackDriftStatus"], found["DriftedStackResourceCount"])
    drifts = stacks.client.describe_stack_resource_drifts(StackName="stack")["StackResourceDrifts"]
    statuses = {drift["LogicalResourceId"]: drift["StackResourceDriftStatus"] for drift in drifts}
    assert {"A": "MODIFIED", "B": "DELETED"} == statuses
    differences = {item["PropertyPath"]: item["DifferenceType"] for item in drifts[0]["PropertyDifferences"]}
    assert {"/Labels/x": "NOT_EQUAL", "/Labels/y": "REMOVE", "/Labels/z": "ADD", "/Flags/1": "ADD"} == differences
    with invalid("not supported for drift detection"):
        stacks.client.detect_stack_resource_drift(StackName="stack", LogicalResourceId="Bucket")
    with invalid("StackDriftDetectionId none does not exist"):
        stacks.client.describe_stack_drift_detection_status(StackDriftDetectionId="none")


def _ended(control: Any, answer: Any) -> Any:
    token = answer["ProgressEvent"]["RequestToken"]
    return control.get_resource_request_status(RequestToken=token)["ProgressEvent"]


def test_cloud_control_manages_a_resource(control: Any) -> None:
    """Create, read, list, update and delete call the handlers; requests are listed."""
    create: Any = {"TypeName": NAME, "DesiredState": json.dumps({"Name": "a", "Value": "1"}), "ClientToken": "token"}
    assert "SUCCESS" == _ended(control, control.create_resource(**create))["OperationStatus"]
    assert "SUCCESS" == _ended(control, control.create_resource(**create))["OperationStatus"]
    with refused("ClientTokenConflictException", "was used for another request"):
        control.create_resource(**create | {"DesiredState": '{"Name": "b"}'})
    patch = json.dumps([{"op": "replace", "path": "/Value", "value": "2"}])
    updated = _ended(control, control.update_resource(TypeName=NAME, Identifier="a", PatchDocument=patch))
    assert ("SUCCESS", "2") == (updated["OperationStatus"], ITEMS.models["a"]["Value"])
    read = control.get_resource(TypeName=NAME, Identifier="a")["ResourceDescription"]
    assert "2" == json.loads(read["Properties"])["Value"]
    assert ["a"] == [found["Identifier"] for found in control.list_resources(TypeName=NAME)["ResourceDescriptions"]]
    assert "SUCCESS" == _ended(control, control.delete_resource(TypeName=NAME, Identifier="a"))["OperationStatus"]
    filters = {"Operations": ["DELETE"], "OperationStatuses": ["SUCCESS"]}
    requests = control.list_resource_requests(ResourceRequestStatusFilter=filters)["ResourceRequestStatusSummaries"]
    assert "a" == requests[0]["Identifier"]


def test_cloud_control_reports_failures(control: Any) -> None:
    """The handler's code and message, unknown types, invalid models and missing resources are errors of the API."""
    failing = {"TypeName": NAME, "DesiredState": '{"Name": "a", "Value": "fail"}'}
    event = _ended(control, control.create_resource(**failing))
    assert ("FAILED", "GeneralServiceException", "a") == tuple(
        event[key] for key in ("OperationStatus", "ErrorCode", "Identifier")
    )
    patch = json.dumps([{"op": "replace", "path": "/Name", "value": "b"}])
    for code, call, parameters in (
        ("TypeNotFoundException", control.create_resource, {"TypeName": "No::Such::Type", "DesiredState": "{}"}),
        ("UnsupportedActionException", control.get_resource, {"TypeName": "AWS::S3::Bucket", "Identifier": "a"}),
        ("ValidationException", control.create_resource, {"TypeName": NAME, "DesiredState": "{"}),
        ("ValidationException", control.create_resource, {"TypeName": NAME, "DesiredState": "[]"}),
        ("ValidationException", control.create_resource, {"TypeName": NAME, "DesiredState": "{}"}),
        ("ResourceNotFoundException", control.get_resource, {"TypeName": NAME, "Identifier": "none"}),
        (
            "ValidationException",
            control.update_resource,
            {"TypeName": NAME, "Identifier": "a", "PatchDocument": '[{"op": "remove", "path": "/None"}]'},
        ),
        (
            "NotUpdatableException",
            control.update_resource,
            {"TypeName": NAME, "Identifier": "a", "PatchDocument": patch},
        ),
        ("RequestTokenNotFoundException", control.get_resource_request_status, {"RequestToken": "none-none-none"}),
    ):
        with refused(code, "An error occurred"):
            call(**parameters)


def test_served_types_are_described(stacks: StackCalls) -> None:
    """DescribeType has the schema of a type that the sandbox was started with; ListTypes has its name."""
    described = stacks.client.describe_type(Type="RESOURCE", TypeName=NAME)
    assert ("PRIVATE", "FULLY_MUTABLE") == (described["Visibility"], described["ProvisioningType"])
    assert "An item in memory." == json.loads(described["Schema"])["description"]
    (version,) = stacks.client.list_type_versions(Type="RESOURCE", TypeName=NAME)["TypeVersionSummaries"]
    assert ("00000001", True) == (version["VersionId"], version["IsDefaultVersion"])
    assert described["DefaultVersionId"] == version["VersionId"]
    assert NAME in [found["TypeName"] for found in stacks.client.list_types()["TypeSummaries"]]
    assert [] == stacks.client.list_types(Visibility="PUBLIC")["TypeSummaries"]
