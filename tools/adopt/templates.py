"""The templates of adopted versions, and how they are split at CloudFormation's limits. Pure.

Source of the limits: "CloudFormation quotas" in the user guide; for imports, "Resource import" there.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cfn_flip
import yaml

from mlops_sagemaker_modelpackage.schema import TYPE_NAME

from .versions import Properties, Version

MAX_RESOURCES: Final = 500  # in a template
MAX_IMPORTS: Final = 200  # in a change set
MAX_TEMPLATE_BYTES: Final = 1_000_000  # in S3
MAX_BODY_BYTES: Final = 51_200  # in a request


@dataclass(frozen=True)
class AdoptedVersion:
    """A version, and its properties for a template."""

    version: Version
    properties: Properties


@dataclass(frozen=True)
class StackPlan:
    """A stack to be made: its template, and the resources of each of its imports, in the form of CreateChangeSet."""

    name: str
    template: str
    imports: list[list[dict[str, Any]]]

    @property
    def total(self) -> int:
        """Return how many versions it has."""
        return sum(map(len, self.imports))


def plan_stacks(group: str, adopted: Iterable[AdoptedVersion], names: Iterator[str]) -> list[StackPlan]:
    """Return the stacks for versions of a group.

    Args:
        group: The name of the group.
        adopted: The versions.
        names: Names for the stacks.

    """
    return [_plan(group, part, next(names)) for part in _parts(group, adopted)]


def _plan(group: str, part: Sequence[tuple[AdoptedVersion, str]], name: str) -> StackPlan:
    items = [
        {
            "ResourceType": TYPE_NAME,
            "LogicalResourceId": logical_id(group, item.version.number),
            "ResourceIdentifier": {"ModelPackageArn": item.version.arn},
        }
        for item, _ in part
    ]
    imports = [items[start : start + MAX_IMPORTS] for start in range(0, len(items), MAX_IMPORTS)]
    return StackPlan(name, _header(group) + "".join(text for _, text in part), imports)


def _header(group: str) -> str:
    return (
        'AWSTemplateFormatVersion: "2010-09-09"\n'
        f"Description: Versions of the model package group {group}\n\nResources:\n"
    )


def _parts(group: str, adopted: Iterable[AdoptedVersion]) -> Iterator[list[tuple[AdoptedVersion, str]]]:
    """Yield the versions of each stack with the text of their resources, within the limits of a template."""
    part: list[tuple[AdoptedVersion, str]] = []
    size = limit = MAX_TEMPLATE_BYTES - len(_header(group))
    for item in adopted:
        text = _resource(group, item)
        length = len(text.encode())
        if part and (size < length or len(part) == MAX_RESOURCES):
            yield part
            part, size = [], limit
        part.append((item, text))
        size -= length
    if part:
        yield part


def _resource(group: str, item: AdoptedVersion) -> str:
    """Return the text of a resource. The registry keeps the version, whatever happens to the stack."""
    declared = {
        "Type": TYPE_NAME,
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": item.properties,
    }
    text = yaml.dump(
        {logical_id(group, item.version.number): declared},
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),  # five times as fast, where it is installed
        sort_keys=False,
        allow_unicode=True,
        width=2**20,  # no line breaks within a value
    )
    return textwrap.indent(text, "  ") + "\n"


def logical_id(group: str, number: int) -> str:
    """Return the logical ID of a version, such as ChurnModelVersion12 of the group churn-model."""
    words = re.findall(r"[a-zA-Z0-9]+", group)
    return "".join(word[0].upper() + word[1:] for word in words) + f"Version{number}"


def stack_names(group: str) -> Iterator[str]:
    """Yield names for the stacks of a group: churn-versions-1, churn-versions-2 and so on."""
    prefix = group if group[0].isalpha() else f"group-{group}"
    number = 0
    while True:
        number += 1
        yield f"{prefix}-versions-{number}"


def restricted(template: str, logical_ids: set[str]) -> str:
    """Return a template with only some of its resources, for an import that isn't the last."""
    body = json.loads(cfn_flip.to_json(template))
    body["Resources"] = {name: item for name, item in body["Resources"].items() if name in logical_ids}
    return json.dumps(body)
