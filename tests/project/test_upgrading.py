"""guide/registering.md: what it says is pinned is what is pinned, and what a release has is what the workflow publishes."""

import json
import re
from typing import Final

import pytest

from ..pages import ROOT, blocks

PAGE: Final = "registering"
TEXT: Final = (ROOT / "guide" / f"{PAGE}.md").read_text(encoding="utf-8")


def _supported() -> dict[str, str]:
    """Return what the table under What is supported says, by its subject."""
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", TEXT.partition("## What is supported")[2], re.MULTILINE)
    return dict(rows[2:])


def _pinned(name: str) -> str:
    (found,) = re.findall(rf'"{re.escape(name)}==([\d.]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(found)


@pytest.mark.parametrize(
    ("subject", "library"),
    [
        ("boto3 in the package", "boto3"),
        ("CloudFormation's plugin library", "cloudformation-cli-python-lib"),
        ("Rules for cfn-lint", "cfn-lint"),
    ],
)
def test_the_versions_of_the_page_are_those_that_are_pinned(subject: str, library: str) -> None:
    """pyproject.toml has the same."""
    assert _pinned(library) in _supported()[subject]


def test_the_runtime_and_the_versions_of_python_are_those_of_the_project() -> None:
    """`.rpdk-config` names the runtime, pyproject.toml the oldest Python, and the workflow those that are tested."""
    supported = _supported()
    runtime = json.loads((ROOT / ".rpdk-config").read_text(encoding="utf-8"))["runtime"]
    assert f"`{runtime}`" in supported["Runtime of the handlers"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert supported["Python for building and checking"].startswith(
        re.findall(r'requires-python = ">=(.*)"', project)[0]
    )
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    (matrix,) = re.findall(r"python: \[(.*)\]", workflow)
    *first, last = re.findall(r"[\d.]+", matrix)
    assert f"tested on {', '.join(first)} and {last}" in TEXT


def test_a_release_has_the_files_of_the_page() -> None:
    """The workflow publishes each file of the table, and the job makes it."""
    named = re.findall(r"^\| `(mlops-[\w.-]+)` \|", TEXT, re.MULTILINE)
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    published = re.findall(r"dist/(mlops-[\w.-]+)", workflow)
    assert named == published
    assert "make package sbom" in workflow


def test_the_commands_that_verify_a_release_are_run() -> None:
    """Those for a download by the test of `make release`; those for a build of one's own need the repository's tags."""
    download, build = (block.text for block in blocks(PAGE, "What is in a release") if block.language == "sh")
    assert "sha256sum --check" in download
    assert "make package" in build
