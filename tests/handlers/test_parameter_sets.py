"""Parameter sets from real use, each deployed as a stack: SageMaker accepts them as a whole, or refuses them by name.

The sets are data, in `parameter_sets`: a file for each place where people have them from. A set has these keys:

- `origin`: the public code or document that it follows.
- `properties`: the properties of the model package, with `Ref` to the resources `beside` it.
- `beside`: other resources of the same template.
- `update`: the properties that change in place afterwards; null takes one out.
- `created`, `updated`: what Read reports beyond the template, after the create and after the update.
- `drift`: the properties that drift detection shows though nobody changed them, as README says.
- `refused_for`: the properties that the message has to name. SageMaker refuses this set; it has no `update`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml
from botocore.exceptions import ClientError, ParamValidationError

from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME
from sandbox.server import Sandbox

from ..sandbox.stacks import Stacks, cached_client, template

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Properties = dict[str, Any]

FOLDER = Path(__file__).with_name("parameter_sets")
LOGICAL_ID = "ModelPackage"
ACCOUNT = "123456789012"
GROUP_PREFIX = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:model-package-group/"
WRITE_ONLY = {path.rpartition("/")[2] for path in SCHEMA["writeOnlyProperties"]}


@dataclass(frozen=True)
class ParameterSet:
    """A set of `parameter_sets`; the text of the module says what its keys mean."""

    name: str
    origin: str
    properties: Properties
    beside: Properties = field(default_factory=dict)
    update: Properties = field(default_factory=dict)
    created: Properties = field(default_factory=dict)
    updated: Properties = field(default_factory=dict)
    drift: tuple[str, ...] = ()
    refused_for: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.origin
        assert bool(self.update) != bool(self.refused_for), f"{self.name} needs either update or refused_for"

    @property
    def after_update(self) -> Properties:
        """Return the properties with the update applied."""
        merged = {**self.properties, **self.update}
        return {name: value for name, value in merged.items() if value is not None}


def _load() -> list[ParameterSet]:
    files = sorted(FOLDER.glob("*.yaml"))
    loaded = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return [ParameterSet(name, **content) for sets in loaded for name, content in sets.items()]


SETS = _load()
ACCEPTED = [pytest.param(each, id=each.name) for each in SETS if not each.refused_for]
REFUSED = [pytest.param(each, id=each.name) for each in SETS if each.refused_for]


class Deployment:
    """A parameter set as a stack of the sandbox."""

    def __init__(self, url: str, case: ParameterSet):
        self._case = case
        self._stacks = Stacks(url)
        self._control = cached_client("cloudcontrol", url)

    def create(self) -> str:
        """Create the stack and return its status."""
        return self._stacks.create(self._template(self._case.properties), "set")

    def update(self) -> str:
        """Apply the update of the set and return the status of the stack."""
        return self._stacks.update(self._template(self._case.after_update), "set")

    def delete(self) -> str:
        """Delete the stack and return its status."""
        return self._stacks.delete("set")

    @property
    def arn(self) -> str:
        """Return the ARN of the model package."""
        return self._stacks.physical_ids("set")[LOGICAL_ID]

    @property
    def failures(self) -> str:
        """Return the reasons of all resources that failed, a line each."""
        events = self._stacks.client.describe_stack_events(StackName="set")["StackEvents"]
        failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
        return "\n".join(f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}" for event in failed)

    def resolve(self, properties: Properties) -> Properties:
        """Return the properties with each `Ref` replaced, and without AWS::NoValue."""
        resolved: Properties = _resolve(properties, self._stacks.physical_ids("set"))
        return resolved

    def read(self) -> Properties:
        """Return what Read reports of the model package."""
        found = self._control.get_resource(TypeName=TYPE_NAME, Identifier=self.arn)["ResourceDescription"]
        properties: Properties = json.loads(found["Properties"])
        return properties

    def drift(self) -> dict[str, Any]:
        """Detect drift and return the differences of the stack's resources, by the path of the property."""
        self._stacks.client.detect_stack_drift(StackName="set")
        drifts = self._stacks.client.describe_stack_resource_drifts(StackName="set")["StackResourceDrifts"]
        assert LOGICAL_ID in {drift["LogicalResourceId"] for drift in drifts}
        return {each["PropertyPath"]: each for drift in drifts for each in drift["PropertyDifferences"]}

    def _template(self, properties: Properties) -> str:
        return template({**self._case.beside, LOGICAL_ID: {"Type": TYPE_NAME, "Properties": properties}})


def _resolve(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_resolve(item, ids) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"Ref"}:
        return ids[value["Ref"]]
    return {name: _resolve(item, ids) for name, item in value.items() if item != {"Ref": "AWS::NoValue"}}


def _lacking(desired: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Yield each place where what is reported lacks something that is desired."""
    if desired in ("", [], {}) and actual in (None, "", [], {}):
        return
    if isinstance(desired, dict) and isinstance(actual, dict):
        for name, value in desired.items():
            yield from _lacking(_comparable(name, value), _comparable(name, actual.get(name)), f"{path}/{name}")
    elif isinstance(desired, list) and isinstance(actual, list) and len(desired) == len(actual):
        for index, (one, other) in enumerate(zip(desired, actual, strict=True)):
            yield from _lacking(one, other, f"{path}/{index}")
    elif _text(desired) != _text(actual):
        yield f"{path}: {desired!r} is desired, {actual!r} is reported"


def _comparable(name: str, value: Any) -> Any:
    """Return a value so that its different spellings are equal: Read may use another one than the template."""
    if name == "ModelCardContent":
        return json.loads(value)
    if name == "Tags":
        return sorted(value or [], key=lambda tag: str(tag["Key"]))
    return value.removeprefix(GROUP_PREFIX) if name == "ModelPackageGroupName" else value


def _text(value: Any) -> str:
    """Return a scalar as CloudFormation compares it: numbers and booleans of a template may be text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _client_of(account: str, url: str) -> "SageMakerClient":
    """Return a client of SageMaker in another account."""
    role = f"arn:aws:iam::{account}:role/owner"
    keys = cached_client("sts", url).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        "sagemaker",
        endpoint_url=url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


@pytest.fixture
def owner(case: ParameterSet, client: "SageMakerClient", server: Sandbox) -> "SageMakerClient":
    """Return a client of the account in which the package will be, where its group exists unless the stack makes it."""
    group = case.properties.get("ModelPackageGroupName")
    if not isinstance(group, str):
        return client
    account = group.split(":")[4] if group.startswith("arn:") else ACCOUNT
    owner = client if account == ACCOUNT else _client_of(account, server.url)
    name = group.rpartition("/")[2]
    if name not in _groups(owner):
        owner.create_model_package_group(ModelPackageGroupName=name)
    return owner


def _groups(client: "SageMakerClient") -> set[str]:
    found = client.list_model_package_groups()["ModelPackageGroupSummaryList"]
    return {group["ModelPackageGroupName"] for group in found}


def _inventory(client: "SageMakerClient") -> tuple[set[str], list[str], list[str]]:
    """Return the names and ARNs of everything that a set may leave behind."""
    packages = client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
    models = client.list_models()["Models"]
    arns = [package["ModelPackageArn"] for package in packages]
    return _groups(client), arns, [model["ModelArn"] for model in models]


def _check(deployment: Deployment, case: ParameterSet, properties: Properties, reported: Properties) -> None:
    """Check that Read reports what the template set, and that drift detection finds only what the set says."""
    actual = deployment.read()
    ignored = WRITE_ONLY | set(case.drift)
    desired = {name: value for name, value in deployment.resolve(properties).items() if name not in ignored}
    assert [] == list(_lacking(desired, actual))
    assert [] == list(_lacking(reported, actual))
    found = deployment.drift()
    assert {} == {path: each for path, each in found.items() if path.split("/")[1] not in case.drift}
    assert set(case.drift) == {path.split("/")[1] for path in found}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_sagemaker_accepts_is_managed_from_create_to_delete(
    case: ParameterSet, owner: "SageMakerClient", server: Sandbox
) -> None:
    """Read reports all of it, it is in sync, its update is made in place, and with the stack everything is gone."""
    before = _inventory(owner)
    deployment = Deployment(server.url, case)
    assert "CREATE_COMPLETE" == deployment.create(), deployment.failures
    arn = deployment.arn
    _check(deployment, case, case.properties, case.created)

    assert "UPDATE_COMPLETE" == deployment.update(), deployment.failures
    assert arn == deployment.arn
    _check(deployment, case, case.after_update, case.updated)

    assert "DELETE_COMPLETE" == deployment.delete()
    assert before == _inventory(owner)


@pytest.mark.parametrize("case", REFUSED)
def test_what_sagemaker_refuses_is_named(case: ParameterSet, owner: "SageMakerClient", server: Sandbox) -> None:
    """The stack is rolled back with a message that names the properties, and nothing is left."""
    before = _inventory(owner)
    deployment = Deployment(server.url, case)
    assert "ROLLBACK_COMPLETE" == deployment.create()
    message = deployment.failures
    assert [] == [name for name in case.refused_for if not re.search(rf"\b{name}\b", message)], message
    assert "DELETE_COMPLETE" == deployment.delete()
    assert before == _inventory(owner)


@pytest.mark.parametrize("case", REFUSED)
def test_the_sandbox_refuses_what_sagemaker_refuses(case: ParameterSet, owner: "SageMakerClient") -> None:
    """Without the handlers, too: CreateModelPackage of boto3 or the sandbox's SageMaker says no, and nothing is left."""
    before = _inventory(owner)
    with pytest.raises((ParamValidationError, ClientError)) as refusal:
        owner.create_model_package(**case.properties)
    assert "does not exist" not in str(refusal.value), "it was refused for something that it refers to"
    assert before == _inventory(owner)


def test_there_are_sets_of_many_origins() -> None:
    """No two sets have one name, and there are as many as the project promises."""
    names = [each.name for each in SETS]
    assert sorted(set(names)) == sorted(names)
    assert 24 <= len(ACCEPTED)
