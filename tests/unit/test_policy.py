"""How the errors of calls are handled."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from cloudformation_cli_python_lib import HandlerErrorCode
from mlops_sagemaker_modelpackage.deadline import Deadline
from mlops_sagemaker_modelpackage.exceptions import ContinueLater
from mlops_sagemaker_modelpackage.policy import Decision, Policy, Rule

from mlops_sagemaker_modelpackage import policy
from mlops_sagemaker_modelpackage.callback import CallbackContext


def _error(code: str, message: str = "") -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(answer, "DescribeModelPackage")


THROTTLED, MISSING, DENIED = _error("Throttling"), _error("ResourceNotFound"), _error("AccessDenied")
STALE = policy.later_call(HandlerErrorCode.NotFound)


@pytest.mark.parametrize(
    ("error", "rule", "context", "expected"),
    [
        (THROTTLED, policy.first_call(), CallbackContext(), Decision.FAIL),
        (THROTTLED, policy.first_call(), CallbackContext(invocations=1), Decision.AWAIT_SERVICE),
        (THROTTLED, policy.later_call(), CallbackContext(), Decision.AWAIT_SERVICE),
        (THROTTLED, STALE, CallbackContext(), Decision.AWAIT_SERVICE),
        (THROTTLED, policy.later_call(), CallbackContext(consecutive_faults=11), Decision.AWAIT_SERVICE),
        (THROTTLED, policy.later_call(), CallbackContext(consecutive_faults=12), Decision.FAIL),
        (DENIED, policy.later_call(), CallbackContext(invocations=1), Decision.FAIL),
        (MISSING, policy.later_call(), CallbackContext(invocations=1), Decision.FAIL),
        (MISSING, STALE, CallbackContext(), Decision.AWAIT_CHANGE),
        (MISSING, policy.first_call(HandlerErrorCode.NotFound), CallbackContext(), Decision.AWAIT_CHANGE),
        (THROTTLED, policy.first_call(HandlerErrorCode.NotFound), CallbackContext(), Decision.FAIL),
        (MISSING, STALE, CallbackContext(stale_polls=14), Decision.AWAIT_CHANGE),
        (MISSING, STALE, CallbackContext(stale_polls=15), Decision.FAIL),
    ],
)
def test_the_rule_and_the_count_decide(
    error: Exception, rule: Rule, context: CallbackContext, expected: Decision
) -> None:
    """What may pass is waited for, up to 12 faults in a row and 15 polls of an old state (WAIT-5, CREATE-4)."""
    assert expected is Policy(context, Deadline()).decide(error, rule)


@pytest.mark.parametrize(
    ("repeatable", "unknown", "pause", "expected"),
    [
        (True, True, 0.0, Decision.REPEAT),
        (True, False, 0.0, Decision.FAIL),
        (False, True, 0.0, Decision.FAIL),
        (True, True, 60.0, Decision.FAIL),
    ],
)
def test_a_create_is_repeated_while_its_outcome_is_unknown(
    repeatable: bool, unknown: bool, pause: float, expected: Decision
) -> None:
    """With a token that makes it harmless, and as long as there is time for another request (CREATE-6)."""
    deadline = Deadline()
    deadline.outcome_unknown = unknown
    assert expected is Policy(CallbackContext(), deadline).decide(THROTTLED, Rule(repeatable=repeatable), pause)


def test_faults_and_old_states_are_counted_apart() -> None:
    """A poll of an old state ends the faults in a row; a call that succeeds ends neither count."""
    context = CallbackContext()
    guarded = Policy(context, Deadline())
    for error, counts in ((THROTTLED, (1, 0)), (THROTTLED, (2, 0)), (MISSING, (0, 1)), (THROTTLED, (1, 1))):
        with pytest.raises(ContinueLater), guarded.guard(STALE):
            raise error
        assert counts == (context.consecutive_faults, context.stale_polls)
    with guarded.guard(STALE):
        pass
    assert (1, 1) == (context.consecutive_faults, context.stale_polls)


def test_a_fault_that_does_not_pass_is_raised() -> None:
    """Neither count grows."""
    context = CallbackContext()
    with pytest.raises(ClientError), Policy(context, Deadline()).guard(STALE):
        raise DENIED
    assert CallbackContext() == context
