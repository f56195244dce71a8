"""Deletes resources side by side, dependents first."""

from collections.abc import Callable, Iterable
from graphlib import CycleError, TopologicalSorter

from .provisioning import ResourceProvisioner
from .scheduling import Schedule
from .stack import Resource


def delete_resources(provisioner: ResourceProvisioner, resources: Iterable[Resource]) -> list[Resource]:
    """Delete resources, and return those that remain. One on which another one depends that remains, remains too."""
    by_key = {str(index): resource for index, resource in enumerate(resources)}  # logical IDs may be there twice
    remaining: list[Resource] = []
    needed: set[str] = set()  # what the remaining ones depend on

    def keep(resource: Resource) -> None:
        remaining.append(resource)
        needed.update(resource.dependencies)

    def begin(key: str) -> Callable[[], None]:
        resource = by_key[key]
        if resource.logical_id in needed:
            return lambda: keep(resource)
        return lambda: None if provisioner.delete(resource) else keep(resource)

    Schedule(provisioner.runner, _dependents(by_key), begin).run()
    return remaining


def _dependents(by_key: dict[str, Resource]) -> dict[str, set[str]]:
    """Return the keys of the resources, each with the keys of those that depend on it."""
    dependents: dict[str, set[str]] = {key: set() for key in by_key}
    for key, resource in by_key.items():
        dependencies = resource.dependencies
        for other, dependency in by_key.items():
            if other != key and dependency.logical_id in dependencies:
                dependents[other].add(key)
    try:
        TopologicalSorter(dependents).prepare()
    except CycleError:  # they come from different templates: one after the other, the last one first
        keys = [*by_key]
        return {key: {*keys[index + 1 : index + 2]} for index, key in enumerate(keys)}
    return dependents
