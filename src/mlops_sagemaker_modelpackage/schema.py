"""The schema of the type: its properties, and how to find the schema of what is inside a value.

`schema.json` is a link to the schema in the root of the project, so that packaging puts a copy beside this module: the
deployed code has nothing but this package and its requirements.

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
    """Return the definition that a schema refers to, or the schema itself."""
    if "$ref" in schema:
        definition: Schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
        return definition
    return schema


def member(schema: Schema, name: str) -> Schema | None:
    """Return the resolved schema of a member of an object, or of a value of a map; None if there is none."""
    for pattern, value in schema.get("patternProperties", {}).items():
        return resolve(value) if compiled(pattern).search(name) else None
    found = schema.get("properties", {}).get(name)
    return None if found is None else resolve(found)


def is_map(schema: Schema) -> bool:
    """Tell whether an object has keys of the user's choice instead of members."""
    return "patternProperties" in schema


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern of the schema as one of Python.

    `re` has no `\p{…}`: a class with one accepts everything and leaves it to SageMaker. In JSON Schema (ECMA 262) `$`
    is the end of the text; Python's also matches before a line break there.
    """
    pattern = re.sub(r"\[[^\]]*\\p\{[^\]]*\]", r"[\\s\\S]", pattern)
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
