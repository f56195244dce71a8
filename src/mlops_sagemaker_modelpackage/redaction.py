"""Finds sensitive values, and redacts them in messages and logs (ERR-9). Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from botocore.credentials import ReadOnlyCredentials

from . import model_card
from .names import client_token
from .schema import is_map, walk

_REDACTED: Final = "***"
_MIN_SECRET_LENGTH: Final = 4  # characters; shorter values, such as "1", are part of too many other words
_MIN_TOKEN_LENGTH: Final = 12  # characters; the tokens and keys of AWS are far longer, and a shorter text may be a word
_MIN_BEGINNING_LENGTH: Final = 8  # characters of a value that was cut off

# The user part and the query of a URL: a password, or the signature of a presigned URL.
_URL_USER: Final = re.compile(r"(?<=://)[^\s/@'\"]+(?=@)")
_URL_QUERY: Final = re.compile(r"(://[^\s?'\"]*\?)[^\s'\"]+")
# What stands behind a value that was cut off: a quotation mark, an ellipsis, a bracket as of "(truncated)", or the end.
_CUT: Final = re.compile(r"['\"…]|\.\.\.| ?[(\[<]|$")


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return a text with `***` in place of each secret, and of the user part and the query of each URL.

    A secret is also found where it is escaped as in JSON or Python, and where only its beginning is left.
    """
    spellings: set[str] = set()
    for secret in secrets:
        spellings |= {
            secret,
            repr(secret)[1:-1],
            *(json.dumps(secret, ensure_ascii=only)[1:-1] for only in (True, False)),
        }
    by_length = sorted(spellings, key=len)
    for spelling in reversed(by_length):
        if len(spelling) >= _MIN_SECRET_LENGTH:
            text = text.replace(spelling, _REDACTED)
    for spelling in by_length:  # the shortest first: a quotation mark that it has ends the beginning of an escaped one
        if len(spelling) >= _MIN_TOKEN_LENGTH:
            text = _without_beginnings(text, spelling)
    return _URL_USER.sub(_REDACTED, _URL_QUERY.sub(rf"\1{_REDACTED}", text))


def _without_beginnings(text: str, secret: str) -> str:
    """Return a text with `***` in place of each beginning of a secret that was cut off."""
    start = text.find(secret[:_MIN_BEGINNING_LENGTH])
    while start >= 0:
        end = start + _MIN_BEGINNING_LENGTH
        while end < len(text) and end - start < len(secret) and text[end] == secret[end - start]:
            end += 1
        if _CUT.match(text, end):
            text = text[:start] + _REDACTED + text[end:]
            end = start + len(_REDACTED)
        start = text.find(secret[:_MIN_BEGINNING_LENGTH], end)
    return text


def sensitive_strings(states: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the sensitive strings in some states: values of maps, parts of URLs, contents of model cards, tokens."""
    found: set[str] = set()
    for state in states:
        card = state.get("ModelCard")
        content = card.get(model_card.CONTENT) if isinstance(card, Mapping) else None
        found |= {str(state.get("ClientToken") or ""), *model_card.content_strings(content)}
        for node in walk(dict(state)):
            if isinstance(node.value, str):
                found |= {node.value} if is_map(node.parent) else set(_url_secrets(node.value))
    return found


def _url_secrets(text: str) -> Iterator[str]:
    """Yield the user part of a URL, its query, and the values in it that are as long as a token."""
    if "://" not in text:
        return
    try:
        parts = urlsplit(text)
    except ValueError:  # not a URL
        return
    yield from (parts.username or "", parts.password or "", parts.query)
    yield from (value for _, value in parse_qsl(parts.query) if len(value) >= _MIN_TOKEN_LENGTH)


def sensitive_tokens(request_token: str | None, keys: ReadOnlyCredentials | None) -> set[str]:
    """Return the request token and the secret parts of the credentials of an invocation."""
    found = [request_token, client_token(request_token), *([keys.secret_key, keys.token] if keys else [])]
    return {text for text in found if text and len(text) >= _MIN_TOKEN_LENGTH}
