"""Applies the transform `AWS::LanguageExtensions`, before anything else is read. Pure.

cfn-lint can expand loops too, but it guesses: from a mapping by region it takes the value of any region.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from ..errors import invalid
from .intrinsics import to_json

TRANSFORM: Final = "AWS::LanguageExtensions"
_LOOP: Final = "Fn::ForEach::"


def apply_extensions(body: dict[str, Any], lists: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return a template without loops, and with the length or the JSON in the place of functions that ask for it.

    Args:
        body: The template.
        lists: The values of the parameters that are lists.

    Raises:
        ValidationError: A loop is malformed, or it makes the same key twice.

    """
    applied: dict[str, Any] = _evaluate(expand_loops(body, lists), lists)
    return applied


def _evaluate(value: Any, lists: Mapping[str, list[str]]) -> Any:
    """Return a value with the functions evaluated whose arguments are known. The others are resolved later."""
    if isinstance(value, list):
        return [_evaluate(item, lists) for item in value]
    if not isinstance(value, dict):
        return value
    evaluated = {key: _evaluate(item, lists) for key, item in value.items()}
    match evaluated:
        case {"Fn::Length": {"Ref": str(name)}} if name in lists:
            return len(lists[name])
        case {"Fn::Length": list(items)}:
            return len(items)
        case {"Fn::Join": [str(delimiter), list(items)]} if all(isinstance(item, str) for item in items):
            return delimiter.join(items)
        case {"Fn::ToJsonString": item} if not _has_functions(item):
            return to_json(item)
    return evaluated


def _has_functions(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_functions, value))
    return isinstance(value, dict) and any(
        key == "Ref" or key.startswith("Fn::") or _has_functions(item) for key, item in value.items()
    )


def expand_loops(value: Any, parameters: Mapping[str, Any]) -> Any:
    """Return a template, or a part of it, without loops.

    Args:
        value: The template, or a part of it.
        parameters: The values of the parameters that are lists: a loop may go over one.

    Raises:
        ValidationError: A loop is malformed, or it makes the same key twice.

    """
    if isinstance(value, list):
        return [expand_loops(item, parameters) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for key, item in value.items():
        more = _expand_loop(key, item, parameters) if key.startswith(_LOOP) else {key: expand_loops(item, parameters)}
        twice = sorted(result.keys() & more.keys())
        if twice:
            raise invalid(f"Template error: {key} results in a duplicate key: {twice[0]}")
        result |= more
    return result


def _expand_loop(key: str, loop: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    match loop:
        case [str(name), list(items), dict(fragment)]:
            pass
        case [str(name), {"Ref": str(parameter)}, dict(fragment)] if isinstance(parameters.get(parameter), list):
            items = parameters[parameter]
        case _:
            raise invalid(f"Template error: {key} needs an identifier, a list or a parameter with one, and a fragment")
    iterations = [expand_loops(_substitute(fragment, name, str(item)), parameters) for item in items]
    keys = [key for iteration in iterations for key in iteration]
    if len(keys) > len(set(keys)):
        raise invalid(f"Template error: {key} makes the same key twice: name each after ${{{name}}}")
    return {key: item for iteration in iterations for key, item in iteration.items()}


def _substitute(value: Any, name: str, item: str) -> Any:
    """Return a fragment with an item for `Ref` and `${name}`, and its letters and digits for `&{name}`."""
    if isinstance(value, str):
        return value.replace(f"${{{name}}}", item).replace(f"&{{{name}}}", re.sub("[^a-zA-Z0-9]", "", item))
    if isinstance(value, list):
        return [_substitute(part, name, item) for part in value]
    if value == {"Ref": name}:
        return item
    if not isinstance(value, dict):
        return value
    substituted = {_substitute(key, name, item): _substitute(part, name, item) for key, part in value.items()}
    template = substituted.get("Fn::Sub")
    # `Fn::Sub` without variables becomes its text, since some places take no function: a logical ID, the name in `Ref`.
    is_constant = len(substituted) == 1 and isinstance(template, str) and "${" not in template
    return template if is_constant else substituted
