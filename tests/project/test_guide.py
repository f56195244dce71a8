"""The blocks of every page: the commands do what the page says, run in order as somebody who copies them."""

import json
import re
from pathlib import Path
from typing import Final

import cfn_flip
import pytest

from sandbox.server import Sandbox

from .. import aws_cli
from ..faults import Wire
from ..pages import PAGES, ROOT, Block, name, placed_blocks, run, write_files

LANGUAGES: Final = {"diff", "guard", "ini", "json", "mermaid", "python", "sh", "sql", "text", "ts", "yaml"}
PROGRAMS: Final = {"python", "ts"}  # somebody else has to run them
FOLDERS: Final = ("cdk", "deploy", "editor", "examples", "lint")
GROUP: Final = "aws sagemaker create-model-package-group --model-package-group-name churn"
VERSION: Final = f"{GROUP}\naws cloudformation deploy --stack-name churn --template-file examples/versioned.yaml"
# What a page takes for granted, besides an empty account that has the type.
GIVEN: Final = {
    "guide/templates.md": f"{VERSION} --parameter-overrides Approval=Approved",
    "guide/troubleshooting.md": f"{VERSION} --parameter-overrides Approval=Approved",
}
RUN: Final = [
    page for page in PAGES if any(("sh", "") == (found.block.language, found.note) for found in placed_blocks(page))
]


def _script(page: Path) -> tuple[str, list[str]]:
    """Return the commands of a page that are run here, and what the page says each block of them prints."""
    script, expected, is_run = GIVEN.get(name(page), ""), list[str](), False
    for found in placed_blocks(page):
        language, text = found.block
        if language == "sh":
            is_run = not found.note
        if language == "sh" and is_run:
            script += f"\necho '== {len(expected)}'\n{text}"
            expected.append("")
        elif language == "text" and is_run:
            expected[-1] = text
    return script, expected


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=name)
def test_the_commands_of_a_page_do_what_it_says(page: Path, wire: Wire, server: Sandbox, tmp_path: Path) -> None:
    """They succeed one after the other, and print the lines of the `text` block that follows; `…` stands for anything."""
    assert wire  # the sandbox is empty
    for folder in FOLDERS:
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(aws_cli.folder())
    write_files([found.block for found in placed_blocks(page)], tmp_path)
    script, expected = _script(page)
    _, *printed = re.split(r"^== \d+\n", run(script, server.url, tmp_path), flags=re.MULTILINE)
    for said, wanted in zip(printed, expected, strict=True):
        missing = [line for line in wanted.splitlines() if not _has(said, line)]
        assert [] == missing, said


def _has(said: str, line: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in line.strip().split("…"))
    return re.search(rf"^\s*{pattern}\s*$", said, re.MULTILINE) is not None


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_run_or_says_why_not(page: Path) -> None:
    """A block has a language; a program is run by a test, which names the page and the section of the block."""
    for block, title, note in placed_blocks(page):
        assert block.language in LANGUAGES, block.text
        assert note or block.language not in PROGRAMS, block.text
        runner, _, _ = note.removeprefix("run by ").partition(",")
        if note.startswith("run by "):
            code = (ROOT / runner).read_text(encoding="utf-8")
            assert page.stem in code, f"{runner} doesn't read {name(page)}"
            assert block.language not in {"sh", *PROGRAMS} or "," in note or title in code, (
                f"{runner} doesn't run {title}"
            )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_command_has_a_comment(page: Path) -> None:
    """zsh, the shell of macOS, takes a comment that is pasted for arguments."""
    for block, *_ in placed_blocks(page):
        bare = re.sub(r"'[^']*'", "", block.text) if block.language == "sh" else ""
        assert [] == [line for line in bare.splitlines() if re.search(r"(^|\s)#", line)]


def _data(page: Path) -> list[Block]:
    return [found.block for found in placed_blocks(page) if found.block.language in ("yaml", "json")]


@pytest.mark.parametrize("page", [page for page in PAGES if _data(page)], ids=name)
def test_every_template_and_setting_can_be_read(page: Path) -> None:
    """YAML, with CloudFormation's short functions, and JSON; a comment may stand in the first line."""
    for language, text in _data(page):
        if language == "yaml":
            assert cfn_flip.load(text)[0], text
        else:
            assert json.loads(re.sub(r"\A//.*\n", "", text)), text


def test_readme_has_one_template_in_yaml_and_json() -> None:
    """Both say the same, so that the first copy is in the reader's language."""
    texts = {block.language: block.text for block in reversed(_data(ROOT / "README.md"))}
    assert json.loads(cfn_flip.to_json(texts["yaml"])) == json.loads(texts["json"])
