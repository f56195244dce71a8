"""`make sbom`: writes the software bill of materials (SBOM) of a package beside it, in the format of CycloneDX.

cyclonedx-bom describes the project's environment, where every library has the version that requirements.txt pins. What
isn't in the package is left out. It has an environment of its own, since its requirements aren't the project's.
"""

import hashlib
import json
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distributions
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from .environment import create, installer
from .repack import CODE

PACKAGE: Final = Path("dist") / "mlops-sagemaker-modelpackage.zip"
HOME: Final = Path(__file__).resolve().parent.parent / ".venv-sbom"
REQUIREMENTS: Final = Path(__file__).with_name("requirements-sbom.txt")
# The library checks what is written by the schema of the format.
_VALIDATE: Final = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(str(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()) or "") or 0)
"""


def write_sbom(package: Path) -> Path:
    """Write the SBOM of a package of the project in the current folder, and return its path."""
    described = _describe_environment()
    shipped = _shipped(package)
    kept = [item for item in described["components"] if _key(item["name"]) in shipped]
    missing = shipped - {_key(item["name"]) for item in kept}
    assert not missing, f"in the package, but not in the environment: {missing}"  # noqa: S101
    subject = described["metadata"]["component"]
    subject["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(package.read_bytes()).hexdigest()}]
    references = {subject["bom-ref"], *(item["bom-ref"] for item in kept)}
    described["components"] = kept
    described["dependencies"] = [
        item | ({"dependsOn": sorted(references & set(item["dependsOn"]))} if "dependsOn" in item else {})
        for item in described["dependencies"]
        if item["ref"] in references
    ]
    text = json.dumps(described, indent=2) + "\n"
    subprocess.run([HOME / "bin" / "python", "-c", _VALIDATE], input=text, text=True, check=True)
    path = package.with_suffix(".cdx.json")
    path.write_text(text, encoding="utf-8")
    return path


def _describe_environment() -> Any:
    """Return the SBOM of the environment that this runs in, with the project as its subject."""
    program = HOME / "bin" / "cyclonedx-py"
    if not program.exists():
        create(HOME)
        install, variables = installer(HOME)
        subprocess.run([*install, "--quiet", "-r", str(REQUIREMENTS)], check=True, env=variables)
    options = [
        "--pyproject",
        "pyproject.toml",
        "--mc-type",
        "library",
        "--output-reproducible",
        "--spec-version",
        "1.6",
    ]
    command = [str(program), "environment", *options, "--output-format", "JSON", sys.executable]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _shipped(package: Path) -> set[str]:
    """Return the libraries in a package: the distributions of the environment that have a module in it."""
    with zipfile.ZipFile(package) as outer, zipfile.ZipFile(BytesIO(outer.read(CODE))) as code:
        modules = {name.partition("/")[0] for name in code.namelist()}
    return {_key(found.name) for found in distributions() if _modules(found) & modules}


def _modules(distribution: Distribution) -> set[str]:
    """Return the files and folders that a distribution has in site-packages, without the data about itself."""
    names = {path.parts[0] for path in distribution.files or () if path.suffix == ".py"}
    return {name for name in names if name not in ("..", "__pycache__")}


def _key(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


if __name__ == "__main__":
    print(write_sbom(PACKAGE))
