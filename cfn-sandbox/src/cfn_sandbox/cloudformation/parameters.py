"""The values of a template's parameters: given, kept from before, or their defaults, and held against their rules."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .intrinsics import invalid, text

Given = Mapping[str, str]


def given(wanted: list[dict[str, Any]], previous: Given) -> dict[str, str]:
    """Return the values of a request's `Parameters`; `UsePreviousValue` takes those of the stack as it is."""
    values = {}
    for parameter in wanted:
        key = parameter["ParameterKey"]
        if parameter.get("UsePreviousValue"):
            if "ParameterValue" in parameter:
                raise invalid(
                    f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true and non empty "
                    "value for a parameter"
                )
            if key in previous:
                values[key] = previous[key]
        else:
            values[key] = parameter.get("ParameterValue", "")
    return values


def values(declared: Mapping[str, Any], given: Given, stored: Callable[[str], str]) -> dict[str, Any]:
    """Return what `Ref` gives for each parameter. `stored` looks a name up in the parameter store of SSM.

    Raises moto's ValidationError for parameters that are unknown, have no value or break their rules.
    """
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    texts = {name: text(rule["Default"]) for name, rule in declared.items() if "Default" in rule} | dict(given)
    missing = [name for name in declared if name not in texts]
    if missing:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {name: _value(name, rule, texts[name], stored) for name, rule in declared.items()}


def declarations(declared: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of a template in the form of ValidateTemplate and GetTemplateSummary."""
    return [
        {
            "ParameterKey": name,
            "ParameterType": rule["Type"],
            "DefaultValue": text(rule["Default"]) if "Default" in rule else None,
            "NoEcho": text(rule.get("NoEcho", False)) == "true",
            "Description": rule.get("Description"),
            "ParameterConstraints": {"AllowedValues": [text(value) for value in rule.get("AllowedValues", ())]},
        }
        for name, rule in declared.items()
    ]


def lists(declared: Any, given: Given) -> dict[str, list[str]]:
    """Return the values of the parameters that are lists: as given, or their defaults. Nothing was checked yet."""
    rules = declared.items() if isinstance(declared, dict) else ()
    kinds = {name: rule for name, rule in rules if isinstance(rule, dict) and _is_list(str(rule.get("Type")))}
    return {name: _items(given.get(name, text(rule.get("Default", "")))) for name, rule in kinds.items()}


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",")] if value else []


def _value(name: str, rule: Mapping[str, Any], value: str, stored: Callable[[str], str]) -> Any:
    kind = rule.get("Type", "String")
    broken = next(_broken(value, rule, kind), None)
    if broken:
        raise invalid(f"Parameter '{name}' {broken}")
    if kind.startswith("AWS::SSM::Parameter::Value<"):
        value, kind = stored(value), kind.removeprefix("AWS::SSM::Parameter::Value<").removesuffix(">")
    return _items(value) if _is_list(kind) else value


def _broken(value: str, rule: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Yield what CloudFormation would say of a value."""
    said = rule.get("ConstraintDescription")
    items = [item.strip() for item in value.split(",")] if kind == "CommaDelimitedList" else [value]
    if kind == "Number" and not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", value, re.IGNORECASE):
        yield "must be a number."
        return
    allowed = [text(item) for item in rule.get("AllowedValues", ())]
    if allowed and not set(items) <= set(allowed):
        yield f"must be one of AllowedValues{f': {said}' if said else ''} [{', '.join(allowed)}]"
    if "AllowedPattern" in rule and not re.fullmatch(rule["AllowedPattern"], value):
        yield f"must match pattern {said or rule['AllowedPattern']}"
    if kind == "Number":
        size, limits, wanted, unit = float(value), "Value", "be", ""
    else:
        size, limits, wanted, unit = len(value), "Length", "contain", " characters"
    if size < float(rule.get(f"Min{limits}", size)):
        yield f"must {wanted} at least {rule[f'Min{limits}']}{unit}"
    if size > float(rule.get(f"Max{limits}", size)):
        yield f"must {wanted} at most {rule[f'Max{limits}']}{unit}"
