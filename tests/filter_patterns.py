"""Filter patterns of CloudWatch Logs for JSON events, as far as deploy/register.yaml uses them.

Source: "Filter pattern syntax for metric filters, subscription filters, and filter log events", JSON log events, in the
CloudWatch Logs guide. A comparison is false if the event has no such property, whatever its operator. `*` in a text stands
for any characters, with `=` and `!=`.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

Test = Callable[[Any], bool]
_MISSING: Final = object()
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<mark>&&|\|\||\(|\)|\{|\}|!=|>=|<=|=|>|<)|(?P<selector>\$(?:\.[\w-]+|\[\d+\])+)"""
    r"""|"(?P<text>[^"]*)"|(?P<number>-?\d+(?:\.\d+)?)(?![\w*-]))"""
)
_MAX_PATTERN_LENGTH: Final = 1024  # PutMetricFilter: filterPattern


class _Token(NamedTuple):
    kind: str
    text: str


def compile_pattern(pattern: str) -> Test:
    """Return a function that tells whether a log event, the text of a JSON object, matches a pattern.

    Raises:
        ValueError: The pattern isn't one that this module knows.

    """
    if len(pattern) > _MAX_PATTERN_LENGTH:
        raise ValueError(f"A filter pattern has at most {_MAX_PATTERN_LENGTH} characters, not {len(pattern)}")
    parser = _Parser(_tokens(pattern))
    parser.take("{")
    test = parser.either()
    parser.take("}")
    if parser.rest:
        raise ValueError(f"Something follows the pattern: {parser.rest}")

    def matches(message: str) -> bool:
        try:
            event = json.loads(message)
        except ValueError:
            return False  # not JSON, such as a traceback
        return test(event)

    return matches


def select(event: Any, selector: str) -> Any:
    """Return the value of a selector such as `$.calls[0].retries`, or None if the event has none."""
    found = _select(event, selector)
    return None if found is _MISSING else found


def _tokens(pattern: str) -> list[_Token]:
    found, position = [], 0
    while position < len(pattern.rstrip()):
        match = _TOKEN.match(pattern, position)
        if match is None:
            raise ValueError(f"Can't read {pattern[position:]!r}")
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind]))
        position = match.end()
    return found


class _Parser:
    """A parser by recursive descent; `&&` binds more tightly than `||`."""

    def __init__(self, tokens: Sequence[_Token]):
        self.rest = list(tokens)

    def take(self, mark: str) -> None:
        token = self.rest.pop(0)
        if token != ("mark", mark):
            raise ValueError(f"Expected {mark}, found {token.text}")

    def either(self) -> Test:
        tests = self._separated("||", self.both)
        return lambda event: any(test(event) for test in tests)

    def both(self) -> Test:
        tests = self._separated("&&", self._term)
        return lambda event: all(test(event) for test in tests)

    def _separated(self, mark: str, part: Callable[[], Test]) -> list[Test]:
        tests = [part()]
        while self.rest and self.rest[0] == ("mark", mark):
            self.take(mark)
            tests.append(part())
        return tests

    def _term(self) -> Test:
        if self.rest[0] == ("mark", "("):
            self.take("(")
            test = self.either()
            self.take(")")
            return test
        selector, operator, value = (self.rest.pop(0) for _ in range(3))
        if (selector.kind, operator.kind) != ("selector", "mark") or value.kind not in ("text", "number"):
            raise ValueError(f"Not a comparison: {selector.text} {operator.text} {value.text}")
        return lambda event: _compares(_select(event, selector.text), operator.text, value)


def _select(event: Any, selector: str) -> Any:
    for name, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", selector):
        if name and isinstance(event, dict) and name in event:
            event = event[name]
        elif index and isinstance(event, list) and int(index) < len(event):
            event = event[int(index)]
        else:
            return _MISSING
    return event


def _compares(actual: Any, operator: str, value: _Token) -> bool:
    if actual is _MISSING or isinstance(actual, dict | list | bool | None):
        return False
    if value.kind == "text":
        if operator not in ("=", "!=") or not isinstance(actual, str):
            return False
        wildcard = ".*".join(map(re.escape, value.text.split("*")))
        return bool(re.fullmatch(wildcard, actual, re.DOTALL)) == (operator == "=")
    if not isinstance(actual, int | float):
        return False
    number = float(value.text)
    results = {"=": actual == number, "!=": actual != number, ">": actual > number, "<": actual < number}
    results |= {">=": actual >= number, "<=": actual <= number}
    return results[operator]
