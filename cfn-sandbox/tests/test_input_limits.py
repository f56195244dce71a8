"""The limits of the operations' input: a value beyond one is refused, a value at it is accepted."""

from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from cfn_sandbox.api_requests import violations
from cfn_sandbox.server import Sandbox
from sagemaker_calls import ARN, GROUP, SPECIFICATION, additional, create, refused

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

MODEL = botocore.session.get_session().get_service_model("sagemaker")
CONTAINER = SPECIFICATION["Containers"][0]
PRINTABLE = st.characters(categories=["L", "M", "Z", "S", "N", "P"])


@pytest.fixture
def unchecked(client: "SageMakerClient", server: Sandbox) -> "SageMakerClient":
    """Return a client without botocore's own checks of parameters."""
    return boto3.client("sagemaker", endpoint_url=server.url, config=Config(parameter_validation=False))


def _containers(container: dict[str, Any]) -> dict[str, Any]:
    return {"InferenceSpecification": {"Containers": [CONTAINER, container]}}


def _transform(**job: Any) -> dict[str, Any]:
    profile = {"ProfileName": "profile", "TransformJobDefinition": job}
    return {"ValidationSpecification": {"ValidationRole": "role", "ValidationProfiles": [profile]}}


@pytest.mark.parametrize(
    ("parameters", "path", "rule"),
    [
        ({"ModelPackageDescription": "x" * 1025}, "modelPackageDescription", "have length less than or equal to 1024"),
        ({"ModelPackageName": ""}, "modelPackageName", "have length greater than or equal to 1"),
        ({"ClientToken": "x" * 37}, "clientToken", "have length less than or equal to 36"),
        (
            {"ModelApprovalStatus": "approved"},
            "modelApprovalStatus",
            "satisfy enum value set: [Approved, Rejected, PendingManualApproval]",
        ),
        (
            {"ModelPackageName": "a_b"},
            "modelPackageName",
            "satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        ({"ModelPackageName": "a\n"}, "modelPackageName", "satisfy regular expression pattern: [a-zA-Z0-9]"),
        (
            {"ModelPackageDescription": "a bell \a"},
            "modelPackageDescription",
            r"satisfy regular expression pattern: [\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*",
        ),
        (
            _containers({"Image": "an image"}),
            "inferenceSpecification.containers.2.member.image",
            r"satisfy regular expression pattern: [\S]+",
        ),
        (
            _containers({"Environment": {"1": "one"}}),
            "inferenceSpecification.containers.2.member.environment.key",
            "satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*",
        ),
        (
            _containers({"Environment": {"ROWS": "x" * 1025}}),
            "inferenceSpecification.containers.2.member.environment.ROWS.member",
            "have length less than or equal to 1024",
        ),
        (
            {"CustomerMetadataProperties": {"a#b": "value"}},
            "customerMetadataProperties.key",
            r"satisfy regular expression pattern: ([\p{L}\p{Z}\p{N}_.:\/=+\-@]*)",
        ),
        (
            {"CustomerMetadataProperties": {"team": ""}},
            "customerMetadataProperties.team.member",
            "have length greater than or equal to 1",
        ),
        (
            {"CustomerMetadataProperties": {f"{number}": "x" for number in range(51)}},
            "customerMetadataProperties",
            "have length less than or equal to 50",
        ),
        ({"CustomerMetadataProperties": {}}, "customerMetadataProperties", "have length greater than or equal to 1"),
        (
            {"InferenceSpecification": {"Containers": [CONTAINER] * 16}},
            "inferenceSpecification.containers",
            "have length less than or equal to 15",
        ),
        (
            {"InferenceSpecification": {"Containers": []}},
            "inferenceSpecification.containers",
            "have length greater than or equal to 1",
        ),
        (
            {"Tags": [{"Key": f"{number}", "Value": ""} for number in range(51)]},
            "tags",
            "have length less than or equal to 50",
        ),
        (
            _transform(MaxPayloadInMB=-1),
            "validationSpecification.validationProfiles.1.member.transformJobDefinition.maxPayloadInMB",
            "have value greater than or equal to 0",
        ),
        ({"InferenceSpecification": {}}, "inferenceSpecification.containers", "not be null"),
        ({"Tags": [{"Key": "team"}]}, "tags.1.member.value", "not be null"),
    ],
)
def test_a_broken_limit_is_reported_with_its_path(
    unchecked: "SageMakerClient", parameters: dict[str, Any], path: str, rule: str
) -> None:
    """The message has the path to the member and its rule (API reference: the limits of the member's shape)."""
    with refused("ValidationException", f"at '{path}' failed to satisfy constraint: Member must {rule}"):
        unchecked.create_model_package(**parameters)


@pytest.mark.parametrize(
    "parameters",
    [
        {"ModelPackageDescription": ""},
        {"ModelPackageDescription": "é" * 1024},
        {"ModelPackageDescription": "日本語 – „Ü“ + 1 €\u0301\u2028"},
        {"ModelPackageName": "a" * 63},
        {"ModelPackageName": "A--1"},
        {"ClientToken": "x" * 36},
        {"InferenceSpecification": SPECIFICATION | {"Containers": [CONTAINER] * 15}},
        {"InferenceSpecification": SPECIFICATION | {"Containers": [{"Image": "x" * 255}]}},
        {"Tags": [{"Key": f"{number}".rjust(128, "k"), "Value": "é" * 256} for number in range(50)]},
        {"AdditionalInferenceSpecifications": additional(*"abcdefghijklmno")},
    ],
)
def test_a_value_at_its_limit_is_accepted(client: "SageMakerClient", parameters: dict[str, Any]) -> None:
    """The limits themselves are allowed (API reference: the limits of the member's shape)."""
    assert create(client, **{"ModelPackageName": "name", **parameters}).startswith(ARN)


def test_a_source_at_its_limit_is_accepted(client: "SageMakerClient") -> None:
    """1,024 characters (API reference: ModelPackageSourceUri)."""
    client.create_model_package(ModelPackageGroupName=GROUP, SourceUri="s" * 1024)


def test_metadata_at_its_limits_is_accepted(client: "SageMakerClient") -> None:
    """50 keys of 128 characters with values of 256 (API reference: CustomerMetadataMap)."""
    metadata = {f"{number}".rjust(128, "é"): "日" * 256 for number in range(50)}
    client.create_model_package(ModelPackageGroupName=GROUP, CustomerMetadataProperties=metadata)
    assert metadata == client.describe_model_package(ModelPackageName=f"{GROUP}/1")["CustomerMetadataProperties"]


def test_all_broken_limits_are_reported_at_once(client: "SageMakerClient") -> None:
    """The message counts them and has each (sandbox: as SageMaker words them)."""
    told = (
        "2 validation errors detected: Value 'a' at 'modelApprovalStatus' failed to satisfy constraint: Member must "
        "satisfy enum value set: [Approved, Rejected, PendingManualApproval]; Value 'b' at 'skipModelValidation' failed "
        "to satisfy constraint: Member must satisfy enum value set: [All, None]"
    )
    parameters: Any = {"ModelApprovalStatus": "a", "SkipModelValidation": "b"}
    with refused("ValidationException", told):
        client.create_model_package(ModelPackageGroupName=GROUP, **parameters)


@pytest.mark.parametrize(
    ("operation", "parameters", "path"),
    [
        ("describe_model_package", {"ModelPackageName": "a_b"}, "modelPackageName"),
        ("describe_model_package", {}, "modelPackageName"),
        ("update_model_package", {"ModelPackageArn": "name"}, "modelPackageArn"),
        ("update_model_package", {"ModelPackageArn": f"{ARN}/a/1", "ClientToken": "_"}, "clientToken"),
        ("delete_model_package", {"ModelPackageName": "a/1234567890"}, "modelPackageName"),
        ("list_model_packages", {"MaxResults": 101}, "maxResults"),
        ("list_model_packages", {"MaxResults": 0}, "maxResults"),
        ("list_model_packages", {"SortBy": "name"}, "sortBy"),
        ("create_model_package_group", {"ModelPackageGroupName": "a_b"}, "modelPackageGroupName"),
        ("delete_model_package_group", {"ModelPackageGroupName": "a-"}, "modelPackageGroupName"),
        ("list_tags", {"ResourceArn": f"{ARN}/{'a' * 256}"}, "resourceArn"),
        ("add_tags", {"ResourceArn": f"{ARN}/a"}, "tags"),
        ("add_tags", {"ResourceArn": f"{ARN}/a", "Tags": [{"Key": "a#b", "Value": ""}]}, "tags.1.member.key"),
        ("delete_tags", {"ResourceArn": f"{ARN}/a", "TagKeys": []}, "tagKeys"),
    ],
)
def test_every_operation_has_limits(
    unchecked: "SageMakerClient", operation: str, parameters: dict[str, Any], path: str
) -> None:
    """A value beyond a limit is refused (API reference: the limits of each operation's input)."""
    with refused("ValidationException", f"at '{path}' failed to satisfy constraint: Member must"):
        getattr(unchecked, operation)(**parameters)


@given(text=st.text(PRINTABLE, max_size=1024))
@settings(deadline=None)
def test_any_printable_text_is_a_description(text: str) -> None:
    """Letters, marks, separators, symbols, numbers and punctuation pass (API reference: EntityDescription)."""
    assert [] == list(violations(text, MODEL.shape_for("EntityDescription")))


@given(before=st.text(PRINTABLE, max_size=10), control=st.characters(categories=["Cc"]))
@settings(deadline=None)
def test_no_control_character_is_in_a_description(before: str, control: str) -> None:
    """One control character anywhere breaks the pattern (API reference: EntityDescription)."""
    (told,) = violations(f"{before}{control}{before}", MODEL.shape_for("EntityDescription"), "description")
    assert told.endswith(r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*")
