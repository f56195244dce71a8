"""guide/behaviour.md: its rules and the places that cite them agree."""

import re
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "guide" / "behaviour.md"
SURENESS: Final = {"documented", "seen", "assumed"}
_ROW: Final = re.compile(r"^\| ([A-Z]+-\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
# Where rules are cited.
_FOLDERS: Final = ("src", "sandbox", "cfn-sandbox", "tests", "guide")
_SUFFIXES: Final = {".py", ".md", ".yaml", ".json"}


class Rule(NamedTuple):
    """A row of the page."""

    text: str
    source: str
    sureness: str


def rules() -> dict[str, Rule]:
    """Return the rules of the page by ID; raises AssertionError if an ID is used twice."""
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    found = {identifier: Rule(*others) for identifier, *others in rows}
    assert len(rows) == len(found), "an ID is used twice"
    return found


def cited(*folders: str) -> dict[str, set[str]]:
    """Return the IDs that files in some folders cite, each with the files that do.

    Only a word with the prefix of a rule counts: `AES-256` is no citation.
    """
    prefixes = "|".join(sorted({identifier.partition("-")[0] for identifier in rules()}))
    pattern = re.compile(rf"(?<![\w-])(?:{prefixes})-\d+(?![\w-])")
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in _SUFFIXES and path != PAGE and path.is_file():
                for identifier in pattern.findall(path.read_text(encoding="utf-8")):
                    found.setdefault(identifier, set()).add(str(path.relative_to(ROOT)))
    return found


def test_every_rule_is_complete() -> None:
    """Each line that begins a row is read as a rule with a sentence, a source and how sure it is."""
    found = rules()
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [A-Z]+-", line)]
    assert len(lines) == len(found)
    for identifier, rule in found.items():
        assert rule.text.endswith("."), identifier
        assert rule.source.strip(), identifier
        assert rule.sureness in SURENESS, identifier


def test_every_cited_rule_is_on_the_page() -> None:
    """An ID in the code, the tests, the sandbox or the guide leads to a row of the page."""
    missing = {identifier: files for identifier, files in cited(*_FOLDERS).items() if identifier not in rules()}
    assert {} == missing


def test_every_rule_is_cited_by_a_test() -> None:
    """What is written down is held by a test that says so."""
    assert set() == rules().keys() - cited("tests", "cfn-sandbox/tests").keys()


@pytest.mark.parametrize("sureness", ["seen", "assumed"])
def test_every_rule_without_a_document_has_an_acceptance_test(sureness: str) -> None:
    """What no document of AWS says can be tried in an account: its acceptance test names it."""
    unsure = {identifier for identifier, rule in rules().items() if rule.sureness == sureness}
    assert set() == unsure - cited("tests/acceptance").keys()
