"""Generates `editor/template.schema.json`: a JSON schema of templates, for completion, hover texts and checks.

Only resources of this type are checked; AWS's own types are left to cfn-lint and other schemas.

A value may always be a function. In its long form (`Fn::If: […]`), it is an object with the function's name as its
only key. In its short form (`!If […]`), the YAML language server sees only the node behind the tag, unless the tag is
declared with the type that it returns. Declared as `:null` (see CUSTOM_TAGS), functions differ from values, and enums
and patterns can be strict without false alarms.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME, Schema, is_map, resolve

from . import describe

FILE = "editor/template.schema.json"
_INPUTS: Final = {
    "And": "sequence",
    "Base64": "scalar mapping",
    "Cidr": "sequence",
    "Condition": "scalar",
    "Equals": "sequence",
    "FindInMap": "sequence",
    "GetAtt": "scalar sequence",
    "GetAZs": "scalar mapping",
    "If": "sequence",
    "ImportValue": "scalar mapping",
    "Join": "sequence",
    "Not": "sequence",
    "Or": "sequence",
    "Ref": "scalar mapping",
    "Select": "sequence",
    "Split": "sequence",
    "Sub": "scalar sequence",
    "ToJsonString": "mapping sequence",
    "Transform": "mapping",
}
CUSTOM_TAGS: Final = [f"!{name} {kind}:null" for name, kinds in _INPUTS.items() for kind in kinds.split()]
_FUNCTION: Final = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "pattern": r"^\{\{resolve:"},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "patternProperties": {"^(Ref|Condition|Fn::[A-Za-z0-9:]+)$": {}},
            "additionalProperties": False,
        },
    ]
}
_ATTRIBUTES: Final = (  # of a resource of any type
    *("Type", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"),
    *("CreationPolicy", "UpdatePolicy"),
)
_LIMITS: Final[tuple[str, ...]] = (
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "minimum",
    "maxProperties",
    "enum",
)


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project."""
    return {FILE: json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"}


def schema() -> dict[str, Any]:
    """Return the schema of templates."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"CloudFormation template with {TYPE_NAME}",
        "type": "object",
        "required": ["Resources"],
        "additionalProperties": False,
        "properties": {
            "AWSTemplateFormatVersion": {"enum": ["2010-09-09"], "description": "Version of the template format."},
            "Description": {"type": "string", "description": "What the template is for.", "maxLength": 1024},
            "Metadata": {"type": "object", "description": "Additional information about the template."},
            "Parameters": _map_of({"type": "object"}, "Values that are given when a stack is created or updated."),
            "Rules": _map_of({"type": "object"}, "Rules that the parameters are checked against."),
            "Mappings": _map_of({"type": "object"}, "Fixed values by two keys, for Fn::FindInMap."),
            "Conditions": _map_of({}, "Conditions that decide whether a resource or a value is there."),
            "Transform": {"description": "Macros that process the template."},
            "Globals": {"type": "object", "description": "Defaults of AWS SAM."},
            "Hooks": {"type": "object", "description": "Hooks of blue/green deployments."},
            "Resources": _map_of({"$ref": "#/definitions/Resource"}, "The resources of the stack."),
            "Outputs": _map_of({"type": "object", "required": ["Value"]}, "Values that the stack shows and exports."),
        },
        "definitions": {
            "Function": _FUNCTION,
            "Resource": _resource(),
            "ModelPackage": _properties(),
            **{name: _converted(definition) for name, definition in SCHEMA["definitions"].items()},
        },
    }


def _map_of(item: Schema, text: str) -> Schema:
    loops: Schema = {"^Fn::(ForEach::|Transform$)": {}}
    return {"type": "object", "description": text, "patternProperties": loops, "additionalProperties": item}


def _resource() -> Schema:
    policy = {"enum": ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]}
    return {
        "type": "object",
        "properties": {
            "Type": {
                "description": "Type of the resource.",
                "anyOf": [{"enum": [TYPE_NAME], "description": SCHEMA["description"]}, {"type": "string"}],
            },
            "Condition": {"type": "string", "description": "Condition under which the resource is created."},
            "DependsOn": {"type": ["string", "array"], "description": "Resources to create before this one."},
            "DeletionPolicy": {**policy, "description": "What happens to it when it is removed from the stack."},
            "UpdateReplacePolicy": {**policy, "description": "What happens to the old resource when it is replaced."},
            "Metadata": {"type": "object", "description": "Additional information about the resource."},
        },
        "if": {"properties": {"Type": {"const": TYPE_NAME}}, "required": ["Type"]},
        "then": {
            "required": ["Type"],
            "properties": {
                **{key: {} for key in _ATTRIBUTES},
                "Properties": {"$ref": "#/definitions/ModelPackage", "description": "Properties of the model package."},
            },
            "additionalProperties": False,
        },
    }


def _properties() -> Schema:
    settable = {name: SCHEMA["properties"][name] for name in describe.settable()}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _described(value, describe.update(name)) for name, value in settable.items()},
        "patternProperties": {"^Fn::Transform$": {}},
    }


def _described(value: Schema, *more: str) -> Schema:
    """Return the schema of a property: a function, or a value of its own, with a hover text."""
    text = [describe.description(value), *describe.limits(value), *more]
    return {"description": "\n\n".join(text), "anyOf": [_converted(value), {"$ref": "#/definitions/Function"}]}


def _converted(value: Schema) -> Schema:
    if "$ref" in value:
        return {"$ref": value["$ref"]}
    kind = resolve(value)["type"]
    limits = {key: value[key] for key in _LIMITS if key in value}
    if kind == "array":
        return {
            "type": kind,
            **limits,
            "items": {"anyOf": [_converted(value["items"]), {"$ref": "#/definitions/Function"}]},
        }
    if kind != "object":
        # CloudFormation takes numbers and booleans for text.
        types = ["string", "number", "boolean"] if kind == "string" and "enum" not in value else kind
        return {"type": types, **limits}
    if is_map(value):
        (pattern,) = value["patternProperties"]
        item = {"anyOf": [_converted(value["patternProperties"][pattern]), {"$ref": "#/definitions/Function"}]}
        return {"type": kind, **limits, "patternProperties": {pattern: item}, "additionalProperties": False}
    return {
        "type": kind,
        "description": value["description"],
        "additionalProperties": False,
        "properties": {name: _described(member) for name, member in value["properties"].items()},
        "required": value.get("required", []),
    }
