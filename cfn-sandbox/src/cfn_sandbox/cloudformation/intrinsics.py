"""The functions of a template: `Ref`, `Fn::Sub` and the others, resolved. Pure: what they ask for comes from a `Scope`.

moto's own resolver reads `!Condition` and the text form of `Fn::GetAtt` wrongly, keeps `AWS::NoValue` in lists and
leaves what it can't find as it is.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

from moto.cloudformation.exceptions import ValidationError

NO_VALUE: Final = object()  # what `AWS::NoValue` stands for: the property, or the item, isn't there
UNKNOWN: Final = "{{changeSet:KNOWN_AFTER_APPLY}}"  # CloudFormation's own word for what only shows when it is done
_VARIABLE: Final = re.compile(r"\$\{(!?)([^}]*)\}")


class Scope(Protocol):
    """What a template's functions ask for, by name. Each raises moto's ValidationError for a name that isn't there."""

    def ref(self, name: str) -> Any:
        """Return the value of a parameter or a pseudo parameter, or the identifier of a resource."""

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return an attribute of a resource."""

    def condition(self, name: str) -> bool:
        """Tell whether a condition holds."""

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a mapping of the template."""

    def imported(self, name: str) -> Any:
        """Return the value that a stack exports by this name."""


def invalid(message: str) -> ValidationError:
    """Return CloudFormation's error for a template or a request that can't be taken."""
    return ValidationError(message=message)


def resolve(value: Any, scope: Scope) -> Any:
    """Return a value with its functions resolved; `NO_VALUE` if that is what it comes to."""
    if isinstance(value, dict):
        function = _function(value)
        if function:
            return _call(function, value[function], scope)
        resolved = ((key, resolve(item, scope)) for key, item in value.items())
        return {key: item for key, item in resolved if item is not NO_VALUE}
    if isinstance(value, list):
        return [item for item in (resolve(item, scope) for item in value) if item is not NO_VALUE]
    return value


def _call(function: str, argument: Any, scope: Scope) -> Any:
    try:
        return _FUNCTIONS[function](argument, scope)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise invalid(f"Template error: {function} can't be called with {json.dumps(argument)}") from None


def holds(condition: Any, scope: Scope) -> bool:
    """Tell whether a condition of the template holds, as the section `Conditions` states it."""
    function = next(iter(condition), "") if isinstance(condition, dict) and len(condition) == 1 else ""
    if function not in ("Condition", "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or"):
        raise invalid("Template format error: Every Conditions member must be a condition function.")
    operands: Any = condition[function]
    if function == "Condition":
        return scope.condition(operands)
    if function == "Fn::Equals":
        one, other = (text(resolve(operand, scope)) for operand in operands)
        return one == other
    results = (holds(operand, scope) for operand in operands)
    return not next(results) if function == "Fn::Not" else (all if function == "Fn::And" else any)(results)


def references(value: Any) -> Iterator[tuple[str, str]]:
    """Yield each resource or parameter that a value names, with the attribute that it wants, empty for `Ref`."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        function = _function(value)
        argument: Any = value.get(function)
        if function == "Ref":
            yield text(argument), ""
        elif function == "Fn::GetAtt":
            yield _attribute(argument)
        elif function == "Fn::Sub":
            template, given = _sub(argument)
            yield from (found for found in _variables(template) if found[0] not in given)
            yield from references(given)
        else:
            yield from references(list(value.values()))


def misplaced(value: Any, path: str) -> Iterator[str]:
    """Yield what can stand nowhere in a template, with its place: nulls, and functions that there aren't."""
    if value is None:
        yield f"[{path}] 'null' values are not allowed in templates"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from misplaced(item, f"{path}/{index}")
    elif isinstance(value, dict):
        for key, item in value.items():
            if key.startswith("Fn::") and key not in _FUNCTIONS:
                yield f"[{path}] Encountered unsupported function: {key} Supported functions are: {sorted(_FUNCTIONS)}"
            yield from misplaced(item, f"{path}/{key}")


def text(value: Any) -> str:
    """Return a scalar as a template writes it."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _function(value: dict[str, Any]) -> str:
    name = next(iter(value), "") if len(value) == 1 else ""
    return name if name in _FUNCTIONS else ""


def _attribute(argument: Any) -> tuple[str, str]:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if not (isinstance(parts, list) and len(parts) > 1 and isinstance(parts[0], str)):
        raise invalid("Template error: every Fn::GetAtt object requires two non-empty parameters")
    return parts[0], ".".join(map(text, parts[1:]))


def _sub(argument: Any) -> tuple[str, dict[str, Any]]:
    match argument:
        case str(template):
            return template, {}
        case [str(template), dict(given)]:
            return template, given
    raise invalid("Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments")


def _variables(template: str) -> Iterator[tuple[str, str]]:
    for literal, name in _VARIABLE.findall(template):
        if not literal:
            logical_id, _, attribute = name.strip().partition(".")
            yield logical_id, attribute


def _resolve_sub(argument: Any, scope: Scope) -> str:
    template, given = _sub(argument)

    def found(match: re.Match[str]) -> str:
        literal, name = match[1], match[2].strip()
        if literal:
            return f"${{{match[2]}}}"
        if name in given:
            return text(resolve(given[name], scope))
        logical_id, _, attribute = name.partition(".")
        return text(scope.attribute(logical_id, attribute) if attribute else scope.ref(logical_id))

    return _VARIABLE.sub(found, template)


def _resolve_if(argument: Any, scope: Scope) -> Any:
    name, then, otherwise = argument
    return resolve(then if scope.condition(name) else otherwise, scope)


def _resolve_select(argument: Any, scope: Scope) -> Any:
    index, items = (resolve(part, scope) for part in argument)
    if items in (UNKNOWN, [UNKNOWN]):
        return UNKNOWN
    if not 0 <= int(index) < len(items):
        raise invalid(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
    return items[int(index)]


def _resolve_find_in_map(argument: Any, scope: Scope) -> Any:
    name, *path = (resolve(part, scope) for part in argument[:3])
    default = argument[3]["DefaultValue"] if len(argument) > 3 else None
    found: Any = scope.mapping(name)
    for key in path:
        if text(key) not in found:
            if default is not None:
                return resolve(default, scope)
            raise invalid(f"Template error: Unable to get mapping for {name}::{'::'.join(map(text, path))}")
        found = found[text(key)]
    return found


def _resolve_join(argument: Any, scope: Scope) -> str:
    delimiter, items = argument
    return str(delimiter).join(text(item) for item in resolve(items, scope))


def _resolve_split(argument: Any, scope: Scope) -> list[str]:
    delimiter, source = argument
    whole = text(resolve(source, scope))
    return [UNKNOWN] if UNKNOWN in whole else whole.split(delimiter)


_FUNCTIONS: Final[dict[str, Callable[[Any, Scope], Any]]] = {
    "Ref": lambda name, scope: scope.ref(name),
    "Fn::GetAtt": lambda argument, scope: scope.attribute(*_attribute(argument)),
    "Fn::Sub": _resolve_sub,
    "Fn::If": _resolve_if,
    "Fn::Join": _resolve_join,
    "Fn::Split": _resolve_split,
    "Fn::Select": _resolve_select,
    "Fn::FindInMap": _resolve_find_in_map,
    "Fn::ImportValue": lambda name, scope: scope.imported(resolve(name, scope)),
    "Fn::Base64": lambda value, scope: base64.b64encode(text(resolve(value, scope)).encode()).decode(),
    "Fn::GetAZs": lambda region, scope: [
        f"{resolve(region, scope) or scope.ref('AWS::Region')}{zone}" for zone in "abc"
    ],
    "Fn::Length": lambda items, scope: len(resolve(items, scope)),
    "Fn::ToJsonString": lambda value, scope: json.dumps(resolve(value, scope)),
}
