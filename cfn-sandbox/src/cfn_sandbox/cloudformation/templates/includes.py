"""Applies `AWS::Include`, as a transform of the template or as `Fn::Transform` in it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from moto.core.exceptions import ServiceException
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from ...scalars import to_text
from ..errors import invalid
from .template_functions import VARIABLE
from .template_text import read_document

TRANSFORM: Final = "AWS::Include"


def has_includes(body: Any) -> bool:
    """Tell whether a template includes files."""
    return f'"Name": "{TRANSFORM}"' in json.dumps(body)


def include_files(value: Any, known: Mapping[str, Any]) -> Any:
    """Return a template, or a part of it, with the content of the files in S3 that it includes.

    Args:
        value: The template, or a part of it.
        known: The values of the parameters, for the places of the files.

    Raises:
        ValidationError: A file doesn't exist, or isn't a map in JSON or YAML.

    """
    if isinstance(value, list):
        return [include_files(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for key, item in value.items():
        transforms = (item if isinstance(item, list) else [item]) if key in ("Transform", "Fn::Transform") else []
        includes = [found for found in transforms if isinstance(found, dict) and found.get("Name") == TRANSFORM]
        for include in includes:
            result |= _content(_place(include.get("Parameters", {}).get("Location"), known))
        rest = [found for found in transforms if found not in includes]
        if rest or not includes:
            result[key] = rest if includes else include_files(item, known)
    return result


def _content(place: str) -> dict[str, Any]:
    bucket, _, key = place.removeprefix("s3://").partition("/")
    try:
        found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(bucket, key)
    except ServiceException:
        raise invalid(f"Transform {TRANSFORM} failed with: S3 bucket [{bucket}] does not exist.") from None
    content = read_document(found.value.decode()) if found else None
    if not isinstance(content, dict):
        reason = "is no map in JSON or YAML" if found else "does not exist"
        raise invalid(f"Transform {TRANSFORM} failed with: S3 object [{place}] {reason}.")
    return content


def _place(location: Any, known: Mapping[str, Any]) -> str:
    match location:
        case {"Ref": str(name)}:
            return to_text(known.get(name, ""))
        case {"Fn::Sub": str(text)}:
            return VARIABLE.sub(lambda match: to_text(known.get(match[2], match[0])), text)
    return to_text(location)
