"""Finds other Python interpreters on this machine."""

import os
import shutil
import subprocess
from pathlib import Path


def find_interpreter(*versions: str) -> str | None:
    """Return the path of a Python on PATH or of pyenv, None if there is none.

    Args:
        versions: The versions, such as "3.12", in order of preference.

    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in versions:
        candidates = [shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
        for candidate in filter(None, candidates):
            # PATH may have a shim of pyenv without a Python behind it.
            tried = subprocess.run([candidate, "-c", "import venv"], capture_output=True, check=False)  # noqa: S603
            if tried.returncode == 0:
                return candidate
    return None
