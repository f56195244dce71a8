"""The demo prints the events of its stacks, and fails if a step doesn't end as expected."""

import html
import os
import re
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from sandbox.demo import Demo, Step, steps
from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


def test_the_demo_ends_as_expected(tmp_path: Path) -> None:
    """Every operation ends as expected, with exit status 0; 80 columns cut no status; the picture fetches nothing."""
    picture = tmp_path / "demo.svg"
    command = [sys.executable, "-m", "sandbox", "demo", "--settle", "0.01", "--svg", str(picture)]
    narrow = {**os.environ, "COLUMNS": "80"}
    ran = subprocess.run(command, cwd=EXAMPLES.parent, env=narrow, text=True, capture_output=True, check=False)
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert "9 of 9 operations ended as they should" in ran.stdout
    assert "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" in ran.stdout
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
def test_an_unexpected_end_is_reported(
    client: "SageMakerClient", server: Sandbox, ends: str, packages: dict[str, str], good: bool
) -> None:
    """Another status or other packages than expected fail the step, and the output says what was expected."""
    assert client
    screen = StringIO()
    template = (EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")
    step = Step("Deploy", "churn", ends, packages, template)
    assert good == Demo(server.url, Console(file=screen)).run(step)
    assert good == ("Expected" not in screen.getvalue())


def test_the_picture_in_the_readme_is_of_this_demo() -> None:
    """guide/demo.svg has the version's steps; `python -m sandbox demo --svg guide/demo.svg` updates it."""
    picture = html.unescape((EXAMPLES.parent / "guide" / "demo.svg").read_text(encoding="utf-8")).replace("\xa0", " ")
    assert [] == [step.title for step in steps() if step.stack == "churn" and step.title not in picture]
    assert "SageMaker has churn/2 (PendingManualApproval)" in picture
    assert "UPDATE_ROLLBACK_COMPLETE" in picture
    assert 'xml:space="preserve"' in picture  # or a viewer that keeps to XML's rules shows one space for several


def test_the_picture_fits_on_a_screen() -> None:
    """README shows it 760 pixels wide: then it is lower than a small screen, and its letters are 12 pixels high."""
    picture = (EXAMPLES.parent / "guide" / "demo.svg").read_text(encoding="utf-8")
    (box,) = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    width, height = map(float, box)
    assert height * 760 / width < 600
    assert 20 * 760 / width >= 12


@pytest.mark.parametrize("at", ["while it starts", "while it runs"])
def test_ctrl_c_ends_the_demo(at: str) -> None:
    """SIGINT ends it at once, with the exit status of an interrupted program and without a traceback."""
    # A process inherits that SIGINT is ignored, as it is in what a shell runs in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    # -X importtime prints each module that was imported: botocore early, while most of the others are still to come.
    command = [sys.executable, "-X", "importtime", "-m", "sandbox", "demo", "--settle", "60"]
    with subprocess.Popen(command, cwd=EXAMPLES.parent, text=True, stdout=PIPE, stderr=STDOUT) as process:
        signal.signal(signal.SIGINT, before)
        assert process.stdout is not None
        until = "botocore" if at == "while it starts" else "CREATE_IN_PROGRESS"
        assert any(until in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    assert 130 == process.returncode, rest
    assert "Interrupted." in rest
    assert "Traceback" not in rest
