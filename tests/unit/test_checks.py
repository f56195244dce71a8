"""The checks of a desired state before any call."""

from typing import Any

import pytest
from hypothesis import given

from mlops_sagemaker_modelpackage import checks

from ..strategies import models
from ..templates import ARN, PACKAGE, SPECIFICATION, VERSION

_DATA = {"S3Uri": "s3://bucket/key", "S3DataType": "S3Prefix", "CompressionType": "None"}
_COMPLETE = {"InferenceSpecification": SPECIFICATION}  # what an unversioned package has to have
_ONLY_A_VERSION = "only a version of a group has it: set ModelPackageGroupName, or leave the property out"
_WITHOUT_URI = {name: value for name, value in _DATA.items() if name != "S3Uri"}
_WITHOUT_REALTIME = {
    name: value for name, value in SPECIFICATION.items() if name != "SupportedRealtimeInferenceInstanceTypes"
}


def _specification(name: str) -> dict[str, Any]:
    return {"Name": name, "Containers": [{"Image": "i"}]}


def _unversioned(*containers: dict[str, Any]) -> dict[str, Any]:
    return {"InferenceSpecification": SPECIFICATION | {"Containers": list(containers)}}


@given(model=models())
def test_a_model_of_one_kind_passes(model: dict[str, Any]) -> None:
    """A model that the schema and the table of the two kinds allow passes."""
    assert [] == checks.before_create(model)


@pytest.mark.parametrize(
    ("desired", "expected"),
    [
        (
            {"ModelPackageGroupName": "g", "ModelPackageName": "n"},
            "ModelPackageGroupName and ModelPackageName are both set: keep the first for a version of a group, the second for an unversioned package",
        ),
        (
            {"ModelPackageGroupName": "g", "Tags": [{"Key": "a", "Value": "b"}]},
            "Tags doesn't apply to a versioned package: a version has the tags of its group: tag the group, or leave ModelPackageGroupName out",
        ),
        (
            {"ModelPackageGroupName": "g", "CertifyForMarketplace": True},
            "CertifyForMarketplace doesn't apply to a versioned package: only an unversioned package can be certified: leave ModelPackageGroupName out",
        ),
        (
            {"ApprovalDescription": "a"},
            f"ApprovalDescription doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            {"CustomerMetadataProperties": {"a": "b"}},
            f"CustomerMetadataProperties doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            {"Environment": {"a": "b"}, "InferenceSpecification": SPECIFICATION},
            f"Environment doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            _unversioned({"Image": "i"}, {"Environment": {"a": "b"}}),
            "InferenceSpecification.Containers[1].Environment doesn't apply to an unversioned package: set ModelPackageGroupName, or leave it out",
        ),
        (
            {"AdditionalInferenceSpecificationDefinition": {"Name": "a", "Containers": [{"Environment": {"a": "b"}}]}},
            "AdditionalInferenceSpecifications[0].Containers[0].Environment doesn't apply to an unversioned package: set ModelPackageGroupName, or leave it out",
        ),
        (
            {"ModelCard": {"ModelCardStatus": "Draft"}},
            f"ModelCard doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            {"ModelLifeCycle": {"Stage": "QA", "StageStatus": "OnHold"}},
            f"ModelLifeCycle doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            {"ModelPackageRegistrationType": "Logged"},
            f"ModelPackageRegistrationType doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            {"SecurityConfig": {"KmsKeyId": "k"}},
            f"SecurityConfig doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            {"ModelPackageGroupName": "g", "ModelCard": {"ModelCardContent": "[]"}},
            "ModelCard.ModelCardContent must be a JSON object, as text: expected a JSON object",
        ),
        ({"ModelPackageGroupName": "g", "ModelLifeCycle": {"Stage": "QA"}}, "ModelLifeCycle.StageStatus is required"),
        (
            {"SourceUri": "https://example.com/churn.git"},
            f"SourceUri doesn't apply to an unversioned package: {_ONLY_A_VERSION}",
        ),
        (
            _unversioned({"Image": "i", "ModelDataSource": {"S3DataSource": _DATA}}),
            "InferenceSpecification.Containers[0].ModelDataSource doesn't apply to an unversioned package: set ModelPackageGroupName, or leave it out",
        ),
        (
            {"InferenceSpecification": SPECIFICATION | {"SupportedTransformInstanceTypes": []}},
            "InferenceSpecification.SupportedTransformInstanceTypes must have at least 1 items",
        ),
        (
            {"InferenceSpecification": _WITHOUT_REALTIME},
            "InferenceSpecification.SupportedRealtimeInferenceInstanceTypes is required for an unversioned package",
        ),
        (
            {
                "ModelPackageGroupName": "g",
                "InferenceSpecification": {"Containers": [{"AdditionalS3DataSource": _DATA}]},
            },
            "InferenceSpecification.Containers[0].AdditionalS3DataSource is not allowed: only additional inference specifications may have it",
        ),
        (
            VERSION | {"SourceUri": f"{ARN}/churn/1"},
            "SourceUri and InferenceSpecification are both set: the containers come from the model or model package that SourceUri names, so leave InferenceSpecification out",
        ),
        (
            VERSION | {"SourceUri": "arn:aws-cn:sagemaker:cn-north-1:123456789012:model/churn"},
            "SourceUri and InferenceSpecification are both set: the containers come from the model or model package that SourceUri names, so leave InferenceSpecification out",
        ),
        (
            {
                "ModelPackageGroupName": "g",
                "InferenceSpecification": {"Containers": [{"ModelDataSource": {"S3DataSource": _WITHOUT_URI}}]},
            },
            "InferenceSpecification.Containers[0].ModelDataSource.S3DataSource.S3Uri is required",
        ),
        ({"SkipModelValidation": "Some"}, "SkipModelValidation must be one of All, None"),
        (
            {"ModelPackageGroupName": "g", "Environment": {"a": "b"}},
            "Environment needs InferenceSpecification: it is set in the containers there",
        ),
        (
            {"AdditionalInferenceSpecifications": [_specification("a"), _specification("a")]},
            "AdditionalInferenceSpecifications has the name a more than once: each name must be unique",
        ),
        (
            {
                "AdditionalInferenceSpecifications": [_specification("a")],
                "AdditionalInferenceSpecificationsToAdd": [_specification(f"a{n}") for n in range(15)],
            },
            "There are more than 15 additional inference specifications in all",
        ),
        (
            {"Tags": [{"Key": "a", "Value": "b"}, {"Key": "a", "Value": "c"}]},
            "Tags has the key a more than once: each key must be unique",
        ),
        (
            {"ModelApprovalStatus": "approved"},
            "ModelApprovalStatus must be one of Approved, PendingManualApproval, Rejected",
        ),
        ({"Tag": []}, "Tag is not a property of the type; did you mean Tags?"),
    ],
)
def test_an_invalid_template_is_refused_by_name(desired: dict[str, Any], expected: str) -> None:
    """The property and what to do are named, before any call is made (KIND-2, KIND-3, KIND-9, KIND-10, READ-7)."""
    wanted = desired if "ModelPackageGroupName" in desired else _COMPLETE | desired
    (problem,) = checks.before_update(wanted, {})
    assert expected == problem


@pytest.mark.parametrize(
    "desired",
    [
        {"ModelPackageGroupName": "g", "Tags": [], "CertifyForMarketplace": False},
        VERSION | {"SourceUri": "https://example.com/churn.git"},
        PACKAGE | {"ModelApprovalStatus": "Approved"},
        {"CustomerMetadataProperties": {}, "Environment": {}, "ApprovalDescription": ""},
        {},
    ],
)
def test_an_unset_value_is_no_error(desired: dict[str, Any]) -> None:
    """Exported templates have CertifyForMarketplace: false, empty tags and empty maps (KIND-4)."""
    assert [] == checks.before_create(_COMPLETE | desired if "ModelPackageGroupName" not in desired else desired)


def test_an_unversioned_package_needs_containers_or_an_algorithm() -> None:
    """It needs one of the two (KIND-14)."""
    (problem,) = checks.before_create({"ModelPackageName": "n"})
    assert "InferenceSpecification or SourceAlgorithmSpecification is required" in problem
    algorithm = {"SourceAlgorithms": [{"AlgorithmName": "churn"}]}
    assert [] == checks.before_create({"ModelPackageName": "n", "SourceAlgorithmSpecification": algorithm})


@pytest.mark.parametrize("name", ["ModelPackageArn", "CreationTime", "ModelPackageStatus"])
def test_a_read_only_property_is_refused_on_create(name: str) -> None:
    """A template can't set it on create; the state of an update may contain it (TYPE-2)."""
    value = {"ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/n", "CreationTime": "t"}
    desired = _COMPLETE | {name: value.get(name, "Completed")}
    assert [f"{name} is read-only: leave it out"] == checks.before_create(desired)
    assert [] == checks.before_update(desired, {})
