"""How often each operation calls SageMaker: each call takes time, and counts towards the account's limit of calls."""

from collections import Counter
from typing import Any

import pytest

from sandbox.engine import Engine, event
from sandbox.examples import properties

from ..faults import Wire
from ..harness import slowly
from ..templates import GROUP

VERSION = {**properties("versioned"), "ModelPackageGroupName": GROUP}
PACKAGE = properties("unversioned")
POLLS = 3


def _created(engine: Engine, wire: Wire, desired: dict[str, Any]) -> dict[str, Any]:
    identifier = {"ModelPackageArn": engine.run(event("CREATE", desired))["resourceModel"]["ModelPackageArn"]}
    wire.reset()
    return identifier


def _calls(wire: Wire) -> dict[str, int]:
    return dict(Counter(call.operation for call in wire.calls))


def test_a_create_of_a_version_describes_once_per_poll(engine: Engine, wire: Wire) -> None:
    """One create call, then one DescribeModelPackage per poll; the last one also serves as the Read."""
    slowly(POLLS)
    engine.run(event("CREATE", VERSION))
    calls = _calls(wire)
    assert 1 == calls.pop("CreateModelPackage")
    assert {"DescribeModelPackage"} == calls.keys()
    assert calls["DescribeModelPackage"] <= 2 * POLLS + 1  # there are two changes of the status


@pytest.mark.parametrize(
    ("desired", "expected"),
    [(VERSION, {"DescribeModelPackage": 1}), (PACKAGE, {"DescribeModelPackage": 1, "ListTags": 1})],
    ids=["versioned", "unversioned"],
)
def test_a_read_takes_one_call_and_one_for_tags(
    engine: Engine, wire: Wire, desired: dict[str, Any], expected: dict[str, int]
) -> None:
    """Only an unversioned package has tags of its own."""
    identifier = _created(engine, wire, desired)
    engine.run(event("READ", identifier))
    assert expected == _calls(wire)


def test_an_update_of_a_version_takes_three_calls(engine: Engine, wire: Wire) -> None:
    """Describe, the update, and another Describe, which confirms the change and serves as the Read."""
    identifier = _created(engine, wire, VERSION)
    engine.run(event("UPDATE", {**VERSION, **identifier, "ModelApprovalStatus": "Approved"}, {**VERSION, **identifier}))
    assert {"DescribeModelPackage": 2, "UpdateModelPackage": 1} == _calls(wire)


def test_an_update_of_tags_takes_at_most_five_calls(engine: Engine, wire: Wire) -> None:
    """Describe, ListTags, AddTags, DeleteTags, and ListTags again, which also serves the answer."""
    before, after = ({"Tags": [{"Key": key, "Value": "x"}]} for key in ("old", "new"))
    identifier = _created(engine, wire, PACKAGE | before)
    engine.run(event("UPDATE", PACKAGE | after | identifier, PACKAGE | before | identifier))
    assert {"DescribeModelPackage": 1, "ListTags": 2, "AddTags": 1, "DeleteTags": 1} == _calls(wire)


@pytest.mark.parametrize("desired", [VERSION, PACKAGE], ids=["versioned", "unversioned"])
def test_a_delete_takes_one_call_and_one_per_look(engine: Engine, wire: Wire, desired: dict[str, Any]) -> None:
    """The deletion, and one Describe per look until the package is gone."""
    identifier = _created(engine, wire, desired)
    engine.run(event("DELETE", identifier))
    assert {"DescribeModelPackage": 1, "DeleteModelPackage": 1} == _calls(wire)


def test_a_list_takes_one_call_per_page(engine: Engine, wire: Wire) -> None:
    """It reports identifiers only, so no package is described."""
    _created(engine, wire, VERSION)
    engine.run(event("LIST", {}))
    assert {"ListModelPackages": 1} == _calls(wire)
