"""Resolves the functions of a template, which moto's own resolver misreads. Pure: a `TemplateScope` looks names up."""

import base64
import ipaddress
import itertools
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...scalars import map_texts, to_text
from ..errors import invalid
from .template_functions import USAGES, VARIABLE, function_name, get_att_arguments, sub_arguments

if TYPE_CHECKING:
    from .scope import TemplateScope as Scope

NO_VALUE: Final = object()  # `AWS::NoValue`: the property or item is left out
UNKNOWN: Final = "{{changeSet:KNOWN_AFTER_APPLY}}"  # CloudFormation's placeholder in change sets
HIDDEN: Final = "{{noEcho:HIDDEN}}"  # stands for the value of a NoEcho parameter until `mask_hidden`
MASK: Final = "****"  # what people see of a NoEcho parameter


def resolve(value: Any, scope: "Scope") -> Any:
    """Return a value with its functions resolved, `NO_VALUE` if it resolves to that."""
    if isinstance(value, dict):
        function = function_name(value)
        if function:
            return _call(function, value[function], scope)
        resolved = ((key, resolve(item, scope)) for key, item in value.items())
        return {key: item for key, item in resolved if item is not NO_VALUE}
    if isinstance(value, list):
        return [item for item in (resolve(item, scope) for item in value) if item is not NO_VALUE]
    return value


def _call(function: str, argument: Any, scope: "Scope") -> Any:
    try:
        return _FUNCTIONS[function](argument, scope)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        usage = f"Template error: {function} can't be called with {json.dumps(argument)}"
        raise invalid(USAGES.get(function, usage)) from None


def evaluate_condition(condition: Any, scope: "Scope") -> bool:
    """Tell whether a condition is true. `condition` is a member of the section `Conditions`, or an operand in one."""
    function = next(iter(condition), "") if isinstance(condition, dict) and len(condition) == 1 else ""
    if function not in ("Condition", "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or"):
        raise invalid("Template format error: Every Conditions member must be a condition function.")
    operands: Any = condition[function]
    if function == "Condition":
        return scope.condition(operands)
    fewest, most = {"Fn::Equals": (2, 2), "Fn::Not": (1, 1)}.get(function, (2, 10))
    if not (isinstance(operands, list) and fewest <= len(operands) <= most):
        raise invalid(USAGES[function])
    if function == "Fn::Equals":
        one, other = (to_text(resolve(operand, scope)) for operand in operands)
        return one == other
    results = (evaluate_condition(operand, scope) for operand in operands)
    return not next(results) if function == "Fn::Not" else (all if function == "Fn::And" else any)(results)


def to_json(value: Any) -> str:
    """Return a value as compact JSON, as `Fn::ToJsonString` does."""
    return json.dumps(value, separators=(",", ":"))


def mask_hidden(value: Any) -> Any:
    """Return a value with asterisks in the place of hidden values."""
    return map_texts(value, lambda text: text.replace(HIDDEN, MASK))


def _placeholder(text: Any) -> str | None:
    """Return the placeholder in a text, which hides what its parts are; None if there is none."""
    return next((placeholder for placeholder in (UNKNOWN, HIDDEN) if placeholder in text), None)


def _resolve_sub(argument: Any, scope: "Scope") -> str:
    template, given = sub_arguments(argument)

    def replacement(match: re.Match[str]) -> str:
        literal, name = match[1], match[2].strip()
        if literal:
            return f"${{{match[2]}}}"
        logical_id, _, attribute = name.partition(".")
        if name in given:
            value = resolve(given[name], scope)
        else:
            value = scope.attribute(logical_id, attribute) if attribute else scope.ref(logical_id)
        if isinstance(value, (list, dict)):
            raise invalid(USAGES["Fn::Sub"])
        return to_text(value)

    return VARIABLE.sub(replacement, template)


def _resolve_if(argument: Any, scope: "Scope") -> Any:
    name, then, otherwise = argument
    return resolve(then if scope.condition(name, " in Fn::If") else otherwise, scope)


def _resolve_select(argument: Any, scope: "Scope") -> Any:
    index, items = (resolve(part, scope) for part in argument)
    placeholder = _placeholder(items)
    if placeholder and items in (placeholder, [placeholder]):
        return placeholder
    if not isinstance(items, list) or int(index) < 0:
        raise TypeError
    return items[int(index)]


def _resolve_find_in_map(argument: Any, scope: "Scope") -> Any:
    name, *path = (resolve(part, scope) for part in argument[:3])
    default = argument[3]["DefaultValue"] if len(argument) > 3 else None
    found: Any = scope.mapping(name)
    for key in path:
        if to_text(key) not in found:
            if default is not None:
                return resolve(default, scope)
            raise invalid(f"Template error: Unable to get mapping for {name}::{'::'.join(map(to_text, path))}")
        found = found[to_text(key)]
    return found


def _resolve_join(argument: Any, scope: "Scope") -> str:
    delimiter, items = argument
    resolved = resolve(items, scope)
    if not isinstance(resolved, list) or any(isinstance(item, (list, dict)) for item in resolved):
        raise TypeError
    texts = [to_text(item) for item in resolved]
    return UNKNOWN if UNKNOWN in texts else str(delimiter).join(texts)


def _resolve_split(argument: Any, scope: "Scope") -> list[str]:
    delimiter, source = argument
    whole = to_text(resolve(source, scope))
    placeholder = _placeholder(whole)
    return [placeholder] if placeholder else whole.split(delimiter)


def _encode(text: str) -> str:
    return _placeholder(text) or base64.b64encode(text.encode()).decode()


def _resolve_get_att(argument: Any, scope: "Scope") -> Any:
    logical_id, attribute = get_att_arguments(argument)
    return scope.attribute(logical_id, resolve(attribute, scope))


def _resolve_cidr(argument: Any, scope: "Scope") -> Any:
    block, count, *bits = (resolve(part, scope) for part in argument)
    if _placeholder(to_text(block)):
        return UNKNOWN
    network = ipaddress.ip_network(block, strict=False)
    subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits[0])) if bits else network.subnets()
    found = [str(subnet) for subnet in itertools.islice(subnets, int(count))]
    if len(found) < int(count):
        raise ValueError
    return found


def _resolve_stack_output(argument: Any, scope: "Scope") -> Any:
    given: dict[str, Any] = {"Region": scope.context.location.region} | resolve(argument, scope)
    if given.keys() - {"StackName", "OutputName", "Region"} or given["Region"] != scope.context.location.region:
        raise invalid(
            "The sandbox resolves Fn::GetStackOutput within an account and region only: leave out Region and RoleArn."
        )
    return scope.context.stack_output(given["StackName"], given["OutputName"])


_FUNCTIONS: Final[dict[str, Callable[[Any, "Scope"], Any]]] = {
    "Ref": lambda name, scope: scope.ref(name),
    "Fn::GetAtt": _resolve_get_att,
    "Fn::Sub": _resolve_sub,
    "Fn::If": _resolve_if,
    "Fn::Join": _resolve_join,
    "Fn::Split": _resolve_split,
    "Fn::Select": _resolve_select,
    "Fn::FindInMap": _resolve_find_in_map,
    "Fn::ImportValue": lambda name, scope: scope.context.exported_value(resolve(name, scope)),
    "Fn::GetStackOutput": _resolve_stack_output,
    "Fn::Cidr": _resolve_cidr,
    "Fn::Base64": lambda value, scope: _encode(to_text(resolve(value, scope))),
    "Fn::GetAZs": lambda region, scope: [
        f"{resolve(region, scope) or scope.ref('AWS::Region')}{zone}" for zone in "abc"
    ],
    "Fn::Length": lambda items, scope: len(resolve(items, scope)),
    "Fn::ToJsonString": lambda value, scope: to_json(resolve(value, scope)),
}
