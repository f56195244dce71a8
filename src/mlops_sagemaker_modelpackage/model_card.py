"""The model card of a package: JSON text with a status. Pure.

The rules are those of ModelPackageModelCard in the API reference. Nothing here quotes a card: it may be private.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from .schema import PROPERTIES, State, resolve

CONTENT: Final = "ModelCardContent"
STATUS: Final = "ModelCardStatus"
ARCHIVED: Final = "Archived"
_STATUSES: Final[list[str]] = resolve(PROPERTIES["ModelCard"])["properties"][STATUS]["enum"]  # from open to closed
_LINE_BREAKS: Final = str.maketrans("\r\n", "  ")


def problem(content: str) -> str:
    """Return what is wrong with the content of a card, for a person, or an empty text: it has to be a JSON object."""
    try:
        return "" if isinstance(_parsed(content), dict) else "it is JSON, but no object"
    except ValueError as error:
        return str(error)


def same(one: Any, other: Any) -> bool:
    """Tell whether two contents say the same: white space and the order of keys say nothing."""
    try:
        return bool(one == other) or _canonical(one) == _canonical(other)
    except (TypeError, ValueError, RecursionError):
        return False


def on_one_line(card: State) -> State:
    """Return a card as the API takes it: on one line. In JSON, line breaks are but white space."""
    return {**card, CONTENT: _one_line(card[CONTENT])} if card.get(CONTENT) else card


def _one_line(content: str) -> str:
    return content.translate(_LINE_BREAKS)


def texts(content: Any) -> Iterator[str]:
    """Yield what must reach no message: a content as it is, as it is sent and as others may write it, and what it says.

    That is every text and every number in it; keys are those of the card's schema.
    """
    if not isinstance(content, str):
        return
    yield content
    yield _one_line(content)
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


def change(before: State, wanted: State, there: Mapping[str, Any], *, sent: bool) -> State:
    """Return what is to be sent of a card that is wanted: what differs from the card `before`.

    Once it was `sent`, only what the card that is `there` doesn't show yet; a content that can't be read, which is None
    there, counts as shown.
    """
    content, status = wanted.get(CONTENT), wanted.get(STATUS)
    changed = {}
    unreadable = there.get(CONTENT, "") is None
    shown = sent if unreadable else same(there.get(CONTENT), content)
    # An archived card takes no content: one that has it got it from a call whose answer got lost.
    believed = sent or there.get(STATUS) == ARCHIVED
    if content and not same(before.get(CONTENT), content) and not (shown and believed):
        changed[CONTENT] = content
    if status and status != before.get(STATUS) and not (sent and status == there.get(STATUS)):
        changed[STATUS] = status
    return changed


def one_at_a_time(card: State, current: Mapping[str, Any]) -> list[State]:
    """Return a change of a card as the changes to send, in order: a call that changes content and status is refused.

    The content is changed while the card is open: before a status that closes it, after one that opens it again.
    """
    if not {CONTENT, STATUS} <= card.keys() or not current:  # a first card has content and status in one call
        return [card] if card else []
    there = current.get(STATUS, _STATUSES[0])
    opens = there in _STATUSES and _STATUSES.index(card[STATUS]) < _STATUSES.index(there)
    order = (STATUS, CONTENT) if opens else (CONTENT, STATUS)
    return [{name: card[name]} for name in order]


def _parsed(content: str) -> Any:
    """Return what JSON text says; raises ValueError, which quotes nothing of it."""
    try:
        return json.loads(content, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _canonical(content: str) -> str:
    return json.dumps(_parsed(content), sort_keys=True)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
