"""What `make generate` makes is current and unedited."""

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cloudformation_cli_python_lib.interface import BaseModel, BaseResourceHandlerRequest

from mlops_sagemaker_modelpackage import models
from tools import comparison, generate, register_template

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("src/mlops_sagemaker_modelpackage/models.py", "docs", "resource-role.yaml")


def _files(root: Path) -> list[str]:
    found = [root / name for name in GENERATED]
    files = [file for path in found for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return sorted(str(file.relative_to(root)) for file in files)


def test_generated_files_are_current(tmp_path: Path) -> None:
    """`make generate` changes nothing: models.py, docs/ and resource-role.yaml follow from the schema."""
    for name in (".rpdk-config", "sagemaker-modelpackage.json", "mlops-sagemaker-modelpackage.json"):
        shutil.copy(ROOT / name, tmp_path / name, follow_symlinks=False)
    (tmp_path / "src/mlops_sagemaker_modelpackage").mkdir(parents=True)

    cfn = Path(sys.executable).with_name("cfn")
    subprocess.run([cfn, "generate"], cwd=tmp_path, check=True, capture_output=True)

    assert _files(ROOT) == _files(tmp_path)
    match, *different = filecmp.cmpfiles(ROOT, tmp_path, _files(ROOT), shallow=False)
    assert [[], []] == different
    assert match


def test_no_definition_hides_a_class_of_the_library() -> None:
    """A definition called like a class that models.py imports would become the base of every model after it."""
    own = [known for known in vars(models).values() if isinstance(known, type) and known.__module__ == models.__name__]
    assert own
    assert set() == {known.__name__ for known in own if not issubclass(known, (BaseModel, BaseResourceHandlerRequest))}


def test_what_the_type_lacks_has_a_reason() -> None:
    """No row of the comparison, of AWS's type or of the API, that the type lacks without a reason."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in comparison.table().splitlines()[2:]]
    assert [] == [name for name, ours, _, _, why in rows if ours == "–" and not why]
    assert ["`CustomerMetadataPropertiesToRemove`"] == [name for name, ours, *_ in rows if ours == "–"]


def test_the_type_is_registered_with_the_recommended_role() -> None:
    """deploy/register.yaml has the execution role of deploy/execution-role.yaml and its parameters, word for word."""
    text = register_template.REGISTER.read_text(encoding="utf-8")
    assert all(register_template.section(name) in text for name in register_template.SECTIONS)


@pytest.mark.parametrize("name", generate.files())
def test_files_for_users_are_current(name: str) -> None:
    """Constructs, the editors' schema, the data of lint/, tables and the role follow from their sources: `make generate`."""
    assert generate.files()[name] == (ROOT / name).read_text(encoding="utf-8")
