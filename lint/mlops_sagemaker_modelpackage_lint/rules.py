"""Rules for what a schema can't say of a model package: those of the handlers' `checks` module, in the same words.

Why a distribution of its own: templates are checked where neither the handlers nor their pinned boto3 are wanted, and
the handlers' checks know values only, while a template has conditions, references and lines. A test of the project
holds both against the same properties, so that they can't disagree.

Each file of this folder stands alone, since cfn-lint loads a folder of rules file by file, without a package around
them: so the folder works copied into any repository (`--append-rules path/to/folder`) and installed.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cfnlint.jsonschema import ValidationError, ValidationResult, Validator
from cfnlint.rules.helpers import get_value_from_path
from cfnlint.rules.jsonschema.CfnLintKeyword import CfnLintKeyword

_FOLDER: Final = Path(__file__).parent
_SCHEMA: Final[dict[str, Any]] = json.loads((_FOLDER / "schemas" / "schema.json").read_text(encoding="utf-8"))
_DATA: Final[dict[str, Any]] = json.loads((_FOLDER / "data.json").read_text(encoding="utf-8"))
_TYPE: Final[str] = _DATA["type"]
_PROPERTIES: Final = f"Resources/{_TYPE}/Properties"
_MAX_SPECIFICATIONS: Final[int] = _SCHEMA["properties"]["AdditionalInferenceSpecifications"]["maxItems"]
# Every place of a specification: the path below the properties.
_SPECIFICATIONS: Final = tuple(tuple(path.split("/")) for path in _DATA["specifications"])
_INSTANCE_LISTS: Final[list[str]] = _DATA["instance_type_lists"]
_HAS_ARN_AS_REF: Final = (_TYPE, "AWS::SageMaker::ModelPackage", "AWS::SageMaker::Model")
_PLACEHOLDER: Final = re.compile(r"\$\{[^}]*\}")  # of Fn::Sub
_MODEL_ARN: Final = re.compile(r"^arn:[^:]*:sagemaker:.*:(model|model-package)/")

_Place = tuple[Any, Validator]  # a value, and the validator that knows its path and the conditions that lead to it


def _values(place: _Place, *path: str) -> Iterator[_Place]:
    """Yield what stands at a path below a value: one for each branch of the conditions, None where there is nothing."""
    value, validator = place
    yield from get_value_from_path(validator, value, deque(path))


def _set_values(place: _Place, *path: str) -> Iterator[_Place]:
    """Yield what is set at a path. A function sets a value that only the deployment knows."""
    yield from (found for found in _values(place, *path) if found[0] not in (None, "", [], {}))


def _under(place: _Place, conditions: Validator) -> _Place:
    """Return a value under the conditions that led to another one."""
    value, validator = place
    return value, conditions.evolve(context=conditions.context.evolve(path=validator.context.path))


def _kinds(properties: _Place) -> Iterator[tuple[bool, _Place]]:
    """Yield whether the package is a version, with the properties under the conditions that make it one.

    Nothing is known of a package whose properties come from a macro.
    """
    if "Fn::Transform" not in properties[0]:
        for group, validator in _values(properties, "ModelPackageGroupName"):
            yield group not in (None, ""), _under(properties, validator)


class _Rule(CfnLintKeyword):  # type: ignore[misc] # cfn-lint has no types
    """A rule for the properties of a resource of the type; `problems` yields a message and where it belongs."""

    source_url = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html"
    tags = ["resources", "sagemaker"]  # noqa: RUF012 - cfn-lint's own form

    path = ""  # below the properties: what `problems` gets

    def __init__(self) -> None:
        super().__init__(keywords=["/".join(filter(None, (_PROPERTIES, self.path)))])

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a sentence for each problem, with the validator at its place."""
        raise NotImplementedError

    def validate(self, validator: Validator, _keywords: Any, instance: Any, _schema: Any) -> ValidationResult:
        """Yield an error for each problem of the properties."""
        base = len(validator.context.path.path)
        for message, found in self.problems((instance, validator)):
            yield ValidationError(message, path=deque(list(found.context.path.path)[base:]), rule=self)


class Names(_Rule):
    """Refuses both names."""

    id = "E9001"
    shortdesc = "A model package has a group or a name, not both"
    description = "ModelPackageGroupName is for a version of a group, ModelPackageName for an unversioned package"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem where both are set under the same conditions."""
        for _, validator in _set_values(place, "ModelPackageGroupName"):
            for _, found in _set_values(_under(place, validator), "ModelPackageName"):
                yield (
                    "ModelPackageGroupName and ModelPackageName are both set: keep the first for a version of a group, "
                    "the second for an unversioned package",
                    found,
                )


class KindOfPackage(_Rule):
    """Refuses properties that the kind of package can't have."""

    id = "E9002"
    shortdesc = "The property applies to the kind of the model package"
    description = "Some properties are for versions of a group only, others for unversioned packages only"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem for each property of the other kind."""
        for versioned, properties in _kinds(place):
            kind = "a versioned" if versioned else "an unversioned"
            for name, reason in _DATA["unversioned_only" if versioned else "versioned_only"].items():
                for value, found in _set_values(properties, name):
                    if str(value).lower() != "false":
                        yield f"{name} doesn't apply to {kind} package: {reason}", found
            if not versioned:
                yield from self._of_version(properties)

    def _of_version(self, properties: _Place) -> Iterator[tuple[str, Validator]]:
        tail = "doesn't apply to an unversioned package: set ModelPackageGroupName, or leave it out"
        for path in _SPECIFICATIONS:
            for name in _DATA["versioned_only_in_containers"]:
                for _, found in _set_values(properties, *path, "Containers", "*", name):
                    yield f"{name} of a container {tail}", found


class InstanceTypeLists(_Rule):
    """Wants both lists of instance types for an unversioned package."""

    id = "E9003"
    shortdesc = "An unversioned model package lists its instance types"
    description = f"The InferenceSpecification of an unversioned package needs {' and '.join(_INSTANCE_LISTS)}"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem for each list that is missing."""
        for versioned, properties in _kinds(place):
            if not versioned:
                for specification, validator in _set_values(properties, "InferenceSpecification"):
                    yield from self._missing((specification, validator))

    def _missing(self, specification: _Place) -> Iterator[tuple[str, Validator]]:
        if len(specification[0]) == 1 and next(iter(specification[0])).startswith(("Fn::", "Ref")):
            return
        for name in _INSTANCE_LISTS:
            if any(value in (None, "", []) for value, _ in _values(specification, name)):
                yield f"InferenceSpecification.{name} is required for an unversioned package", specification[1]


class SourceOrSpecification(_Rule):
    """Wants something that an unversioned package is made from."""

    id = "E9004"
    shortdesc = "An unversioned model package has containers or an algorithm"
    description = "An unversioned package needs InferenceSpecification or SourceAlgorithmSpecification"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem where neither is set under the same conditions."""
        for versioned, properties in _kinds(place):
            if versioned:
                continue
            for inference, validator in _values(properties, "InferenceSpecification"):
                for algorithm, _ in _values(_under(place, validator), "SourceAlgorithmSpecification"):
                    if not inference and not algorithm:
                        yield (
                            "an unversioned package needs InferenceSpecification or SourceAlgorithmSpecification",
                            place[1],
                        )


class Source(_Rule):
    """Refuses containers beside a source that brings its own."""

    id = "E9006"
    shortdesc = "A model package has its own containers or those of its source, not both"
    description = (
        "A model or model package in SourceUri provides the containers: InferenceSpecification must not be set"
    )

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem where both are set under the same conditions."""
        for source, validator in _set_values(place, "SourceUri"):
            if not self._is_model(source, validator):
                continue
            for _, found in _set_values(_under(place, validator), "InferenceSpecification"):
                yield (
                    "SourceUri and InferenceSpecification are both set: the containers come from the model or model "
                    "package that SourceUri names, so leave InferenceSpecification out",
                    found,
                )

    def _is_model(self, source: Any, validator: Validator) -> bool:
        if isinstance(source, dict) and "Fn::Sub" in source:
            text = source["Fn::Sub"]
            source = text[0] if isinstance(text, list) and text else text
        if isinstance(source, dict):
            place = source.get("Ref", source.get("Fn::GetAtt"))
            name = place[0] if isinstance(place, list) and place else str(place).partition(".")[0]
            resource = validator.context.resources.get(name) if isinstance(name, str) else None
            return resource is not None and resource.type in _HAS_ARN_AS_REF
        return isinstance(source, str) and bool(_MODEL_ARN.match(_PLACEHOLDER.sub("x", source)))


class AdditionalSources(_Rule):
    """Refuses data sources that SageMaker takes in additional specifications only."""

    id = "E9007"
    shortdesc = "AdditionalS3DataSource is for additional specifications only"
    description = "SageMaker refuses AdditionalS3DataSource in the containers of InferenceSpecification"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem for each container of InferenceSpecification that has one."""
        for _, found in _set_values(place, "InferenceSpecification", "Containers", "*", "AdditionalS3DataSource"):
            yield (
                "AdditionalS3DataSource is not allowed in InferenceSpecification: only additional inference "
                "specifications may have it",
                found,
            )


class SpecificationNames(_Rule):
    """Refuses a specification whose name is used twice, and too many specifications."""

    id = "E9008"
    shortdesc = "Each additional specification has a unique name"
    description = f"The names must be unique, and there may be {_MAX_SPECIFICATIONS} additional specifications in all"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem for each repetition. Only plain lists are counted: one condition may choose between two."""
        counts = Counter(self._names(place[0], "AdditionalInferenceSpecifications"))
        for name in sorted(name for name, count in counts.items() if count > 1):
            for _, found in _values(place, "AdditionalInferenceSpecifications"):
                yield f"AdditionalInferenceSpecifications has the name {name} more than once", found
        if len({name for path in _SPECIFICATIONS for name in self._names(place[0], path[0])}) > _MAX_SPECIFICATIONS:
            yield f"There are more than {_MAX_SPECIFICATIONS} additional inference specifications in all", place[1]

    def _names(self, properties: dict[str, Any], name: str) -> list[str]:
        entries = properties.get(name, [])
        items = entries if isinstance(entries, list) else [entries]
        return [item["Name"] for item in items if isinstance(item, dict) and isinstance(item.get("Name"), str)]


class Environment(_Rule):
    """Refuses environment variables without containers that could have them."""

    id = "E9009"
    shortdesc = "Environment needs InferenceSpecification"
    description = "Environment is set in the containers of InferenceSpecification"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem where it is set and there are no containers under the same conditions."""
        if "Fn::Transform" in place[0]:
            return
        for _, validator in _set_values(place, "Environment"):
            for value, _ in _values(_under(place, validator), "InferenceSpecification"):
                if not value:
                    yield "Environment needs InferenceSpecification: it is set in the containers there", validator


class ReadOnly(_Rule):
    """Refuses properties that only Fn::GetAtt gives."""

    id = "E9010"
    shortdesc = "Attributes of a model package can't be set"
    description = "CloudFormation refuses read-only properties in a template"

    def problems(self, place: _Place) -> Iterator[tuple[str, Validator]]:
        """Yield a problem for each attribute that is set."""
        for pointer in _SCHEMA["readOnlyProperties"]:
            name = pointer.rpartition("/")[2]
            for _, found in _set_values(place, name):
                yield f"{name} is read-only: leave it out", found
