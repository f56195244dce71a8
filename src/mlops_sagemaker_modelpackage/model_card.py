"""The model card of a package: a content, which is JSON text, and a status. Pure.

Source: ModelPackageModelCard in the API reference. No message quotes a content, since it may be sensitive.
"""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from .api_types import DescribedCard
from .schema import PROPERTIES, State, resolve

CONTENT: Final = "ModelCardContent"
STATUS: Final = "ModelCardStatus"
ARCHIVED: Final = "Archived"
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
    return {**card, CONTENT: _one_line(card[CONTENT])} if card.get(CONTENT) else card


def _one_line(content: str) -> str:
    return content.translate(_LINE_BREAKS)


def content_strings(content: Any) -> Iterator[str]:
    """Yield the strings of a content that must not be in a message (ERR-9).

    These are the whole content, in each form in which SageMaker may quote it, and every string and number in it. The
    keys aren't sensitive: they are those of the model card schema.
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


def changed_members(before: State, desired: State, actual: DescribedCard, *, already_sent: bool) -> State:
    """Return the members of the desired card that have to be sent, because they differ from the card before.

    Args:
        before: the card of the previous template.
        desired: the card of the template.
        actual: the card of the package; its content is None if the caller may not decrypt it.
        already_sent: whether the update was sent. If so, only members that the `actual` card doesn't show are returned;
            a content that can't be decrypted counts as shown.

    """
    content, status = desired.get(CONTENT), desired.get(STATUS)
    changed = {}
    is_unreadable = actual.get(CONTENT, "") is None
    is_shown = already_sent if is_unreadable else is_same(actual.get(CONTENT), content)
    # SageMaker refuses a new content for an archived card. If the card has it, an earlier call set it (CARD-3).
    is_certain = already_sent or actual.get(STATUS) == ARCHIVED
    if content and not is_same(before.get(CONTENT), content) and not (is_shown and is_certain):
        changed[CONTENT] = content
    if status and status != before.get(STATUS) and not (already_sent and status == actual.get(STATUS)):
        changed[STATUS] = status
    return changed


def split_update(card: State, current: DescribedCard) -> list[State]:
    """Return the parts of a card, each for one call, in order.

    The first card of a package is sent in one call (CARD-1). Later, content and status need a call each (CARD-2). The
    content goes first, unless the status goes back in the review: that may open an archived card (CARD-7).
    """
    if not {CONTENT, STATUS} <= card.keys() or not current:
        return [card] if card else []
    now = current.get(STATUS, _STATUSES[0])
    goes_back = now in _STATUSES and _STATUSES.index(card[STATUS]) < _STATUSES.index(now)
    order = (STATUS, CONTENT) if goes_back else (CONTENT, STATUS)
    return [{name: card[name]} for name in order]


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
