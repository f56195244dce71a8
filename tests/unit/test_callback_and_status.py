"""The callback context, delays, and the reasons of a package that isn't Completed."""

from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import status, waiting
from mlops_sagemaker_modelpackage.names import package_arn
from mlops_sagemaker_modelpackage.waiting import CallbackContext

ADVICE = (
    "Fix the cause and deploy again. If SageMaker can't find or read an image or model data, the execution role may "
    "also lack the permission to read it."
)
MEMBERS = fields(CallbackContext)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(context=st.from_type(CallbackContext))
def test_a_context_survives_the_round_trip(context: CallbackContext) -> None:
    """The next invocation gets the context of the one before."""
    assert context == CallbackContext.from_event(asdict(context))


@given(context=JSON | st.dictionaries(st.sampled_from([field.name for field in MEMBERS]), JSON))
def test_a_context_of_any_shape_is_read(context: Any) -> None:
    """A callback context of an unknown form is no error: unknown members get their defaults (WAIT-2)."""
    progress = CallbackContext.from_event(context)
    assert 1 <= progress.delay() <= 30
    assert isinstance(progress.arn, str)


def test_a_flag_is_not_a_number() -> None:
    """Members of another type get their defaults."""
    assert CallbackContext() == CallbackContext.from_event({"invocations": True, "changed": 1, "arn": 5})


def test_the_delay_grows_to_a_limit() -> None:
    """The delay between invocations grows to 30 seconds at most (WAIT-3)."""
    delays = [CallbackContext(invocations=number).delay() for number in range(10)]
    assert [1, 5, 10, 15, 20, 25, 30, 30, 30, 30] == delays


@pytest.mark.parametrize(
    ("action", "context", "given_arn", "expected"),
    [
        ("CREATE", {}, "arn:a", ""),
        ("CREATE", None, "arn:a", ""),
        ("create", {"arn": "arn:b"}, "arn:a", "arn:b"),
        ("CREATE", {"invocations": 1}, "arn:a", "arn:a"),
        ("CREATE", {"invocations": 1}, 5, ""),
        ("UPDATE", {"arn": "arn:b"}, "arn:a", "arn:a"),
        ("update", {"arn": "arn:b"}, None, "arn:b"),
        ("READ", {}, "arn:a", "arn:a"),
        ("DELETE", "x", ["arn:a"], ""),
    ],
)
def test_an_event_is_about_one_package(action: str, context: Any, given_arn: Any, expected: str) -> None:
    """The ARN of the model, or else of the context; in the first event of a create no ARN is that of the resource."""
    assert expected == package_arn(action, context, given_arn)


def test_looks_of_an_invocation_end_long_before_its_limit() -> None:
    """What shows in a moment is looked for during a few seconds within one invocation, no longer."""
    assert 5 <= sum(waiting.LOOK_DELAYS) < waiting.LOOKING_ENDS_SECONDS


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (
            {"ModelPackageStatus": "Deleting"},
            "It is being deleted outside of CloudFormation. Deploy again to create a new one.",
        ),
        (
            {"ModelPackageStatus": "Failed"},
            f"Its status is Failed: SageMaker gave no reason. {ADVICE}",
        ),
        (
            {
                "ModelPackageStatus": "Failed",
                "ModelPackageStatusDetails": {"ValidationStatuses": [{"Name": "smoke", "FailureReason": "no rows."}]},
            },
            f"Its status is Failed: smoke: no rows. {ADVICE}",
        ),
    ],
)
def test_why_a_package_is_not_completed(described: Any, expected: str) -> None:
    """The message has SageMaker's reasons (CREATE-3)."""
    assert expected == status.why_not_completed(described)


def test_every_reason_is_reported() -> None:
    """Those of validation jobs and image scans; a part without a reason has none to report."""
    details = {
        "ValidationStatuses": [{"Name": "one", "FailureReason": "a"}, {"Name": "two"}, {"FailureReason": "b"}],
        "ImageScanStatuses": [{"Name": "three", "FailureReason": "c"}, {"Name": "four", "FailureReason": ""}],
    }
    assert "one: a; None: b; three: c" == status.failure_reasons({"ModelPackageStatusDetails": details})
    assert "" == status.failure_reasons({})


def test_a_context_of_the_former_release_is_read() -> None:
    """It has a flag for the calls that were made: an operation goes on across an upgrade (WAIT-2)."""
    former = {"arn": "arn:a", "invocations": 2, "change_sent": True, "stale_polls": 3, "consecutive_faults": 1}
    assert CallbackContext(arn="arn:a", invocations=2, sent=1) == CallbackContext.from_event(former)


def test_parts_that_are_no_names_are_ignored() -> None:
    """The names of the parts are lists of strings."""
    assert [] == CallbackContext.from_event({"parts": [["a"], [1]]}).parts
    assert [["a"]] == CallbackContext.from_event({"parts": [["a"]]}).parts
