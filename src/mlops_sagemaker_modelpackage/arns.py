"""ARNs of model packages and of their groups, and the kind of a package, which its ARN or its group tells. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

GROUP: Final = "ModelPackageGroupName"
IDENTIFIER: Final = "ModelPackageArn"
_SOURCE_WITH_CONTAINERS: Final = re.compile(r"arn:[^:]*:sagemaker:[^:]*:[^:]*:(model|model-package)/.+")


def name_from_arn(arn: str) -> str:
    """Return what follows `model-package/` in an ARN: the name of a package, or `<group>/<version>`."""
    return arn.partition(":model-package/")[2]


def is_version_arn(arn: str) -> bool:
    """Tell whether an ARN is that of a version of a group (KIND-1)."""
    return "/" in name_from_arn(arn)


def is_versioned(state: Mapping[str, Any]) -> bool:
    """Tell whether a state describes a version of a group: it names the group, or its ARN is that of a version."""
    return bool(state.get(GROUP)) or is_version_arn(state.get(IDENTIFIER, ""))


def brings_containers(source: Any) -> bool:
    """Tell whether a SourceUri is the ARN of a model package, which is cloned, or of a model, which is registered.

    Any other text, such as a Git address, only says where the model comes from (SOURCE-2, SOURCE-3).
    """
    return isinstance(source, str) and bool(_SOURCE_WITH_CONTAINERS.fullmatch(source))


def group_name(group: str) -> str:
    """Return the name of a group that is given by its name or its ARN."""
    return group.rpartition("/")[2]


def group_identifier(name: str, package_arn: str, account: str | None) -> str:
    """Return how Read reports the group of a version: its name, or its ARN if it is another account's (GROUP-2).

    Args:
        name: the group's name.
        package_arn: the ARN of the version, which has the account of the group in it.
        account: the caller's account, twelve digits; None if it isn't known.

    """
    prefix, _, version = package_arn.partition(":model-package/")
    if not account or prefix.split(":")[4:5] in ([], [account]):
        return name
    return f"{prefix}:model-package-group/{version.rpartition('/')[0]}"


def is_same_group(one: str, other: str, package_arn: str, account: str | None) -> bool:
    """Tell whether two names or ARNs are those of one group (GROUP-1); the other arguments are as above."""
    if one == other or not (_is_group_arn(one) or _is_group_arn(other)):
        return one == other
    return _group_key(one, package_arn, account) == _group_key(other, package_arn, account)


def _is_group_arn(group: str) -> bool:
    return group.startswith("arn:") and group.count(":") == 5


def _group_key(group: str, package_arn: str, account: str | None) -> tuple[str, str, str]:
    """Return region, account and name of a group; in an ARN SageMaker may write the name in lower case."""
    _, _, _, region, owner, _ = package_arn.split(":", 5)
    if not _is_group_arn(group):
        return region, account or owner, group.lower()
    _, _, _, region, owner, resource = group.split(":")
    return region, owner, group_name(resource).lower()
