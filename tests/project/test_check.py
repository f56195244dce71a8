"""`make check`: which tests it takes to be about a changed file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import check

PROJECT = {
    "src/product/__init__.py": "",
    "src/product/handlers.py": "from . import checks",
    "src/product/checks.py": "",
    "tools/__init__.py": "",
    "tools/outer.py": "from .middle import something",
    "tools/middle.py": "import tools.inner",
    "tools/inner.py": "",
    "tests/__init__.py": "",
    "tests/helpers.py": "",
    "tests/handlers/test_create.py": "from ..helpers import event",
    "tests/unit/test_checks.py": "",
    "tests/test_outer.py": "",
    "tests/test_tools.py": "from tools import outer",
    "tests/test_files.py": 'TEMPLATE = "versioned.yaml"\nFOLDER = ROOT / "inputs"',
}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a small project be the one whose tests are looked for."""
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    caches = (check._sources, check._tests, check._imports)
    monkeypatch.setattr(check, "ROOT", tmp_path)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ("tests/test_tools.py", {"tests/test_tools.py"}),
        ("tests/helpers.py", {"tests/handlers/test_create.py"}),
        ("tools/outer.py", {"tests/test_outer.py", "tests/test_tools.py"}),
        ("tools/inner.py", {"tests/test_tools.py"}),
        ("src/product/checks.py", {"tests/unit/test_checks.py", "tests/handlers/test_create.py"}),
        ("examples/versioned.yaml", {"tests/test_files.py"}),
        ("inputs/inputs_1_create.json", {"tests/test_files.py"}),
        ("other/notes.txt", set()),
    ],
    ids=["itself", "helper", "named or imported", "by importers", "handlers", "mentioned", "in a folder", "none"],
)
def test_the_tests_of_a_file_are_those_about_it(changed: str, tests: set[str]) -> None:
    """Named after it, importing it or what imports it, or mentioning its name or folder; in src, the handlers' too."""
    assert tests == check.tests_of([changed])


def test_several_files_have_the_tests_of_each() -> None:
    """The tests of all of them are run, each once."""
    assert {"tests/handlers/test_create.py", "tests/test_files.py"} == check.tests_of(
        ["tests/helpers.py", "versioned.yaml"]
    )
