"""The results of a run: a row for each rule, as a table and as JSON."""

from dataclasses import asdict, dataclass
from typing import Any, Final

AS_EXPECTED: Final = "as expected"
DIFFERS: Final = "differs"
NOT_TRIED: Final = "not tried"
_WIDTH: Final = 60  # characters of a column of the table


@dataclass
class Observation:
    """The result for a rule: the expected and the observed behaviour, and the verdict."""

    rule: str
    expected: str
    seen: str = ""
    verdict: str = NOT_TRIED

    def saw(self, value: Any) -> Any:
        """Record the observed value and return it."""
        self.seen = str(value)
        return value


def table(observations: list[Observation]) -> str:
    """Return the rows as a text table, with long cells cut."""
    rows = [("rule", "expected", "seen", "verdict")]
    rows += [(row.rule, _cut(row.expected), _cut(row.seen), row.verdict) for row in observations]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * sum(widths), *lines[1:]])


def as_json(account: str, region: str, observations: list[Observation], left_behind: list[str]) -> dict[str, Any]:
    """Return the results for machines, with nothing cut."""
    rows = [asdict(row) for row in observations]
    return {"account": account, "region": region, "rules": rows, "leftBehind": left_behind}


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
