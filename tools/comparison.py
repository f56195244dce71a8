"""The comparison in guide/migration.md: this type, AWS's type as it is in the registry, and the API.

AWS's schema is the one in cfn-lint, so it is as new as the pinned version of cfn-lint.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from mlops_sagemaker_modelpackage.schema import PROPERTIES, SCHEMA, Schema

from . import api

_LACKS = "–"


def table() -> str:
    """Return the table as Markdown: every property of the three, and each nested member that one of the types lacks."""
    theirs: Schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", "AWS::SageMaker::ModelPackage").schema
    rows = [
        (name, _update(name, SCHEMA), _update(name, theirs), ", ".join(calls()[name]) or _LACKS)
        for name in sorted({*theirs["properties"], *calls()})
    ]
    reasons = api.accepted()
    lines = [
        f"| `{name}` | {ours} | {published} | {called} | {reasons.get(name, '') if _LACKS in (ours, called) else ''} |"
        for name, ours, published, called in [*rows, *_nested_rows(theirs)]
    ]
    heads = "| | this type | AWS's type | the API's calls | Why |"
    return "\n".join([heads, "| --- | --- | --- | --- | --- |", *lines, ""])


def _update(name: str, schema: Schema) -> str:
    """Return what an update does to a property of a type."""
    pointer = f"/properties/{name}"
    if name not in schema["properties"]:
        return _LACKS
    for key, words in (
        ("readOnlyProperties", "attribute"),
        ("createOnlyProperties", "replacement"),
        ("conditionalCreateOnlyProperties", "in place where the API can"),
        ("writeOnlyProperties", "in place"),
    ):
        if pointer in schema[key]:
            return words
    return "in place" if is_sent(name) else "reported"


def is_sent(name: str) -> bool:
    """Tell whether a call of the API takes a property; SageMaker only reports the others."""
    return bool({"create", "update"} & {*calls()[name]})


@cache
def calls() -> dict[str, list[str]]:
    """Return which calls of the API accept or return each member and each property of the type."""
    model: Any = botocore.session.get_session().get_service_model("sagemaker")
    create, update, describe = (
        model.operation_model(f"{verb}ModelPackage") for verb in ("Create", "Update", "Describe")
    )
    members = {"create": create.input_shape, "update": update.input_shape, "describe": describe.output_shape}
    known = {name for shape in members.values() for name in shape.members}
    return {name: [verb for verb, shape in members.items() if name in shape.members] for name in {*PROPERTIES, *known}}


def _nested_rows(theirs: Schema) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row for each nested member that one of the types lacks. A test checks that this type lacks none."""
    found: dict[str, tuple[bool, bool]] = {}
    for name in PROPERTIES.keys() & theirs["properties"].keys():
        _compare(PROPERTIES[name], theirs["properties"][name], theirs, "", found)
    for where, (ours, published) in sorted(found.items()):
        yield where, "yes" if ours else _LACKS, "yes" if published else _LACKS, "yes"


def _compare(ours: Schema, published: Schema, theirs: Schema, owner: str, found: dict[str, tuple[bool, bool]]) -> None:
    owner = ours.get("$ref", owner).rpartition("/")[2]
    ours, published = _resolved(ours, SCHEMA), _resolved(published, theirs)
    if "items" in ours and "items" in published:
        _compare(ours["items"], published["items"], theirs, owner, found)
    here, there = ours.get("properties", {}), published.get("properties", {})
    for name in {**here, **there} if here and there else ():
        if name in here and name in there:
            _compare(here[name], there[name], theirs, owner, found)
        else:
            found[f"{owner}.{name}"] = name in here, name in there


def _resolved(schema: Schema, whole: Schema) -> Schema:
    while "$ref" in schema:
        schema = whole["definitions"][schema["$ref"].rpartition("/")[2]]
    return schema
