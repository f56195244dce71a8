"""cfn-sandbox/README.md: its commands and its test, run as they stand there, with a type that isn't ours."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..pages import ROOT, placed_blocks, run, write_files
from ..source_package import source_package

pytestmark = pytest.mark.slow

README = ROOT / "cfn-sandbox" / "README.md"
PROJECT = ROOT / "cfn-sandbox" / "tests" / "acme-config-setting"
SETTING = {"Resources": {"Setting": {"Type": "Acme::Config::Setting", "Properties": {"Name": "a", "Value": "1"}}}}


def _block(first_words: str) -> str:
    """Return the block that begins with these words."""
    (found,) = (item.block.text for item in placed_blocks(README) if item.block.text.startswith(first_words))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files of the page, beside the project of a type."""
    (tmp_path / PROJECT.name).symlink_to(PROJECT)
    folder = tmp_path / "app"
    folder.mkdir()
    assert ["app.yaml", "test_app.py", "pytest.ini"] == write_files(
        [item.block for item in placed_blocks(README)], folder
    )
    return folder


@pytest.fixture
def serve(folder: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that starts the sandbox with a command of the page, on a free port, and returns its address."""
    started: list[subprocess.Popen[str]] = []

    def start(command: str) -> str:
        arguments = [str(ROOT / ".venv" / "bin" / "cfn-sandbox"), *command.split()[1:], "--port", "0"]
        started.append(subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, text=True))
        assert started[0].stdout
        found = re.search(r"http://127.0.0.1:\d+", started[0].stdout.readline())
        assert found
        return found[0]

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=20)


def test_a_template_is_deployed(serve: Callable[[str], str], folder: Path) -> None:
    """The first commands, in two terminals: the template of the page is there."""
    url = serve(_block("pip install").splitlines()[1])
    said = run(_block("export AWS"), url, folder)
    assert "CREATE_COMPLETE" in said


def test_a_type_of_ones_own_is_served_and_registered(serve: Callable[[str], str], folder: Path) -> None:
    """From its folder, and then from a package, as in an account."""
    url = serve(_block("cfn-sandbox serve").strip())
    (folder / "setting.json").write_text(json.dumps(SETTING))
    run("aws cloudformation deploy --stack-name setting --template-file setting.json", url, folder)
    schema = json.loads((PROJECT / "acme-config-setting.json").read_text(encoding="utf-8"))
    (folder / "acme-config-setting.zip").write_bytes(source_package("resource = None", schema))
    versions = "aws cloudformation list-type-versions --type RESOURCE --type-name Acme::Config::Setting"
    said = run(_block("aws s3 mb") + versions, url, folder)
    assert "00000001" in said


def test_the_test_of_the_page_passes(folder: Path) -> None:
    """With pytest alone, and the settings of the page."""
    said = run("python -m pytest -p no:cacheprovider", "http://127.0.0.1:1", folder)
    assert "1 passed" in said
