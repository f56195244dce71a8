"""Warns of what SageMaker permits and people seldom mean.

guide/check-your-template.md says of each warning why, what to do instead, and how to switch it off.
"""

import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cfnlint.jsonschema import ValidationError, ValidationResult, Validator
from cfnlint.rules.jsonschema.CfnLintKeyword import CfnLintKeyword

_DATA: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("data.json").read_text(encoding="utf-8"))
_TYPE: Final[str] = _DATA["type"]
_GROUP: Final = "ModelPackageGroupName"
_APPROVAL: Final = "ModelApprovalStatus"
_APPROVED: Final = "Approved"


class _Guard(CfnLintKeyword):  # type: ignore[misc] # cfn-lint has no types
    """A warning about the properties of a package; `warning` returns its sentence, or an empty one."""

    tags = ["resources", "sagemaker"]  # noqa: RUF012 - cfn-lint's own form
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html"
    name = ""  # the property that the warning is about

    def __init__(self) -> None:
        super().__init__(keywords=[f"Resources/{_TYPE}/Properties"])

    def warning(self, properties: dict[str, Any], validator: Validator) -> str:
        """Return what is seldom meant, and what to do instead."""
        raise NotImplementedError

    def validate(self, validator: Validator, _keywords: Any, instance: Any, _schema: Any) -> ValidationResult:
        """Yield the warning at its property. Nothing is known of properties that come from a macro."""
        if isinstance(instance, dict) and self.name in instance and "Fn::Transform" not in instance:
            warning = self.warning(instance, validator)
            if warning:
                yield ValidationError(warning, path=deque([self.name]), rule=self)


class BornApproved(_Guard):
    """Warns of a version that is created as approved."""

    id = "W9002"
    shortdesc = "A new version waits for its approval"
    description = "A template with a fixed Approved approves every version that it ever creates, before anybody saw it"
    name = _APPROVAL

    def warning(self, properties: dict[str, Any], validator: Validator) -> str:
        """Return the warning for a version whose approval is written into the template, or is the default."""
        if _GROUP not in properties or not _is_approved(properties[_APPROVAL], validator):
            return ""
        return (
            "Each version that this template creates is Approved before anybody reviewed it: approve it by a parameter "
            "or a condition that names the reviewed version"
        )


class UnversionedApproval(_Guard):
    """Warns of the approval of an unversioned package."""

    id = "W9003"
    shortdesc = "Only versions are approved"
    description = "SageMaker takes ModelApprovalStatus for an unversioned package, where it has no effect"
    name = _APPROVAL

    def warning(self, properties: dict[str, Any], _validator: Validator) -> str:
        """Return the warning for a package without a group."""
        if _GROUP in properties:
            return ""
        return f"{_APPROVAL} has no effect on an unversioned package: set {_GROUP}, or leave it out"


class ClientToken(_Guard):
    """Warns of a client token."""

    id = "W9004"
    shortdesc = "CloudFormation makes the client token"
    description = "Two resources with one ClientToken share one package, which each of them changes and deletes"
    name = "ClientToken"

    def warning(self, _properties: dict[str, Any], _validator: Validator) -> str:
        """Return the warning: there is no use for one in a template."""
        return (
            "Two resources with this ClientToken share one package, and a replacement with it gets the old package: "
            "leave it out, and each create gets a token of its own"
        )


class ApprovedVersionKept(CfnLintKeyword):  # type: ignore[misc] # cfn-lint has no types
    """Warns of an approved version that is deleted with its resource."""

    id = "W9005"
    shortdesc = "An approved version has a DeletionPolicy"
    description = "Without DeletionPolicy, the registry loses an approved version with its resource or its stack"
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html"
    )
    tags = ["resources", "sagemaker"]  # noqa: RUF012 - cfn-lint's own form

    def __init__(self) -> None:
        super().__init__(keywords=["Resources/*"])

    def validate(self, validator: Validator, _keywords: Any, instance: Any, _schema: Any) -> ValidationResult:
        """Yield a warning for a version that is, or under a condition can be, approved."""
        if not isinstance(instance, dict) or instance.get("Type") != _TYPE or "DeletionPolicy" in instance:
            return
        properties = instance.get("Properties")
        if not isinstance(properties, dict) or _GROUP not in properties:
            return
        if any(_is_approved(value, validator) for value in _branches(properties.get(_APPROVAL))):
            yield ValidationError(
                "This approved version is deleted with its resource: add DeletionPolicy: RetainExceptOnCreate to keep "
                "it, or Delete",
                rule=self,
            )


def _branches(value: Any) -> Iterator[Any]:
    """Yield a value, or the values between which its conditions choose."""
    choice = value.get("Fn::If") if isinstance(value, dict) else None
    if isinstance(choice, list):
        for branch in choice[1:]:
            yield from _branches(branch)
    else:
        yield value


def _is_approved(value: Any, validator: Validator) -> bool:
    """Return whether a value is Approved: as it is written, or by the default of its parameter."""
    name = value.get("Ref") if isinstance(value, dict) else None
    parameter = validator.context.parameters.get(name) if isinstance(name, str) else None
    return bool((parameter.default if parameter else value) == _APPROVED)
