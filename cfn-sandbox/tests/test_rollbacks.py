"""Rollbacks that are asked for, tokens, stack policies, and what policies of resources retain."""

import json
from typing import Any

import pytest

from memory_type import NAME, Items, item
from stack_calls import StackCalls, invalid, template

ITEMS = Items()
RETAINED = {"DeletionPolicy": "Retain"}


def _values() -> dict[str, Any]:
    return {name: model.get("Value") for name, model in ITEMS.models.items()}


def _tokens(stacks: StackCalls) -> set[Any]:
    events = stacks.client.describe_stack_events(StackName="stack")["StackEvents"]
    return {event.get("ClientRequestToken") for event in events}


def test_a_failed_create_is_rolled_back_later(stacks: StackCalls) -> None:
    """RollbackStack of a CREATE_FAILED stack deletes what there is."""
    stacks.create(template({"A": item("a"), "B": item("b", Value="fail", DependsOn="A")}), DisableRollback=True)
    stacks.client.rollback_stack(StackName="stack")
    assert "ROLLBACK_COMPLETE" == stacks.status()
    assert {} == _values()


def test_a_failed_update_is_rolled_back_later(stacks: StackCalls) -> None:
    """RollbackStack of an UPDATE_FAILED stack brings back what was there before the first update that failed."""
    stacks.create(template({"A": item("a", Value="old"), "B": item("b", Value="old")}))
    for value in ("new", "newer"):
        changed = {"A": item("a", Value=value), "B": item("b", Value="fail", DependsOn="A"), "C": item("c")}
        assert "UPDATE_FAILED" == stacks.update(template(changed), DisableRollback=True)
    stacks.client.rollback_stack(StackName="stack")
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.status()
    assert {"a": "old", "b": "old"} == _values()
    with invalid("is in UPDATE_ROLLBACK_COMPLETE state"):
        stacks.client.rollback_stack(StackName="stack")


def test_a_rollback_is_continued(stacks: StackCalls) -> None:
    """ContinueUpdateRollback rolls back again what failed, once its cause is mended."""
    stacks.create(template({"A": item("a", Value="old"), "B": item("b")}))
    lost = ITEMS.models.pop("b")
    changed = {"A": item("a", Value="new"), "B": item("b", Value="new", DependsOn="A")}
    assert "UPDATE_ROLLBACK_FAILED" == stacks.update(template(changed))
    ITEMS.models["b"] = lost
    stacks.client.continue_update_rollback(StackName="stack")
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.status()
    assert {"a": "old", "b": None} == _values()
    with invalid("is in UPDATE_ROLLBACK_COMPLETE state"):
        stacks.client.continue_update_rollback(StackName="stack")


def test_a_rollback_is_continued_without_a_resource(stacks: StackCalls) -> None:
    """ResourcesToSkip are UPDATE_COMPLETE without being rolled back; only those whose rollback failed can be skipped."""
    stacks.create(template({"A": item("a"), "B": item("b")}))
    del ITEMS.models["b"]
    stacks.update(template({"A": item("a", Value="new"), "B": item("b", Value="new", DependsOn="A")}))
    with invalid("ResourcesToSkip [A] are not in UPDATE_FAILED state"):
        stacks.client.continue_update_rollback(StackName="stack", ResourcesToSkip=["A"])
    stacks.client.continue_update_rollback(StackName="stack", ResourcesToSkip=["B"])
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.status()
    assert "" == stacks.reason("UPDATE_COMPLETE", "B")
    assert {"a": None} == _values()


def test_events_have_the_token(stacks: StackCalls) -> None:
    """All events of an operation have the request's token, and those of the next one don't."""
    stacks.create(template({"A": item("a")}), ClientRequestToken="token-1")
    assert {"token-1"} == _tokens(stacks)
    assert {"StackId": stacks.describe()["StackId"]} == {
        name: value
        for name, value in stacks.client.create_stack(
            StackName="stack", TemplateBody=template({"A": item("a")}), ClientRequestToken="token-1"
        ).items()
        if name == "StackId"
    }
    stacks.update(template({"A": item("a", Value="new")}))
    assert {"token-1", None} == _tokens(stacks)


def _policy(*statements: dict[str, Any]) -> str:
    common = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
    return json.dumps({"Statement": [{**common, **statement} for statement in statements]})


DENIED = {"Effect": "Deny", "Resource": "LogicalResourceId/A"}


@pytest.mark.parametrize(
    ("statement", "changed", "reason"),
    [
        (DENIED, item("a", Value="new"), "Statement [#1] does not allow [Update:Modify] for resource [LogicalRes"),
        (DENIED | {"Action": "Update:Replace"}, item("c"), "Statement [#1] does not allow [Update:Replace]"),
        (DENIED | {"Action": ["Update:Delete"]}, None, "Statement [#1] does not allow [Update:Delete]"),
        (
            {"Effect": "Deny", "Condition": {"StringLike": {"ResourceType": [f"{NAME[:6]}*"]}}},
            item("a", Value="new"),
            "Statement [#1] does not allow [Update:Modify]",
        ),
    ],
)
def test_a_stack_policy_denies(stacks: StackCalls, statement: Any, changed: Any, reason: str) -> None:
    """An action that a policy denies fails the update, which is rolled back; a policy during the update overrides it."""
    stacks.create(template({"A": item("a"), "B": item("b")}), StackPolicyBody=_policy({}, statement))
    resources = {"A": changed, "B": item("b")} if changed else {"B": item("b")}
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(template(resources))
    assert f"Action denied by stack policy: {reason}" in stacks.reason("UPDATE_FAILED", "A")
    assert {"a": None, "b": None} == _values()
    assert "UPDATE_COMPLETE" == stacks.update(template(resources), StackPolicyDuringUpdateBody=_policy({}))


def test_what_a_stack_policy_does_not_allow_is_denied(stacks: StackCalls) -> None:
    """A policy protects what it doesn't name; an empty one allows everything; new resources aren't concerned."""
    stacks.create(template({"A": item("a")}))
    changed = template({"A": item("a", Value="new"), "B": item("b")})
    stacks.client.set_stack_policy(StackName="stack", StackPolicyBody=_policy({"Resource": "LogicalResourceId/Other"}))
    assert "UPDATE_COMPLETE" == stacks.update(template({"A": item("a"), "B": item("b")}))
    assert "UPDATE_ROLLBACK_COMPLETE" == stacks.update(changed)
    assert "Action not allowed by stack policy" in stacks.reason("UPDATE_FAILED", "A")
    stacks.client.set_stack_policy(StackName="stack", StackPolicyBody="{}")
    assert "UPDATE_COMPLETE" == stacks.update(changed)


@pytest.mark.parametrize(
    "body",
    [
        *("text", "[]", "{}x", '{"Effect": "Deny"}', _policy({"Principal": "me"}), _policy({"Action": "Delete:*"})),
        *(_policy({"Condition": {"StringEquals": {"Name": "a"}}}), _policy({"NotResource": "*"})),
    ],
)
def test_a_malformed_stack_policy_is_refused(stacks: StackCalls, body: str) -> None:
    """Text that isn't JSON, another principal, action or condition, or both kinds of resource."""
    stacks.create(template({"A": item("a")}))
    with invalid("Error validating stack policy: Invalid stack policy"):
        stacks.client.set_stack_policy(StackName="stack", StackPolicyBody=body)


def test_new_resources_are_deleted_in_spite_of_their_policy(stacks: StackCalls) -> None:
    """With RetainExceptOnCreate, a rollback deletes new resources with the DeletionPolicy Retain, otherwise it doesn't."""
    failing = item("f", Value="fail", DependsOn="A")
    text = template({"A": item("a", **RETAINED), "F": failing})
    assert "ROLLBACK_COMPLETE" == stacks.create(text)
    assert ["a"] == [*ITEMS.models]
    ITEMS.models.clear()
    assert "ROLLBACK_COMPLETE" == stacks.create(text, "other", RetainExceptOnCreate=True)
    assert {} == ITEMS.models
    stacks.create(template({"B": item("b")}), "third")
    stacks.update(
        template({"B": item("b"), "A": item("a", **RETAINED), "F": failing}), "third", RetainExceptOnCreate=True
    )
    assert ["b"] == [*ITEMS.models]


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_a_removed_resource_is_retained(stacks: StackCalls, policy: str) -> None:
    """A resource that an update removes from the template stays with either policy."""
    stacks.create(template({"A": item("a", DeletionPolicy=policy), "B": item("b")}))
    assert "UPDATE_COMPLETE" == stacks.update(template({"B": item("b")}))
    assert {"a", "b"} == ITEMS.models.keys()
