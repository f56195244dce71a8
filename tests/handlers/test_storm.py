"""The fault storm: stories of random operations while much goes wrong, after which nothing is lost, doubled or untrue.

Each run tells new stories. Each has a seed, which is printed when it fails: `make storm SEED=…` tells it again, and
`make storm N=…` tells new ones until they have that many operations. A seed that found a fault becomes a plain test.
"""

import os
import random
import time

import pytest

from sandbox.server import Sandbox

from ..clock import Clock
from ..harness import WIRE
from ..storm.story import Story

pytestmark = pytest.mark.slow

STEPS = 6  # operations in a story, beside rollbacks and the deletes in the end
SEEDS = [1, 2]  # of the stories that are the same in each run
STORIES = 20  # new ones in each run, if `make storm` doesn't say how many operations


@pytest.fixture
def clock(server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of a story: time stands still unless somebody waits."""
    clock, offset = Clock(100_000), 1_800_000_000
    monkeypatch.setattr(time, "sleep", clock.sleep)
    monkeypatch.setattr(time, "monotonic", clock)
    monkeypatch.setattr(time, "time", lambda: offset + clock())
    return clock


def _tell(seed: int, clock: Clock) -> Story:
    print(f"make storm SEED={seed}")
    story = Story(seed, clock)
    try:
        story.tell(STEPS)
    finally:
        WIRE.reset()
        WIRE.habits = []
    return story


@pytest.mark.parametrize("seed", [int(os.environ["SEED"])] if "SEED" in os.environ else SEEDS)
def test_a_story_that_is_told_again(clock: Clock, seed: int) -> None:
    """The same story in every run."""
    print("\n".join(_tell(seed, clock).runner.trace))


@pytest.mark.skipif("SEED" in os.environ, reason="one story is told again")
def test_new_stories(clock: Clock) -> None:
    """No orphan, no double, no false success, no failed rollback, no lost change, no secret, no invocation over its limit."""
    operations = faults = 0
    outcomes: dict[str, int] = {}
    seeds = random.SystemRandom()
    stories = 0
    wanted = int(os.environ.get("STORM") or 0)
    while operations < wanted if wanted else stories < STORIES:
        story = _tell(seeds.randrange(10**9), clock)
        stories += 1
        operations += story.runner.operations
        faults += story.runner.faults
        for name, count in story.outcomes.items():
            outcomes[name] = outcomes.get(name, 0) + count
    print(f"{stories} stories, {operations} operations, {faults} faults: {dict(sorted(outcomes.items()))}")
    assert faults > stories, "hardly any fault was met: this was no storm"
