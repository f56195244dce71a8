"""Finds sensitive values, and redacts them in messages and logs (ERR-9). Pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from botocore.credentials import ReadOnlyCredentials

from . import model_card
from .tokens import client_token
from .values import map_values

_MIN_SECRET_LENGTH: Final = 4  # characters; shorter values, such as "1", are part of too many other words
_MIN_TOKEN_LENGTH: Final = 12  # characters; the tokens and keys of AWS are far longer, and a shorter text may be a word


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return a text with `***` in place of each secret, also where a secret is escaped as in JSON or Python."""
    spellings = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1])}
    for spelling in sorted(spellings, key=len, reverse=True):
        if len(spelling) >= _MIN_SECRET_LENGTH:
            text = text.replace(spelling, "***")
    return text


def sensitive_strings(states: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the sensitive strings in some states: values of maps, contents of model cards, client tokens."""
    found = set()
    for state in states:
        card = state.get("ModelCard")
        found |= {*map_values(dict(state)), str(state.get("ClientToken") or "")}
        found |= set(model_card.content_strings(card.get(model_card.CONTENT)) if isinstance(card, Mapping) else ())
    return found


def sensitive_tokens(request_token: str | None, keys: ReadOnlyCredentials | None) -> set[str]:
    """Return the request token and the secret parts of the credentials of an invocation.

    Args:
        request_token: CloudFormation's request token.
        keys: the credentials; None if the invocation has none.

    """
    found = [request_token, client_token(request_token), *([keys.secret_key, keys.token] if keys else [])]
    return {text for text in found if text and len(text) >= _MIN_TOKEN_LENGTH}
