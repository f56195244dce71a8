"""The texts and codes with which CloudFormation answers for stacks, change sets and templates that aren't there."""

import pytest

from stack_calls import StackCalls, bucket, invalid, template

REQUEST = {"StackName": "stack", "ChangeSetName": "changes"}


def _create_change_set(stacks: StackCalls, change_set_type: str = "CREATE", name: str = "stack") -> None:
    stacks.client.create_change_set(
        StackName=name, ChangeSetName="changes", TemplateBody=template(), ChangeSetType=change_set_type
    )


def test_a_stack_that_is_missing_has_the_message_of_the_operation(stacks: StackCalls) -> None:
    """Most operations say that there is no stack with the ID; events and change sets word it another way."""
    with invalid("Stack with id none does not exist"):
        stacks.client.describe_stacks(StackName="none")
    with invalid("Stack [none] does not exist"):
        stacks.client.describe_stack_events(StackName="none")
    with invalid("Stack [none] does not exist"):
        stacks.client.delete_change_set(StackName="none", ChangeSetName="changes")
    with invalid("Stack [none] does not exist"):
        stacks.client.describe_change_set(StackName="none", ChangeSetName="changes")
    with invalid("Stack 'none' does not exist"):
        stacks.client.describe_stack_resource(StackName="none", LogicalResourceId="Topic")


def test_a_missing_resource_is_one_of_the_stack_as_it_was_named(stacks: StackCalls) -> None:
    """The message has the name or the ARN of the request."""
    stacks.create(template())
    for name in ("stack", stacks.describe()["StackId"]):
        with invalid(f"Resource None does not exist for stack {name}"):
            stacks.client.describe_stack_resource(StackName=name, LogicalResourceId="None")


def test_a_name_of_a_change_set_needs_its_stack(stacks: StackCalls) -> None:
    """Only the ARN of a change set says which stack it is for."""
    with invalid("StackName must be specified if ChangeSetName is not specified as an ARN."):
        stacks.client.delete_change_set(ChangeSetName="changes")
    with invalid("StackName is a required parameter."):
        stacks.client.get_template(ChangeSetName="changes")
    with invalid("StackName is required if ChangeSetName is not specified."):
        stacks.client.get_template()


def test_a_stack_in_review_has_no_summary(stacks: StackCalls) -> None:
    """GetTemplateSummary refuses a stack that has only change sets."""
    _create_change_set(stacks)
    with invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."):
        stacks.client.get_template_summary(StackName="stack")


def test_a_change_set_creates_no_existing_stack(stacks: StackCalls) -> None:
    """By its name while it exists, and by its ARN after it is deleted; an update of a deleted stack is refused too."""
    stacks.create(template())
    stack_id = stacks.describe()["StackId"]
    with invalid("Stack [stack] already exists and cannot be created again with the changeSet [changes]."):
        _create_change_set(stacks)
    stacks.delete()
    with invalid(f"Stack [{stack_id}] already exists and cannot be created again with the changeSet [changes]."):
        _create_change_set(stacks, name=stack_id)
    with invalid(f"Stack:{stack_id} is in DELETE_COMPLETE state and can not be updated."):
        _create_change_set(stacks, "UPDATE", stack_id)


def test_a_stack_in_review_is_named_by_its_arn(stacks: StackCalls) -> None:
    """A second change set that creates it may give the ARN in the place of the name."""
    _create_change_set(stacks)
    stack_id = stacks.describe()["StackId"]
    second = stacks.client.create_change_set(
        StackName=stack_id, ChangeSetName="second", TemplateBody=template(), ChangeSetType="CREATE"
    )
    assert stack_id == second["StackId"]


@pytest.mark.parametrize("is_executed", [False, True])
def test_executed_change_sets_are_not_listed(stacks: StackCalls, is_executed: bool) -> None:
    """ListChangeSets has those that wait for their execution."""
    stacks.create(template())
    stacks.client.create_change_set(**REQUEST, TemplateBody=template({"A": bucket()}))
    if is_executed:
        stacks.client.execute_change_set(**REQUEST)
        stacks.status()
    summaries = stacks.client.list_change_sets(StackName="stack")["Summaries"]
    assert ([] if is_executed else ["changes"]) == [item["ChangeSetName"] for item in summaries]
