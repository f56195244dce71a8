"""The inputs of the contract tests: what they ask for, and which properties of the schema they leave out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mlops_sagemaker_modelpackage.schema import READ_ONLY, WRITE_ONLY
from tools.schema_paths import schema_paths

State = dict[str, Any]

FOLDER: Final = Path(__file__).resolve().parent.parent / "inputs"
_REPORTED: Final = {
    "CreatedBy": "SageMaker reports which user profile of SageMaker Studio made the package",
    "LastModifiedBy": "SageMaker reports which user profile of SageMaker Studio changed the package",
    "LastModifiedTime": "SageMaker sets it",
    "ModelPackageStatusDetails": "SageMaker reports the validation jobs and the scans of images",
    "ModelPackageStatusItem": "the form of one entry in ModelPackageStatusDetails",
    "ModelPackageVersion": "SageMaker counts the versions of a group",
}
_REFUSED: Final = {
    "InferenceSpecification/Containers/*/AdditionalS3DataSource": "SageMaker refuses it there (DATA-1)",
}
# By their paths, which stand for all below them. Each has its reason.
NOT_IN_INPUTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(READ_ONLY, "read-only"),
    **_REPORTED,
    **_REFUSED,
    "ClientToken": "a second create with it is the first one again (TOKEN-2), where the tests want another package",
}
NOT_IN_READS: Final[Mapping[str, str]] = {
    **dict.fromkeys(WRITE_ONLY, "write-only"),
    **_REFUSED,
    **{name: _REPORTED[name] for name in ("CreatedBy", "LastModifiedBy", "ModelPackageStatusItem")},
    "ModelPackageStatusDetails/ValidationStatuses/*/FailureReason": "only a failed validation has it",
    "ModelPackageStatusDetails/ImageScanStatuses": "only a package for AWS Marketplace has it",
}


@dataclass(frozen=True)
class Inputs:
    """One input set: the texts of its two files, with the variables in them."""

    name: str
    create: str
    update: str

    def states(self, **variables: str) -> tuple[State, State]:
        """Return what the create and the update ask for, with values for `region`, `account` and `partition`."""
        return _filled(self.create, variables), _filled(self.update, variables)


def read_inputs(folder: Path = FOLDER) -> list[Inputs]:
    """Return the input sets of a folder in order."""
    found = sorted(folder.glob("inputs_*_create.json"))
    return [Inputs(path.name.removesuffix("_create.json"), _text(path), _text(_update_beside(path))) for path in found]


def property_paths() -> set[str]:
    """Return the path of each property of the schema and of each nested one; `*` stands for the items of a list."""
    return {path for path, _ in schema_paths() if not path.endswith("*")}


def state_paths(value: Any, path: tuple[str, ...] = ()) -> set[str]:
    """Return the paths of `property_paths` that have a value in a state."""
    members = [("*", item) for item in value] if isinstance(value, list) else []
    members = list(value.items()) if isinstance(value, dict) else members
    below = [state_paths(member, (*path, name)) for name, member in members]
    return set().union(*below, ["/".join(path)])


def is_exempt(path: str, exemptions: Mapping[str, str]) -> bool:
    """Tell whether a path or one above it is among the exemptions."""
    return any(path == exempt or path.startswith(f"{exempt}/") for exempt in exemptions)


def _filled(text: str, variables: Mapping[str, str]) -> State:
    for name, value in variables.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    state: State = json.loads(text)
    return state


def _update_beside(create: Path) -> Path:
    return create.with_name(create.name.replace("_create.json", "_update.json"))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
