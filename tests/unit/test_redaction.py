"""What is redacted in messages and logs (ERR-9)."""

import json

import pytest
from botocore.credentials import ReadOnlyCredentials

from mlops_sagemaker_modelpackage import redaction


@pytest.mark.parametrize("secret", ['pa"ss\nword', 'p\u00e4ss"word', "back\\slash", "it's it"])
def test_each_spelling_of_a_secret_is_redacted_as_a_whole(secret: str) -> None:
    """SageMaker may quote a value as JSON or as Python does; nothing but the quotes is left."""
    quote = repr(secret)[0]
    text = f"{json.dumps(secret)} {json.dumps(secret, ensure_ascii=False)} {secret!r} {secret}."
    assert f'"***" "***" {quote}***{quote} ***.' == redaction.redact(text, [secret])


@pytest.mark.parametrize("end", ["", "…", "...", "'", " (truncated)", "[...]", "<truncated>", " (ValidationException)"])
def test_the_beginning_of_a_secret_is_redacted_whatever_says_that_it_was_cut(end: str) -> None:
    """SageMaker may cut a message, and say so in several ways."""
    assert f"was ***{end}" == redaction.redact(f"was correct-horse{end}", ["correct-horse-battery"])


@pytest.mark.parametrize("secret", ['password"of the year', "password'of\tthe year", 'pass w\u00f6rd"of"the"year'])
@pytest.mark.parametrize("cut", [None, -3])
def test_nothing_is_left_behind_a_quotation_mark_in_a_secret(secret: str, cut: int | None) -> None:
    """Escaped, a secret has a backslash there: the mark must not be taken for the end of a beginning."""
    for form in (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]):
        assert "was ***…" == redaction.redact(f"was {form[:cut]}…", [secret])


def test_a_short_value_is_not_redacted() -> None:
    """One of three characters, such as a number, occurs in too many other words; one of four is redacted."""
    assert "port 123 and ***" == redaction.redact("port 123 and 1234", ["123", "1234"])


def test_a_longer_secret_goes_first() -> None:
    """Otherwise the rest of a secret that begins with another one would be left."""
    assert "***" == redaction.redact("password-of-the-year", ["password", "password-of-the-year", "pass"])


def test_maps_cards_and_client_tokens_are_sensitive() -> None:
    """In every state; other properties are not, and a card of another type is no error."""
    one = {"Environment": {"A": "environment"}, "ClientToken": "token", "Task": "OTHER"}
    two = {"ModelCard": {"ModelCardContent": '{"a": "card"}', "ModelCardStatus": "Draft"}}
    found = redaction.sensitive_strings([one, two, {"ModelCard": "text"}])
    assert {"environment", "token", '{"a": "card"}', '{"a":"card"}', "card", ""} == found


def test_tokens_and_secret_keys_are_sensitive() -> None:
    """From twelve characters on, also as the client token that is made of the request token."""
    keys = ReadOnlyCredentials("AKIAEXAMPLE123456789", "s" * 12, "t" * 11)
    assert {"r" * 12, "s" * 12} == redaction.sensitive_tokens("r" * 12, keys)
    assert 36 in map(len, redaction.sensitive_tokens("r" * 40, None))
    assert set() == redaction.sensitive_tokens(None, None)
