"""`make release VERSION=1.2.3`: changelog, versions, commit, tag, package, checksum and SBOM. Pushes nothing.

The changelog's Unreleased section becomes the section of the version, unless the changelog has one already. The CDK
constructs and the rules for cfn-lint get the version of the type, whose schema they have; cfn-sandbox has its own.
The schema becomes the one that `make lint` compares later ones with.
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

from .sbom import PACKAGE, write_sbom

CHANGELOG: Final = Path("CHANGELOG.md")
PROJECTS: Final = tuple(
    Path(name)
    for name in ("pyproject.toml", "lint/pyproject.toml", "cdk/python/pyproject.toml", "cdk/typescript/package.json")
)
SCHEMA: Final = Path("sagemaker-modelpackage.json")
RELEASED_SCHEMA: Final = Path("tools") / "released-schema.json"
_SEMANTIC: Final = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
_UNRELEASED: Final = re.compile(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_VERSION: Final = re.compile(r'^(version = |  "version": )"[^"]*"', re.MULTILINE)


def main(version: str) -> int:
    """Release the project in the current folder as a version; return 0, or 1 after printing why it can't."""
    problem = _problem(version)
    if problem:
        print(f"Could not release {version or 'without VERSION'}. {problem}", file=sys.stderr)
        return 1
    before = {path: path.read_text(encoding="utf-8") for path in (CHANGELOG, RELEASED_SCHEMA, *PROJECTS)}
    today = datetime.now(timezone.utc).date().isoformat()
    _write({path: with_version(before[path], version) for path in PROJECTS})
    _write(
        {CHANGELOG: released(before[CHANGELOG], version, today), RELEASED_SCHEMA: SCHEMA.read_text(encoding="utf-8")}
    )
    if subprocess.run([sys.executable, "-m", "tools.package", "--dry-run"], check=False).returncode:
        _write(before)
        print(f"Could not release {version}. The package could not be built; nothing was changed.", file=sys.stderr)
        return 1
    checksum, sbom = write_checksum(PACKAGE), write_sbom(PACKAGE)
    tag = f"v{version}"
    if _git("status", "--porcelain"):
        _git("commit", "--all", "--message", f"Release {version}")
    _git("tag", "--annotate", tag, "--message", f"Release {version}")
    print(f"{tag} is tagged. It ships {PACKAGE}, {checksum} and {sbom}. Publish it: git push origin main {tag}")
    return 0


def _problem(version: str) -> str:
    """Return why the project can't be released, and what to do; an empty string if it can."""
    changelog = CHANGELOG.read_text(encoding="utf-8")
    if not re.fullmatch(_SEMANTIC, version):
        return "VERSION must be a semantic version: make release VERSION=1.2.3"
    if _git("rev-parse", "--abbrev-ref", "HEAD") != "main":
        return "Releases are made from main: git switch main"
    if _git("status", "--porcelain"):
        return "There are changes that are not committed. Commit or stash them."
    if _git("tag", "--list", f"v{version}"):
        return f"There is a tag v{version} already. Choose another version."
    if not (has_section(changelog, version) or unreleased(changelog)):
        return f"{CHANGELOG} has nothing under Unreleased, and no section for {version}. Say there what is new."
    return ""


def with_version(project: str, version: str) -> str:
    """Return the text of a pyproject.toml or a package.json with another version."""
    return _VERSION.sub(rf'\g<1>"{version}"', project, count=1)


def has_section(changelog: str, version: str) -> bool:
    """Tell whether a changelog has a section for a version."""
    return re.search(rf"^## \[{re.escape(version)}\]", changelog, re.MULTILINE) is not None


def unreleased(changelog: str) -> str:
    """Return the Unreleased section of a changelog."""
    found = _UNRELEASED.search(changelog)
    return found[1].strip() if found else ""


def released(changelog: str, version: str, date: str) -> str:
    """Return a changelog whose Unreleased section became that of a version, unless it has a section for the version."""
    if has_section(changelog, version):
        return changelog
    heading = f"## [Unreleased]\n\n## [{version}] - {date}\n\n{unreleased(changelog)}\n\n"
    return _UNRELEASED.sub(lambda _: heading, changelog).rstrip() + "\n"


def write_checksum(package: Path) -> Path:
    """Write the SHA-256 checksum of a file beside it, as `sha256sum --check` reads it, and return its path."""
    checksum = package.with_name(f"{package.name}.sha256")
    checksum.write_text(f"{hashlib.sha256(package.read_bytes()).hexdigest()}  {package.name}\n", encoding="utf-8")
    return checksum


def _write(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
