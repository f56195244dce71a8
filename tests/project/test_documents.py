"""The pages for people: every link works, and every page can be reached."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it.token import Token

from ..pages import PAGES, ROOT, name, tokens

LONGEST_README = 150  # lines: three screens


@cache
def _tokens(page: Path) -> list[Token]:
    """Return a page's tokens, each before those that are nested in it; code blocks have none."""
    return [token for block in tokens(page) for token in (block, *(block.children or ()))]


def _links(page: Path) -> Iterator[str]:
    """Yield where the links and images of a page lead, HTML's included."""
    for token in _tokens(page):
        for attribute in ("href", "src"):
            if attribute in token.attrs:
                yield str(token.attrs[attribute])
        if token.type in ("html_block", "html_inline"):
            yield from re.findall(r'(?:href|src)="([^"]*)"', token.content)


@cache
def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    texts = [
        "".join(part.content for part in after.children or () if part.type in ("text", "code_inline"))
        for token, after in pairwise(tokens(page))
        if token.type == "heading_open"
    ]
    seen: Counter[str] = Counter()
    anchors = set()
    for text in texts:
        anchor = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        anchors.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return anchors


def _target(page: Path, link: str) -> Path:
    path = urlsplit(link).path
    return (page.parent / path).resolve() if path else page


def _is_broken(page: Path, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return parts.scheme != "https" or re.fullmatch(r"[\w.-]+\.\w+", parts.netloc) is None
    target = _target(page, link)
    if not (target.exists() and target.is_relative_to(ROOT)):
        return True
    return bool(parts.fragment) and parts.fragment not in _anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_has_a_target(page: Path) -> None:
    """A link to a file or heading of the project has a target; an external link uses https."""
    assert [] == [link for link in _links(page) if _is_broken(page, link)]


def test_every_page_can_be_reached_from_readme() -> None:
    """Every page can be found from README.md by following links."""
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {_target(page, link) for link in _links(page) if not urlsplit(link).netloc}
        waiting += [target for target in targets if target in PAGES and target not in reached]
    assert [] == [name(page) for page in PAGES if page not in reached]


def test_readme_fits_on_three_screens() -> None:
    """README.md is an introduction, apart from what is folded; longer texts are pages under guide/."""
    unfolded = re.sub(r"<details>.*?</details>", "", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(unfolded.splitlines()) <= LONGEST_README


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "guide"], ids=name)
def test_a_page_begins_with_its_reader_and_question(page: Path) -> None:
    """The first paragraph says for whom the page is."""
    first = next(after.content for token, after in pairwise(tokens(page)) if token.type == "paragraph_open")
    assert re.match(r"For (whoever|data scientists|platform (and security )?engineers)\b", first), first


def test_the_make_targets_of_the_pages_exist() -> None:
    """Every `make` command that a page names is a target of the Makefile, and `make help` lists every target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documented = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert documented == set(phony.split())
    named = {
        target for page in PAGES for target in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert named
    assert set() == named - documented
