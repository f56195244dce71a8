"""The examples: clean under cfn-lint, which holds them against the type's schema."""

import subprocess
import sys
from pathlib import Path

import pytest

from mlops_sagemaker_modelpackage import checks
from sandbox.examples import EXAMPLES, properties

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
SCHEMAS = EXAMPLES.parent / "src" / "mlops_sagemaker_modelpackage"


def _lint(*templates: Path) -> "subprocess.CompletedProcess[str]":
    options = ["--registry-schemas", str(SCHEMAS), "--regions", "us-east-1", "--template", *map(str, templates)]
    command = [str(Path(sys.executable).with_name("cfn-lint")), *options]
    return subprocess.run(command, text=True, capture_output=True, check=False)


def test_the_examples_are_clean() -> None:
    """cfn-lint finds nothing, in one run: most of its time goes into its start."""
    found = _lint(*(EXAMPLES / f"{name}.yaml" for name in NAMES))
    assert (0, "") == (found.returncode, found.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_passes_the_checks(name: str) -> None:
    """The handlers' own checks find nothing."""
    assert [] == checks.before_create(properties(name))


def test_a_misspelt_property_is_refused(tmp_path: Path) -> None:
    """A letter that is missing is found before anything is deployed."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((EXAMPLES / "versioned.yaml").read_text().replace("ModelApprovalStatus", "ModelAprovalStatus"))
    found = _lint(wrong)
    assert 2 == found.returncode
    assert "'ModelAprovalStatus' was unexpected" in found.stdout
