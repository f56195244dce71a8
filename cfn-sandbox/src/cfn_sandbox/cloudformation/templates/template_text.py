"""Reads a template: its text from S3, and what the text in JSON or YAML says, as plain JSON."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import cfn_flip
import yaml
from moto.cloudformation.utils import get_stack_from_s3_url
from moto.core.exceptions import ServiceException
from moto.utilities.utils import get_partition

from ...engine import Location
from ..errors import invalid

_LOOPBACK: Final = re.compile(r"localhost|[\d.]+|\[?::1\]?")  # hosts that have no bucket in their name


def read_document(text: str) -> Any:
    """Return a document in JSON or YAML as plain JSON, with long functions. Raises moto's ValidationError."""
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


def read_from_s3(url: str, location: Location) -> str:
    """Return an object in S3, a template or a stack policy. The URL may have the address of the sandbox as its host."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        raise invalid(f"S3 error: Domain name specified in {parts.netloc} is not a valid S3 domain")
    is_loopback = bool(_LOOPBACK.fullmatch(parts.hostname or ""))
    if parts.scheme not in ("http", "https") or not (is_loopback or ".amazonaws.com" in f".{parts.hostname}"):
        raise invalid("TemplateURL must be a supported URL.")
    if is_loopback:
        url = parts._replace(netloc="s3.amazonaws.com").geturl()
    try:
        return str(get_stack_from_s3_url(url, location.account, get_partition(location.region)))
    except (AttributeError, ValueError):  # from moto, if the object doesn't exist or the URL has no key
        raise invalid("S3 error: The specified key does not exist.") from None
    except ServiceException as error:
        raise invalid(f"S3 error: {error.message}") from None
