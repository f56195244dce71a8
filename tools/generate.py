"""`python -m tools.generate`: writes what `make generate` makes beside the files of `cfn generate`."""

from collections.abc import Mapping
from pathlib import Path

from . import cdk_python, cdk_typescript, editor_schema, lint_data, property_table, register_template, sandbox_limits

ROOT = Path(__file__).resolve().parent.parent


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project."""
    makers = (
        *(lint_data, cdk_typescript, cdk_python, editor_schema),
        *(property_table, register_template, sandbox_limits),
    )
    return {name: text for maker in makers for name, text in maker.files().items()}


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
