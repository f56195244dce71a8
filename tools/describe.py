"""Words for the schema: what a property is, its limits and what an update does, for docs, editors and constructs."""

from collections.abc import Iterator

from mlops_sagemaker_modelpackage.schema import (
    CONDITIONAL_CREATE_ONLY,
    CREATE_ONLY,
    PROPERTIES,
    READ_ONLY,
    WRITE_ONLY,
    Schema,
    resolve,
)

from . import comparison


def description(schema: Schema) -> str:
    """Return what a property or type is: its own words, or those of the definition that it refers to."""
    return str(schema.get("description") or resolve(schema).get("description", ""))


def limits(schema: Schema) -> list[str]:
    """Return a sentence for each limit of a property."""
    resolved = resolve(schema)
    found = [
        _size(resolved, "Length", "characters"),
        _size(resolved, "Items", "items"),
        _size(resolved, "Properties", "entries"),
        _values(resolved),
        f"At least {resolved['minimum']}." if "minimum" in resolved else "",
        f"Pattern: `{resolved['pattern']}`." if "pattern" in resolved else "",
        f"Default: {resolved['default']}." if "default" in resolved else "",
        *_map_limits(resolved),
    ]
    if "items" in resolved and "$ref" not in resolved["items"]:
        found += [f"Each item: {sentence}" for sentence in limits(resolved["items"])]
    return [sentence for sentence in found if sentence]


def _size(schema: Schema, keyword: str, unit: str) -> str:
    least, most = schema.get(f"min{keyword}"), schema.get(f"max{keyword}")
    if least is not None and most is not None:
        return f"{_count(least, unit)}." if least == most else f"{least} to {_count(most, unit)}."
    if least is not None:
        return f"At least {_count(least, unit)}."
    return "" if most is None else f"At most {_count(most, unit)}."


def _count(number: int, unit: str) -> str:
    singular = {"characters": "character", "items": "item", "entries": "entry"}[unit]
    return f"{number} {singular if number == 1 else unit}"


def _values(schema: Schema) -> str:
    return f"One of {', '.join(schema['enum'])}." if "enum" in schema else ""


def _map_limits(schema: Schema) -> Iterator[str]:
    for pattern, value in schema.get("patternProperties", {}).items():
        yield f"Each key: pattern `{pattern}`."
        yield from (f"Each value: {sentence}" for sentence in limits(value))


def update(name: str) -> str:
    """Return what an update of a property of the resource does, as a sentence."""
    if name in READ_ONLY:
        return "Read-only: an attribute."
    if name in CREATE_ONLY:
        effect = "An update replaces the package."
    elif name in CONDITIONAL_CREATE_ONLY:
        effect = "An update replaces the package where it can't be done in place."
    elif name in WRITE_ONLY or comparison.is_sent(name):
        effect = "Updated in place."
    else:
        effect = "Reported by SageMaker: a template may carry it, and it is never sent."
    return f"{effect} Not read back." if name in WRITE_ONLY else effect


def settable() -> list[str]:
    """Return the names of the properties that a template can set, in the order of the alphabet."""
    return sorted(name for name in PROPERTIES if name not in READ_ONLY)
