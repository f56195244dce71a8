"""The name of a model package group and its ARN: two words for one group, while it is the caller's. Pure."""

GROUP = "ModelPackageGroupName"


def reported(name: str, package: str, account: str | None) -> str:
    """Return how Read names the group `name` of a version with the ARN `package` to the caller's `account`.

    A group of another account, which the version's own ARN tells, has its ARN: the name would be a group of the caller.
    """
    prefix, _, version = package.partition(":model-package/")
    if not account or prefix.split(":")[4:5] in ([], [account]):
        return name
    return f"{prefix}:model-package-group/{version.rpartition('/')[0]}"


def name_of(group: str) -> str:
    """Return the name of a group that is given by its name or its ARN."""
    return group.rpartition("/")[2]


def same(one: str, other: str, package: str, account: str | None) -> bool:
    """Tell whether two names or ARNs are one group, for a version with the ARN `package` and the caller's `account`."""
    if one == other or not (_is_arn(one) or _is_arn(other)):
        return one == other
    return _place(one, package, account) == _place(other, package, account)


def _is_arn(group: str) -> bool:
    return group.startswith("arn:") and group.count(":") == 5


def _place(group: str, package: str, account: str | None) -> tuple[str, str, str]:
    """Return region, account and name; in an ARN SageMaker may write the name in lower case."""
    _, _, _, region, owner, _ = package.split(":", 5)
    if not _is_arn(group):
        return region, account or owner, group.lower()
    _, _, _, region, owner, resource = group.split(":")
    return region, owner, name_of(resource).lower()
