"""The schema of the type: its properties, and the schemas of nested values.

`schema.json` is a link to the schema in the root of the project. In a built package it is a copy, since the deployed
code has only this package and its requirements.

A *state* is the plain JSON form of a model: a dictionary of CloudFormation's property names.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

State = dict[str, Any]
Schema = dict[str, Any]

SCHEMA: Final[Schema] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
TYPE_NAME: Final[str] = SCHEMA["typeName"]
PROPERTIES: Final[dict[str, Schema]] = SCHEMA["properties"]


def _names(key: str) -> tuple[str, ...]:
    return tuple(pointer.removeprefix("/properties/") for pointer in SCHEMA[key])


READ_ONLY: Final = _names("readOnlyProperties")
CREATE_ONLY: Final = _names("createOnlyProperties")
WRITE_ONLY: Final = _names("writeOnlyProperties")
CONDITIONAL_CREATE_ONLY: Final = _names("conditionalCreateOnlyProperties")

JSON_TYPES: Final = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def resolve(schema: Schema) -> Schema:
    """Return the definition that a schema refers to with `$ref`; the schema itself if it has no `$ref`."""
    if "$ref" in schema:
        definition: Schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
        return definition
    return schema


def member(schema: Schema, name: str) -> Schema | None:
    """Return the resolved schema of a member of an object or of a value of a map; None if it may not have that name."""
    for pattern, value in schema.get("patternProperties", {}).items():
        return resolve(value) if compiled(pattern).search(name) else None
    found = schema.get("properties", {}).get(name)
    return None if found is None else resolve(found)


def is_map(schema: Schema) -> bool:
    """Tell whether a schema is that of a map, whose keys the user chooses, instead of an object with fixed members."""
    return "patternProperties" in schema


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern of the schema as a Python pattern.

    Python has no `\p{…}`: a character class with it accepts every character, and SageMaker checks the value. In JSON
    Schema (ECMA 262) `$` matches at the end only; in Python it also matches before a line break at the end.
    """
    pattern = re.sub(r"\[[^\]]*\\p\{[^\]]*\]", r"[\\s\\S]", pattern)
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
