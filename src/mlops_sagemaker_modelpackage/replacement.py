"""Finds changes that no call of the API can make, so that CloudFormation has to replace the package.

Pure. `current` is the description of the package.
"""

from collections.abc import Iterator
from typing import Any, Final

from . import schema
from .names import GROUP, IDENTIFIER, is_same_group, is_versioned, name_from_arn, provides_containers
from .schema import Described, State, is_satisfied_by, is_set, resolve
from .specifications import ADDITIONAL, MAIN, MAX_ADDITIONAL, additional_specifications, by_name, is_read_model

_SPECIFICATION: Final = resolve(schema.PROPERTIES["AdditionalInferenceSpecificationDefinition"])


def properties_to_replace(
    previous: State, desired: State, account: str | None = None, current: Described | None = None
) -> list[str]:
    """Return the names of the changed properties that need a replacement, sorted (TYPE-4, UPDATE-8).

    A group that is given by its name belongs to `account`, the caller's. Without `current`, changes that can only be
    found with it are left out.
    """
    return sorted(set(_replacements(previous, desired, account, current)))


def _replacements(previous: State, desired: State, account: str | None, current: Described | None) -> Iterator[str]:
    arn = desired[IDENTIFIER]
    changed = (name for name in schema.CREATE_ONLY if _is_changed(name, previous, desired))
    old_group, new_group = (state.get(GROUP, "") for state in (previous, desired))
    yield from (name for name in changed if name != GROUP or not is_same_group(old_group, new_group, arn, account))
    # The name in the ARN counts too: the previous name may be unset, or that of an update that failed.
    names = {name.lower() for name in (previous.get("ModelPackageName", ""), name_from_arn(arn))}
    new_name = desired.get("ModelPackageName", "")
    if new_name and new_name.lower() not in names:  # an ARN may have the name in lower case
        yield "ModelPackageName"
    if bool(previous.get("CertifyForMarketplace")) != bool(desired.get("CertifyForMarketplace")):
        yield "CertifyForMarketplace"
    before, after = previous.get("SourceUri"), desired.get("SourceUri")
    if is_set(after) and after != before and (provides_containers(after) or provides_containers(before)):
        yield "SourceUri"  # other containers, which an update doesn't change (SOURCE-4)
    if _specifications_need_replacement(previous, desired, current):
        yield ADDITIONAL


def _is_changed(name: str, previous: State, desired: State) -> bool:
    """Tell whether a create-only property changed; values that SageMaker filled in are no changes (UPDATE-6)."""
    default = schema.PROPERTIES[name].get("default")
    before, after = previous.get(name, default), desired.get(name, default)
    if name in schema.WRITE_ONLY:  # unset in a Read model, which the contract suite sends
        return is_set(before) and is_set(after) and before != after
    if not is_set(after):
        return is_set(before) and not _is_service_derived(name, previous, desired)
    return not is_satisfied_by(after, before, resolve(schema.PROPERTIES[name]))


def _is_service_derived(name: str, previous: State, desired: State) -> bool:
    """Tell whether SageMaker took a property from the algorithm or the source package of the template."""
    if is_read_model(previous) and name != GROUP and is_set(desired.get("SourceUri")):  # a clone
        return True
    return name == MAIN and is_set(desired.get("SourceAlgorithmSpecification"))


def _specifications_need_replacement(previous: State, desired: State, current: Described | None) -> bool:
    """Tell whether additional specifications need a replacement: the API can only add one, and only to a version."""
    before, after = by_name(additional_specifications(previous)), by_name(additional_specifications(desired))
    previous_list, desired_list = (by_name(state.get(ADDITIONAL, [])) for state in (previous, desired))
    # A Read model, which the contract suite sends, may have specifications that others added.
    required = {} if is_read_model(previous) and ADDITIONAL not in desired else previous_list
    actual = desired_list if current is None else by_name(current.get(ADDITIONAL, []))
    # One that the package doesn't have needs no removal: the update that should have added it failed.
    in_package = set() if current is None else actual.keys()
    removed = (required.keys() - after.keys()) & in_package
    altered = any(
        # One that moved here from AdditionalInferenceSpecificationsToAdd may have SageMaker's values (ADD-4).
        not _is_same(before[name], wanted, None if name in previous_list else actual.get(name), previous)
        for name, wanted in desired_list.items()
        if name in before
    )
    added = after.keys() - before.keys()
    return bool(removed or altered or (added and not is_versioned(desired)))


def _is_same(before: Any, desired: Any, actual: Any, previous: State) -> bool:
    """Tell whether a desired specification equals the one before, apart from values that SageMaker filled in."""
    if not is_satisfied_by(desired, before, _SPECIFICATION) and not _shows(desired, actual):
        return False
    return is_read_model(previous) or is_satisfied_by(before, desired, _SPECIFICATION)


def conflicting_specifications(previous: State, desired: State, current: Described) -> list[str]:
    """Return the names of new additional specifications that the package already has, with different content."""
    before = by_name(additional_specifications(previous))
    actual = by_name(current.get(ADDITIONAL, []))
    new = [item for item in desired.get(ADDITIONAL, []) if item["Name"] not in before]
    return [item["Name"] for item in new if item["Name"] in actual and not _shows(item, actual[item["Name"]])]


def _shows(desired: Any, actual: Any) -> bool:
    """Tell whether SageMaker reports a specification for the desired one (UPDATE-11)."""
    return is_satisfied_by(desired, actual, _SPECIFICATION, normalized=True)


def exceeds_specifications(additions: list[Any], current: Described) -> bool:
    """Tell whether a package would have too many additional specifications with these added (ADD-3)."""
    return len(additions) + len(current.get(ADDITIONAL, [])) > MAX_ADDITIONAL
