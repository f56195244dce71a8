"""The templates by which packages move from `AWS::SageMaker::ModelPackage` to this type, one for each step. Pure.

No step deletes a package: the first retains them all, the second takes them out of the stack, the third imports them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from mlops_sagemaker_modelpackage.schema import READ_ONLY, TYPE_NAME

from .console import Problem

Body = dict[str, Any]

TYPE_OF_AWS: Final = "AWS::SageMaker::ModelPackage"
PLACEHOLDER: Final = "AdoptionPlaceholder"  # a stack needs a resource
RETAIN: Final = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
_IN_TEXT: Final = re.compile(r"\$\{(\w+)(?:\.([\w.]+))?\}")  # of Fn::Sub


@dataclass(frozen=True)
class Step:
    """A step of the move.

    Attributes:
        name: Its number and name.
        effect: What it does.
        body: The template.
        allowed: What its change set may do, by logical ID.
        imports: The resources to import, in the form of CreateChangeSet.

    """

    name: str
    effect: str
    body: Body
    allowed: dict[str, str]
    imports: list[dict[str, Any]] = field(default_factory=list)


def packages_of_aws(body: Body) -> list[str]:
    """Return the logical IDs of the resources of AWS's type in a template."""
    return [name for name, item in body["Resources"].items() if item.get("Type") == TYPE_OF_AWS]


def plan_move(body: Body, states: Mapping[str, Mapping[str, Any]]) -> list[Step]:
    """Return the steps that move packages to this type. A step that would change nothing is left out.

    Args:
        body: The template of the stack, with functions in their long form.
        states: What Read reports of each package, by logical ID.

    Raises:
        Problem: The template uses an attribute that this type doesn't have.

    """
    _check_attributes(body, states)
    retained = _changed(body, {name: {**body["Resources"][name], **RETAIN} for name in states})
    removed = _without(retained, states)
    moved = {name: _moved(retained["Resources"][name]) for name in states}
    imported = _changed(removed, moved)
    final = _changed(retained, moved)
    steps = [
        Step(
            "1-retain", "retains the packages, whatever happens to the stack", retained, dict.fromkeys(states, "Modify")
        ),
        Step(
            "2-remove", "takes the packages out of the stack; SageMaker keeps them", removed, _removals(removed, states)
        ),
        Step(
            "3-import",
            "imports the packages under the new type",
            imported,
            dict.fromkeys(states, "Import"),
            _imports(states),
        ),
        Step("4-restore", "puts the references to the packages back", final, {PLACEHOLDER: "Remove"}),
    ]
    before = [body, retained, removed, imported]
    return [step for step, earlier in zip(steps, before, strict=True) if step.body != earlier]


def _changed(body: Body, resources: Mapping[str, Body]) -> Body:
    return {**body, "Resources": {**body["Resources"], **resources}}


def _moved(declared: Body) -> Body:
    """Return a resource under the new type. Its ClientToken belonged to the request that created it."""
    properties = {name: value for name, value in declared.get("Properties", {}).items() if name != "ClientToken"}
    return {**declared, "Type": TYPE_NAME, "Properties": properties}


def _without(body: Body, states: Mapping[str, Mapping[str, Any]]) -> Body:
    """Return a template without the packages, and with values in the place of the references to them."""
    kept = {name: deepcopy(item) for name, item in body["Resources"].items() if name not in states}
    for item in kept.values():
        depends = item.pop("DependsOn", [])
        left = [name for name in ([depends] if isinstance(depends, str) else depends) if name not in states]
        if left:
            item["DependsOn"] = left
    resources = {name: _resolved(item, states) for name, item in kept.items()}
    if not resources:
        resources = {PLACEHOLDER: {"Type": "AWS::CloudFormation::WaitConditionHandle"}}
    outputs = {"Outputs": _resolved(body["Outputs"], states)} if "Outputs" in body else {}
    return {**body, "Resources": resources, **outputs}


def _removals(removed: Body, states: Mapping[str, Any]) -> dict[str, str]:
    return {**dict.fromkeys(states, "Remove"), **({PLACEHOLDER: "Add"} if PLACEHOLDER in removed["Resources"] else {})}


def _imports(states: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "ResourceType": TYPE_NAME,
            "LogicalResourceId": name,
            "ResourceIdentifier": {"ModelPackageArn": state["ModelPackageArn"]},
        }
        for name, state in states.items()
    ]


def _resolved(value: Any, states: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a value with what references to the packages are resolved to."""
    if isinstance(value, list):
        return [_resolved(item, states) for item in value]
    if not isinstance(value, dict):
        return value
    reference = _reference(value)
    if reference is not None:
        name, attribute = reference
        return states[name][attribute] if name in states else value
    if value.keys() == {"Fn::Sub"}:
        given = value["Fn::Sub"]
        text, others = given if isinstance(given, list) else (given, {})
        replaced = _IN_TEXT.sub(lambda found: _text(found, states, others), text)
        return {"Fn::Sub": [replaced, _resolved(others, states)] if others else replaced}
    return {name: _resolved(item, states) for name, item in value.items()}


def _text(found: "re.Match[str]", states: Mapping[str, Mapping[str, Any]], own: Mapping[str, Any]) -> str:
    name, attribute = found[1], found[2] or "ModelPackageArn"
    return str(states[name][attribute]) if name in states and name not in own else found[0]


def _reference(value: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the resource and the attribute that a Ref or Fn::GetAtt refers to; None for anything else."""
    if value.keys() == {"Ref"}:
        return value["Ref"], "ModelPackageArn"
    if value.keys() == {"Fn::GetAtt"}:
        target = value["Fn::GetAtt"]
        name, _, attribute = (target if isinstance(target, str) else ".".join(map(str, target))).partition(".")
        return name, attribute
    return None


def _check_attributes(body: Body, states: Mapping[str, Any]) -> None:
    used = sorted({attribute for name, attribute in _references(body) if name in states} - {*READ_ONLY})
    if used:
        raise Problem(f"{TYPE_NAME} has no attribute {', '.join(used)}, which the template uses. Remove that first.")


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the resource and the attribute of every reference in a value."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        reference = _reference(value)
        if reference is not None:
            yield reference
        elif value.keys() == {"Fn::Sub"}:
            text = json.dumps(value["Fn::Sub"])
            yield from ((found[1], found[2] or "ModelPackageArn") for found in _IN_TEXT.finditer(text))
        else:
            yield from _references([*value.values()])
