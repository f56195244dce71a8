"""Applies `AWS::Include`, as a transform of the template or as `Fn::Transform` in it."""

from collections.abc import Mapping
from typing import Any, Final

from moto.core.exceptions import ServiceException
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from ...scalars import to_text
from ..errors import invalid
from .template_text import read_document

TRANSFORM: Final = "AWS::Include"
_FUNCTION: Final = "Fn::Transform"


def has_includes(value: Any) -> bool:
    """Tell whether a template, or a part of it, includes a file."""
    if isinstance(value, list):
        return any(map(has_includes, value))
    if not isinstance(value, dict):
        return False
    return _include_in(value) is not None or any(map(has_includes, value.values()))


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
    include = _include_in(value)
    result = {key: include_files(item, known) for key, item in value.items()}
    if include is None:
        return result
    transforms = value.get("Transform", [])
    rest = [item for item in transforms if item is not include] if isinstance(transforms, list) else []
    kept = {key: item for key, item in result.items() if key not in ("Transform", _FUNCTION)}
    return kept | ({"Transform": rest} if rest else {}) | _content(include, known)


def _include_in(value: Mapping[str, Any]) -> dict[str, Any] | None:
    transforms = value.get(_FUNCTION, value.get("Transform")) or []
    for item in transforms if isinstance(transforms, list) else [transforms]:
        if isinstance(item, dict) and item.get("Name") == TRANSFORM:
            return item
    return None


def _content(include: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    place = _resolved(include.get("Parameters", {}).get("Location"), known)
    bucket, _, key = place.removeprefix("s3://").partition("/")
    failed = f"Transform {TRANSFORM} failed with:"
    if not place.startswith("s3://"):
        raise invalid(f"{failed} The location parameter is not a valid S3 uri.")
    try:
        found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(bucket, key)
    except ServiceException:
        raise invalid(f"{failed} S3 bucket [{bucket}] does not exist.") from None
    if found is None:
        raise invalid(f"{failed} S3 object [{place}] does not exist.")
    content = read_document(found.value.decode())
    if not isinstance(content, dict):
        raise invalid(f"{failed} The specified S3 object's content should be valid Yaml/JSON")
    return content


def _resolved(place: Any, known: Mapping[str, Any]) -> str:
    match place:
        case {"Ref": str(name)}:
            return to_text(known.get(name, ""))
        case {"Fn::Sub": str(text)}:
            for name, value in known.items():
                text = text.replace(f"${{{name}}}", to_text(value))
            return text
    return to_text(place)
