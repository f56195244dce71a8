"""Reads the properties of a template, gives them to the construct in Python's names, and prints the template again."""

import json
import sys
from dataclasses import fields, is_dataclass
from inspect import signature
from typing import Any

from aws_cdk import App, CfnTag, Stack
from mlops_sagemaker_modelpackage_cdk import CfnModelPackage


def python_name(name: str, known: list[str]) -> str:
    """Return the name among those known that has the same letters."""
    (found,) = (candidate for candidate in known if candidate.replace("_", "") == name.lower())
    return found


def value(given: Any, hint: str) -> Any:
    """Return a value as the annotation wants it: objects as the dataclasses that it names."""
    if isinstance(given, list):
        return [value(item, hint) for item in given]
    if isinstance(given, dict) and "CfnTag" in hint:
        return CfnTag(key=given["Key"], value=given["Value"])
    if isinstance(given, dict) and "Property" in hint:
        kind = getattr(CfnModelPackage, hint.partition("CfnModelPackage.")[2].partition(" ")[0])
        assert is_dataclass(kind)
        hints = {field.name: str(field.type) for field in fields(kind)}
        return kind(**named(given, hints))
    return given


def named(given: dict[str, Any], hints: dict[str, str]) -> dict[str, Any]:
    """Return properties under Python's names."""
    names = {name: python_name(name, list(hints)) for name in given}
    return {names[name]: value(item, hints[names[name]]) for name, item in given.items()}


hints = {name: str(item.annotation) for name, item in signature(CfnModelPackage.__init__).parameters.items()}
stack = Stack(App(), "stack")
package = CfnModelPackage(stack, "Package", **named(json.load(sys.stdin), hints))
print(json.dumps(stack.resolve(package._cfn_properties)))  # not synthesized: no package may have all of them
