"""The model card of a package: JSON text with a status. Pure.

Source: ModelPackageModelCard in the API reference. Nothing here quotes a card, since it may be sensitive.
"""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from .api_types import DescribedCard
from .schema import PROPERTIES, State, resolve

CONTENT: Final = "ModelCardContent"
STATUS: Final = "ModelCardStatus"
ARCHIVED: Final = "Archived"
_STATUSES: Final[list[str]] = resolve(PROPERTIES["ModelCard"])["properties"][STATUS]["enum"]  # from open to closed
_LINE_BREAKS: Final = str.maketrans("\r\n", "  ")


def problem(content: str) -> str:
    """Return why the content of a card isn't a JSON object, or an empty string if it is one (CARD-4)."""
    try:
        return "" if isinstance(_parsed(content), dict) else "expected a JSON object"
    except ValueError as error:
        return str(error)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two contents are the same JSON, whatever their white space and the order of their keys (CARD-5)."""
    try:
        return bool(one == other) or _canonical(one) == _canonical(other)
    except (TypeError, ValueError, RecursionError):
        return False


def on_one_line(card: State) -> State:
    """Return a card with its content on one line, as the API takes it: in JSON a line break is white space (CARD-4)."""
    return {**card, CONTENT: _one_line(card[CONTENT])} if card.get(CONTENT) else card


def _one_line(content: str) -> str:
    return content.translate(_LINE_BREAKS)


def sensitive_strings(content: Any) -> Iterator[str]:
    """Yield the parts of a content that must not be in a message (ERR-9).

    These are the whole content in the spellings that SageMaker may quote, and every string and number in it. Keys are
    those of the card's schema, and not sensitive.
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


def change(before: State, desired: State, actual: DescribedCard, *, already_sent: bool) -> State:
    """Return the part of a desired card that has to be sent: what differs from the card `before`.

    Args:
        before: the card of the previous template.
        desired: the card of the template.
        actual: the card of the package; its content is None where the caller may not decrypt it.
        already_sent: False before the call. After it, only what the `actual` card doesn't show is returned, and a
            content that can't be decrypted counts as shown.

    """
    content, status = desired.get(CONTENT), desired.get(STATUS)
    changed = {}
    is_unreadable = actual.get(CONTENT, "") is None
    is_shown = already_sent if is_unreadable else is_same(actual.get(CONTENT), content)
    # An archived card takes no new content: if it has the desired one, an earlier call has set it (CARD-3).
    is_certain = already_sent or actual.get(STATUS) == ARCHIVED
    if content and not is_same(before.get(CONTENT), content) and not (is_shown and is_certain):
        changed[CONTENT] = content
    if status and status != before.get(STATUS) and not (already_sent and status == actual.get(STATUS)):
        changed[STATUS] = status
    return changed


def split_update(card: State, current: DescribedCard) -> list[State]:
    """Return the parts of a card that are sent in one call each, in order.

    A first card has content and status in one call (CARD-1); later, a call that changes both is refused (CARD-2). The
    content is changed while the card is open: before a status that closes it, after one that opens it again (CARD-7).
    """
    if not {CONTENT, STATUS} <= card.keys() or not current:
        return [card] if card else []
    now = current.get(STATUS, _STATUSES[0])
    opens = now in _STATUSES and _STATUSES.index(card[STATUS]) < _STATUSES.index(now)
    order = (STATUS, CONTENT) if opens else (CONTENT, STATUS)
    return [{name: card[name]} for name in order]


def _parsed(content: str) -> Any:
    """Return the value of JSON text; raises ValueError with a message that doesn't quote the text."""
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _canonical(content: str) -> str:
    return json.dumps(_parsed(content), sort_keys=True)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed in JSON")
