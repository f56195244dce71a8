"""`make check`: the fast loop. Formatting, types, and the tests of what changed since main.

The tests of a changed file are those that are named after it, import it, or mention its name; where no test does, those
of the modules that import it. A change in `src` runs the tests of the five handlers as well. Modules marked `slow` are
left out. So this finds most mistakes in under a minute; `make test` finds the rest.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HANDLERS = {f"test_{handler}" for handler in ("create", "read", "update", "delete", "list")}
_NO_TESTS_COLLECTED = 5  # the exit status of pytest, here where every selected test is slow
_IGNORED = {".clients", ".venv", ".venv-guard-rail", ".venv-sbom", "build", "mutants", "node_modules"}


def main() -> int:
    """Run the checks and return 0 if all of them passed."""
    changed = changed_files()
    tests = sorted(tests_of(changed))
    print(f"{len(changed)} changed files. Test modules about them: {', '.join(tests) or 'none'}.", flush=True)
    programs = Path(sys.executable).parent
    statuses = [
        _run(str(programs / "ruff"), "check", "."),
        _run(str(programs / "ruff"), "format", "--check", "."),
        _run(str(programs / "mypy")),
    ]
    if tests:
        status = _run(sys.executable, "-m", "pytest", "--no-cov", "-n", "auto", "-m", "not slow", *tests)
        statuses.append(0 if status == _NO_TESTS_COLLECTED else status)
    return max(statuses)


def _run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def changed_files() -> list[str]:
    """Return the paths that differ from main, or on main itself from the last commit, with the untracked ones."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    untracked = _git("ls-files", "--others", "--exclude-standard")
    return sorted({*_git("diff", "--name-only", "--diff-filter=d", *base), *untracked})


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


def tests_of(changed: Iterable[str]) -> set[str]:
    """Return the paths of the test modules that are about the changed files."""
    found: set[Path] = set()
    for name in changed:
        path = Path(name)
        if path.suffix == ".py":
            found |= _tests_of_module(path)
        else:
            found |= {test for test in _tests() if _mentions((ROOT / test).read_text(encoding="utf-8"), path)}
        if path.parts[0] == "src":
            found |= {test for test in _tests() if test.stem in HANDLERS}
    return {str(test) for test in found}


def _tests_of_module(path: Path) -> set[Path]:
    if path in _tests():
        return {path}
    named = {test for test in _tests() if test.stem == f"test_{path.stem}"}
    modules, seen = {_name(path)}, set[str]()
    while modules:
        importing = {source for source in _sources() if modules & _imports(source)}
        tests = importing & set(_tests())
        if tests:
            return named | tests
        seen |= modules
        modules = {_name(source) for source in importing} - seen
    return named


def _mentions(text: str, path: Path) -> bool:
    """Return whether a test mentions a file, or the folder of the project that the file is in."""
    return path.name in text or (len(path.parts) > 1 and f'"{path.parts[0]}"' in text)


@cache
def _sources() -> tuple[Path, ...]:
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
    return tuple(sorted(path for path in found if not _IGNORED & set(path.parts)))


@cache
def _tests() -> tuple[Path, ...]:
    return tuple(path for path in _sources() if "tests" in path.parts and path.name.startswith("test_"))


def _name(path: Path) -> str:
    """Return the name that a module is imported by."""
    parts = path.with_suffix("").parts
    start = parts.index("src") + 1 if "src" in parts else 0
    return ".".join(parts[start:]).removesuffix(".__init__")


@cache
def _imports(path: Path) -> frozenset[str]:
    """Return the names of the modules that a module imports, wherever in it that is."""
    return frozenset(_imported(ast.parse((ROOT / path).read_text(encoding="utf-8")), path))


def _imported(tree: ast.Module, path: Path) -> Iterator[str]:
    package = _name(path.parent / "__init__.py").split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


if __name__ == "__main__":
    sys.exit(main())
