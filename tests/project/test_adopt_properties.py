"""The properties in an adopted template are those that somebody would have written."""

from typing import TYPE_CHECKING, Any

import pytest

from mlops_sagemaker_modelpackage.schema import SCHEMA
from sandbox.engine import Engine, event
from sandbox.examples import properties
from tools.adopt.properties import DEFAULTS, FILLED_IN, environments, unwritable, written_properties

from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

OF_THE_CALL = {"Environment", "ModelApprovalStatus", "ModelPackageGroupName"}  # merged, a default, another group


@pytest.mark.parametrize("example", ["versioned", "model-card", "s3-prefix"])
def test_what_was_written_comes_back(client: "SageMakerClient", engine: Engine, example: str) -> None:
    """Created from an example and read, a version has the properties of the example, and no others."""
    assert client
    wanted = properties(example) | {"ModelPackageGroupName": GROUP}
    created = engine.run(event("CREATE", wanted))["resourceModel"]
    reported = engine.run(event("READ", {"ModelPackageArn": created["ModelPackageArn"]}))["resourceModel"]
    written = written_properties(reported)
    assert wanted.keys() - OF_THE_CALL == written.keys() - OF_THE_CALL
    assert "InferenceSpecification" in written
    for name in written.keys() - OF_THE_CALL - {"InferenceSpecification", "ModelCard"}:
        assert wanted[name] == written[name]


def test_what_was_written_can_be_created_again(client: "SageMakerClient", engine: Engine) -> None:
    """A clone keeps its source, and not the containers that come from it."""
    source = client.create_model_package(
        ModelPackageGroupName=GROUP, InferenceSpecification={"Containers": [{"Image": "image:1"}]}
    )["ModelPackageArn"]
    clone = {"ModelPackageGroupName": GROUP, "SourceUri": source, "ModelApprovalStatus": "Approved"}
    created = engine.run(event("CREATE", clone))["resourceModel"]
    written = written_properties(created)
    assert clone == written
    assert "SUCCESS" == engine.run(event("CREATE", written))["status"]


def test_filled_in_members_are_those_of_the_schema() -> None:
    """The schema says of each member that SageMaker sets it, if it is omitted."""
    members = [member for item in SCHEMA["definitions"].values() for member in item.get("properties", {}).items()]
    said = {name for name, schema in members if "If you omit it, SageMaker sets it" in schema.get("description", "")}
    assert FILLED_IN == said


def test_defaults_are_values_of_the_schema() -> None:
    """Each default is one of the values that its property may have."""
    for (definition, name), value in DEFAULTS.items():
        holder: Any = SCHEMA["definitions"][definition] if definition else SCHEMA
        assert value in holder["properties"][name]["enum"]


def test_required_members_stay() -> None:
    """A default that has to be written is written, also false."""
    source = {"S3Uri": "s3://a/b", "S3DataType": "S3Object", "CompressionType": "None", "ETag": "0"}
    access = {"ModelAccessConfig": {"AcceptEula": False}}
    container = {"Image": "image:1", "IsCheckpoint": False, "ModelDataSource": {"S3DataSource": source | access}}
    written = written_properties({"InferenceSpecification": {"Containers": [container]}})
    del source["ETag"]
    wanted = {"Image": "image:1", "ModelDataSource": {"S3DataSource": source | access}}
    assert {"InferenceSpecification": {"Containers": [wanted]}} == written


def test_zero_is_a_value() -> None:
    """For a validation job it means no limit, which isn't what an omitted number means."""
    job = {"TransformJobDefinition": {"MaxPayloadInMB": 0, "TransformInput": {"SplitType": "None", "ContentType": ""}}}
    written = written_properties({"ValidationSpecification": {"ValidationProfiles": [job]}})
    wanted = {"TransformJobDefinition": {"MaxPayloadInMB": 0, "TransformInput": {}}}
    assert {"ValidationSpecification": {"ValidationProfiles": [wanted]}} == written


def test_environments_are_found_everywhere() -> None:
    """Those of containers, and of the jobs that validate."""
    job = {"TransformJobDefinition": {"Environment": {"A": "1"}}}
    found = environments(
        {
            "InferenceSpecification": {"Containers": [{}, {"Environment": {"C": "1", "B": "2"}}]},
            "ValidationSpecification": {"ValidationProfiles": [job]},
        }
    )
    assert [
        ("InferenceSpecification.Containers[1].Environment", ["B", "C"]),
        ("ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.Environment", ["A"]),
    ] == [*found]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": [{"Ref": "x"}]}, "Ref"),
        ({"a": {"Fn::Sub": "x"}}, "Fn::Sub"),
        ({"a": "{{resolve:ssm:b}}"}, "{{resolve:…}}"),
        ({"a": {"Ref": "x", "b": "y"}}, ""),
        ({"a": "${b}"}, ""),
    ],
)
def test_what_a_template_cannot_say_is_found(value: Any, found: str) -> None:
    """A map with the key of a function alone is a function, and a dynamic reference is resolved wherever it stands."""
    assert found == unwritable(value)
