"""Queries of CloudWatch Logs Insights, as far as guide/operations.md and the dashboard use them.

Source: "CloudWatch Logs Insights language query syntax" in the CloudWatch Logs guide: the commands fields, filter, stats,
sort, display, unnest and limit, and the functions below. As there, a field that an event lacks is null: no comparison with
it is true, and a function of all events leaves it out.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

Row = dict[str, Any]
Value = Callable[[Row, Sequence[Row]], Any]  # of a row; in stats, of the row of a group and of the rows in it
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<regex>(?<=like )/[^/]*/)|(?P<number>\d+(?:\.\d+)?)|`(?P<quoted>[^`]*)`"""
    r"""|(?P<name>[@A-Za-z_][\w@.]*)|(?P<mark>!=|>=|<=|[-+*/()=<>,]))"""
)
_COMMANDS: Final = ("fields", "filter", "stats", "sort", "display", "unnest", "limit")


def run_query(query: str, events: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the rows of the answer to a query.

    Args:
        query: the query; commands are separated by `|`.
        events: log events, each with its `timestamp` in milliseconds, its `message` and, where it is asked for, its
            `logStreamName`.

    Raises:
        ValueError: The query isn't one that this module knows.

    """
    rows = [_discovered(event) for event in events]
    shown = ["@timestamp", "@message"]
    for text in re.findall(r"(?:[^|\"/]|\"[^\"]*\"|(?<=like )/[^/]*/|/)+", query):
        command, _, rest = text.strip().partition(" ")
        if command not in _COMMANDS:
            raise ValueError(f"Unknown command {command}")
        rows, shown = _Command(rest, rows, shown).run(command)
    return [{name: _lookup(row, name) for name in shown} for row in rows]


def _discovered(event: Mapping[str, Any]) -> Row:
    """Return the fields of an event; Insights discovers those of a JSON object."""
    row = {"@timestamp": event["timestamp"], "@message": event["message"], "@logStream": event.get("logStreamName")}
    try:
        found = json.loads(event["message"])
    except ValueError:
        return row
    return found | row if isinstance(found, dict) else row


class _Command:
    def __init__(self, text: str, rows: list[Row], shown: list[str]):
        self._tokens: list[str] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ValueError(f"Can't read {text[position:]!r}")
            self._tokens.append(match[str(match.lastgroup)])
            position = match.end()
        self._rows, self._shown = rows, shown

    def run(self, command: str) -> tuple[list[Row], list[str]]:
        found: tuple[list[Row], list[str]] = getattr(self, f"_{command}")()
        if self._tokens:
            raise ValueError(f"Something follows {command}: {self._tokens}")
        return found

    def _fields(self) -> tuple[list[Row], list[str]]:
        named = []
        for name, value in self._named():
            named.append(name)
            for row in self._rows:
                row[name] = value(row, ())
        return self._rows, named

    def _display(self) -> tuple[list[Row], list[str]]:
        return self._rows, [name for name, _ in self._named()]

    def _filter(self) -> tuple[list[Row], list[str]]:
        test = self._expression()
        return [row for row in self._rows if test(row, ()) is True], self._shown

    def _limit(self) -> tuple[list[Row], list[str]]:
        return self._rows[: int(self._tokens.pop(0))], self._shown

    def _sort(self) -> tuple[list[Row], list[str]]:
        value = self._expression()
        order = self._tokens.pop(0) if self._tokens else "asc"
        present = [row for row in self._rows if value(row, ()) is not None]
        return sorted(present, key=lambda row: value(row, ()), reverse=order == "desc"), self._shown

    def _unnest(self) -> tuple[list[Row], list[str]]:
        value = self._expression()
        self._take("into")
        name = self._tokens.pop(0)
        rows = [row | {name: item} for row in self._rows for item in value(row, ()) or ()]
        return rows, [*self._shown, name]

    def _stats(self) -> tuple[list[Row], list[str]]:
        values = self._named()
        keys: list[tuple[str, Value]] = []
        if self._tokens and self._tokens[0] == "by":
            self._take("by")
            keys = self._named()
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for row in self._rows:
            groups.setdefault(tuple(value(row, ()) for _, value in keys), []).append(row)
        found = []
        for group, members in groups.items():
            result = dict(zip((name for name, _ in keys), group, strict=True))
            for name, value in values:
                result[name] = value(result, members)
            found.append(result)
        return found, [*(name for name, _ in keys), *(name for name, _ in values)]

    def _named(self) -> list[tuple[str, Value]]:
        """Return what is separated by commas: the name of each, which is its text without an alias, and its value."""
        found: list[tuple[str, Value]] = []
        while not found or (self._tokens and self._tokens[0] == ","):
            if found:
                self._take(",")
            before = list(self._tokens)
            value = self._expression()
            name = "".join(before[: len(before) - len(self._tokens)])
            if self._tokens and self._tokens[0] == "as":
                self._take("as")
                name = self._tokens.pop(0)
            found.append((name, value))
        return found

    def _take(self, expected: str) -> None:
        found = self._tokens.pop(0)
        if found != expected:
            raise ValueError(f"Expected {expected}, found {found}")

    # Operators, those that bind least first.
    _LEVELS: Final = (("or",), ("and",), ("=", "!=", "<", ">", "<=", ">=", "like"), ("+", "-"), ("*", "/"))

    def _expression(self, level: int = 0) -> Value:
        if level == len(self._LEVELS):
            return self._operand()
        value = self._expression(level + 1)
        while self._tokens and self._tokens[0] in self._LEVELS[level]:
            value = _operation(self._tokens.pop(0), value, self._expression(level + 1))
        return value

    def _operand(self) -> Value:
        token = self._tokens.pop(0)
        if token == "(":
            value = self._expression()
            self._take(")")
            return value
        if self._tokens[:1] != ["("]:
            return _constant_or_field(token)
        self._take("(")
        argument, *more = (value for _, value in self._named())
        self._take(")")
        if token in _FUNCTIONS:
            return lambda row, rows: _FUNCTIONS[token](argument(row, rows))
        of_group = _OF_GROUPS[token]
        return lambda row, rows: of_group(
            [(member["@timestamp"], argument(member, ())) for member in rows], *(value(row, ()) for value in more)
        )


def _operation(operator: str, one: Value, other: Value) -> Value:
    return lambda row, rows: _operate(operator, one(row, rows), other(row, rows))


def _constant_or_field(token: str) -> Value:
    if token.startswith('"'):
        text = token[1:-1]
        return lambda _row, _rows: text
    if token.startswith("/"):
        pattern = re.compile(token[1:-1])
        return lambda _row, _rows: pattern
    if token[0].isdigit():
        number = float(token) if "." in token else int(token)
        return lambda _row, _rows: number
    if token[0] in "@_" or token[0].isalpha():
        return lambda row, _rows: _lookup(row, token)
    raise ValueError(f"Expected a value, found {token}")


def _lookup(row: Row, name: str) -> Any:
    """Return a field: `call.errorCode` is a field of that name, or a member of the field `call`."""
    if name in row:
        return row[name]
    first, _, rest = name.partition(".")
    value: Any = row.get(first)
    for part in filter(None, rest.split(".")):
        value = value.get(part) if isinstance(value, dict) else None
    return value if rest else None


def _operate(operator: str, one: Any, other: Any) -> Any:
    if operator in ("and", "or"):
        return (one is True and other is True) if operator == "and" else (one is True or other is True)
    if one is None or other is None:
        return None
    if operator == "like":
        return other in one if isinstance(other, str) else other.search(one) is not None
    if operator in ("=", "!="):
        return (one == other) == (operator == "=")
    arithmetic: dict[str, Callable[[], Any]] = {
        "+": lambda: one + other,
        "-": lambda: one - other,
        "*": lambda: one * other,
        "/": lambda: one / other,
        "<": lambda: one < other,
        ">": lambda: one > other,
        "<=": lambda: one <= other,
        ">=": lambda: one >= other,
    }
    return arithmetic[operator]()


def _percentile(numbers: Sequence[float], percent: float) -> float:
    """Return the nearest rank: with the few events of a test, any definition gives one of them."""
    return sorted(numbers)[max(0, math.ceil(len(numbers) * percent / 100) - 1)]


Timed = Sequence[tuple[int, Any]]  # a value of each event of a group, with the event's time


def _present(values: Timed) -> list[Any]:
    return [value for _, value in values if value is not None]


_FUNCTIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "jsonParse": lambda text: json.loads(text) if str(text).startswith(("{", "[")) else None,
    "toMillis": lambda time: time,
}
_OF_GROUPS: Final[Mapping[str, Callable[..., Any]]] = {
    "count": lambda values: len(_present(values)),
    "sum": lambda values: sum(_present(values)),
    "min": lambda values: min(_present(values), default=None),
    "max": lambda values: max(_present(values), default=None),
    "avg": lambda values: sum(_present(values)) / len(_present(values)),
    "pct": lambda values, percent: _percentile(_present(values), percent),
    "latest": lambda values: max((pair for pair in values if pair[1] is not None), key=lambda pair: pair[0])[1],
}
