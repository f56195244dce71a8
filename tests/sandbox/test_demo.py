"""The demo: it shows what happens, and fails if that isn't what should happen."""

import html
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from sandbox.demo import Demo, Step, steps
from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


def test_the_demo_ends_as_it_should(tmp_path: Path) -> None:
    """Every operation ends as it should, with exit status 0; the picture of the screen fetches nothing."""
    picture = tmp_path / "demo.svg"
    command = [sys.executable, "-m", "sandbox", "demo", "--settle", "0.01", "--svg", str(picture)]
    ran = subprocess.run(command, cwd=EXAMPLES.parent, text=True, capture_output=True, check=False)
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert "9 of 9 operations ended as they should" in ran.stdout
    shown = picture.read_text(encoding="utf-8")
    assert "UPDATE_ROLLBACK_COMPLETE" in shown
    assert "url(http" not in shown
    assert "@font-face" not in shown


@pytest.mark.parametrize(
    ("ends", "packages", "good"),
    [
        ("CREATE_COMPLETE", {"churn/1": "PendingManualApproval"}, True),
        ("CREATE_COMPLETE", {"churn/1": "Approved"}, False),
        ("CREATE_FAILED", {"churn/1": "PendingManualApproval"}, False),
    ],
)
def test_an_end_that_was_not_meant_is_told(
    client: "SageMakerClient", server: Sandbox, ends: str, packages: dict[str, str], good: bool
) -> None:
    """A stack that ends in another status, or leaves other packages, is no success: the screen says what was expected."""
    assert client
    screen = StringIO()
    template = (EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")
    step = Step("Deploy", "churn", ends, packages, template)
    assert good == Demo(server.url, Console(file=screen)).run(step)
    assert good == ("Expected" not in screen.getvalue())


def test_the_picture_in_the_readme_is_of_this_demo() -> None:
    """guide/demo.svg has the title of every step: `python -m sandbox demo --svg guide/demo.svg` makes it anew."""
    picture = html.unescape((EXAMPLES.parent / "guide" / "demo.svg").read_text(encoding="utf-8")).replace("\xa0", " ")
    assert [] == [step.title for step in steps() if step.title not in picture]
    assert "9 of 9 operations ended as they should" in picture
