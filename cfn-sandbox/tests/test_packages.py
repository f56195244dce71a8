"""Creating packages, of both kinds, and describing them."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from moto.sagemaker.models import SageMakerModelBackend

from sagemaker_calls import (
    ARN,
    GROUP,
    SPECIFICATION,
    additional,
    create,
    describe,
    names,
    refused,
    unversioned,
    version,
)

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

HOLDERS = ("InferenceSpecification", "AdditionalInferenceSpecifications")
ALGORITHM: Any = {"SourceAlgorithms": [{"AlgorithmName": "forest", "ModelDataUrl": "s3://bucket/model"}]}
TRANSFORM: Any = {
    "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}},
    "TransformOutput": {"S3OutputPath": "s3://bucket/out"},
    "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
}
VALIDATION: Any = {
    "ValidationRole": "arn:aws:iam::123456789012:role/validation",
    "ValidationProfiles": [{"ProfileName": "profile", "TransformJobDefinition": TRANSFORM}],
}


def _holding(holder: str, container: dict[str, Any]) -> dict[str, Any]:
    """Return the parameter that holds a container."""
    specification = {"Containers": [container]}
    return {holder: specification if holder == "InferenceSpecification" else [{"Name": "fast", **specification}]}


def test_versions_count_up_in_each_group(client: "SageMakerClient") -> None:
    """A group's versions are numbered from 1 (API reference: ModelPackageVersion; NAME-2)."""
    client.create_model_package_group(ModelPackageGroupName="other")
    arns = [create(client, ModelPackageGroupName=group) for group in (GROUP, "other", GROUP)]
    assert [f"{ARN}/{GROUP}/1", f"{ARN}/other/1", f"{ARN}/{GROUP}/2"] == arns


def test_a_version_number_is_not_used_again(client: "SageMakerClient") -> None:
    """The number of a deleted version isn't used again (NAME-3)."""
    version(client)
    client.delete_model_package(ModelPackageName=version(client))
    assert f"{ARN}/{GROUP}/3" == version(client)


def test_operations_run_one_at_a_time(client: "SageMakerClient", monkeypatch: pytest.MonkeyPatch) -> None:
    """Of simultaneous requests with the same token, one creates a package (API reference)."""
    find = SageMakerModelBackend.describe_model_package_group

    def find_slowly(backend: SageMakerModelBackend, name: str) -> Any:
        time.sleep(0.2)
        return find(backend, name)

    monkeypatch.setattr(SageMakerModelBackend, "describe_model_package_group", find_slowly)
    with ThreadPoolExecutor(2) as pool:
        arns = set(pool.map(lambda _: version(client, ClientToken="token-1"), range(2)))
    assert {f"{ARN}/{GROUP}/1"} == arns


def test_a_group_may_be_given_by_its_arn(client: "SageMakerClient") -> None:
    """ModelPackageGroupName takes the group's name or ARN (API reference)."""
    group = client.describe_model_package_group(ModelPackageGroupName=GROUP)["ModelPackageGroupArn"]
    assert f"{ARN}/{GROUP}/1" == create(client, ModelPackageGroupName=group)


def test_a_missing_group_is_refused(client: "SageMakerClient") -> None:
    """The message is "does not exist", with the group (GROUP-3)."""
    with refused("ValidationException", "model-package-group/none does not exist"):
        create(client, ModelPackageGroupName="none")


def test_a_token_creates_one_package(client: "SageMakerClient") -> None:
    """The same token with the same parameters returns the same ARN (API reference: ClientToken; TOKEN-2)."""
    first = version(client, ClientToken="token-1")
    assert first == version(client, ClientToken="token-1")
    assert [f"{GROUP}/1"] == names(client, ModelPackageGroupName=GROUP)


def test_a_token_repeats_an_unversioned_create(client: "SageMakerClient") -> None:
    """A repeated create is no duplicate name (API reference: ClientToken makes the call idempotent)."""
    assert unversioned(client, ClientToken="token-1") == unversioned(client, ClientToken="token-1")


def test_a_token_stands_for_its_parameters(client: "SageMakerClient") -> None:
    """The same token with other parameters is a conflict (API reference: ConflictException of the operation; TOKEN-3)."""
    version(client, ClientToken="token-1")
    with refused("ConflictException", "token"):
        version(client, ClientToken="token-1", Task="OTHER")


def test_another_token_creates_a_new_version(client: "SageMakerClient") -> None:
    """The same parameters with another token create another package (API reference: ClientToken)."""
    assert version(client, ClientToken="token-1") != version(client, ClientToken="token-2")


def test_a_package_is_of_one_kind(client: "SageMakerClient") -> None:
    """Both names are refused (API reference: each applies to one kind; KIND-2)."""
    with refused("ValidationException", "Both ModelPackageName and ModelPackageGroupName are provided"):
        create(client, ModelPackageName="name", ModelPackageGroupName=GROUP)


def test_a_package_needs_a_name_or_a_group(client: "SageMakerClient") -> None:
    """Neither name is refused (API reference: one is required for unversioned, the other for versioned models)."""
    with refused("ValidationException", "Missing ARN."):
        create(client)


def test_a_name_is_taken_once(client: "SageMakerClient") -> None:
    """The message for a second package of a name is "already exists" (ERR-2)."""
    arn = unversioned(client)
    with refused("ValidationException", f"ModelPackage already exists: {arn}"):
        unversioned(client, Task="OTHER")


def test_a_deleted_name_is_free_again(client: "SageMakerClient") -> None:
    """A new package of the same name has nothing of the deleted one (API reference: DeleteModelPackage)."""
    arn = unversioned(client, Task="OTHER")
    client.delete_model_package(ModelPackageName=arn)
    assert arn == unversioned(client)
    assert "Task" not in describe(client, arn)


@pytest.mark.parametrize(
    ("name", "value"), [("Tags", [{"Key": "team", "Value": "red"}]), ("CertifyForMarketplace", True)]
)
def test_a_version_has_no_parameters_of_unversioned_packages(client: "SageMakerClient", name: str, value: Any) -> None:
    """A group's tags are its versions' tags, and only unversioned models are certified (API reference)."""
    with refused("ValidationException", f"{name} cannot be specified when using versioned ModelPackages"):
        version(client, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("SourceUri", "https://example.com/churn.git"), ("CustomerMetadataProperties", {"team": "red"})]
)
def test_an_unversioned_package_has_no_parameter_of_versions(client: "SageMakerClient", name: str, value: Any) -> None:
    """Sources and customer metadata are those of versions (API reference; KIND-9, KIND-12)."""
    with refused("ValidationException", f"{name} cannot be specified when using non-versioned ModelPackages"):
        unversioned(client, **{name: value})


def test_an_approval_of_an_unversioned_package_has_no_effect(client: "SageMakerClient") -> None:
    """AWS's SDK sends one for every unversioned package, and SageMaker accepts it (KIND-8)."""
    assert "ModelApprovalStatus" not in describe(client, unversioned(client, ModelApprovalStatus="Approved"))


@pytest.mark.parametrize("missing", ["SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"])
def test_an_unversioned_package_names_its_instance_types(client: "SageMakerClient", missing: str) -> None:
    """Both lists are required where InferenceSpecification is given (API reference: InferenceSpecification; KIND-13)."""
    with refused("ValidationException", missing):
        given = {name: value for name, value in SPECIFICATION.items() if name != missing}
        unversioned(client, InferenceSpecification=given)


def test_additional_data_is_for_additional_specifications(client: "SageMakerClient") -> None:
    """AdditionalS3DataSource in InferenceSpecification is refused with this message (boto3 issue 4510)."""
    data: Any = {"S3DataType": "S3Object", "S3Uri": "s3://bucket/key", "CompressionType": "None"}
    containers = {"Containers": [{"Image": "image:1", "AdditionalS3DataSource": data}]}
    with refused("ValidationException", "AdditionalS3DataSource is not allowed in InferenceSpecification"):
        version(client, InferenceSpecification=containers)
    version(client, AdditionalInferenceSpecifications=[{"Name": "a", **containers}])


def test_a_call_with_a_source_and_containers_is_refused(client: "SageMakerClient") -> None:
    """Neither create nor update accepts both (SageMaker Python SDK, pull request 4492)."""
    with refused("ValidationException", "SourceUri and InferenceSpecification"):
        version(client, SourceUri="https://example.com/churn.git")
    arn = version(client)
    with refused("ValidationException", "SourceUri and InferenceSpecification"):
        client.update_model_package(ModelPackageArn=arn, SourceUri="s3://a/b", InferenceSpecification=SPECIFICATION)


@pytest.mark.parametrize("holder", HOLDERS)
def test_an_unversioned_package_has_no_environment(client: "SageMakerClient", holder: str) -> None:
    """Environment variables in its containers are refused with this message (KIND-11)."""
    told = "Environment variable map cannot be specified when using non-versioned ModelPackages"
    with refused("ValidationException", told):
        unversioned(client, **_holding(holder, {"Image": "image:1", "Environment": {"ROWS": "100"}}))


def test_a_version_has_an_environment(client: "SageMakerClient") -> None:
    """A version's containers keep their environment variables (KIND-11)."""
    version(client, InferenceSpecification={"Containers": [{"Image": "image:1", "Environment": {"ROWS": "100"}}]})
    (container,) = describe(client, f"{GROUP}/1")["InferenceSpecification"]["Containers"]
    assert {"ROWS": "100"} == container["Environment"]


def test_at_most_15_additional_specifications(client: "SageMakerClient") -> None:
    """A package has at most 15 additional inference specifications (API reference: AdditionalInferenceSpecifications)."""
    version(client, AdditionalInferenceSpecifications=additional(*"abcdefghijklmno"))
    with refused("ValidationException", "'additionalInferenceSpecifications' failed to satisfy constraint"):
        version(client, AdditionalInferenceSpecifications=additional(*"abcdefghijklmnop"))


def test_additional_specifications_have_their_own_names(client: "SageMakerClient") -> None:
    """A repeated name is refused (API reference: the name is unique; ADD-3)."""
    with refused("ValidationException", "fast already exists"):
        version(client, AdditionalInferenceSpecifications=additional("fast", "small", "fast"))


def test_a_refused_package_is_not_created(client: "SageMakerClient") -> None:
    """A refused create uses no version number (API reference: a ModelPackageArn comes with success only)."""
    with refused("ValidationException", "fast already exists"):
        version(client, AdditionalInferenceSpecifications=additional("fast", "fast"))
    assert f"{ARN}/{GROUP}/1" == version(client)


@pytest.mark.parametrize("name", [f"{GROUP}/1", f"{ARN}/{GROUP}/1"])
def test_a_version_is_found_by_group_and_number_or_arn(client: "SageMakerClient", name: str) -> None:
    """Describe accepts both (API reference: the pattern of ModelPackageName, VersionedArnOrName)."""
    version(client)
    assert (GROUP, 1) == (
        describe(client, name)["ModelPackageGroupName"],
        describe(client, name)["ModelPackageVersion"],
    )


@pytest.mark.parametrize("name", ["name", f"{ARN}/name"])
def test_an_unversioned_package_is_found_by_name_or_arn(client: "SageMakerClient", name: str) -> None:
    """Describe accepts both (API reference: ModelPackageName)."""
    unversioned(client)
    assert f"{ARN}/name" == describe(client, name)["ModelPackageArn"]


@pytest.mark.parametrize("name", ["none", "none/1", f"{GROUP}/1", f"{ARN}/none"])
def test_a_missing_package_is_not_described(client: "SageMakerClient", name: str) -> None:
    """The message is "does not exist", with the ARN (ERR-1)."""
    with refused("ValidationException", f"ModelPackage {ARN}/{name.removeprefix(f'{ARN}/')} does not exist"):
        describe(client, name)


def test_a_version_has_no_name(client: "SageMakerClient") -> None:
    """Describe returns no ModelPackageName for a version (KIND-5)."""
    assert "ModelPackageName" not in describe(client, version(client))


def test_an_unversioned_package_has_its_name_only(client: "SageMakerClient") -> None:
    """Describe returns the name, and neither group nor version (KIND-5)."""
    said = describe(client, unversioned(client))
    assert ("name", None, None) == tuple(
        said.get(key) for key in ("ModelPackageName", "ModelPackageGroupName", "ModelPackageVersion")
    )


def test_describe_returns_the_parameters(client: "SageMakerClient") -> None:
    """Describe returns the parameters of the create unchanged (API reference: DescribeModelPackage's output)."""
    given: dict[str, Any] = {
        "ModelPackageDescription": "Wer kündigt?",
        "Domain": "MACHINE_LEARNING",
        "Task": "OTHER",
        "SamplePayloadUrl": "s3://bucket/payload",
        "CustomerMetadataProperties": {"team": "red"},
        "MetadataProperties": {"CommitId": "abc"},
        "ModelMetrics": {"Bias": {"Report": {"ContentType": "application/json", "S3Uri": "s3://bucket/bias"}}},
        "SkipModelValidation": "All",
    }
    said = describe(client, version(client, **given))
    assert given == {name: said.get(name) for name in given}


def test_parameters_of_the_create_call_are_not_described(client: "SageMakerClient") -> None:
    """Describe returns neither the token nor the tags (API reference: DescribeModelPackage's output)."""
    said = describe(client, unversioned(client, ClientToken="token-1", Tags=[{"Key": "team", "Value": "red"}]))
    assert set() == {"ClientToken", "Tags"} & said.keys()


def test_a_package_has_its_creation_time(client: "SageMakerClient") -> None:
    """CreationTime is the time of the create; there is no LastModifiedTime (API reference)."""
    said = describe(client, version(client))
    assert timedelta(minutes=1) > abs(datetime.now(timezone.utc) - said["CreationTime"])
    assert "LastModifiedTime" not in said


@pytest.mark.parametrize(
    ("given", "path", "expected"),
    [
        ({"ModelPackageGroupName": GROUP}, ["ModelApprovalStatus"], "PendingManualApproval"),
        ({"ModelPackageGroupName": GROUP}, ["CertifyForMarketplace"], False),
        ({"ModelPackageName": "name"}, ["CertifyForMarketplace"], False),
        ({"ModelPackageName": "name"}, ["ModelApprovalStatus"], None),
        (
            {"ModelPackageName": "name", "ValidationSpecification": VALIDATION},
            [
                "ValidationSpecification",
                "ValidationProfiles",
                0,
                "TransformJobDefinition",
                "TransformOutput",
                "KmsKeyId",
            ],
            "",
        ),
    ],
)
def test_defaults_are_filled_in(
    client: "SageMakerClient", given: dict[str, Any], path: list[Any], expected: object
) -> None:
    """Describe returns default values (UPDATE-6)."""
    said: Any = describe(client, create(client, **given))
    for step in path[:-1]:
        said = said[step]
    assert expected == said.get(path[-1])


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(
    ("container", "name", "pattern"),
    [
        ({"Image": "image:1"}, "ImageDigest", "sha256:[0-9a-f]{64}"),
        ({"ModelDataUrl": "s3://bucket/model"}, "ModelDataETag", "[0-9a-f]{32}"),
    ],
)
def test_containers_get_digests(
    client: "SageMakerClient", holder: str, container: dict[str, str], name: str, pattern: str
) -> None:
    """SageMaker adds the image's digest and the model data's ETag (UPDATE-6)."""
    said = describe(client, version(client, **_holding(holder, container)))[holder]
    (described,) = (said if holder == "InferenceSpecification" else said[0])["Containers"]
    assert re.fullmatch(pattern, described[name])


def test_a_given_digest_is_kept(client: "SageMakerClient") -> None:
    """SageMaker fills in only what is missing (API reference: ImageDigest is a parameter)."""
    given = {"Image": "image:1", "ImageDigest": f"sha256:{'0a' * 32}"}
    (container,) = describe(client, version(client, InferenceSpecification={"Containers": [given]}))[
        "InferenceSpecification"
    ]["Containers"]
    assert given == container


def test_an_algorithm_determines_the_inference_specification(client: "SageMakerClient") -> None:
    """A package from an algorithm has the algorithm's containers (API reference)."""
    arn = client.create_model_package(ModelPackageName="name", SourceAlgorithmSpecification=ALGORITHM)[
        "ModelPackageArn"
    ]
    (container,) = describe(client, arn)["InferenceSpecification"]["Containers"]
    assert "s3://bucket/model" == container["ModelDataUrl"]
    assert {"Image", "ImageDigest", "ModelDataETag"} < container.keys()


def test_a_given_specification_is_kept_beside_an_algorithm(client: "SageMakerClient") -> None:
    """A given InferenceSpecification isn't replaced by the algorithm's (API reference)."""
    arn = create(
        client, ModelPackageName="name", InferenceSpecification=SPECIFICATION, SourceAlgorithmSpecification=ALGORITHM
    )
    assert "image:1" == describe(client, arn)["InferenceSpecification"]["Containers"][0]["Image"]
