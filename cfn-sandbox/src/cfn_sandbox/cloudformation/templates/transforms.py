"""Transforms of a template, before anything else is read: AWS::Include, AWS::LanguageExtensions, AWS::Serverless."""

import copy
import json
import re
from collections.abc import Mapping
from typing import Any, Final

import boto3
from moto.core.exceptions import ServiceException
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from ...engine import REGION
from ...scalars import to_text
from ..errors import invalid
from .intrinsics import to_json
from .template_functions import VARIABLE
from .template_text import read_document

INCLUDE: Final = "AWS::Include"
EXTENSIONS: Final = "AWS::LanguageExtensions"
SERVERLESS: Final = "AWS::Serverless-2016-10-31"
_LOOP: Final = "Fn::ForEach::"


def has_includes(body: Any) -> bool:
    """Tell whether a template includes files."""
    return f'"Name": "{INCLUDE}"' in json.dumps(body)


def include_files(value: Any, known: Mapping[str, Any]) -> Any:
    """Return a template, or a part of it, with the files that it includes. Raises moto's ValidationError."""
    if isinstance(value, list):
        return [include_files(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for key, item in value.items():
        transforms = (item if isinstance(item, list) else [item]) if key in ("Transform", "Fn::Transform") else []
        includes = [found for found in transforms if isinstance(found, dict) and found.get("Name") == INCLUDE]
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
        raise invalid(f"Transform {INCLUDE} failed with: S3 bucket [{bucket}] does not exist.") from None
    content = read_document(found.value.decode()) if found else None
    if not isinstance(content, dict):
        reason = "is no map in JSON or YAML" if found else "does not exist"
        raise invalid(f"Transform {INCLUDE} failed with: S3 object [{place}] {reason}.")
    return content


def _place(location: Any, known: Mapping[str, Any]) -> str:
    match location:
        case {"Ref": str(name)}:
            return to_text(known.get(name, ""))
        case {"Fn::Sub": str(text)}:
            return VARIABLE.sub(lambda match: to_text(known.get(match[2], match[0])), text)
    return to_text(location)


def apply_extensions(body: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template without loops, and with lengths and JSON in the place of functions (cfn-lint guesses some)."""
    applied: dict[str, Any] = _evaluate(expand_loops(body, known), known)
    return applied


def _evaluate(value: Any, known: Mapping[str, Any]) -> Any:
    """Return a value with the functions evaluated whose arguments are known. The others are resolved later."""
    if isinstance(value, list):
        return [_evaluate(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    evaluated = {key: _evaluate(item, known) for key, item in value.items()}
    match evaluated:
        case {"Fn::Length": {"Ref": str(name)}} if isinstance(known.get(name), list):
            return len(known[name])
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


def expand_loops(value: Any, known: Mapping[str, Any]) -> Any:
    """Return a template, or a part of it, without loops. Raises moto's ValidationError for a malformed one."""
    if isinstance(value, list):
        return [expand_loops(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for key, item in value.items():
        more = _expand_loop(key, item, known) if key.startswith(_LOOP) else {key: expand_loops(item, known)}
        twice = sorted(result.keys() & more.keys())
        if twice:
            raise invalid(f"Template error: {key} results in a duplicate key: {twice[0]}")
        result |= more
    return result


def _expand_loop(key: str, loop: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    match loop:
        case [str(name), list(items), dict(fragment)]:
            pass
        case [str(name), {"Ref": str(parameter)}, dict(fragment)] if isinstance(known.get(parameter), list):
            items = known[parameter]
        case _:
            raise invalid(f"Template error: {key} needs an identifier, a list or a parameter with one, and a fragment")
    iterations = [expand_loops(_substitute(fragment, name, str(item)), known) for item in items]
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


def apply_sam_transform(body: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return a template with resources for SAM's, by AWS's own library. Raises moto's ValidationError."""
    resources = body.get("Resources")
    types = [item.get("Type") for item in resources.values() if isinstance(item, dict)] if resources else []
    if "Globals" not in body and not any(str(name).startswith("AWS::Serverless::") for name in types):
        return body
    return _translate(copy.deepcopy(body), given) | {"Transform": body["Transform"]}


def _translate(body: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    # The library takes a second to import, and few templates need it.
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.arn_generator import ArnGenerator
    from samtranslator.translator.translator import Translator

    ArnGenerator.BOTO_SESSION_REGION_NAME = REGION  # by default it takes the region of the environment
    translator = Translator(None, Parser(), boto_session=boto3.Session(region_name=REGION))
    try:
        translated: dict[str, Any] = translator.translate(body, dict(given), get_managed_policy_map=_managed_policies)
    except InvalidDocumentException as error:
        reasons = " ".join([error.message, *(cause.message for cause in error.causes if cause.message)])
        raise invalid(f"Transform {SERVERLESS} failed with: {reasons}") from None
    return translated


def _managed_policies() -> dict[str, str]:
    """Return the ARNs of AWS's managed policies by name: templates for SAM use the names."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return {name: policy["Arn"] for name, policy in json.loads(aws_managed_policies_data).items()}
