"""Filters and pages of lists, as ListModelPackages and ListTags have them. Pure; raises moto's errors."""

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
