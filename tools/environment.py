"""Sets up the project's virtual environment, and prints its progress, since the first time takes a while.

Runs on the machine's own Python before anything is installed, so it uses the standard library only. uv installs the
packages in a tenth of pip's time: the uv on the PATH, or else the one that pip installs into the environment first.
Where uv can't be used or fails, pip installs them.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

UV = "uv==0.13.9"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
EDITABLE = (".", "./cfn-sandbox")  # the distributions of this repository
# What the installers print for each package, apart from which one they are downloading.
_HIDDEN = ("+ ", "- ", "~ ", "Requirement already", "Using cached", "Looking in", "Ignoring", "Installing collected")


def main(folder: str) -> int:
    """Create or update the environment in a folder; return 0, or the exit status of the installer that failed."""
    began = time.monotonic()
    print(f"Setting up {folder} (once; about 15 seconds with uv, up to 3 minutes with pip alone) …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", folder], check=False)
    if made.returncode:
        print("Could not create it. On Debian and Ubuntu, install python3-venv first.", file=sys.stderr)
        return made.returncode
    status = _install(Path(folder) / "bin")
    if status == 0:
        print(f"{folder} is ready after {time.monotonic() - began:.0f} s.", flush=True)
    return status


def _install(programs: Path) -> int:
    python = str(programs / "python")
    uv = find_uv(programs)
    if uv:
        environment = {**os.environ, **index_for_uv(python, os.environ)}
        if _run_all([uv, "pip", "install", "--python", python], environment) == 0:
            return 0
        print("uv could not install the packages; trying pip.", flush=True)
    print("Installing with pip: this takes one to three minutes.", flush=True)
    return _run_all([python, "-m", "pip", "install", "--disable-pip-version-check"], os.environ)


def find_uv(programs: Path) -> str | None:
    """Return the path of uv: from the PATH, or installed into the environment; None where pip can't install it."""
    present = shutil.which("uv")
    if present:
        return present
    command = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        return None
    return str(programs / "uv")


def create(folder: Path, python: str = sys.executable) -> None:
    """Create an environment beside the project's own; with uv it has no pip."""
    uv = find_uv(Path(sys.executable).parent)
    command = [uv, "venv", "--quiet", "--python", python] if uv else [python, "-m", "venv"]
    subprocess.run([*command, "--clear", str(folder)], check=True)


def installer(folder: Path) -> tuple[Sequence[str], Mapping[str, str]]:
    """Return the command that installs packages into an environment of `create`, and the variables to run it with."""
    uv, python = find_uv(Path(sys.executable).parent), str(folder / "bin" / "python")
    if uv is None:
        return [python, "-m", "pip", "install", "--disable-pip-version-check"], os.environ
    return [uv, "pip", "install", "--python", python], {**os.environ, **index_for_uv(sys.executable, os.environ)}


def index_for_uv(python: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variable that points uv to pip's package index, which uv doesn't read from pip's settings."""
    if any(name in environment for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        return {}
    command = [python, "-m", "pip", "config", "get", "global.index-url"]
    configured = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    index = environment.get("PIP_INDEX_URL") or configured
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _run_all(install: Sequence[str], environment: Mapping[str, str]) -> int:
    """Install the requirements, then our own distributions; return 0, or the exit status of what failed."""
    requirements = [argument for name in REQUIREMENTS for argument in ("-r", name)]
    editable = [argument for name in EDITABLE for argument in ("--editable", name)]
    for arguments in (requirements, ["--no-deps", "--no-build-isolation", *editable]):
        status = _run([*install, *arguments], environment)
        if status:
            return status
    return 0


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run an installer, print its progress and errors, and return its exit status."""
    with subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout or ():
            if not line.strip().startswith(_HIDDEN):
                print(f"  {line.strip()}", flush=True)
    return int(process.returncode)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next `make` starts the set-up again.")
