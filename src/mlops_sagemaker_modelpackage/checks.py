"""Finds the problems of a desired state before any call, as sentences, which never quote the content of a map. Pure.

Types and limits are in the schema. The rules of the two kinds are those of CreateModelPackage (KIND-1 to KIND-14).
"""

from collections.abc import Iterator
from copy import deepcopy
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from . import model_card, schema
from .names import GROUP, is_versioned, provides_containers
from .schema import SCHEMA, Node, Schema, State, compiled, drop_unset, is_map, is_set, walk
from .specifications import (
    ADDITIONAL,
    MAIN,
    MAX_ADDITIONAL,
    additional_specifications,
    containers,
    is_read_model,
    keep_one_data_source,
)

# Properties of one kind, and what to do if the other kind has them. Unset and false are accepted for both (KIND-4).
UNVERSIONED_ONLY: Final = {
    "Tags": "a version has the tags of its group: tag the group, or leave ModelPackageGroupName out",
    "CertifyForMarketplace": "only an unversioned package can be certified: leave ModelPackageGroupName out",
}
VERSIONED_ONLY: Final = dict.fromkeys(
    (
        *("ApprovalDescription", "CustomerMetadataProperties", "Environment"),
        *("ModelCard", "ModelLifeCycle", "ModelPackageRegistrationType", "SecurityConfig", "SourceUri"),
    ),
    "only a version of a group has it: set ModelPackageGroupName, or leave the property out",
)
VERSIONED_ONLY_IN_CONTAINERS: Final = ("Environment", "ModelDataSource")
INSTANCE_TYPE_LISTS: Final = ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes")


class Problem(NamedTuple):
    """A problem of a desired state."""

    path: str  # the property or the member that has it
    text: str  # a sentence without its full stop, which names the property

    def is_unchanged(self, previous: State, desired: State) -> bool:
        """Tell whether its property is as before: SageMaker has accepted or reported it (READ-8)."""
        name = self.path.partition(".")[0].partition("[")[0]
        return name in previous and previous[name] == desired.get(name)


def before_create(desired: State) -> list[str]:
    """Return the problems of the desired state of a create, as sentences; an empty list if it has none."""
    read_only = (f"{name} is read-only: leave it out" for name in schema.READ_ONLY if name in desired)
    return [*read_only, *before_update(desired, {})]


def before_update(desired: State, previous: State) -> list[str]:
    """Return the problems of the desired state of an update, as sentences; an empty list if it has none.

    Properties that a model of Read has, but a template may not have, are no problems if they are unchanged.
    """
    broken = list(violations(drop_unset(desired)))
    if broken:  # the other checks rely on the types of the schema
        return broken
    found = (
        *_kind_problems(desired),
        *_content_problems(desired),
        *_specification_problems(desired),
        *_repeated(desired, "Tags", "Key"),
        *_model_card_problems(desired),
    )
    return [problem.text for problem in found if not problem.is_unchanged(previous, desired)]


def creatable(desired: State) -> State:
    """Return the state without what Read reports but no create call takes, if it is a model of Read (READ-8)."""
    if not is_read_model(desired) or list(violations(drop_unset(desired))):
        return desired
    foreign = {problem.path for problem in _kind_problems(desired)}
    state = deepcopy({name: value for name, value in desired.items() if name not in foreign})
    if provides_containers(state.get("SourceUri")):
        state.pop(MAIN, None)  # a clone has the containers of its source
    for path, container in containers(state):
        for name in [name for name in container if f"{path}.{name}" in foreign]:
            del container[name]
        if container.get("ModelDataUrl"):
            keep_one_data_source(container, {})
    return state


def _kind_problems(desired: State) -> Iterator[Problem]:
    """Yield the properties that don't apply to the kind of the package."""
    if is_set(desired.get(GROUP)) and is_set(desired.get("ModelPackageName")):
        yield Problem(
            GROUP,
            "ModelPackageGroupName and ModelPackageName are both set: keep the first for a version of a group, "
            "the second for an unversioned package",
        )
    versioned = is_versioned(desired)
    kind = "a versioned" if versioned else "an unversioned"
    for name, reason in (UNVERSIONED_ONLY if versioned else VERSIONED_ONLY).items():
        if desired.get(name) is not False and is_set(desired.get(name)):
            yield Problem(name, f"{name} doesn't apply to {kind} package: {reason}")
    for path, container in () if versioned else containers(desired):
        for name in VERSIONED_ONLY_IN_CONTAINERS:
            if is_set(container.get(name)):
                text = f"{path}.{name} doesn't apply to {kind} package: set ModelPackageGroupName, or leave it out"
                yield Problem(f"{path}.{name}", text)
    if is_set(desired.get("Environment")) and not is_set(desired.get(MAIN)):
        yield Problem("Environment", "Environment needs InferenceSpecification: it is set in the containers there")


def _content_problems(desired: State) -> Iterator[Problem]:
    """Yield the violations of SageMaker's rules that a schema can't express."""
    specification: dict[str, Any] = desired.get(MAIN) or {}
    if specification and provides_containers(desired.get("SourceUri")):
        yield Problem(
            MAIN,
            "SourceUri and InferenceSpecification are both set: the containers come from the model or model package "
            "that SourceUri names, so leave InferenceSpecification out",
        )
    if specification and not is_versioned(desired):
        for name in INSTANCE_TYPE_LISTS:
            if not is_set(specification.get(name)):
                yield Problem(MAIN, f"InferenceSpecification.{name} is required for an unversioned package")
    if not (specification or is_versioned(desired) or is_set(desired.get("SourceAlgorithmSpecification"))):
        yield Problem(
            MAIN, "InferenceSpecification or SourceAlgorithmSpecification is required for an unversioned package"
        )
    for path, container in containers(desired):
        if "AdditionalS3DataSource" in container and path.startswith(MAIN):
            text = f"{path}.AdditionalS3DataSource is not allowed: only additional inference specifications may have it"
            yield Problem(path, text)
    yield from (Problem(path, f"{path} is required") for path in missing_uris(desired))


def _specification_problems(desired: State) -> Iterator[Problem]:
    """Yield the names that several additional specifications have, and whether there are too many (ADD-3)."""
    yield from _repeated(desired, ADDITIONAL, "Name")
    if len(additional_specifications(desired)) > MAX_ADDITIONAL:
        yield Problem(ADDITIONAL, f"There are more than {MAX_ADDITIONAL} additional inference specifications in all")


def _repeated(desired: State, name: str, key: str) -> Iterator[Problem]:
    """Yield the values of a key that several items of a list have."""
    values = [item[key] for item in desired.get(name, [])]
    for value in sorted({value for value in values if values.count(value) > 1}):
        kind = key.lower()
        yield Problem(name, f"{name} has the {kind} {value} more than once: each {kind} must be unique")


def _model_card_problems(desired: State) -> Iterator[Problem]:
    """Yield why the content of the model card isn't a JSON object (CARD-4)."""
    content = (desired.get("ModelCard") or {}).get(model_card.CONTENT)
    reason = model_card.problem(content) if content else ""
    if reason:
        yield Problem("ModelCard", f"ModelCard.ModelCardContent must be a JSON object, as text: {reason}")


def missing_uris(desired: State) -> Iterator[str]:
    """Yield the path of each S3Uri that a template lacks; Read may report a data source without it (READ-7)."""
    for node in walk(desired):
        if node.schema is SCHEMA["definitions"]["S3ModelDataSource"] and not node.value.get("S3Uri"):
            yield f"{node.path}.S3Uri"


def violations(value: Any, shape: Schema = SCHEMA, path: str = "") -> Iterator[str]:
    """Yield a sentence for each place where a value breaks a resolved schema, by default that of the type."""
    for node in walk(value, shape, path):
        if node.schema is None:
            yield _unknown_member(node)
        elif not node.has_type():
            yield f"{node.path or 'The model'} must be of type {node.schema.get('type', 'object')}"
        elif isinstance(node.value, dict):
            yield from _size_violations(node, node.schema, "Properties", "entries")
            missing = (name for name in node.schema.get("required", ()) if name not in node.value)
            yield from (f"{f'{node.path}.' if node.path else ''}{name} is required" for name in missing)
        elif isinstance(node.value, list):
            yield from _size_violations(node, node.schema, "Items", "items")
        elif isinstance(node.value, str):
            yield from _text_violations(node, node.schema)
        elif isinstance(node.value, int) and node.value < node.schema.get("minimum", node.value):
            yield f"{node.path} must be at least {node.schema['minimum']}"


def _unknown_member(node: Node) -> str:
    parent = node.parent or SCHEMA
    if is_map(parent):
        return f"A key in {node.path} must match {', '.join(parent['patternProperties'])}"
    close = get_close_matches(node.path.rpartition(".")[2], parent["properties"], n=1)
    return f"{node.path} is not a property of the type{f'; did you mean {close[0]}?' if close else ''}"


def _text_violations(node: Node, shape: Schema) -> Iterator[str]:
    yield from _size_violations(node, shape, "Length", "characters")
    if "enum" in shape and node.value not in shape["enum"]:
        yield f"{node.path} must be one of {', '.join(shape['enum'])}"
    if "pattern" in shape and not compiled(shape["pattern"]).search(node.value):
        yield f"{node.path} must match {shape['pattern']}"


def _size_violations(node: Node, shape: Schema, keyword: str, unit: str) -> Iterator[str]:
    size = len(node.value)
    least, most = shape.get(f"min{keyword}", 0), shape.get(f"max{keyword}", size)
    if size < least:
        yield f"{node.path} must have at least {least} {unit}"
    if size > most:
        yield f"{node.path} must have at most {most} {unit}"
