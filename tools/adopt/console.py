"""What the command prints and asks: results to stdout, progress and warnings to stderr."""

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

Item = TypeVar("Item")
_SECONDS_BETWEEN_LINES: Final = 5.0
_MAX_LINES: Final = 20  # of a list; of a longer one, the first ten are shown


class Problem(Exception):
    """Why the command can't go on, and what to do, as sentences for its user."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as 1,000 versions."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(lines: list[str]) -> list[str]:
    """Return the lines of a list, or its beginning and how many there are more."""
    half = _MAX_LINES // 2
    return lines if len(lines) <= _MAX_LINES else [*lines[:half], f"  … and {len(lines) - half:,} more"]


@dataclass(frozen=True)
class Console:
    """The terminal of the user.

    Attributes:
        always_yes: Whether questions aren't asked, since the user said yes to all of them beforehand.

    """

    always_yes: bool = False

    def say(self, text: str) -> None:
        """Print a result."""
        print(text, flush=True)

    def note(self, text: str) -> None:
        """Print progress, or a warning."""
        print(text, file=sys.stderr, flush=True)

    def confirm(self, question: str) -> bool:
        """Ask a question, and return whether the answer is yes."""
        if self.always_yes:
            return True
        try:
            answer = input(f"{question} [y/N] ")
        except EOFError:
            raise Problem("There is no terminal to ask the question at. Add YES=1 to go on without it.") from None
        return answer.strip().lower() in ("y", "yes")

    def progress(self, items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
        """Yield items, and print every few seconds how many there were."""
        printed = time.monotonic()
        for count, item in enumerate(items, 1):
            if time.monotonic() - printed > _SECONDS_BETWEEN_LINES:
                printed = time.monotonic()
                self.note(f"  {what}: {count:,} of {total:,}")
            yield item
