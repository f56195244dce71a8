"""Turns properties in Python's names into those of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from aws_cdk.aws_sagemaker import CfnModelPackageGroup

# Type → property → its name in a template and its own type, if it has one. The resource's own properties are "".
Types = Mapping[str, Mapping[str, tuple[str, "str | None"]]]


def render(types: Types, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a type as a template has them.

    Tokens stay as they are for CDK to resolve, and maps of the user's own keys stay untouched. None is left out.

    Raises:
        TypeError: A property that the type doesn't have, or a list or object that is something else.

    """
    known = types[name]
    rendered = {}
    for key, value in properties.items():
        if key not in known:
            raise TypeError(f"{key!r} is not one of {name or 'the properties'}: {', '.join(known)}")
        template_name, nested = known[key]
        if value is not None:
            # The group's Ref is its ARN, and makes CloudFormation create it first.
            value = value.ref if isinstance(value, CfnModelPackageGroup) else value
            rendered[template_name] = value if nested is None else _nested(types, nested, value)
    return rendered


def _nested(types: Types, name: str, value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        if getattr(value, "_type", None) != name:
            raise TypeError(f"expected {name}Property, got {type(value).__name__}")
        return render(types, name, {field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        return dict(value) if _is_intrinsic(value) else render(types, name, value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_nested(types, name, item) for item in value]
    return value


def _is_intrinsic(value: Mapping[str, Any]) -> bool:
    """Tell whether a value is CloudFormation's to resolve, such as {"Ref": …}."""
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
