"""guide/architecture.md against the code: it names every module, and only functions that exist."""

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

import mlops_sagemaker_modelpackage

PACKAGE = Path(mlops_sagemaker_modelpackage.__file__).parent
PAGE = (Path(__file__).resolve().parents[2] / "guide" / "architecture.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if re.match(r"\| `[a-z_.`, ]+` \|.*\|.*\|$", line)]
LISTED = {name: is_pure.strip() == "yes" for names, _, is_pure in ROWS for name in re.findall(r"`([\w.]+)`", names)}
PURE = sorted(name for name, is_pure in LISTED.items() if is_pure)
KNOWN = {*LISTED, "runtime"}  # with the package, so that a module that left it is missed
IMPURE_MODULES = {"boto3", "os", "random", "socket", "subprocess", "threading", "time"}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def test_every_module_is_listed() -> None:
    """The table of modules has exactly the modules of the package."""
    assert {_name(path) for path in PACKAGE.rglob("*.py") if path.stem != "__init__"} == set(LISTED)


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_imports_only_pure_ones(name: str) -> None:
    """A module that is listed as pure imports no other module of the package, and none of Python's with effects."""
    tree = ast.parse((PACKAGE / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8"))
    own, others = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            own |= {node.module} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            others.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Import):
            others |= {alias.name.partition(".")[0] for alias in node.names}
    assert [] == sorted(own - {*PURE, "models"})  # the generated module has data classes only
    assert [] == sorted(others & IMPURE_MODULES)


def test_every_name_of_the_code_exists() -> None:
    """A name such as `changes.split_calls` is a module of the package, and something in it."""
    pattern = rf"`((?:{'|'.join(map(re.escape, KNOWN))})\.[\w.]+)`"
    named = set(re.findall(pattern, PAGE)) - {"models.py"}
    assert "changes.split_calls" in named
    missing: list[str] = []
    for name in sorted(named - set(LISTED)):
        module, *attributes = _split(name)
        found: Any = importlib.import_module(f"{PACKAGE.name}.{module}")
        for attribute in attributes:
            found = getattr(found, attribute, None)
        if found is None:
            missing.append(name)
    assert [] == missing


def _split(name: str) -> list[str]:
    """Return the module of a name, and the attributes in it."""
    module = max((known for known in KNOWN if name.startswith(f"{known}.")), key=len)
    return [module, *name[len(module) + 1 :].split(".")]
