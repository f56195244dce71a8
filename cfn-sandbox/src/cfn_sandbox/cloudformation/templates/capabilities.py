"""Capabilities: what a request has to acknowledge before CloudFormation deploys a template. Pure.

Source: the parameter Capabilities of CreateStack and CreateChangeSet in CloudFormation's API reference.
"""

from collections.abc import Collection
from typing import Any, Final

from moto.cloudformation.exceptions import CloudFormationError

from .template import Template

IAM: Final = "CAPABILITY_IAM"
NAMED_IAM: Final = "CAPABILITY_NAMED_IAM"
AUTO_EXPAND: Final = "CAPABILITY_AUTO_EXPAND"
# The property with a resource's custom name, None for types whose resources have no name in the account.
_NAME_PROPERTIES: Final = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": None,
}


def check_capabilities(template: Template, acknowledged: Collection[str], *, expands: bool) -> None:
    """Raise moto's InsufficientCapabilitiesException if a template needs more than was acknowledged.

    With `expands`, transforms are applied without a review, as by CreateStack and UpdateStack. A change set shows their
    result before it is executed.
    """
    missing = [name for name in iam_capabilities(template) if not _is_acknowledged(acknowledged, name)]
    if expands and template.transforms and AUTO_EXPAND not in acknowledged:
        missing.append(AUTO_EXPAND)
    if missing:
        text = f"Requires capabilities : [{', '.join(missing)}]"
        raise CloudFormationError("InsufficientCapabilitiesException", text)


def iam_capabilities(template: Template) -> list[str]:
    """Return the capability that the IAM resources of a template need, [] if it has no such resources."""
    resources = _iam_resources(template)
    if not resources:
        return []
    has_names = any(_NAME_PROPERTIES[item["Type"]] in (item.get("Properties") or {}) for item in resources)
    return [NAMED_IAM if has_names else IAM]


def summarize_capabilities(template: Template) -> dict[str, Any]:
    """Return Capabilities and CapabilitiesReason as ValidateTemplate does, which ignores transforms."""
    types = sorted({item["Type"] for item in _iam_resources(template)})
    if not types:
        return {}
    reason = f"The following resource(s) require capabilities: [{', '.join(types)}]"
    return {"Capabilities": iam_capabilities(template), "CapabilitiesReason": reason}


def _iam_resources(template: Template) -> list[dict[str, Any]]:
    return [item for item in template.resources.values() if item.get("Type") in _NAME_PROPERTIES]


def _is_acknowledged(acknowledged: Collection[str], capability: str) -> bool:
    return capability in acknowledged or NAMED_IAM in acknowledged
