"""The model card: compared as JSON, updated in parts, and left out if it can't be decrypted."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import checks, model_card
from sandbox.engine import Engine, event

from ..faults import Fault, Wire
from ..stack import Stack
from ..templates import VERSION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ONE, TWO = '{"intended_uses": {"risk_rating": "Low"}}', '{"intended_uses": {"risk_rating": "High"}}'
LOCKED = {"SecurityConfig": {"KmsKeyId": "alias/no-decrypt"}}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def _card(content: str | None = None, status: str | None = None) -> dict[str, Any]:
    parts = {"ModelCardContent": content, "ModelCardStatus": status}
    return {"ModelCard": {name: part for name, part in parts.items() if part is not None}}


def _sent(wire: Wire) -> list[dict[str, Any]]:
    """Return the model cards of the calls of UpdateModelPackage, in order."""
    return [call.parameters["ModelCard"] for call in wire.calls if call.operation == "UpdateModelPackage"]


def _stack(engine: Engine, wire: Wire, content: str, status: str, **others: Any) -> Stack:
    return Stack(engine, wire, VERSION | _card(content, status) | others)


@given(one=VALUES, other=VALUES)
def test_white_space_and_the_order_of_keys_are_ignored(one: Any, other: Any) -> None:
    """Two contents are equal if their JSON is, where true and 1 are different (CARD-5)."""
    spread, sorted_ = json.dumps(one, indent=3), json.dumps(one, sort_keys=True, ensure_ascii=False)
    assert model_card.is_same(spread, sorted_)
    equal = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert equal == model_card.is_same(spread, json.dumps(other))


@pytest.mark.parametrize(
    ("one", "other"), [("{", "{ "), ("{}", None), (None, "{}"), (3, "3"), ("[" * 9999, "[" * 9998)]
)
def test_content_that_is_no_json_equals_only_itself(one: Any, other: Any) -> None:
    """Content that isn't JSON, in a previous state or the account, is compared without an error."""
    assert model_card.is_same(one, one)
    assert not model_card.is_same(one, other)


@pytest.mark.parametrize(
    "content", ["secret", '{"secret": 1,}', "[]", '"secret"', '{"a": NaN}', '{"a":' * 9999, "{'a': 1}"]
)
def test_a_content_that_is_no_json_object_is_refused_before_any_call(engine: Engine, wire: Wire, content: str) -> None:
    """InvalidRequest with the property and the position, without quoting the card (CARD-4)."""
    answer = engine.run(event("CREATE", VERSION | _card(content)))
    assert ("InvalidRequest", []) == (answer["errorCode"], wire.operations())
    assert "ModelCard.ModelCardContent must be a JSON object" in answer["message"]
    assert "secret" not in answer["message"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("secret", "Expecting value: line 1 column 1 (char 0)"),
        ("[]", "expected a JSON object"),
        ('{"a": NaN}', "NaN is not allowed in JSON"),
        ("[" * 200_000, "it is nested too deeply"),
        ("{}", ""),
    ],
)
def test_the_problem_of_a_content_is_told_with_its_place(content: str, expected: str) -> None:
    """It says where, and quotes nothing (CARD-4)."""
    assert expected == model_card.problem(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '{"a":\n["b", {"c": "d", "e": 1}, true, null]}',
            {
                '{"a":\n["b", {"c": "d", "e": 1}, true, null]}',
                '{"a": ["b", {"c": "d", "e": 1}, true, null]}',
                '{"a":["b",{"c":"d","e":1},true,null]}',
                *("b", "d", "1"),
            },
        ),
        ("{", {"{"}),
        (None, set()),
        ({}, set()),
    ],
)
def test_every_value_in_a_card_is_sensitive(content: Any, expected: set[str]) -> None:
    """The whole content, and each string and number in it, are redacted; keys are those of the card's schema."""
    assert expected == set(model_card.content_strings(content))


def test_a_content_has_at_most_100000_characters() -> None:
    """The limit of the API, counted in characters."""
    fits = json.dumps({"a": "ä" * 99991}, ensure_ascii=False)
    assert (100000, []) == (len(fits), checks.before_create(VERSION | _card(fits)))
    assert ["ModelCard.ModelCardContent must have at most 100000 characters"] == checks.before_create(
        VERSION | _card(f"{fits} ")
    )


def test_a_card_with_line_breaks_is_sent_on_one_line(engine: Engine, wire: Wire) -> None:
    """The API's pattern takes one line; a template has as many as it likes, and they are no change later (CARD-4)."""
    spread = json.dumps(json.loads(ONE), indent=2).replace("\n", "\r\n")
    stack = _stack(engine, wire, spread, "Draft")
    read = engine.run(event("READ", stack.identifier))["resourceModel"]["ModelCard"]
    assert (json.loads(ONE), "Draft") == (json.loads(read["ModelCardContent"]), read["ModelCardStatus"])
    assert not {"\r", "\n"} & set(read["ModelCardContent"])
    assert "SUCCESS" == stack.update(VERSION | _card(ONE, "Draft"))["status"]
    assert [] == _sent(wire)


@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ("Draft", "PendingReview", ["ModelCardContent", "ModelCardStatus"]),
        ("Draft", "Archived", ["ModelCardContent", "ModelCardStatus"]),
        ("Archived", "Draft", ["ModelCardStatus", "ModelCardContent"]),
        ("Approved", "Draft", ["ModelCardStatus", "ModelCardContent"]),
        ("Approved", "Approved", ["ModelCardContent"]),
    ],
)
def test_content_and_status_are_sent_in_separate_calls(
    engine: Engine, wire: Wire, before: str, after: str, order: list[str]
) -> None:
    """One call that changes both is refused; the content goes while the card is open, and what else there is with it (CARD-2, CARD-7)."""
    stack = _stack(engine, wire, ONE, before)
    answer = stack.update(VERSION | _card(TWO, after) | {"ModelApprovalStatus": "Approved"})
    assert ("SUCCESS", {"ModelCardContent": TWO, "ModelCardStatus": after}) == (
        answer["status"],
        answer["resourceModel"]["ModelCard"],
    )
    assert "Approved" == answer["resourceModel"]["ModelApprovalStatus"]
    assert order == [name for card in _sent(wire) for name in card]


def test_a_card_can_be_added_later_and_stays_when_it_is_removed(engine: Engine, wire: Wire) -> None:
    """The API has no call that removes a card."""
    stack = Stack(engine, wire, VERSION)
    added = stack.update(VERSION | _card(ONE, "PendingReview"))
    wire.reset()
    assert added["resourceModel"]["ModelCard"] == stack.update(VERSION)["resourceModel"]["ModelCard"]
    assert [] == _sent(wire)


def test_an_archived_card_keeps_its_content(engine: Engine, wire: Wire) -> None:
    """SageMaker refuses new content; the message says what to do, without quoting the card (CARD-3)."""
    stack = _stack(engine, wire, ONE, "Archived")
    answer = stack.update(VERSION | _card(TWO, "Archived"))
    assert "InvalidRequest" == answer["errorCode"]
    assert "Model Card is in Archived state" in answer["message"]
    assert "set its ModelCardStatus to Draft in the same update" in answer["message"]


def test_an_update_with_a_lost_answer_continues_on_an_archived_card(engine: Engine, wire: Wire) -> None:
    """The repeated event finds the card archived, with the desired content, so it sends no content."""
    stack = _stack(engine, wire, ONE, "Draft")
    sent = stack.event(VERSION | _card(TWO, "Archived"))
    assert ["SUCCESS"] * 2 == [engine.run(sent)["status"] for _ in range(2)]


@pytest.mark.parametrize(
    "fault",
    [Fault(400, "ConflictException", "try again later"), Fault(500, "InternalFailure", "", applied=True), Fault(None)],
)
def test_the_second_call_is_repeated_after_a_failure(engine: Engine, wire: Wire, fault: Fault) -> None:
    """If the second call conflicts with the first, or fails, the operation continues until the card is as desired (UPDATE-7)."""
    stack = _stack(engine, wire, ONE, "Draft")
    wire.fail("UpdateModelPackage", Fault(slow=True))
    wire.fail("UpdateModelPackage", fault, times=3)
    answer = stack.update(VERSION | _card(TWO, "Approved"))
    assert "SUCCESS" == answer["status"]
    assert {"ModelCardContent": TWO, "ModelCardStatus": "Approved"} == answer["resourceModel"]["ModelCard"]


def test_a_card_that_can_not_be_decrypted_is_read_without_its_content(
    engine: Engine, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """Without kms:Decrypt, Read returns everything but the content, and logs a warning (CARD-6)."""
    stack = _stack(engine, wire, ONE, "Draft", **LOCKED)
    caplog.clear()
    model = engine.run(event("READ", stack.identifier))["resourceModel"]
    assert {"ModelCardStatus": "Draft"} == model["ModelCard"]
    assert LOCKED["SecurityConfig"] == model["SecurityConfig"]
    said = "The content of the model card is left out: its key can't be used"
    assert f"{said} ({stack.arn})" in [record.getMessage() for record in caplog.records]
    assert ["DescribeModelPackage"] * 2 == wire.operations()
    assert "MetadataOnly" == wire.parameters("DescribeModelPackage")["IncludedData"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "User x is not authorized to perform: kms:Decrypt on resource: y"),
        ("AccessDeniedException", "The ciphertext refers to a customer master key that you are not allowed to access."),
        ("KMSAccessDeniedException", ""),
        ("ValidationException", "Unable to decrypt the model card: permission is missing"),
    ],
)
def test_a_denied_key_is_recognised_in_other_wordings(engine: Engine, wire: Wire, code: str, message: str) -> None:
    """SageMaker passes on the message of AWS KMS, under different error codes."""
    stack = _stack(engine, wire, ONE, "Draft")
    wire.fail("DescribeModelPackage", Fault(400, code, message))
    assert {"ModelCardStatus": "Draft"} == engine.run(event("READ", stack.identifier))["resourceModel"]["ModelCard"]


@pytest.mark.parametrize(
    "said", ['{  "patient": 4711,  "by": "me"}', '{"patient":4711,"by":"me"}', '"patient" is 4711']
)
def test_a_card_that_is_quoted_in_another_form_is_redacted(engine: Engine, wire: Wire, said: str) -> None:
    """SageMaker gets a card on one line, and may quote it with other white space, or one number of it."""
    stack = Stack(engine, wire, VERSION)
    wire.fail("UpdateModelPackage", Fault(400, "ValidationException", f"This is wrong: {said}"))
    message = stack.update(VERSION | _card('{\n "patient": 4711,\n "by": "me"}'))["message"]
    assert "This is wrong: " in message
    assert "4711" not in message


def test_a_card_that_can_not_be_decrypted_can_be_changed_and_deleted(engine: Engine, wire: Wire) -> None:
    """Update sends what changed and doesn't wait for a content that it can't see; delete needs no content."""
    stack = _stack(engine, wire, ONE, "Draft", **LOCKED)
    answer = stack.update(VERSION | LOCKED | _card(TWO, "Approved"))
    assert ("SUCCESS", "Approved") == (answer["status"], answer["resourceModel"]["ModelCard"]["ModelCardStatus"])
    assert [{"ModelCardContent": TWO}, {"ModelCardStatus": "Approved"}] == _sent(wire)
    assert 1 == len(engine.answers)
    assert "SUCCESS" == engine.run(event("DELETE", stack.identifier))["status"]


def test_another_denial_is_access_denied(engine: Engine, wire: Wire, client: "SageMakerClient") -> None:
    """Only a denied key leaves the content out; a denied DescribeModelPackage is AccessDenied."""
    arn = client.create_model_package(**VERSION)["ModelPackageArn"]
    wire.fail("DescribeModelPackage", Fault(400, "AccessDeniedException", "not authorized to perform: sagemaker:X"))
    assert "AccessDenied" == engine.run(event("READ", {"ModelPackageArn": arn}))["errorCode"]


@pytest.mark.parametrize(
    ("status", "current", "opens"),
    [
        ("Approved", {"ModelCardStatus": "Draft"}, False),
        ("Draft", {"ModelCardStatus": "Approved"}, True),
        ("Approved", {"ModelCardStatus": "Approved"}, False),
        ("Draft", {"ModelCardContent": ONE}, False),
        ("Draft", {"ModelCardStatus": "New"}, False),
    ],
)
def test_a_status_that_goes_back_opens_the_card(status: str, current: Any, opens: bool) -> None:
    """Its content is sent after it, otherwise before; a card without a status, or with an unknown one, is open (CARD-7)."""
    assert opens == model_card.is_opened(status, current)
