"""What a template must be acknowledged to do before CloudFormation deploys it: capabilities. Pure.

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


class InsufficientCapabilities(CloudFormationError):
    """A template does something that the request doesn't acknowledge."""

    code = "InsufficientCapabilitiesException"


def check(template: Template, acknowledged: Collection[str], *, expands: bool) -> None:
    """Raise `InsufficientCapabilities` if a template needs more than was acknowledged.

    Args:
        template: The template of a request.
        acknowledged: The request's Capabilities.
        expands: Whether transforms are deployed unseen, as with CreateStack and UpdateStack. A change set shows
            what they made of the template before it is executed.

    """
    missing = [name for name in iam_capabilities(template) if not _covers(acknowledged, name)]
    if expands and template.transforms and AUTO_EXPAND not in acknowledged:
        missing.append(AUTO_EXPAND)
    if missing:
        raise InsufficientCapabilities(f"Requires capabilities : [{', '.join(missing)}]")


def iam_capabilities(template: Template) -> list[str]:
    """Return the capability that the IAM resources of a template need, in a list that is empty if it has none."""
    found = _iam_resources(template)
    if not found:
        return []
    named = any(_NAME_PROPERTIES[item["Type"]] in (item.get("Properties") or {}) for item in found)
    return [NAMED_IAM if named else IAM]


def summary(template: Template) -> dict[str, Any]:
    """Return Capabilities and CapabilitiesReason as ValidateTemplate shows them: those for IAM resources only."""
    types = sorted({item["Type"] for item in _iam_resources(template)})
    if not types:
        return {}
    reason = f"The following resource(s) require capabilities: [{', '.join(types)}]"
    return {"Capabilities": iam_capabilities(template), "CapabilitiesReason": reason}


def _iam_resources(template: Template) -> list[dict[str, Any]]:
    return [item for item in template.resources.values() if item["Type"] in _NAME_PROPERTIES]


def _covers(acknowledged: Collection[str], capability: str) -> bool:
    return capability in acknowledged or NAMED_IAM in acknowledged
