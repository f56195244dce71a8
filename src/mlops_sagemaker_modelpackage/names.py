"""Names, ARNs and tokens of model packages and their groups, and which kind a package is. Pure."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from cloudformation_cli_python_lib import identifier_utils

from .schema import PROPERTIES

GROUP: Final = "ModelPackageGroupName"
IDENTIFIER: Final = "ModelPackageArn"
_CLIENT_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,36}")  # the pattern of ClientToken in the API
_MAX_NAME_LENGTH: Final[int] = PROPERTIES["ModelPackageName"]["maxLength"]
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
    """Tell whether a SourceUri is that of a model or model package, whose containers are taken (SOURCE-2, SOURCE-3)."""
    return isinstance(source, str) and bool(_SOURCE_WITH_CONTAINERS.fullmatch(source))


def group_name(group: str) -> str:
    """Return the name of a group that is given by its name or its ARN."""
    return group.rpartition("/")[2]


def group_identifier(name: str, package_arn: str, account: str | None) -> str:
    """Return how Read reports the group of a version: its name, or its ARN if it is another account's (GROUP-2).

    The group is in the account of the version. `account` is the caller's; None if it isn't known.
    """
    prefix, _, version = package_arn.partition(":model-package/")
    if not account or prefix.split(":")[4:5] in ([], [account]):
        return name
    return f"{prefix}:model-package-group/{version.rpartition('/')[0]}"


def is_same_group(one: str, other: str, package_arn: str, account: str | None) -> bool:
    """Tell whether two names or ARNs identify the same group (GROUP-1).

    A group that is given by name is in the region of the version, and in the caller's account; if that is None, in
    the version's account.
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


def client_token(request_token: str | None) -> str | None:
    """Return the ClientToken for a request token, always the same one (TOKEN-1); None lets botocore generate one.

    CloudFormation's request token has up to 128 characters. The API takes 36 of `[a-zA-Z0-9-]`.
    """
    if not request_token:
        return None
    if _CLIENT_TOKEN.fullmatch(request_token):
        return request_token
    return hashlib.sha256(request_token.encode(errors="surrogatepass")).hexdigest()[:36]


def generated_name(stack_id: str | None, logical_id: str | None, request_token: str) -> str:
    """Return a name for an unversioned package, always the same one for the same request token (NAME-1)."""
    unique = client_token(request_token)
    name = identifier_utils.generate_resource_identifier(stack_id, logical_id, unique, _MAX_NAME_LENGTH)
    return re.sub(r"[^a-zA-Z0-9-]", "-", name).lstrip("-")


def fingerprint(request_token: str | None) -> str:
    """Return twelve hexadecimal digits that identify a request in logs; the token can't be found from them."""
    return hashlib.sha256((request_token or "").encode(errors="surrogatepass")).hexdigest()[:12]


def package_arn(action: str, context: Any, given: Any) -> str:
    """Return the ARN of the package of an event; empty if the event has none.

    The first event of a create has an ARN in its model (`given`) only if the template sets this read-only property. It
    is ignored: that package doesn't belong to the resource.
    """
    arn = context.get("arn") if isinstance(context, Mapping) else None
    from_context, from_model = (text if isinstance(text, str) else "" for text in (arn, given))
    if action.upper() == "CREATE":
        return from_context or (from_model if context else "")
    return from_model or from_context


def unversioned_arn(name: str, partition: str | None, region: str | None, account: str | None) -> str:
    """Return the ARN of an unversioned package; empty if a part of it isn't known."""
    parts = (partition, region, account)
    return f"arn:{partition}:sagemaker:{region}:{account}:model-package/{name}" if all(parts) else ""
