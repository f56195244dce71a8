"""Finds other Pythons of this machine."""

import os
import shutil
import subprocess
from pathlib import Path


def interpreter(*minors: str) -> str | None:
    """Return a Python of the first of these versions (such as "3.12") that is there: on PATH, or installed by pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in minors:
        found = [shutil.which(f"python{minor}"), *map(str, sorted(pyenv.glob(f"{minor}.*/bin/python")))]
        for candidate in filter(None, found):
            # A shim of pyenv may stand on PATH without a Python behind it.
            tried = subprocess.run([candidate, "-c", "import venv"], capture_output=True, check=False)  # noqa: S603
            if tried.returncode == 0:
                return candidate
    return None
