"""What follows a throttled call: the next calls of the container are spaced out (WAIT-6)."""

from itertools import pairwise

from mlops_sagemaker_modelpackage import retry
from mlops_sagemaker_modelpackage.retry import LAST_REQUEST_SECONDS
from sandbox.engine import Engine, event

from ..clock import Clock
from ..faults import Fault, Wire
from ..templates import ARN

READ = event("READ", {"ModelPackageArn": f"{ARN}/churn/1"})
THROTTLED = Fault(400, "ThrottlingException", "Rate exceeded")


def test_calls_after_a_throttled_one_are_spaced_out(wire: Wire, engine: Engine, clock: Clock) -> None:
    """The interval holds from one invocation of a container to the next."""
    wire.fail("DescribeModelPackage", THROTTLED)
    sent: list[float] = []
    wire.before = lambda _call: sent.append(clock())
    for _ in range(3):
        engine.run(READ)
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert 2 == len(gaps)
    assert all(0.8 * retry.FIRST_INTERVAL_SECONDS < gap <= retry.FIRST_INTERVAL_SECONDS for gap in gaps)


def test_an_invocation_never_waits_for_its_pace_beyond_its_time(wire: Wire, engine: Engine, clock: Clock) -> None:
    """However often calls are throttled, an invocation ends in time, and with the code of the throttling."""
    wire.fail("DescribeModelPackage", THROTTLED, times=100)
    for _ in range(20):
        began = clock()
        assert "Throttling" == engine.run(READ)["errorCode"]
        assert clock() - began <= LAST_REQUEST_SECONDS + retry.MAX_INTERVAL_SECONDS
