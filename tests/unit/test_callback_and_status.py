"""The callback context, delays, and the reasons of a package that isn't Completed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import status, waiter
from mlops_sagemaker_modelpackage.callback import CallbackContext

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(arn=st.text(), invocations=st.integers(0), changed=st.booleans(), unseen=st.integers(0), faults=st.integers(0))
def test_a_context_survives_the_round_trip(arn: str, invocations: int, changed: bool, unseen: int, faults: int) -> None:
    """The next invocation gets the context of the one before."""
    progress = CallbackContext(arn, invocations, changed, unseen, faults)
    assert progress == CallbackContext.from_event(progress.to_event())


@given(context=JSON | st.dictionaries(st.sampled_from(["arn", "invocations", "changed", "unseen", "faults"]), JSON))
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
    delays = [CallbackContext(invocations=number).delay() for number in range(1, 10)]
    assert [5, 10, 15, 20, 25, 30, 30, 30, 30] == delays


def test_polls_of_an_invocation_end_long_before_its_limit() -> None:
    """A package that settles in a moment is polled for a few seconds within one invocation, no longer."""
    assert 5 <= sum(waiter.POLL_DELAYS) < waiter.POLLING_ENDS_SECONDS


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (
            {"ModelPackageStatus": "Deleting"},
            "It is being deleted outside of CloudFormation. Deploy again to create a new one.",
        ),
        (
            {"ModelPackageStatus": "Failed"},
            "Its status is Failed: SageMaker gave no reason. Fix the cause and deploy again.",
        ),
        (
            {
                "ModelPackageStatus": "Failed",
                "ModelPackageStatusDetails": {"ValidationStatuses": [{"Name": "smoke", "FailureReason": "no rows"}]},
            },
            "Its status is Failed: smoke: no rows. Fix the cause and deploy again.",
        ),
    ],
)
def test_why_a_package_is_not_completed(described: Any, expected: str) -> None:
    """The message has SageMaker's reasons (CREATE-3)."""
    assert status.why_not_completed(described).startswith(expected)
