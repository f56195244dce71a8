"""The functions of a template as it is written: their names, their arguments, what they refer to. Pure."""

import re
from collections.abc import Iterator
from typing import Any, Final

from ...scalars import to_text
from ..errors import invalid

EXTENDED_FUNCTIONS: Final = frozenset({"Fn::Length", "Fn::ToJsonString"})  # those of AWS::LanguageExtensions
RULE_FUNCTIONS: Final = (
    *("Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"),
)
_CONDITION_FUNCTIONS: Final = frozenset({"Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or"})
FUNCTIONS: Final = _CONDITION_FUNCTIONS | {
    *("Ref", "Fn::Base64", "Fn::Cidr", "Fn::FindInMap", "Fn::GetAZs", "Fn::GetAtt", "Fn::GetStackOutput", "Fn::If"),
    *("Fn::ImportValue", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Sub"),
}
_VALUE_FUNCTIONS: Final = (FUNCTIONS | EXTENDED_FUNCTIONS) - _CONDITION_FUNCTIONS
VARIABLE: Final = re.compile(r"\$\{(!?)([^}]*)\}")  # of Fn::Sub
# CloudFormation's messages about wrong arguments.
USAGES: Final = {
    "Fn::GetAtt": "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and "
    "the resource attribute",
    "Fn::Select": "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
    "Fn::Split": "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a "
    "string to be split or a function that returns a string to be split.",
    "Fn::Join": "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list "
    "of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    "Fn::FindInMap": "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and "
    "the attribute for return value",
    "Fn::Sub": "Template error: every value of the context object of every Fn::Sub object must be a string or a "
    "function that returns a string",
    "Fn::If": "Template error: Fn::If requires a list argument with three elements",
    "Fn::Equals": "Template error: every Fn::Equals object requires a list of 2 string parameters.",
    "Fn::Not": "Template error: every Fn::Not object requires one boolean parameter.",
    "Fn::And": "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
    "Fn::Or": "Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.",
}


def function_name(value: dict[str, Any]) -> str:
    """Return the name of the function that an object calls, "" if it is none."""
    name = next(iter(value), "") if len(value) == 1 else ""
    return name if name in _VALUE_FUNCTIONS else ""


def references(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the name of each resource or parameter that a value refers to, and the attribute, "" for `Ref`."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        function = function_name(value)
        argument: Any = value.get(function)
        if function == "Ref":
            yield to_text(argument), ""
        elif function == "Fn::GetAtt":
            logical_id, attribute = get_att_arguments(argument)
            yield logical_id, attribute if isinstance(attribute, str) else ""
            yield from references(attribute)
        elif function == "Fn::Sub":
            template, given = sub_arguments(argument)
            yield from (found for found in _variables(template) if found[0] not in given)
            yield from references(given)
        else:
            yield from references(list(value.values()))


def find_misplaced(value: Any, path: str, functions: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield a name and a message for each null, unknown function, and default that isn't available at a path."""
    if value is None:
        yield "null", f"[{path}] 'null' values are not allowed in templates"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from find_misplaced(item, f"{path}/{index}", functions)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key.startswith("Fn::") and key not in functions:
                known = ", ".join(sorted(functions))
                message = f"Encountered unsupported function: {key} Supported functions are: [{known}]"
                yield key, f"Template format error: [{path}] {message}"
            elif key == "Fn::FindInMap" and not (functions >= EXTENDED_FUNCTIONS or _is_plain_lookup(item)):
                yield key, USAGES[key]
            yield from find_misplaced(item, f"{path}/{key}", functions)


def _is_plain_lookup(arguments: Any) -> bool:
    """Tell whether `Fn::FindInMap` does without the language extensions: no default, and two functions only."""
    used = [function_name(item) for item in arguments if isinstance(item, dict)]
    return len(arguments) <= 3 and set(used) <= {"Ref", "Fn::FindInMap"}


def get_att_arguments(argument: Any) -> tuple[str, Any]:
    """Return the logical ID of an `Fn::GetAtt`, and the attribute or a `Ref` to it. Raises moto's ValidationError."""
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if not (isinstance(parts, list) and len(parts) > 1 and isinstance(parts[0], str) and all(parts)):
        raise invalid(USAGES["Fn::GetAtt"])
    is_reference = len(parts) == 2 and isinstance(parts[1], dict)
    return parts[0], parts[1] if is_reference else ".".join(map(to_text, parts[1:]))


def sub_arguments(argument: Any) -> tuple[str, dict[str, Any]]:
    """Return the text of an `Fn::Sub` and its own variables. Raises moto's ValidationError."""
    match argument:
        case str(template):
            return template, {}
        case [str(template), dict(given)]:
            return template, given
    raise invalid("Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments")


def _variables(template: str) -> Iterator[tuple[str, str]]:
    for literal, name in VARIABLE.findall(template):
        if not literal:
            logical_id, _, attribute = name.strip().partition(".")
            yield logical_id, attribute
