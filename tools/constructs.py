"""The CDK constructs as data, derived from the schema, for tools.cdk_python and tools.cdk_typescript.

Names follow aws-cdk-lib's own L1 constructs: `SupportedResponseMIMETypes` is `supportedResponseMimeTypes` in TypeScript
and `supported_response_mime_types` in Python. A test compares them with those of `aws_sagemaker.CfnModelPackage`.

A generator of our own, because none of the maintained ones fits: `cdk-import` asks CloudFormation for the schema, so it
needs an account in which the type is registered; that of aws-cdk-lib isn't published; both lead to jsii, whose
compiler and runtime libraries would be in the build of a construct that has no behaviour.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from mlops_sagemaker_modelpackage import checks
from mlops_sagemaker_modelpackage.schema import PROPERTIES, READ_ONLY, SCHEMA, Schema, is_map, resolve

from . import describe

CLASS = "CfnModelPackage"
GROUP, NAME = "ModelPackageGroupName", "ModelPackageName"
# What the constructs hold a template against when an app is synthesized.
_LIMITS = {
    *("type", "enum", "pattern", "required", "minimum", "$ref"),
    *(f"{bound}{keyword}" for bound in ("min", "max") for keyword in ("Length", "Items", "Properties")),
}
# The user's own data, which is passed on unchanged; lists of any of these are arrays of the schema.
_PLAIN = {"string": "string", "integer": "number", "boolean": "boolean"}


@dataclass(frozen=True)
class Member:
    """A property of the resource or of a nested type."""

    name: str  # in a template
    kind: str  # string, number, boolean, map or struct
    is_list: bool
    required: bool
    docs: tuple[str, ...]
    struct: str = ""  # the nested type's definition
    values: tuple[str, ...] = ()

    @property
    def camel(self) -> str:
        """Return its name in TypeScript."""
        return camel_case(self.name)

    @property
    def snake(self) -> str:
        """Return its name in Python."""
        return "_".join(word.lower() for word in words(self.name))


@dataclass(frozen=True)
class Struct:
    """A nested type, or the properties of the resource."""

    name: str
    docs: tuple[str, ...]
    members: tuple[Member, ...]  # required ones first


def words(name: str) -> list[str]:
    """Split a name as aws-cdk-lib does: S3Uri is S3 and Uri, MIMETypes is MIME and Types."""
    return re.split(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", name)


def camel_case(name: str) -> str:
    """Return the TypeScript name for a name in templates."""
    first, *others = words(name)
    return first.lower() + "".join(word.capitalize() for word in others)


def structs(*, tags: bool = False) -> list[Struct]:
    """Return the nested types, sorted by name, without tags, for which CDK has a type of its own."""
    definitions = sorted(SCHEMA["definitions"].items())
    return [_struct(name, definition) for name, definition in definitions if tags or name != "Tag"]


def resource() -> Struct:
    """Return the properties of the resource."""
    return _struct("", {**SCHEMA, "properties": {name: PROPERTIES[name] for name in describe.settable()}})


def attributes() -> list[Member]:
    """Return the attributes of the resource."""
    return [_member(name, PROPERTIES[name], required=True, docs=()) for name in READ_ONLY]


def rules() -> str:
    """Return what the constructs validate with, as JSON: the schema's limits, and the properties of one kind only."""
    found = {
        "names": [GROUP, NAME],
        "kinds": {"versioned": checks.UNVERSIONED_ONLY, "unversioned": checks.VERSIONED_ONLY},
        "schema": _limits(SCHEMA) | {"definitions": _limits_of(SCHEMA["definitions"])},
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _limits(schema: Schema) -> dict[str, Any]:
    """Return a schema with its limits only."""
    found = {name: value for name, value in schema.items() if name in _LIMITS}
    if "pattern" in found:
        found["pattern"] = _portable(found["pattern"])
    if "properties" in schema:
        found["properties"] = _limits_of(schema["properties"])
    if "patternProperties" in schema:
        found["patternProperties"] = {
            _portable(key): _limits(value) for key, value in schema["patternProperties"].items()
        }
    return found | ({"items": _limits(schema["items"])} if "items" in schema else {})


def _portable(pattern: str) -> str:
    """Return a pattern that Python has, too: a class with characters of Unicode takes any; SageMaker checks them."""
    return re.sub(r"\[[^\]]*\\p\{[^\]]*\]", r"[\\s\\S]", pattern)


def _limits_of(schemas: dict[str, Schema]) -> dict[str, Any]:
    return {name: _limits(schema) for name, schema in schemas.items()}


def _struct(name: str, schema: Schema) -> Struct:
    required = set(schema.get("required", ()))
    members = [
        _member(key, value, required=key in required, docs=() if name else (describe.update(key),))
        for key, value in schema["properties"].items()
    ]
    return Struct(name, (schema["description"],), tuple(sorted(members, key=lambda member: not member.required)))


def _member(name: str, schema: Schema, *, required: bool, docs: tuple[str, ...]) -> Member:
    resolved = resolve(schema)
    is_list = resolved.get("type") == "array"
    item = schema if not is_list else resolved["items"]
    shape = resolve(item)
    kind = _PLAIN.get(shape.get("type", "object")) or ("map" if is_map(shape) else "struct")
    return Member(
        name=name,
        kind=kind,
        is_list=is_list,
        required=required,
        docs=(describe.description(schema), *describe.limits(schema), *docs),
        struct=item["$ref"].rpartition("/")[2] if kind == "struct" else "",
        values=tuple(shape.get("enum", ())),
    )
