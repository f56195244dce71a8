"""The model card of a package: a content, which is JSON text, and a status. Pure.

Source: ModelPackageModelCard in the API reference. No message quotes a content, since it may be sensitive.
"""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from .schema import PROPERTIES, DescribedCard, State, resolve

CONTENT: Final = "ModelCardContent"
STATUS: Final = "ModelCardStatus"
_STATUSES: Final[list[str]] = resolve(PROPERTIES["ModelCard"])["properties"][STATUS]["enum"]  # in the order of a review
_LINE_BREAKS: Final = str.maketrans("\r\n", "  ")


def problem(content: str) -> str:
    """Return why the content of a card isn't a JSON object, or an empty string if it is one (CARD-4)."""
    try:
        return "" if isinstance(_parsed(content), dict) else "expected a JSON object"
    except ValueError as error:
        return str(error)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two contents are the same JSON; white space and the order of keys don't count (CARD-5)."""
    try:
        return bool(one == other) or _canonical(one) == _canonical(other)
    except (TypeError, ValueError, RecursionError):
        return False


def on_one_line(card: State) -> State:
    """Return a card with its content on one line, as the API requires; a line break in JSON is white space (CARD-4)."""
    return {**card, CONTENT: card[CONTENT].translate(_LINE_BREAKS)} if card.get(CONTENT) else card


def content_strings(content: Any) -> Iterator[str]:
    """Yield the strings of a content that must not be in a message (ERR-9).

    These are the whole content, in each form in which SageMaker may quote it, and every string and number in it. The
    keys aren't sensitive: they are those of the model card schema.
    """
    if not isinstance(content, str):
        return
    yield from (content, content.translate(_LINE_BREAKS))
    try:
        parsed = _parsed(content)
    except ValueError:
        return
    yield from (json.dumps(parsed, separators=separators) for separators in (None, (",", ":")))
    inside = [parsed]
    while inside:
        value = inside.pop()
        if isinstance(value, (dict, list)):
            inside.extend(value.values() if isinstance(value, dict) else value)
        elif not isinstance(value, bool) and value is not None:
            yield str(value)


def is_opened(desired_status: Any, current: DescribedCard) -> bool:
    """Tell whether a new status goes back in the review: that may open an archived card, which takes no content."""
    now = current.get(STATUS, _STATUSES[0])
    known = now in _STATUSES and desired_status in _STATUSES
    return known and _STATUSES.index(desired_status) < _STATUSES.index(now)


def _parsed(content: str) -> Any:
    """Return the value of JSON text; raise ValueError with a message that doesn't quote the text."""
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _canonical(content: str) -> str:
    return json.dumps(_parsed(content), sort_keys=True)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed in JSON")
