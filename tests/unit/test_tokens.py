"""What is derived from CloudFormation's request token."""

import pytest

from mlops_sagemaker_modelpackage import names


@pytest.mark.parametrize("token", ["a" * 36, "A-1", "z"])
def test_a_token_that_fits_the_api_is_sent_unchanged(token: str) -> None:
    """The API takes 1 to 36 letters, digits and hyphens (TOKEN-1)."""
    assert token == names.client_token(token)


@pytest.mark.parametrize("token", ["a" * 37, "a b", "a\n", "ä", "\ud800"])
def test_another_token_is_replaced_by_its_hash(token: str) -> None:
    """36 hexadecimal digits, also for half a surrogate pair, which JSON can hold and UTF-8 can't."""
    made = names.client_token(token) or ""
    assert 36 == len(made)
    assert int(made, 16)
    assert made != names.client_token(f"{token}!")


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_has_no_client_token(token: str | None) -> None:
    """In that case botocore generates one."""
    assert names.client_token(token) is None


@pytest.mark.parametrize(
    ("stack", "logical_id", "expected"),
    [
        ("stack", "Package", "stack-Package-8efd86fb78a5"),
        ("_a.b", "c_d", "a-b-c-d-8efd86fb78a5"),
        ("X-stack", "Y", "X-stack-Y-8efd86fb78a5"),
        (None, None, "8efd86fb78a5"),
    ],
)
def test_a_generated_name_shows_where_it_comes_from(stack: str | None, logical_id: str | None, expected: str) -> None:
    """Stack and logical ID with hyphens for what a name can't have, and digits of the request token (NAME-1)."""
    assert expected == names.generated_name(stack, logical_id, "t")


def test_a_fingerprint_has_twelve_digits_of_any_token() -> None:
    """It tells requests apart in a log, also those with an odd token or none."""
    made = [names.fingerprint(token) for token in ("one", "two", "\ud800", None)]
    assert [12] * 4 == [len(text) for text in made]
    assert 4 == len(set(made))
    assert made[3] == names.fingerprint("")
