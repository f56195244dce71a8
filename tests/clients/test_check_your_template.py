"""guide/check-your-template.md: cfn-lint and the hook do what the page says, set up as it says."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.examples import EXAMPLES

from ..pages import blocks
from .environments import ROOT, Client

Environment = Callable[[str], Client]
RULES = "lint/mlops_sagemaker_modelpackage_lint"


def _blocks(section: str) -> dict[str, str]:
    """Return the blocks of a section of the page: by the name of the file in the first line, or by their language."""
    found = blocks("check-your-template", section)
    return {text.split("\n")[0][2:] if text.startswith("# ") else language: text for language, text in found}


def _run(client: Client, *command: str, folder: Path) -> tuple[int, str]:
    environment = os.environ | {"PATH": f"{client.bin}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a template in which a letter is missing and one in which none is."""
    (tmp_path / "templates").mkdir()
    text = (EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")
    (tmp_path / "templates" / "right.yaml").write_text(text)
    (tmp_path / "templates" / "wrong.yaml").write_text(text.replace("ModelApprovalStatus", "ModelAprovalStatus"))
    return tmp_path


def test_installed_rules_are_found_by_name(environment: Environment, repository: Path) -> None:
    """`pip install ./lint`, the `.cfnlintrc` of the page, and plain `cfn-lint` finds what the page shows."""
    client, blocks = environment("cfn-lint"), _blocks("cfn-lint")
    shutil.copytree(ROOT / "lint", repository / "lint", ignore=shutil.ignore_patterns("build", "*.egg-info"))
    assert "pip install cfn-lint ./lint" == blocks["sh"].strip()
    client.add("--force-reinstall", "--no-deps", str(repository / "lint"))
    (repository / ".cfnlintrc").write_text(blocks[".cfnlintrc"])
    status, said = _run(client, "cfn-lint", folder=repository)
    assert status
    assert blocks["text"].splitlines()[1] in said
    assert "templates/wrong.yaml" in said
    assert "right.yaml" not in said


def test_the_hook_refuses_a_commit(environment: Environment, repository: Path) -> None:
    """pre-commit with the configuration of the page: the wrong template can't be committed, the right one can."""
    client = environment("cfn-lint")
    shutil.copytree(ROOT / RULES, repository / RULES, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in _blocks("pre-commit").items():
        (repository / name).write_text(text)
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    for command in (("init", "--quiet"), ("add", ".")):
        assert (0, "") == _run(client, "git", *command, folder=repository)
    _run(client, "pre-commit", "install", folder=repository)

    status, said = _run(client, "git", *identity, "commit", "-m", "Add templates", folder=repository)
    assert status
    assert "'ModelAprovalStatus' was unexpected" in said
    _run(client, "git", "rm", "--quiet", "--cached", "templates/wrong.yaml", folder=repository)
    status, said = _run(client, "git", *identity, "commit", "-m", "Add a template", folder=repository)
    assert not status, said


def test_the_page_has_the_version_that_is_tested(environment: Environment) -> None:
    """The hook names the version of cfn-lint that the rules are tested with."""
    assert f"cfn-lint=={environment('cfn-lint').version}" in _blocks("pre-commit")[".pre-commit-config.yaml"]


def test_the_page_has_every_rule() -> None:
    """The table of the page lists the rules that there are."""
    rules = (ROOT / RULES).glob("*.py")
    there = {found for path in rules for found in re.findall(r'^    id = "(\w+)"', path.read_text(), re.MULTILINE)}
    page = (ROOT / "guide" / "check-your-template.md").read_text(encoding="utf-8")
    assert there == set(re.findall(r"^\| ([EW]\d+) \|", page, re.MULTILINE))
