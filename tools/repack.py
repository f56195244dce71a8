"""Writes the slim form of a package of the CLI: only what is used, with byte-code, and the same bytes each time."""

import io
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .slim import slim

CODE: Final = "ResourceProvider.zip"
WHERE_LAMBDA_UNPACKS: Final = "/var/task"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can have


def repacked(packed: bytes, python: str | None) -> bytes:
    """Return the slim form of a package of the CLI, with byte-code if `python`, of the runtime's version, is there."""
    with zipfile.ZipFile(io.BytesIO(packed)) as outer, TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with zipfile.ZipFile(io.BytesIO(outer.read(CODE))) as code:
            code.extractall(folder)
        slim(folder)
        if python:
            compile_to_bytecode(folder, python)
        files = (path for path in folder.rglob("*") if path.is_file())
        inner = zipped(((str(path.relative_to(folder)), path.read_bytes()) for path in files), zipfile.ZIP_DEFLATED)
        others = [(name, outer.read(name)) for name in outer.namelist() if name != CODE]
        return zipped([*others, (CODE, inner)], zipfile.ZIP_STORED)  # as the CLI does


def compile_to_bytecode(folder: Path, python: str) -> None:
    """Compile what is in a folder, for tracebacks with the paths that it has in Lambda.

    Lambda's files are read-only and as old as their package, so that the byte-code needs no check against its source.
    """
    options = ["--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", WHERE_LAMBDA_UNPACKS, "-q"]
    subprocess.run([python, "-I", "-m", "compileall", *options, str(folder)], check=True)


def zipped(files: Iterable[tuple[str, bytes]], method: int) -> bytes:
    """Return a ZIP file that depends on nothing but names and contents, and on zlib where it deflates."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method, compresslevel=9) as archive:
        for name, content in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, on whichever system it is built
            entry.compress_type = method
            archive.writestr(entry, content)
    return written.getvalue()
