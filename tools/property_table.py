"""Writes the tables in guide/properties.md (each property) and guide/migration.md (this type and others)."""

from mlops_sagemaker_modelpackage.schema import (
    CONDITIONAL_CREATE_ONLY,
    CREATE_ONLY,
    PROPERTIES,
    READ_ONLY,
    WRITE_ONLY,
    Schema,
    is_map,
)

from . import comparison
from .generated_part import page_with

_UNITS = {"Length": "characters", "Items": "items", "Properties": "entries"}


def table() -> str:
    """Return the table of the properties as Markdown."""
    rows = [
        f"| [`{name}`](../docs/README.md#{name.lower()}) | {_kind(schema)} | {_limits(schema)} | {_update(name)} |"
        for name, schema in sorted(PROPERTIES.items())
    ]
    return "\n".join(["| Property | Type | Limits | Update |", "| --- | --- | --- | --- |", *rows, ""])


def files() -> dict[str, str]:
    """Return the text of each page that has a table, by its path in the project, with the current table."""
    return page_with("properties.md", table()) | page_with("migration.md", comparison.table())


def _kind(schema: Schema) -> str:
    """Return the type of a property, with a link to the page of its definition."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return f"[{name}](../docs/{name.lower()}.md)"
    if schema["type"] == "array":
        return f"list of {_kind(schema['items'])}"
    return "map of strings" if is_map(schema) else str(schema["type"])


def _limits(schema: Schema) -> str:
    """Return the limits of a property in words: its size, or its values."""
    limits = [
        _range(schema.get(f"min{keyword}"), schema.get(f"max{keyword}"), unit) for keyword, unit in _UNITS.items()
    ]
    if "minimum" in schema:
        limits.append(f"at least {schema['minimum']}")
    if "enum" in schema:
        limits.append(", ".join(f"`{value}`" for value in schema["enum"]))
    return "; ".join(filter(None, limits))


def _range(least: int | None, most: int | None, unit: str) -> str:
    if most is None:
        return f"at least {least} {unit}" if least else ""
    return f"{least} to {most:,} {unit}" if least else f"at most {most:,} {unit}"


def _update(name: str) -> str:
    if name in READ_ONLY:
        return "attribute for `Fn::GetAtt`"
    if name in CREATE_ONLY:
        return "replacement"
    if name in CONDITIONAL_CREATE_ONLY:
        return "replacement, unless the API has a call for it"
    return "in place" if name in WRITE_ONLY or comparison.is_sent(name) else "reported"
