"""Schemas of resource types: identifiers, attributes, what forces a replacement, the registry's check of properties."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

import regex
from jsonschema import Draft7Validator, TypeChecker, ValidationError, validators

from ...scalars import to_text

Properties = dict[str, Any]


class TypeSchema:
    """A schema as CloudFormation's registry reads it. Property paths are tuples, such as `("ModelMetrics", "Bias")`."""

    def __init__(self, schema: dict[str, Any], attributes: Iterable[str] = ()):
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
        # The names for `Fn::GetAtt`: for types of AWS's those in cfn-lint, for others the read-only properties.
        self.attributes = frozenset(attributes) or frozenset(".".join(path) for path in self.read_only)
        tagging = schema.get("tagging", {})
        self.tag_property = tagging.get("tagProperty", "").rpartition("/")[2] if tagging.get("taggable") else ""

    def _paths(self, key: str) -> list[tuple[str, ...]]:
        return [tuple(pointer.split("/")[2:]) for pointer in self.schema.get(key, ())]

    def with_texts(self, properties: Properties) -> Properties:
        """Return properties with scalars as text where the schema has a string, as CloudFormation does."""
        texts = {name for name, shape in self.schema.get("properties", {}).items() if shape.get("type") == "string"}
        return {
            name: to_text(value) if name in texts and isinstance(value, (bool, int, float)) else value
            for name, value in properties.items()
        }

    def violations(self, properties: Properties) -> list[str]:
        """Return the registry's messages about properties that break the schema, none if they are valid."""
        given = [f"/properties/{path[0]}" for path in self.read_only if len(path) == 1 and path[0] in properties]
        read_only = [f"#: readOnlyProperties [{', '.join(given)}] cannot be specified"] if given else []
        return [*read_only, *find_violations(self.schema, properties)]


@cache
def schema_of(type_name: str) -> TypeSchema:
    """Return the schema of a type of AWS's from cfn-lint, an empty one if it has none."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError  # takes a second to import

    try:
        found = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_name)
        return TypeSchema(found.schema, found.get_atts)
    except ResourceNotFoundError:
        return TypeSchema({})


def changed_paths(paths: Iterable[tuple[str, ...]], before: Properties, after: Properties) -> list[tuple[str, ...]]:
    """Return the paths at which the properties differ."""
    return [path for path in paths if value_at(before, path) != value_at(after, path)]


def value_at(properties: Properties, path: tuple[str, ...]) -> Any:
    """Return the value at a property path, None if it is unset."""
    found: Any = properties
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def find_violations(schema: dict[str, Any], properties: dict[str, Any]) -> list[str]:
    """Return a message for each violation, in the order of the properties' paths."""
    errors = sorted(_VALIDATOR(schema).iter_errors(properties), key=lambda error: list(map(str, error.path)))
    return [*map(_message, errors)]


# These keywords replace those of jsonschema. Patterns are ECMA's and may contain `\\p{…}`, which `re` doesn't know. And
# there is one message for each key that is missing or not permitted, where jsonschema has one for all of them.


def _check(breaks: Callable[[Any, Any], bool]) -> Any:
    """Return a keyword of one error. `breaks` tells whether a value breaks the rule that the schema has for it."""

    def check(_validator: Any, rule: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, (str, int, float)) and breaks(value, rule):
            yield ValidationError("")

    return check


def _pattern_properties(validator: Any, patterns: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    for pattern, schema in patterns.items():
        for key in value if isinstance(value, dict) else ():
            if regex.search(pattern, key):
                yield from validator.descend(value[key], schema, path=key)


def _additional_properties(_validator: Any, allowed: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in value if allowed is False and isinstance(value, dict) else ():
        if key not in known and not any(regex.search(pattern, key) for pattern in patterns):
            yield ValidationError(f"extraneous key [{key}] is not permitted")


def _required(_validator: Any, names: list[str], value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        yield from (ValidationError(f"required key [{name}] not found") for name in names if name not in value)


def _is_number(number_type: type) -> Any:
    def check(_checker: TypeChecker, value: Any) -> bool:
        if isinstance(value, bool):
            return False
        try:
            number_type(value)
        except (TypeError, ValueError):
            return False
        return isinstance(value, (str, number_type)) or float(value).is_integer()

    return check


# CloudFormation converts scalars to the type in the schema: "true" is a valid boolean, 1 a valid string.
_LENIENT_TYPES: Final = Draft7Validator.TYPE_CHECKER.redefine_many(
    {
        "boolean": lambda _, value: isinstance(value, bool) or value in ("true", "false", "True", "False"),
        "integer": _is_number(int),
        "number": _is_number(float),
        "string": lambda _, value: isinstance(value, (str, bool, int, float)),
    }
)


def _as_number(value: Any, default: float) -> float:
    try:
        return float(value)
    except ValueError:  # the keyword `type` reports it
        return default


_KEYWORDS: Final = {
    "minLength": _check(lambda value, limit: len(to_text(value)) < limit),
    "maxLength": _check(lambda value, limit: len(to_text(value)) > limit),
    "minimum": _check(lambda value, limit: _as_number(value, limit) < limit),
    "maximum": _check(lambda value, limit: _as_number(value, limit) > limit),
    "enum": _check(lambda value, values: to_text(value) not in map(to_text, values)),
    "pattern": _check(lambda value, pattern: isinstance(value, str) and not regex.search(pattern, value)),
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "required": _required,
}
_VALIDATOR: Final = validators.extend(Draft7Validator, _KEYWORDS, type_checker=_LENIENT_TYPES)
_TYPE_NAMES: Final = {"object": "JSONObject", "array": "JSONArray"}
_VALUE_TYPES: Final = {
    dict: "JSONObject",
    list: "JSONArray",
    bool: "Boolean",
    int: "Integer",
    float: "Double",
    str: "String",
}
_MESSAGES: Final = {
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


def _message(error: ValidationError) -> str:
    path, rule, value = "/".join(["#", *map(str, error.path)]), error.validator_value, error.instance
    size = len(value if isinstance(value, (list, dict)) else to_text(value))
    if error.validator in ("additionalProperties", "required"):
        message = error.message
    elif error.validator == "type":
        types = [_TYPE_NAMES.get(name, name.capitalize()) for name in ([rule] if isinstance(rule, str) else rule)]
        message = f"expected type: {' or '.join(types)}, found: {_VALUE_TYPES.get(type(value), 'Null')}"
    else:
        text_format = _MESSAGES.get(str(error.validator), "subject does not match the schema ({keyword})")
        message = text_format.format(value=value, rule=rule, size=size, keyword=error.validator)
    return f"{path}: {message}"
