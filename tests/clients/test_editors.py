"""The editors' schema in the YAML language server, with the settings of guide/check-your-template.md."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlops_sagemaker_modelpackage.schema import PROPERTIES
from sandbox.examples import EXAMPLES
from tools.editor_schema import CUSTOM_TAGS

from .environments import ROOT, Client
from .language_server import LanguageServer

_SETTINGS = re.compile(r"^```json\n// \.vscode/settings\.json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_START = """Resources:
  Version:
    Type: MLOps::SageMaker::ModelPackage
    Properties:
      ModelPackageGroupName: churn
"""


def _settings(root: Path) -> dict[str, Any]:
    """Return the settings of the page by their sections, as VS Code gives them to the server."""
    (text,) = _SETTINGS.findall((ROOT / "guide" / "check-your-template.md").read_text(encoding="utf-8"))
    flat = json.loads(text)
    # VS Code resolves the path of a schema against the workspace.
    schemas = {(root / path).as_uri(): patterns for path, patterns in flat["yaml.schemas"].items()}
    return {
        "yaml": {
            "schemas": schemas,
            "customTags": flat["yaml.customTags"],
            "validate": True,
            "hover": True,
            "completion": True,
            "schemaStore": {"enable": False},
        }
    }


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with templates and the schema, as the page has it."""
    root = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "editor", root / "editor")
    (root / "templates").mkdir()
    return root


@pytest.fixture(scope="module")
def editor(environment: Callable[[str], Client], workspace: Path) -> Iterator[LanguageServer]:
    """Return a language server that has the workspace open."""
    program = environment("yaml-language-server").bin / "yaml-language-server"
    with LanguageServer(program, workspace, _settings(workspace)) as server:
        yield server


def _template(workspace: Path, name: str, text: str) -> Path:
    path = workspace / "templates" / f"{name}.yaml"
    path.write_text(text)
    return path


def test_the_page_has_the_tags() -> None:
    """The settings of the page declare every short function."""
    assert CUSTOM_TAGS == _settings(Path("/workspace"))["yaml"]["customTags"]


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.yaml")))
def test_an_example_is_clean(editor: LanguageServer, workspace: Path, name: str) -> None:
    """No warning in a template that can be deployed, whatever functions it uses."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    assert [] == editor.open(_template(workspace, name, text))


@pytest.mark.parametrize(
    ("line", "saying"),
    [
        ("ModelAprovalStatus: Approved", "Property ModelAprovalStatus is not allowed"),
        ("ModelApprovalStatus: Aproved", "Value is not accepted"),
        ("CertifyForMarketplace: 5", "Incorrect type"),
        ("InferenceSpecification: {SupportedContentTypes: [text/csv]}", 'Missing property "Containers"'),
        ("InferenceSpecification: {Containers: [{Imgae: image:1}]}", "Property Imgae is not allowed"),
        ("SamplePayloadUrl: /tmp/payload", "String does not match the pattern"),
        ("Tags: {}", "Incorrect type"),
    ],
)
def test_a_mistake_gets_a_warning(editor: LanguageServer, workspace: Path, line: str, saying: str) -> None:
    """One warning, at the line of the mistake."""
    name = re.sub(r"\W+", "-", line)
    (found,) = editor.open(_template(workspace, name, f"{_START}      {line}\n"))
    assert saying in found["message"]
    assert 5 == found["range"]["start"]["line"]


@pytest.mark.parametrize(
    "line",
    [
        "ModelApprovalStatus: !Ref Approval",
        "ModelApprovalStatus: !If [InTest, Approved, !Ref AWS::NoValue]",
        "ModelApprovalStatus: {Ref: Approval}",
        "CertifyForMarketplace: !FindInMap [Stages, Test, Certify]",
        "SamplePayloadUrl: '{{resolve:ssm:payload}}'",
        "InferenceSpecification: !If [InTest, {Containers: []}, !Ref AWS::NoValue]",
        "InferenceSpecification: {Containers: [{Image: !Sub '${Image}', Environment: {PORT: 8080}}]}",
        "Tags: {Fn::If: [InTest, [], {Ref: AWS::NoValue}]}",
    ],
)
def test_a_function_gets_no_warning(editor: LanguageServer, workspace: Path, line: str) -> None:
    """A function, in its short or long form, is accepted wherever a value is."""
    name = re.sub(r"\W+", "-", line)
    assert [] == editor.open(_template(workspace, name, f"{_START}      {line}\n"))


def test_properties_are_offered(editor: LanguageServer, workspace: Path) -> None:
    """Completion knows the properties that aren't there yet, those of nested objects, and the values of an enum."""
    text = f"{_START}      ModelApprovalStatus: \n      InferenceSpecification:\n        Containers:\n          - I\n      M\n"
    path = _template(workspace, "completion", text)
    editor.open(path)
    offered = editor.completion(path, 9, 7)
    assert {"ModelCard", "ModelMetrics", "ModelLifeCycle"} <= set(offered)
    assert "ModelPackageGroupName" not in offered
    assert {"Image", "ImageDigest", "IsCheckpoint"} <= set(editor.completion(path, 8, 13))
    assert {"Approved", "PendingManualApproval", "Rejected"} <= set(editor.completion(path, 5, 27))


def test_a_property_is_explained(editor: LanguageServer, workspace: Path) -> None:
    """The hover text says what a property is, its limits and what an update does."""
    path = _template(workspace, "hover", f"{_START}      ModelPackageDescription: text\n")
    editor.open(path)
    shown = editor.hover(path, 5, 10)
    assert PROPERTIES["ModelPackageDescription"]["description"] in shown
    assert "At most 1024 characters." in shown
    assert "An update replaces the package." in shown
