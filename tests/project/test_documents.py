"""The pages for people: every link works, every page can be reached, and the commands of README.md work."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sandbox.server import Sandbox

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ROOT = Path(__file__).resolve().parents[2]
GUIDE = sorted((ROOT / "guide").rglob("*.md"))
OTHERS = [ROOT / f"{folder}/README.md" for folder in ("cdk/python", "cdk/typescript", "cfn-sandbox", "lint")]
OTHERS.append(ROOT / "tests" / "mutants.md")
PAGES = [*sorted(ROOT.glob("*.md")), *GUIDE, *OTHERS]
LONGEST_README = 150  # lines: three screens
MARKDOWN = MarkdownIt("commonmark").enable("table")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def _tokens(page: Path) -> list[Token]:
    """Return a page's tokens, each before those that are nested in it; code blocks have none."""
    parsed = MARKDOWN.parse(page.read_text(encoding="utf-8"))
    return [token for block in parsed for token in (block, *(block.children or ()))]


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
    parsed = MARKDOWN.parse(page.read_text(encoding="utf-8"))
    texts = [
        "".join(part.content for part in after.children or () if part.type in ("text", "code_inline"))
        for token, after in pairwise(parsed)
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


@pytest.mark.parametrize("page", PAGES, ids=_name)
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
    assert [] == [_name(page) for page in PAGES if page not in reached]


def test_readme_fits_on_three_screens() -> None:
    """README.md is an introduction; longer texts are pages under guide/."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_README


def test_the_make_targets_of_the_pages_exist() -> None:
    """Every `make` command that a page names is a target of the Makefile, and `make help` lists every target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documented = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert documented == set(phony.split())
    named = {name for page in PAGES for name in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), re.MULTILINE)}
    assert named
    assert set() == named - documented


def _commands(section: str) -> str:
    """Return the commands in README's section, without `make serve`: the server of the tests runs already."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    blocks = [token.content for token in MARKDOWN.parse(text) if token.type == "fence"]
    return "".join(block for block in blocks if "make serve" not in block)


@pytest.mark.slow
def test_the_commands_of_readme_do_what_it_says(client: "SageMakerClient", server: Sandbox) -> None:
    """Run in order, they deploy, approve in place, replace the version, and delete the stack."""
    client.delete_model_package_group(ModelPackageGroupName="churn")  # README creates it
    commands = _commands("Your own stack, without an account")
    aws = Path(sys.executable).with_name("aws")
    alias = "alias sandbox='.venv/bin/aws --endpoint-url http://127.0.0.1:5000'"
    assert alias in commands
    for old, new in (
        (alias, f'sandbox() {{ "{aws}" --endpoint-url {server.url} "$@"; }}'),  # a script has no aliases
        ("sandbox sagemaker list-model-packages", "sandbox sagemaker list-model-packages --output text"),
    ):
        commands = commands.replace(old, new)
    command, environment = ["bash", "-euo", "pipefail", "-c", commands], os.environ | {"AWS_PAGER": ""}
    ran = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert 3 == ran.stdout.count("Successfully created/updated stack - churn")
    listed = [line for line in ran.stdout.splitlines() if line.startswith("MODELPACKAGESUMMARYLIST")]
    assert ["model-package/churn/2"] == re.findall(r"model-package/churn/\d+", "\n".join(listed))
    assert "Approved" in listed[0]
