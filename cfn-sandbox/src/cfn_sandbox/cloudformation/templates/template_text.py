"""Reads the text of a template in JSON or YAML, as plain JSON. Pure."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import cfn_flip
import yaml

from ..errors import invalid


def read_document(text: str) -> Any:
    """Return a document as plain JSON: with functions in their long form, and dates as strings.

    Raises:
        ValidationError: The text is malformed, or a map in YAML has a key twice.

    """
    malformed = None
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:  # it may still be YAML
            malformed = _malformed("JSON", error.lineno, error.colno + 1)
    try:
        twice = next(_duplicate_keys(yaml.compose(text, yaml.SafeLoader)), None)
        loaded = cfn_flip.load_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark
        raise invalid(malformed or _malformed("YAML", mark.line + 1, mark.column + 1)) from None
    if twice is not None:
        place = f"(line {twice.start_mark.line + 1}, column {twice.start_mark.column + 1})"
        raise invalid(f"Template format error: Duplicate key {twice.value} in YAML. {place}")
    return _plain_json(loaded)


def _malformed(language: str, line: int, column: int) -> str:
    return f"Template format error: {language} not well-formed. (line {line}, column {column})"


def _duplicate_keys(node: Any) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for key, value in node.value:
            if key.value in seen and key.value != "<<":
                yield key
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
            yield from _duplicate_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicate_keys(item)


def _plain_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
