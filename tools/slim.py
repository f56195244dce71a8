"""Removes code and data that the type never uses from the package of `cfn submit`, which is most of it.

The code itself shows what is used: the packages that its imports reach, the services for which it creates clients, and
the operations that it calls.
"""

import ast
import json
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

from botocore import xform_name
from botocore.loaders import Loader

PACKAGE: Final = "mlops_sagemaker_modelpackage"
CALLERS: Final = (PACKAGE, "cloudformation_cli_python_lib")  # the packages that call AWS
UNUSED_FILES: Final = ("*.pyi", "py.typed")
# The plugin library imports requests for hooks, which the type has none of. It takes a tenth of a cold start to import,
# with three packages that nothing else needs, so it is replaced by a stub with the imported names.
STUBS: Final = {
    "requests": {
        "__init__.py": '"""In the place of requests, which only hooks use."""\n',
        "adapters.py": '"""In the place of requests.adapters."""\n\n\nclass HTTPAdapter:\n    """Not used."""\n',
    }
}
KEPT_SUFFIXES: Final = (".dist-info", ".so")  # at the top level, where compiled parts of a package may be
UNUSED_METADATA: Final = (
    "RECORD",
    "INSTALLER",
    "REQUESTED",
    "WHEEL",
    "entry_points.txt",
)  # files in .dist-info that only installers need

Model = dict[str, Any]


def slim(folder: Path) -> None:
    """Remove everything that the type never uses from an unpacked package, in place."""
    _put_stubs(folder)
    reached = reached_from(folder, PACKAGE)
    for path in folder.iterdir():
        if path.suffix not in KEPT_SUFFIXES and path.stem.partition(".")[0] not in reached:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for information in folder.glob("*.dist-info"):
        _slim_information(information, reached - STUBS.keys())
    for path in chain.from_iterable(folder.rglob(pattern) for pattern in UNUSED_FILES):
        path.unlink()
    shutil.rmtree(folder / "boto3" / "data", ignore_errors=True)
    shutil.rmtree(folder / "boto3" / "examples", ignore_errors=True)
    _slim_data(folder)


def _put_stubs(folder: Path) -> None:
    for name, files in STUBS.items():
        shutil.rmtree(folder / name)
        (folder / name).mkdir()
        for file, text in files.items():
            (folder / name / file).write_text(text, encoding="utf-8")


def reached_from(folder: Path, package: str) -> set[str]:
    """Return the names of the packages and modules in a folder that a package's imports reach, its own included."""
    reached: set[str] = set()
    waiting = {package}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        imported = chain.from_iterable(map(_imported, _nodes(folder, name)))
        waiting |= {found for found in imported if found not in reached and any(_sources(folder, found))}
    return reached


def _sources(folder: Path, name: str) -> Iterator[Path]:
    yield from folder.glob(f"{name}.py")
    yield from (folder / name).rglob("*.py")


def _nodes(folder: Path, name: str) -> Iterator[ast.AST]:
    for source in _sources(folder, name):
        yield from ast.walk(ast.parse(source.read_bytes()))


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        yield node.module.partition(".")[0]


def _slim_information(information: Path, reached: set[str]) -> None:
    """Keep only metadata and licenses of a distribution; remove all if the package doesn't use it."""
    top = information / "top_level.txt"
    names = top.read_text().split() if top.exists() else [information.name.partition("-")[0]]
    if reached.isdisjoint(names):
        shutil.rmtree(information)
        return
    for name in UNUSED_METADATA:
        (information / name).unlink(missing_ok=True)


def calls(folder: Path) -> dict[str, set[str]]:
    """Return the services for which the code in a folder creates clients, each with the operations that it may call.

    A call is an attribute of a variable named client, or the argument of get_paginator. An operation that is called in
    another way is missing in the package, and the tests that run the package fail.
    """
    nodes = list(chain.from_iterable(_nodes(folder, caller) for caller in CALLERS))
    called = set(chain.from_iterable(map(_called, nodes)))
    services = set(chain.from_iterable(_texts_for("client", node) for node in nodes))
    loader = Loader(extra_search_paths=[str(folder / "botocore" / "data")], include_default_search_paths=False)
    models = {service: loader.load_service_model(service, "service-2") for service in services}
    return {
        service: {operation for operation in model["operations"] if xform_name(operation) in called}
        for service, model in models.items()
    }


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and _name(node.value).strip("_") == "client":
        yield node.attr
    yield from _texts_for("get_paginator", node)


def _texts_for(method: str, node: ast.AST) -> Iterator[str]:
    """Yield the first argument of each call of a method, if it is a string."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
        yield from (str(given.value) for given in node.args[:1] if isinstance(given, ast.Constant))


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _slim_data(folder: Path) -> None:
    """Keep the trimmed data of the services in use, uncompressed: botocore looks for such files first."""
    data = folder / "botocore" / "data"
    used = calls(folder)
    loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    kept = {}
    for service, operations in used.items():
        version = data / service / loader.determine_latest_version(service, "service-2")
        pages = loader.load_service_model(service, "paginators-1")["pagination"]
        kept[version / "service-2.json"] = trimmed(loader.load_service_model(service, "service-2"), operations)
        kept[version / "paginators-1.json"] = {
            "pagination": {name: pages[name] for name in pages if name in operations}
        }
        kept[version / "endpoint-rule-set-1.json"] = loader.load_service_model(service, "endpoint-rule-set-1")
    endpoints = loader.load_data("endpoints")
    prefixes = {model["metadata"]["endpointPrefix"] for model in kept.values() if "metadata" in model}
    for partition in endpoints["partitions"]:
        partition["services"] = {name: of for name, of in partition["services"].items() if name in prefixes}
    kept[data / "endpoints.json"] = endpoints
    for path in [entry for entry in data.iterdir() if entry.is_dir()]:
        shutil.rmtree(path)
    for path, content in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")


def trimmed(model: Model, operations: set[str]) -> Model:
    """Return a service model with these operations only, and the shapes that they and the service's errors reach."""
    kept = {name: operation for name, operation in model["operations"].items() if name in operations}
    errors = {name for name, shape in model["shapes"].items() if shape.get("exception")}
    shapes: set[str] = set()
    waiting = errors | set(chain.from_iterable(map(_references, kept.values())))
    while waiting:
        name = waiting.pop()
        shapes.add(name)
        waiting |= set(_references(model["shapes"][name])) - shapes
    described = {name: shape for name, shape in model["shapes"].items() if name in shapes}
    slimmed: Model = _undocumented({**model, "operations": kept, "shapes": described})
    return slimmed


def _references(described: Any) -> Iterator[str]:
    """Yield the names of the shapes that an operation or a shape refers to."""
    if isinstance(described, dict):
        if isinstance(described.get("shape"), str):
            yield described["shape"]
        yield from chain.from_iterable(map(_references, described.values()))
    elif isinstance(described, list):
        yield from chain.from_iterable(map(_references, described))


def _undocumented(described: Any) -> Any:
    """Return a part of a service model without its documentation; a member may be called `documentation` as well."""
    if isinstance(described, dict):
        return {
            name: _undocumented(part)
            for name, part in described.items()
            if not (name == "documentation" and isinstance(part, str))
        }
    return [_undocumented(part) for part in described] if isinstance(described, list) else described
