"""Filters and pages of lists, as ListModelPackages and ListTags have them. Pure; raises moto's errors."""

from typing import Any

from moto.sagemaker.exceptions import ValidationError

from .model_packages import ModelPackage
from .package_rules import Parameters


def matches(package: ModelPackage, parameters: Parameters) -> bool:
    """Tell whether a package passes the filters of ListModelPackages."""
    group = parameters.get("ModelPackageGroupName", "").rpartition("/")[2]
    kind = parameters.get("ModelPackageType", "Versioned" if group else "Unversioned")
    name = package.parameters.get("ModelPackageName") or package.parameters.get("ModelPackageGroupName", "")
    approval = parameters.get("ModelApprovalStatus")
    return (
        kind in ("Both", "Versioned" if package.is_versioned else "Unversioned")
        and (not group or package.parameters.get("ModelPackageGroupName") == group)
        and parameters.get("NameContains", "") in name
        and approval in (None, package.parameters.get("ModelApprovalStatus"))
        and not ("CreationTimeAfter" in parameters and package.creation_time <= parameters["CreationTimeAfter"])
        and not ("CreationTimeBefore" in parameters and package.creation_time >= parameters["CreationTimeBefore"])
    )


def page_of(items: list[Any], size: int, token: str | None) -> tuple[list[Any], str | None]:
    """Return a page of at most `size` items and the token of the next page. `token` is that of the page, if any."""
    if token is not None and not token.isdecimal():
        raise ValidationError("The NextToken is invalid.")
    start = int(token or 0)
    end = start + size
    return items[start:end], str(end) if end < len(items) else None
