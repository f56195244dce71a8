"""Draws the world of a story: how its SageMaker behaves all the time."""

import random
from typing import Any

from ..normalised import ALL, Normalised
from ..replies import Habit
from ..worlds import Deletes, ForgottenTokens, HiddenPackages, SlowUpdates, StaleReads, StrictCards


class World:
    """The habits of SageMaker in a story.

    Attributes:
        habits: all of them, the outermost first.
        lasting: those that also hold on a day without faults: all but stale and hidden answers.
        updates: the habit of updates.
        deletes: the habit of deletes.
        has_names: whether packages may be created by name: where tokens are forgotten, a repeated create by name can't
            know whose package has the name.

    """

    def __init__(self, rng: random.Random) -> None:
        pattern: list[bool] = rng.choice([[], [], [True], [True] * 3, [False, True], [True, False, True]])
        stale = StaleReads(pattern, seconds=0 if pattern else rng.choice([0, 0, 5, 40]))
        failing = rng.random() < 0.1
        never = rng.random() < 0.05
        self.updates = SlowUpdates(
            seconds=rng.choice([0, 0, 1, 20, 120, 300]),
            in_progress=rng.random() < 0.5,
            fails=(lambda sent: "ModelLifeCycle" in sent) if failing else (lambda _sent: False),
            never=(lambda sent: "ModelPackageRegistrationType" in sent) if never else (lambda _sent: False),
        )
        self.deletes = Deletes(
            conflicts=rng.choice([0, 0, 1, 3]),
            lost=rng.choice([0, 0, 1, 2]),
            seconds=rng.choice([0, 0, 3, 60, 300]),
            name_taken=rng.choice([0, 60]),
        )
        forgets = rng.random() < 0.3
        self.has_names = not forgets
        changes = [change for change in ALL if rng.random() < 0.5]
        inner: list[Habit] = [self.updates, self.deletes]
        inner += [StrictCards()] if rng.random() < 0.7 else []
        inner += [ForgottenTokens()] if forgets else []
        self.lasting: list[Habit] = [Normalised(changes), *inner]
        # A delete that is accepted without effect, and then a read that doesn't find the package: nobody can know.
        is_hidden = rng.random() < 0.3 and not self.deletes.lost
        hidden: list[Habit] = [HiddenPackages(rng.choice([3, 20]))] if is_hidden else []
        self.habits: list[Habit] = [Normalised(changes), stale, *hidden, *inner]
        self._facts = {
            "stale": (pattern, stale.seconds),
            "updates": (self.updates.seconds, self.updates.in_progress, failing, never),
            "deletes": (self.deletes.conflicts, self.deletes.lost, self.deletes.seconds, self.deletes.name_taken),
            "forgets tokens": forgets,
            "hidden": is_hidden,
            "changes": [change.__name__ for change in changes],
        }

    def may_fail(self, sent: list[dict[str, Any]]) -> bool:
        """Tell whether one of these updates ended with the version Failed or without effect."""
        return any(self.updates.fails(parameters) or self.updates.never(parameters) for parameters in sent)

    def __str__(self) -> str:
        return ", ".join(f"{name}: {value}" for name, value in self._facts.items())
