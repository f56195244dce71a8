"""`python -m tools.generate`: writes the files that are generated from the schema for users of the type."""

from collections.abc import Mapping
from pathlib import Path

from . import cdk_python, cdk_typescript, editor_schema, lint_data

ROOT = Path(__file__).resolve().parent.parent


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project."""
    return {**lint_data.files(), **cdk_typescript.files(), **cdk_python.files(), **editor_schema.files()}


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
