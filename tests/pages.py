"""The blocks of a page of the guide, and a shell that runs commands as somebody who copies them from there."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from markdown_it import MarkdownIt

ROOT: Final = Path(__file__).resolve().parent.parent
KEYS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


class Block(NamedTuple):
    """A code block: its language, and its text."""

    language: str
    text: str


def blocks(page: str, title: str) -> list[Block]:
    """Return the code blocks under a heading of the second or third level of `guide/<page>.md`."""
    text = (ROOT / "guide" / f"{page}.md").read_text(encoding="utf-8")
    heading = re.search(rf"^(###?) {re.escape(title)}\n", text, re.MULTILINE)
    assert heading, f"guide/{page}.md has no heading {title}"
    section = re.split(rf"^#{{2,{len(heading[1])}}} ", text[heading.end() :], flags=re.MULTILINE)[0]
    fences = [token for token in MarkdownIt("commonmark").parse(section) if token.type == "fence"]
    return [Block(token.info, token.content) for token in fences]


def commands(page: str, title: str) -> str:
    """Return the commands under a heading of `guide/<page>.md`: its blocks of the language `sh`, joined."""
    found = [block.text for block in blocks(page, title) if block.language == "sh"]
    assert found, f"guide/{page}.md has no commands under {title}"
    return "".join(found)


def write_files(page: str, title: str, folder: Path) -> list[str]:
    """Write the blocks under a heading that begin with the comment `# <file name>` into a folder; return the names."""
    named = {block.text.split("\n")[0].removeprefix("# "): block.text for block in blocks(page, title)}
    files = {name: text for name, text in named.items() if re.fullmatch(r"[\w.-]+\.\w+", name)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(files)


def run(script: str, url: str, folder: Path, *programs: Path, variables: Mapping[str, str] | None = None) -> str:
    """Run commands in a shell that ends with the first failure, and return what they print.

    Args:
        script: the commands.
        url: of the sandbox, for every client of AWS.
        folder: in which they run.
        programs: folders of programs that come before those of the project's environment.
        variables: more environment variables.

    """
    place = {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1", "AWS_PAGER": ""}
    paths = os.pathsep.join([*map(str, programs), str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    environment = os.environ | KEYS | place | {"PATH": paths} | dict(variables or {})
    command = ["bash", "-euo", "pipefail", "-c", script]
    ran = subprocess.run(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert 0 == ran.returncode, ran.stdout
    return ran.stdout
