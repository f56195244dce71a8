"""The blocks of the pages for people, and a shell that runs commands as somebody who copies them from there.

Commands are blocks of the language `sh`. A comment before a block, or below the heading of its section or page, says who
runs it if not tests/project/test_guide.py: `<!-- run by tests/… -->`, or `<!-- not run: the reason -->`.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from . import aws_cli

ROOT: Final = Path(__file__).resolve().parent.parent
OTHERS: Final = ("cdk/python/README.md", "cdk/typescript/README.md", "cfn-sandbox/README.md", "lint/README.md")
PAGES: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "guide").rglob("*.md"), *(ROOT / name for name in OTHERS)])
PAGES.append(ROOT / "tests" / "mutants.md")
KEYS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
SANDBOX: Final = "http://127.0.0.1:5000"  # its address on the pages
_MARKDOWN: Final = MarkdownIt("commonmark").enable("table")
_NOTE: Final = re.compile(r"<!-- ((?:run by|not run:) [^>]+) -->")
_FILE: Final = re.compile(r"(?:#|//) ((?:~/)?[\w.-]+(?:/[\w.-]+)*)\n")


class Block(NamedTuple):
    """A code block: its language, and its text."""

    language: str
    text: str


class Placed(NamedTuple):
    """A code block in its page: the heading of the second level above it, and who runs it or why nobody does."""

    block: Block
    title: str
    note: str


def name(page: Path) -> str:
    """Return the path of a page in the repository."""
    return str(page.relative_to(ROOT))


@cache
def tokens(page: Path) -> list[Token]:
    """Return the tokens of a page."""
    return _MARKDOWN.parse(page.read_text(encoding="utf-8"))


@cache
def placed_blocks(page: Path) -> list[Placed]:
    """Return the code blocks of a page, in order."""
    found, title, notes = [], "", {"h1": "", "h2": "", "fence": ""}
    level = "fence"
    for token, after in zip(tokens(page), [*tokens(page)[1:], Token("end", "", 0)], strict=True):
        if token.type == "heading_open" and token.tag in notes:
            level, title = token.tag, after.content if token.tag == "h2" else ""
            notes["h2"] = ""
        elif token.type == "html_block" and (note := _NOTE.match(token.content)):
            notes["fence" if after.type == "fence" else level] = note[1]
        elif token.type == "fence":
            said = notes["fence"] or notes["h2"] or notes["h1"]
            found.append(Placed(Block(token.info, token.content), title, said))
            notes["fence"] = ""
    return found


def blocks(page: str, title: str) -> list[Block]:
    """Return the code blocks under a heading of the second or third level of `guide/<page>.md`."""
    text = (ROOT / "guide" / f"{page}.md").read_text(encoding="utf-8")
    heading = re.search(rf"^(###?) {re.escape(title)}\n", text, re.MULTILINE)
    assert heading, f"guide/{page}.md has no heading {title}"
    section = re.split(rf"^#{{2,{len(heading[1])}}} ", text[heading.end() :], flags=re.MULTILINE)[0]
    fences = [token for token in _MARKDOWN.parse(section) if token.type == "fence"]
    return [Block(token.info, token.content) for token in fences]


def commands(page: str, title: str) -> str:
    """Return the commands under a heading of `guide/<page>.md`: its blocks of the language `sh`, joined."""
    found = [block.text for block in blocks(page, title) if block.language == "sh"]
    assert found, f"guide/{page}.md has no commands under {title}"
    return "".join(found)


def write_files(found: list[Block], folder: Path) -> list[str]:
    """Write the blocks that begin with a comment with the name of a file into a folder, the home `~`; return the names."""
    files = {match[1]: block.text for block in found if (match := _FILE.match(block.text))}
    for file, text in files.items():
        path = folder / file.removeprefix("~/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def run(script: str, url: str, folder: Path, *programs: Path, variables: Mapping[str, str] | None = None) -> str:
    """Run commands in a shell that ends with the first failure, and return what they print.

    Args:
        script: the commands.
        url: of the sandbox, for every client of AWS.
        folder: in which they run, and which is their home.
        programs: folders of programs that come before those of the project's environment.
        variables: more environment variables.

    """
    place = {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1", "AWS_PAGER": ""}
    found = [*programs, aws_cli.folder(), ROOT / ".venv" / "bin"]
    paths = os.pathsep.join([*map(str, found), os.environ["PATH"]])
    environment = os.environ | KEYS | place | {"PATH": paths, "HOME": str(folder)} | dict(variables or {})
    command = ["bash", "-euo", "pipefail", "-c", script.replace(SANDBOX, url)]
    ran = subprocess.run(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert 0 == ran.returncode, ran.stdout
    return ran.stdout
