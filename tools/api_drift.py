"""Reports what is new in SageMaker's API: compares the schema of the type with the newest boto3, as a table.

`make test` compares the schema with the pinned boto3; this looks ahead.
"""

import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from rich.console import Console
from rich.table import Column, Table

from . import api


def newest(folder: Path) -> tuple[str, ServiceModel]:
    """Fetch the newest boto3 into an empty folder; return its version and its model of SageMaker."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile"]
    subprocess.run([*pip, "--upgrade", "--target", folder, "boto3"], check=True)
    (version,) = (found.version for found in distributions(name="boto3", path=[str(folder)]))
    loader = Loader(extra_search_paths=[str(folder / "botocore" / "data")], include_default_search_paths=False)
    return version, ServiceModel(loader.load_service_model("sagemaker", "service-2"), "sagemaker")


def drift(model: ServiceModel) -> tuple[list[api.Difference], list[api.Difference]]:
    """Return the differences between the schema and a model of the API: the unintended ones, and the others."""
    found, intended = api.differences(model), api.accepted()
    return [item for item in found if item.where not in intended], [item for item in found if item.where in intended]


def table(new: Iterable[api.Difference], intended: Iterable[api.Difference]) -> Table:
    """Return differences as a table: the new ones first, then the intended ones with their reasons."""
    rows = Table(Column("Where", overflow="fold"), "The type", "The API", "Reason", show_lines=True)
    for item in new:
        rows.add_row(item.where, _shown(item.ours), _shown(item.theirs), "new", style="bold red")
    reasons = api.accepted()
    for item in intended:
        rows.add_row(item.where, _shown(item.ours), _shown(item.theirs), reasons[item.where])
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value[:8]) + (f" and {len(value) - 8} more" if len(value) > 8 else "")
    return "none" if value is None else str(value)


def main() -> int:
    """Print the drift and return an exit status: 1 if there are unintended differences."""
    with TemporaryDirectory() as folder:
        version, model = newest(Path(folder))
    new, intended = drift(model)
    console = Console(markup=False)
    console.print(table(new, intended))
    console.print(f"boto3 {version}: {len(new)} new differences, {len(intended)} intended ones.")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
