"""Schemas of resource types: what they say of an update, and the registry's check of a resource's properties."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import regex
from jsonschema import Draft7Validator, TypeChecker, ValidationError, validators

from .intrinsics import text

State = dict[str, Any]


class TypeSchema:
    """A schema as the registry reads it. Property paths are tuples: `("ModelMetrics", "Bias")`."""

    def __init__(self, schema: dict[str, Any]):
        self.schema = schema
        self.read_only = self._paths("readOnlyProperties")
        self.write_only = self._paths("writeOnlyProperties")
        self.create_only = self._paths("createOnlyProperties")
        self.conditional_create_only = self._paths("conditionalCreateOnlyProperties")
        self.primary_identifier = self._paths("primaryIdentifier")
        self.transforms: dict[tuple[str, ...], list[str]] = {
            tuple(pointer.split("/")[2:]): expressions.split(" $OR ")
            for pointer, expressions in schema.get("propertyTransform", {}).items()
        }
        tagging = schema.get("tagging", {})
        self.tag_property = tagging.get("tagProperty", "").rpartition("/")[2] if tagging.get("taggable") else ""

    def _paths(self, key: str) -> list[tuple[str, ...]]:
        return [tuple(pointer.split("/")[2:]) for pointer in self.schema.get(key, ())]

    @property
    def attributes(self) -> list[str]:
        """Return what `Fn::GetAtt` knows: the read-only properties, nested ones with dots."""
        return [".".join(path) for path in self.read_only]

    @property
    def provisioning_type(self) -> str:
        """Return what the registry derives from the handlers: whether there are any, and an update among them."""
        handlers = self.schema.get("handlers", {})
        if not {"create", "read", "delete"} <= handlers.keys():
            return "NON_PROVISIONABLE"
        return "FULLY_MUTABLE" if "update" in handlers else "IMMUTABLE"

    def violations(self, properties: State) -> list[str]:
        """Return what the registry says of properties that break the schema, in the words of its validator."""
        given = [f"/properties/{path[0]}" for path in self.read_only if len(path) == 1 and path[0] in properties]
        read_only = [f"#: readOnlyProperties [{', '.join(given)}] cannot be specified"] if given else []
        errors = sorted(_VALIDATOR(self.schema).iter_errors(properties), key=lambda error: list(map(str, error.path)))
        return [*read_only, *map(_words, errors)]


@cache
def schema_of(type_name: str) -> TypeSchema | None:
    """Return the schema that cfn-lint ships of a type of AWS's, None if it has none."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError  # it takes a second to import

    try:
        return TypeSchema(PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_name).schema)
    except ResourceNotFoundError:
        return None


def value_at(state: State, path: tuple[str, ...]) -> Any:
    """Return what a state has at a path, None if there is nothing."""
    found: Any = state
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


# Of the validator's own keywords these are replaced. The patterns of schemas are ECMA's: they may have `\\p{…}`, which
# `re` doesn't know. And the registry says of each key that is too many or missing, where the validator says it of all.


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not regex.search(pattern, value):
        yield ValidationError("")


def _pattern_properties(validator: Any, patterns: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    for pattern, schema in patterns.items():
        for key in value if isinstance(value, dict) else ():
            if regex.search(pattern, key):
                yield from validator.descend(value[key], schema, path=key)


def _enum(_validator: Any, values: list[Any], value: Any, _schema: Any) -> Iterator[ValidationError]:
    if text(value) not in map(text, values):
        yield ValidationError("")


def _additional_properties(_validator: Any, allowed: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in value if allowed is False and isinstance(value, dict) else ():
        if key not in known and not any(regex.search(pattern, key) for pattern in patterns):
            yield ValidationError(f"extraneous key [{key}] is not permitted")


def _required(_validator: Any, names: list[str], value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        yield from (ValidationError(f"required key [{name}] not found") for name in names if name not in value)


def _number_like(kind: type) -> Any:
    def check(_checker: TypeChecker, value: Any) -> bool:
        if isinstance(value, bool):
            return False
        try:
            kind(value)
        except (TypeError, ValueError):
            return False
        return isinstance(value, (str, kind)) or float(value).is_integer()

    return check


# CloudFormation turns one scalar into another where the schema wants it: "true" is a boolean, 1 is a string.
_LENIENT: Final = Draft7Validator.TYPE_CHECKER.redefine_many(
    {
        "boolean": lambda _, value: isinstance(value, bool) or value in ("true", "false", "True", "False"),
        "integer": _number_like(int),
        "number": _number_like(float),
        "string": lambda _, value: isinstance(value, (str, bool, int, float)),
    }
)


def _number(value: Any, otherwise: float) -> float:
    try:
        return float(value)
    except ValueError:  # its type is wrong, which is said once
        return otherwise


def _limit(breaks: Callable[[Any, Any], bool]) -> Any:
    def check(_validator: Any, limit: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, (str, int, float)) and breaks(value, limit):
            yield ValidationError("")

    return check


_OURS: Final = {
    "minLength": _limit(lambda value, limit: len(text(value)) < limit),
    "maxLength": _limit(lambda value, limit: len(text(value)) > limit),
    "minimum": _limit(lambda value, limit: _number(value, limit) < limit),
    "maximum": _limit(lambda value, limit: _number(value, limit) > limit),
    "enum": _enum,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "required": _required,
}
_VALIDATOR: Final = validators.extend(Draft7Validator, _OURS, type_checker=_LENIENT)
_TYPES: Final = {"object": "JSONObject", "array": "JSONArray"}
_WORDS: Final = {
    "pattern": "string [{value}] does not match pattern {rule}",
    "enum": "{value} is not a valid enum value",
    "minLength": "expected minLength: {rule}, actual: {size}",
    "maxLength": "expected maxLength: {rule}, actual: {size}",
    "minItems": "expected minimum item count: {rule}, found: {size}",
    "maxItems": "expected maximum item count: {rule}, found: {size}",
    "minProperties": "minimum size: [{rule}], found: [{size}]",
    "maxProperties": "maximum size: [{rule}], found: [{size}]",
    "minimum": "{value} is not greater or equal to {rule}",
    "maximum": "{value} is not less or equal to {rule}",
    "uniqueItems": "array items are not unique",
}


def _words(error: ValidationError) -> str:
    place, rule, value = "/".join(["#", *map(str, error.path)]), error.validator_value, error.instance
    size = len(value if isinstance(value, (list, dict)) else text(value))
    if error.validator in ("additionalProperties", "required"):
        said = error.message
    elif error.validator == "type":
        said = f"expected type: {_name_of(rule)}, found: {_found(value)}"
    else:
        words = _WORDS.get(str(error.validator), "subject does not match the schema ({keyword})")
        said = words.format(value=value, rule=rule, size=size, keyword=error.validator)
    return f"{place}: {said}"


def _name_of(kind: Any) -> str:
    kinds = [kind] if isinstance(kind, str) else kind
    return " or ".join(_TYPES.get(name, name.capitalize()) for name in kinds)


def _found(value: Any) -> str:
    names = {dict: "JSONObject", list: "JSONArray", bool: "Boolean", int: "Integer", float: "Double", str: "String"}
    return names.get(type(value), "Null")
