"""ARNs and names of model packages and their groups, and which kind a package is. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

GROUP: Final = "ModelPackageGroupName"
IDENTIFIER: Final = "ModelPackageArn"
_SOURCE_WITH_CONTAINERS: Final = re.compile(r"arn:[^:]*:sagemaker:[^:]*:[^:]*:(model|model-package)/.+")


def name_from_arn(arn: str) -> str:
    """Return the part of an ARN after `:model-package/`: the name of an unversioned package, or `<group>/<version>`."""
    return arn.partition(":model-package/")[2]


def is_version_arn(arn: str) -> bool:
    """Tell whether an ARN is that of a version of a group (KIND-1)."""
    return "/" in name_from_arn(arn)


def is_versioned(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is that of a version: it names a group, or its ARN is that of a version (KIND-1)."""
    return bool(state.get(GROUP)) or is_version_arn(state.get(IDENTIFIER, ""))


def provides_containers(source: Any) -> bool:
    """Tell whether a SourceUri provides the containers: it is the ARN of a model package or of a model (SOURCE-2).

    SageMaker clones that package or registers that model. It only stores any other text, such as the URL of a Git
    repository (SOURCE-3).
    """
    return isinstance(source, str) and bool(_SOURCE_WITH_CONTAINERS.fullmatch(source))


def group_name(group: str) -> str:
    """Return the name of a group that is given by its name or its ARN."""
    return group.rpartition("/")[2]


def group_identifier(name: str, package_arn: str, account: str | None) -> str:
    """Return how Read reports the group of a version: its name, or its ARN if it is another account's (GROUP-2).

    Args:
        name: the group's name.
        package_arn: the ARN of the version; the group is in the same account.
        account: the caller's account, twelve digits; None if it isn't known.

    """
    prefix, _, version = package_arn.partition(":model-package/")
    if not account or prefix.split(":")[4:5] in ([], [account]):
        return name
    return f"{prefix}:model-package-group/{version.rpartition('/')[0]}"


def is_same_group(one: str, other: str, package_arn: str, account: str | None) -> bool:
    """Tell whether two names or ARNs identify the same group (GROUP-1).

    Args:
        one: a name or an ARN.
        other: a name or an ARN.
        package_arn: the ARN of a version; a group that is given by its name is in the same region.
        account: the caller's account, twelve digits, which has the groups that are given by name; None if it isn't
            known: then they are in the account of the version.

    """
    if one == other or not (_is_group_arn(one) or _is_group_arn(other)):
        return one == other
    return _group_key(one, package_arn, account) == _group_key(other, package_arn, account)


def _is_group_arn(group: str) -> bool:
    return group.startswith("arn:") and group.count(":") == 5


def _group_key(group: str, package_arn: str, account: str | None) -> tuple[str, str, str]:
    """Return region, account and name of a group; the name in lower case, as SageMaker may write it in an ARN."""
    _, _, _, region, owner, _ = package_arn.split(":", 5)
    if not _is_group_arn(group):
        return region, account or owner, group.lower()
    _, _, _, region, owner, resource = group.split(":")
    return region, owner, group_name(resource).lower()
