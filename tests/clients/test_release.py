"""`make release`: what it changes, tags and builds, and when it refuses to. Here, since it installs CycloneDX."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cfn_sandbox.function_process import unpack
from tools import release

from ..pages import blocks, run

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = """# Changelog

## [Unreleased]

### Added

- Something new.

## [1.0.0] - 2026-11-24

- The first.
"""
# The project's own files that a release reads or that the package is built from.
NEEDED = (
    *(".gitignore", ".rpdk-config", "pyproject.toml", "requirements.txt", "template.yml", "README.md"),
    *("resource-role.yaml", "sagemaker-modelpackage.json", "mlops-sagemaker-modelpackage.json", "inputs", "src"),
    *("cdk", "lint", "tools/released-schema.json"),
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a repository with what a release needs, on main, clean, with something to release."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "node_modules", "build")
            shutil.copytree(ROOT / name, tmp_path / name, symlinks=True, ignore=ignored)
        else:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name, follow_symlinks=False)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    _git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    _git(tmp_path, "config", "user.name", "Tester")
    _git(tmp_path, "config", "user.email", "tester@example.com")
    _git(tmp_path, "add", "--all")
    _git(tmp_path, "commit", "--quiet", "--message", "Begin")
    return tmp_path


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def _release(folder: Path, version: str) -> "subprocess.CompletedProcess[str]":
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tools.release", version]
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def _versions(folder: Path) -> set[str]:
    """Return the versions of the type, its constructs and its rules."""
    texts = [(folder / name / "pyproject.toml").read_text(encoding="utf-8") for name in (".", "lint", "cdk/python")]
    found = {version for text in texts for version in re.findall(r'^version = "(.*)"$', text, re.MULTILINE)}
    return found | {json.loads((folder / "cdk/typescript/package.json").read_text(encoding="utf-8"))["version"]}


def test_a_release_is_a_commit_a_tag_a_package_its_checksum_and_its_sbom(clone: Path) -> None:
    """Changelog and distributions name the version, the tag is on the commit; checksum and SBOM are those of what works."""
    done = _release(clone, "1.1.0")
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "git push origin main v1.1.0" in done.stdout

    changelog = (clone / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(
        r"## \[Unreleased\]\n\n## \[1\.1\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- Something new\.\n\n## \[1\.0\.0\]",
        changelog,
    )
    assert {"1.1.0"} == _versions(clone)
    schema, released = (clone / name for name in ("sagemaker-modelpackage.json", "tools/released-schema.json"))
    assert schema.read_text(encoding="utf-8") == released.read_text(encoding="utf-8")
    assert "" == _git(clone, "status", "--porcelain")
    assert "Release 1.1.0" == _git(clone, "log", "-1", "--format=%s")
    assert _git(clone, "rev-parse", "HEAD") == _git(clone, "rev-parse", "v1.1.0^{commit}")

    package = clone / "dist" / "mlops-sagemaker-modelpackage.zip"
    said = package.with_name(f"{package.name}.sha256").read_text(encoding="utf-8")
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    assert f"{digest}  {package.name}\n" == said
    _verify(clone / "dist", digest)
    _passes_the_tests_of_the_handlers(unpack(package, clone / "unpacked"))


def _verify(folder: Path, digest: str) -> None:
    """Verify a release as guide/registering.md does, and see that the SBOM is that of this package."""
    verify = next(block.text for block in blocks("registering", "What is in a release") if block.language == "sh")
    said = run(verify, "", folder)
    assert "mlops-sagemaker-modelpackage.zip: OK" in said
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    listed = dict(line.split() for line in said.splitlines()[1:])
    assert {"boto3", "botocore", "cloudformation-cli-python-lib"} <= listed.keys()
    assert listed.items() <= pinned.items()
    assert not listed.keys() & {"setuptools", "moto", "pytest"}
    sbom = json.loads((folder / "mlops-sagemaker-modelpackage.cdx.json").read_text(encoding="utf-8"))
    subject = sbom["metadata"]["component"]
    assert ("1.1.0", [{"alg": "SHA-256", "content": digest}]) == (subject["version"], subject["hashes"])
    assert all(item["licenses"] for item in sbom["components"])
    assert str(ROOT) not in json.dumps(sbom)


def _passes_the_tests_of_the_handlers(package: Path) -> None:
    """Run the rules of the five handlers against what is released."""
    command = [sys.executable, "-m", "pytest", "--no-cov", "-p", "no:xdist", "-p", "no:cacheprovider"]
    handlers = [f"tests/handlers/test_{handler}.py" for handler in ("create", "read", "update", "delete", "list")]
    ran = subprocess.run(
        [*command, "--package", str(package), *handlers], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert 0 == ran.returncode, ran.stdout


def test_a_release_whose_package_cannot_be_built_changes_nothing(clone: Path) -> None:
    """A failed build leaves files, commits and tags as they were."""
    (clone / "requirements.txt").write_text("no-such-distribution-for-sure==0.0.0 ; nonsense\n", encoding="utf-8")
    _git(clone, "commit", "--quiet", "--all", "--message", "Break the requirements")
    done = _release(clone, "1.1.0")
    assert 1 == done.returncode
    assert "The package could not be built" in done.stderr
    assert "" == _git(clone, "status", "--porcelain")
    assert "" == _git(clone, "tag")


@pytest.mark.parametrize(
    ("version", "command", "reason"),
    [
        ("", "true", "VERSION must be a semantic version"),
        ("1.1", "true", "VERSION must be a semantic version"),
        ("1.1.0", "git switch --quiet --create other", "Releases are made from main"),
        ("1.1.0", "echo change >> README.md", "changes that are not committed"),
        ("1.1.0", "git tag v1.1.0", "There is a tag v1.1.0 already"),
        (
            "1.1.0",
            "sed -i '/Something new/d; /### Added/d' CHANGELOG.md && git commit -qam none",
            "nothing under Unreleased",
        ),
    ],
    ids=["none", "not semantic", "another branch", "not committed", "tagged", "nothing new"],
)
def test_a_release_is_refused_with_a_reason(clone: Path, version: str, command: str, reason: str) -> None:
    """The message says why and what to do; nothing is changed."""
    bash = ["bash", "-c", command]
    subprocess.run(bash, cwd=clone, check=True)
    before = _git(clone, "rev-parse", "HEAD"), _git(clone, "tag"), _git(clone, "status", "--porcelain")
    done = _release(clone, version)
    assert 1 == done.returncode
    assert reason in done.stderr
    assert before == (_git(clone, "rev-parse", "HEAD"), _git(clone, "tag"), _git(clone, "status", "--porcelain"))


def test_a_version_that_the_changelog_has_already_is_released_as_it_stands() -> None:
    """A section that somebody wrote for the version is kept; what is unreleased stays unreleased."""
    assert CHANGELOG == release.released(CHANGELOG, "1.0.0", "2026-12-01")


def test_the_changelog_has_a_section_for_the_version_of_the_project() -> None:
    """The type, its constructs and its rules have one version, and the changelog has a section for it."""
    (version,) = _versions(ROOT)
    assert release.has_section((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
