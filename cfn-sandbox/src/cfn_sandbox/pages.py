"""Pages of lists, as the APIs return them. Pure."""

from collections.abc import Callable
from typing import Any


def page_of(
    items: list[Any], size: int, token: str | None, error: Callable[[str], Exception]
) -> tuple[list[Any], str | None]:
    """Return a page of a list and the token of the next page, None after the last one.

    Args:
        items: The list.
        size: How many items are in a page.
        token: The token of the page, None for the first one.
        error: Makes the API's error for a token that was never returned.

    """
    if token is not None and not token.isdecimal():
        raise error("The NextToken is invalid.")
    start = int(token or 0)
    return items[start : start + size], str(start + size) if start + size < len(items) else None
