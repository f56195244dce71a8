"""Keeps the tables of README.md: what each property is, its limits, what an update does; and how others have it."""

from pathlib import Path

from mlops_sagemaker_modelpackage.schema import (
    CONDITIONAL,
    CREATE_ONLY,
    PROPERTIES,
    READ_ONLY,
    WRITE_ONLY,
    Schema,
    is_map,
)

from . import comparison

README = Path(__file__).resolve().parent.parent / "README.md"
_LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "maxItems": "at most {} items",
    "maxProperties": "at most {} entries",
    "minimum": "at least {}",
}


def table() -> str:
    """Return the table as Markdown."""
    stated = sorted(PROPERTIES.items())
    rows = [f"| `{name}` | {_kind(shape)} | {_limits(shape)} | {_update(name)} |" for name, shape in stated]
    return "\n".join(["| Property | Type | Limits | Update |", "| --- | --- | --- | --- |", *rows, ""])


def with_tables(text: str) -> str:
    """Return a README with the tables of now in their places."""
    for name, made in (("properties", table()), ("comparison", comparison.table())):
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        text = before + start + made + rest[rest.index(f"<!-- /{name} -->") :]
    return text


def _kind(stated: Schema) -> str:
    if "$ref" in stated:
        return str(stated["$ref"]).rpartition("/")[2]
    if stated["type"] == "array":
        return f"list of {_kind(stated['items'])}"
    return "map of string" if is_map(stated) else str(stated["type"])


def _limits(stated: Schema) -> str:
    told = [words.format(stated[keyword]) for keyword, words in _LIMITS.items() if keyword in stated]
    if "enum" in stated:
        told.append(", ".join(f"`{value}`" for value in stated["enum"]))
    return "; ".join(told)


def _update(name: str) -> str:
    if name in READ_ONLY:
        return "attribute for `Fn::GetAtt`"
    if name in CREATE_ONLY:
        return "replacement"
    if name in CONDITIONAL:
        return "replacement, unless the API has a call for it"
    return "in place" if name in WRITE_ONLY or comparison.is_sent(name) else "reported"


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
