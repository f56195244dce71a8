"""A response is checked in one place: a body that can't be right is a transient fault of the service, for every call."""

from typing import Any

import pytest

from sandbox.engine import Engine, event

from ..common_errors import BAD_BODIES, Meaning, label
from ..faults import Fault, Wire
from ..stack import Stack
from ..templates import ARN, PACKAGE, VERSION

TAGGED: dict[str, Any] = PACKAGE | {"Tags": [{"Key": "old", "Value": "1"}]}
# An empty answer, or one with other members, is right where a call returns nothing.
NOT_JSON = [meaning for meaning in BAD_BODIES if meaning.fault.raw and meaning.fault.raw != b"null"]
# The API doesn't require a list of tags: an object without one, and no body, are right answers.
NO_TAGS = [meaning for meaning in BAD_BODIES if not isinstance(meaning.fault.body, dict) and meaning.fault.raw != b""]
HALF_DESCRIPTIONS = [
    {"ModelPackageArn": f"{ARN}/churn/1"},
    {"ModelPackageStatus": "Completed"},
    {"ModelPackageArn": f"{ARN}/churn/1", "ModelPackageStatus": None},
    {"ModelPackageArn": f"{ARN}/churn/1", "ModelPackageStatus": ""},
    {"ModelPackageArn": None, "ModelPackageStatus": "Completed"},
]


def _first(wire: Wire, operation: str, fault: Fault, times: int = 1) -> None:
    """Let the first calls of an operation get an answer in the place of SageMaker's."""
    wire.fail(operation, fault, times)


@pytest.mark.parametrize("wanted", [VERSION, TAGGED], ids=["version", "package"])
@pytest.mark.parametrize("meaning", BAD_BODIES, ids=label)
def test_a_bad_description_does_not_end_a_create(
    wire: Wire, timed: Engine, meaning: Meaning, wanted: dict[str, Any]
) -> None:
    """The package was made; CloudFormation would delete it again after an InternalFailure (WAIT-5)."""
    _first(wire, "DescribeModelPackage", meaning.fault, times=4)
    answer = timed.run(event("CREATE", wanted))
    assert "SUCCESS" == answer["status"], answer
    assert 1 == wire.operations().count("CreateModelPackage")


@pytest.mark.parametrize("body", HALF_DESCRIPTIONS)
def test_half_a_description_does_not_end_a_create(wire: Wire, timed: Engine, body: dict[str, Any]) -> None:
    """A description has an ARN and a status, or it isn't one."""
    _first(wire, "DescribeModelPackage", Fault(200, body=body), times=4)
    answer = timed.run(event("CREATE", VERSION))
    assert "SUCCESS" == answer["status"], answer


@pytest.mark.parametrize("meaning", NO_TAGS, ids=label)
def test_bad_tags_do_not_end_a_create(wire: Wire, timed: Engine, meaning: Meaning) -> None:
    """The same for the list of tags; an answer without one has no tags (TAG-4)."""
    _first(wire, "ListTags", meaning.fault, times=4)
    answer = timed.run(event("CREATE", TAGGED))
    assert ("SUCCESS", TAGGED["Tags"]) == (answer["status"], answer["resourceModel"]["Tags"])


@pytest.mark.parametrize("body", [{"Tags": "x"}, {"Tags": {}}, {"Tags": [1]}, {"Tags": [{"Value": "x"}]}])
def test_tags_that_are_no_list_of_tags_do_not_end_a_create(wire: Wire, timed: Engine, body: dict[str, Any]) -> None:
    """A list of keys and values, or it is no list of tags."""
    _first(wire, "ListTags", Fault(200, body=body), times=4)
    answer = timed.run(event("CREATE", TAGGED))
    assert "SUCCESS" == answer["status"], answer


@pytest.mark.parametrize("meaning", BAD_BODIES, ids=label)
@pytest.mark.parametrize("action", ["READ", "UPDATE", "LIST"])
def test_a_bad_body_that_lasts_is_an_error_of_the_service(
    wire: Wire, timed: Engine, action: str, meaning: Meaning
) -> None:
    """Never an InternalFailure, which would be a defect of the handlers (ERR-7)."""
    version = Stack(timed, wire, VERSION)
    wire.refuse = lambda _call: meaning.fault
    wanted = version.template | version.identifier
    answer = timed.run(event(action, wanted | {"ModelApprovalStatus": "Approved"}, wanted))
    assert "ServiceInternalError" == answer.get("errorCode"), answer
    assert "can't be read" in answer["message"] or "UnreadableResponse" in answer["message"]


@pytest.mark.parametrize("meaning", NOT_JSON, ids=label)
def test_a_page_in_the_place_of_a_delete_is_no_delete(wire: Wire, timed: Engine, meaning: Meaning) -> None:
    """A proxy answered: the package is still there, and is deleted in a later call."""
    version = Stack(timed, wire, VERSION)
    _first(wire, "DeleteModelPackage", meaning.fault)
    answer = timed.run(event("DELETE", version.identifier))
    assert "SUCCESS" == answer["status"], answer
    assert "NotFound" == timed.run(event("READ", version.identifier))["errorCode"]


@pytest.mark.parametrize("meaning", NOT_JSON, ids=label)
def test_a_page_in_the_place_of_an_update_is_no_update(wire: Wire, timed: Engine, meaning: Meaning) -> None:
    """A proxy answered: an update that isn't there is sent, or named as missing; it is never reported done."""
    version = Stack(timed, wire, VERSION)
    _first(wire, "UpdateModelPackage", meaning.fault)
    answer = version.update(VERSION | {"ModelApprovalStatus": "Approved"})
    ends = (
        ("SUCCESS", "Approved") if answer["status"] == "SUCCESS" else ("ServiceInternalError", "PendingManualApproval")
    )
    assert ends == (answer.get("errorCode", answer["status"]), version.read()["ModelApprovalStatus"])


@pytest.mark.parametrize("operation", ["AddTags", "DeleteTags"])
@pytest.mark.parametrize("meaning", NOT_JSON, ids=label)
def test_a_page_in_the_place_of_tags_is_no_change(wire: Wire, timed: Engine, meaning: Meaning, operation: str) -> None:
    """The same for the calls that set and remove tags."""
    package = Stack(timed, wire, TAGGED)
    _first(wire, operation, meaning.fault)
    after = [{"Key": "new", "Value": "1"}]
    answer = package.update(PACKAGE | {"Tags": after})
    if answer["status"] == "SUCCESS":
        assert after == package.read()["Tags"]
    else:
        assert "ServiceInternalError" == answer["errorCode"]


def test_a_bad_body_while_a_delete_is_waited_for_does_not_end_it(wire: Wire, timed: Engine) -> None:
    """Once the delete was accepted, a look that can't be read is one look (WAIT-5)."""
    version = Stack(timed, wire, VERSION)
    _first(wire, "DescribeModelPackage", Fault(200, raw=b"<html>"), times=3)
    assert "SUCCESS" == timed.run(event("DELETE", version.identifier))["status"]


@pytest.mark.parametrize(
    "body",
    [
        {"ModelPackageSummaryList": "x"},
        {"ModelPackageSummaryList": [{}]},
        {"ModelPackageSummaryList": [1]},
        {"ModelPackageSummaryList": None},
    ],
)
def test_a_bad_list_is_an_error_of_the_service(wire: Wire, timed: Engine, body: dict[str, Any]) -> None:
    """A list of packages with their ARNs, or it can't be read."""
    wire.refuse = lambda _call: Fault(200, body=body)
    assert "ServiceInternalError" == timed.run(event("LIST", {})).get("errorCode")
