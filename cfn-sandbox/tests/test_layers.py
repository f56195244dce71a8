"""The structure of the code: layers, names, and the size of modules."""

import ast
from pathlib import Path

import pytest

import cfn_sandbox.cloudformation

FOLDER = Path(cfn_sandbox.cloudformation.__file__).parent
LAYERS = ("resource_types", "templates", "stacks", "responses")  # each may import those before it
MODULES = [path for layer in LAYERS for path in sorted((FOLDER / layer).glob("*.py"))]


def _imported_layers(path: Path) -> set[str]:
    """Return the layers that a module imports, also inside of functions."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    names = {str(node.module).partition(".")[0] for node in nodes if node.level == 2}
    names |= {alias.name for node in nodes if node.level == 2 and node.module is None for alias in node.names}
    return names & set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_layer_imports_only_those_below_it(path: Path) -> None:
    """Responses use stacks, stacks use templates, templates use resource types; never the other way round."""
    below = LAYERS[: LAYERS.index(path.parent.name)]
    assert _imported_layers(path) <= set(below)


def test_names_are_unique() -> None:
    """No two modules, classes or public functions of the distribution have the same name."""
    seen: dict[str, Path] = {}
    shared = {"__init__", "__main__", "main", "install"}  # a package's, and what entry points have to be called
    for path in FOLDER.parent.parent.glob("cfn_sandbox*/**/*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))]
        for name in {path.stem, *(name for name in names if not name.startswith("_"))} - shared:
            assert name not in seen, f"{name} is in {path} and in {seen[name]}"
            seen[name] = path


@pytest.mark.parametrize("path", sorted(FOLDER.parent.parent.glob("cfn_sandbox*/**/*.py")), ids=lambda path: path.name)
def test_a_module_is_short(path: Path) -> None:
    """A module has fewer than 300 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300
