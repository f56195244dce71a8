"""The set-up of .venv: which installer it uses, and what it does where that fails."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import environment

Program = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a function that writes a program which records its arguments in `calls`, then runs a line of shell."""

    def write(name: str, line: str) -> Path:
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/calls"\n{line}\n', encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


def _calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text(encoding="utf-8").splitlines()


def test_uv_installs_where_it_is_present(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The uv on the PATH installs everything; the list of the packages is not shown, an error or progress is."""
    program("uv", 'printf " + boto3==1\\nDownloading botocore\\n"')
    program("python", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert 0 == environment._install(tmp_path)
    uv = [call for call in _calls(tmp_path) if call.startswith("uv pip install --python")]
    assert "-r requirements.txt -r requirements-dev.txt" in uv[0]
    assert "--no-deps --no-build-isolation --editable ." in uv[1]
    shown = capsys.readouterr().out
    assert "Downloading botocore" in shown
    assert "boto3" not in shown


@pytest.mark.parametrize("installable", [True, False], ids=["uv fails", "no uv"])
def test_pip_installs_where_uv_cannot(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installable: bool
) -> None:
    """A uv that fails, or that can't be installed, costs time only: pip installs the same."""
    program("python", f"case \"$*\" in *uv==*) exit {0 if installable else 1};; *'config get'*) exit 1;; esac")
    if installable:
        program("uv", "exit 2")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert 0 == environment._install(tmp_path)
    assert installable == any(call.startswith("uv pip install") for call in _calls(tmp_path))
    pip = [call for call in _calls(tmp_path) if "pip install" in call and call.startswith("python")][-2:]
    assert "-r requirements.txt -r requirements-dev.txt" in pip[0]
    assert "--editable ." in pip[1]


def test_the_status_of_an_installer_that_fails_is_returned(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The set-up fails where no installer works, and make stops."""
    program("python", "exit 3")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert 3 == environment._install(tmp_path)


def test_uv_uses_the_index_of_pip(program: Program) -> None:
    """An index that pip is configured with counts for uv too, unless uv has one of its own."""
    python = str(program("python", "echo https://pip.example.com/simple"))
    assert {"UV_DEFAULT_INDEX": "https://pip.example.com/simple"} == environment.index_for_uv(python, {})
    other = {"PIP_INDEX_URL": "https://other.example.com/simple"}
    assert {"UV_DEFAULT_INDEX": "https://other.example.com/simple"} == environment.index_for_uv(python, other)
    assert {} == environment.index_for_uv(python, {"UV_DEFAULT_INDEX": "https://uv.example.com/simple"})
