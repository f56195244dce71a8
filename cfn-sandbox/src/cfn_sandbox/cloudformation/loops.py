"""`Fn::ForEach` of the transform `AWS::LanguageExtensions`: loops written out before a template is read further. Pure.

cfn-lint can expand loops too, but guesses where it doesn't know: it takes an image of any region from a mapping.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from .intrinsics import invalid

TRANSFORM: Final = "AWS::LanguageExtensions"
_LOOP: Final = "Fn::ForEach::"


def expanded(value: Any, parameters: Mapping[str, Any]) -> Any:
    """Return a template, or a part of it, with its loops written out; a collection may be a parameter.

    Raises moto's ValidationError for a loop that isn't one, or that makes the same key twice.
    """
    if isinstance(value, list):
        return [expanded(item, parameters) for item in value]
    if not isinstance(value, dict):
        return value
    written: dict[str, Any] = {}
    for key, item in value.items():
        more = _written_out(key, item, parameters) if key.startswith(_LOOP) else {key: expanded(item, parameters)}
        twice = sorted(written.keys() & more.keys())
        if twice:
            raise invalid(f"Template error: {key} results in a duplicate key: {twice[0]}")
        written |= more
    return written


def _written_out(key: str, loop: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    match loop:
        case [str(name), list(items), dict(fragment)]:
            pass
        case [str(name), {"Ref": str(parameter)}, dict(fragment)] if isinstance(parameters.get(parameter), list):
            items = parameters[parameter]
        case _:
            raise invalid(f"Template error: {key} needs an identifier, a list or a parameter with one, and a fragment")
    turns = [expanded(_put(fragment, name, str(item)), parameters) for item in items]
    made = [made for turn in turns for made in turn]
    if len(made) > len(set(made)):
        raise invalid(f"Template error: {key} makes the same key twice: name each after ${{{name}}}")
    return {made: item for turn in turns for made, item in turn.items()}


def _put(value: Any, name: str, item: str) -> Any:
    """Return a fragment with an item in its places: `Ref`, `${name}`, and `&{name}` for its letters and digits."""
    if isinstance(value, str):
        return value.replace(f"${{{name}}}", item).replace(f"&{{{name}}}", re.sub("[^a-zA-Z0-9]", "", item))
    if isinstance(value, list):
        return [_put(part, name, item) for part in value]
    if value == {"Ref": name}:
        return item
    if not isinstance(value, dict):
        return value
    put = {_put(key, name, item): _put(part, name, item) for key, part in value.items()}
    whole = put.get("Fn::Sub")
    # A text with nothing left to put in may stand where a function may not: as a logical ID, in a `Ref`.
    return whole if len(put) == 1 and isinstance(whole, str) and "${" not in whole else put
