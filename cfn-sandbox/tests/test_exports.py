"""Exports: unique in an account and region, and neither changed nor deleted while a stack imports them."""

from typing import Any

from stack_calls import StackCalls, bucket, invalid, template


def _exporting(value: Any, name: str = "shared") -> str:
    return template({"Bucket": bucket()}, Outputs={"Shared": {"Value": value, "Export": {"Name": name}}})


IMPORTING = template(
    {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::ImportValue": "shared"}}}}
)


def _reason(stacks: StackCalls, status: str, name: str) -> str:
    return stacks.reason(status, name, name)


def test_an_export_has_one_owner(stacks: StackCalls) -> None:
    """A second stack with an export of the same name is rolled back, and the reason names the first."""
    stacks.create(_exporting("a"), "owner")
    assert "ROLLBACK_COMPLETE" == stacks.create(_exporting("b"), "second")
    said = _reason(stacks, "ROLLBACK_IN_PROGRESS", "second")
    assert "Export with name shared is already exported by stack owner" in said
    (export,) = stacks.client.list_exports()["Exports"]
    assert "a" == export["Value"]


def test_an_export_in_use_keeps_its_value(stacks: StackCalls) -> None:
    """An update that changes its value is rolled back; one that doesn't change it succeeds."""
    stacks.create(_exporting("a"), "owner")
    stacks.create(IMPORTING, "user")
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(_exporting("b"), "owner")
    said = _reason(stacks, "UPDATE_ROLLBACK_IN_PROGRESS", "owner")
    assert "Cannot update export shared as it is in use by user" in said
    assert {"Shared": "a"} == stacks.outputs("owner")
    tags = [{"Key": "key", "Value": "value"}]
    assert "UPDATE_COMPLETE" == stacks.update(_exporting("a"), "owner", Tags=tags)


def test_an_export_in_use_is_not_removed(stacks: StackCalls) -> None:
    """An update that removes or renames it is rolled back."""
    stacks.create(_exporting("a"), "owner")
    stacks.create(IMPORTING, "user")
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(_exporting("a", "other"), "owner")
    said = _reason(stacks, "UPDATE_ROLLBACK_IN_PROGRESS", "owner")
    assert "Export shared cannot be deleted as it is in use by user" in said


def test_a_stack_with_an_export_in_use_stays(stacks: StackCalls) -> None:
    """DeleteStack only records an event with an unchanged status, until no stack imports the export."""
    stacks.create(_exporting("a"), "owner")
    stacks.create(IMPORTING, "user")
    assert "CREATE_COMPLETE" == stacks.delete("owner")
    assert "Export shared cannot be deleted as it is in use by user" == _reason(stacks, "CREATE_COMPLETE", "owner")
    stacks.delete("user")
    assert "DELETE_COMPLETE" == stacks.delete("owner")


def test_an_unused_export_is_free_to_change(stacks: StackCalls) -> None:
    """An export that no stack imports can be changed; a stack that was rolled back imports nothing."""
    stacks.create(_exporting("a"), "owner")
    failing = {"Version": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "none", "PolicyDocument": {}}}}
    importing = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::ImportValue": "shared"}}}
    failing["Version"]["DependsOn"] = "Topic"
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Topic": importing, **failing}), "user")
    assert "UPDATE_COMPLETE" == stacks.update(_exporting("b"), "owner")


def test_the_importers_of_an_export_are_listed(stacks: StackCalls) -> None:
    """ListImports returns the stacks, with those that import in outputs; without any it is an error."""
    stacks.create(_exporting("a"), "owner")
    with invalid("Export 'shared' is not imported by any stack."):
        stacks.client.list_imports(ExportName="shared")
    stacks.create(IMPORTING, "user")
    stacks.create(template({"B": bucket()}, Outputs={"Seen": {"Value": {"Fn::ImportValue": "shared"}}}), "another")
    assert ["another", "user"] == stacks.client.list_imports(ExportName="shared")["Imports"]
