"""Names on the pages, in code spans, exist: properties, metrics, alarms, parameters, actions of IAM, files."""

import fnmatch
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import botocore.session
import pytest

from ..pages import PAGES, ROOT, name, tokens

HISTORY: Final = ROOT / "CHANGELOG.md"  # what it names may be gone
SERVICES: Final = (
    "cloudcontrol",
    "cloudformation",
    "cloudwatch",
    "events",
    "lambda",
    "logs",
    "s3",
    "sagemaker",
    "ssm",
    "stepfunctions",
)
FOLDERS: Final = ("cdk", "cfn-sandbox/src", "deploy", "editor", "examples", "inputs", "lint", "sandbox", "src", "tools")
FILES: Final = {".py", ".yaml", ".yml", ".json", ".toml", ".js", ".ts"}
LIBRARIES: Final = ("cloudformation_cli_python_lib",)
# Condition keys, of which there is no list; the guide's policies are evaluated in other tests.
CONDITION_KEYS: Final = {"aws:PrincipalOrgID", "cloudformation:ResourceTypes", "sagemaker:ModelApprovalStatus"}
# Limits of CloudFormation's API, classes of the SageMaker SDK, an error's text, misspellings,
# and a logical ID that `make adopt` makes.
OTHERS: Final = {
    *("ConcurrentResourcesLimit", "StackLimit", "Estimator", "ModelBuilder"),
    *("Rate", "Aproved", "ModelAprovalStatus", "ChurnVersion3"),
}
# A namespace, an endpoint, or a file of the reader's.
NO_FILES: Final = re.compile(r"(AWS|MLOps|mutants|sagemaker|templates|churn)/.*")
FILES_OF_THE_SDK: Final = {"session.py", "model.py", "model_registry.py"}
LOCAL: Final = [page for page in PAGES if page != HISTORY]


def _spans(page: Path) -> Iterator[str]:
    """Yield the code spans of a page."""
    for token in tokens(page):
        yield from (part.content for part in token.children or () if part.type == "code_inline")


@cache
def _words() -> set[str]:
    """Return the words in the project's files, apart from pages and tests, and in the models of AWS's services."""
    folders = [*(ROOT / folder for folder in FOLDERS), *map(_library, LIBRARIES)]
    paths = [*ROOT.glob("*"), *(path for folder in folders for path in folder.rglob("*"))]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.suffix in FILES or path.name == "Makefile"]
    return {*re.findall(r"[A-Za-z_]\w*", "\n".join(texts)), *_words_of_aws()}


def _library(package: str) -> Path:
    """Return the folder of an installed package, without importing it."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _blocks(page: Path) -> str:
    """Return the text of the blocks of a page."""
    return "".join(token.content for token in tokens(page) if token.type == "fence")


def _words_of_aws() -> Iterator[str]:
    session = botocore.session.get_session()
    for service in SERVICES:
        model = session.get_service_model(service)
        yield from model.operation_names
        for shape in map(model.shape_for, model.shape_names):
            yield from (shape.name, *getattr(shape, "members", ()), *shape.metadata.get("enum", ()))


@pytest.mark.parametrize("page", LOCAL, ids=name)
def test_every_name_exists(page: Path) -> None:
    """A word with a capital letter in a code span is in the code, a block of the page, or in an API of AWS."""
    found = {word for span in _spans(page) for word in re.findall(r"\b[A-Z]\w*[a-z]\w*\b", span)}
    assert set() == found - _words() - set(re.findall(r"\w+", _blocks(page))) - OTHERS


@cache
def _actions() -> dict[str, list[str]]:
    """Return the actions of IAM in lower case by service, as cfn-lint has them from AWS."""
    text = (_library("cfnlint") / "data" / "AdditionalSpecs" / "Policies.json").read_text(encoding="utf-8")
    return {service: [*found["Actions"]] for service, found in json.loads(text).items()}


@pytest.mark.parametrize("page", LOCAL, ids=name)
def test_every_action_exists(page: Path) -> None:
    """An action such as `sagemaker:DescribeModelPackage`, or one with `*`, is one of IAM's; in JSON blocks, too."""
    texts = [*_spans(page), *re.findall(r'"([a-z0-9-]+:[A-Z*]\w*\*?)"', _blocks(page))]
    found = {text for text in texts if re.fullmatch(r"[a-z0-9-]+:[A-Z*][A-Za-z*]+", text)} - CONDITION_KEYS
    assert [] == [action for action in sorted(found) if not _is_action(action.lower())]


def _is_action(name: str) -> bool:
    service, _, verb = name.partition(":")
    return any(fnmatch.fnmatchcase(known, verb) for known in _actions().get(service, ()))


@cache
def _file_names() -> set[str]:
    """Return the names of the project's files."""
    below = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    return {path.name for path in (*ROOT.glob("*"), *below)}


@pytest.mark.parametrize("page", LOCAL, ids=name)
def test_every_file_name_exists(page: Path) -> None:
    """A name such as `checks.py` is that of a file of the project, or of one that a block of the page shows or uses."""
    found = {span for span in _spans(page) if re.fullmatch(r"[\w-]+\.(py|json|toml|ya?ml)", span)}
    assert set() == {file for file in found - _file_names() - FILES_OF_THE_SDK if file not in _blocks(page)}


@pytest.mark.parametrize("page", LOCAL, ids=name)
def test_every_file_exists(page: Path) -> None:
    """A path in a code span is one of the project, or of the folder of the page."""
    found = {span for span in _spans(page) if re.fullmatch(r"[\w.-]+/[\w./*-]*", span) and not NO_FILES.fullmatch(span)}
    assert [] == [path for path in sorted(found) if not any(any(place.glob(path)) for place in (ROOT, page.parent))]
