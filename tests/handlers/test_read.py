"""The read handler, against the sandbox."""

from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import checks
from sandbox.engine import Engine, event

from ..faults import Fault, Wire
from ..harness import invoke
from ..strategies import answers, violations
from ..templates import ARN, GROUP, PACKAGE, SPECIFICATION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture
def version(client: "SageMakerClient", wire: Wire) -> dict[str, Any]:
    """Return the identifier of a version."""
    made = client.create_model_package(ModelPackageGroupName=GROUP, InferenceSpecification=SPECIFICATION, Task="OTHER")
    wire.reset()
    return {"ModelPackageArn": made["ModelPackageArn"]}


def test_read_returns_the_description(version: dict[str, Any], engine: Engine) -> None:
    """From the identifier only, Read returns the properties, including those that SageMaker filled in."""
    model = engine.run(event("READ", version))["resourceModel"]
    expected = {
        "Task": "OTHER",
        "ModelPackageStatus": "Completed",
        "ModelPackageVersion": 1,
        "ModelPackageGroupName": GROUP,
        "ModelApprovalStatus": "PendingManualApproval",
        "CertifyForMarketplace": False,
        "Tags": [],
        "ModelPackageStatusItem": {"Name": GROUP, "Status": "Completed"},
    }
    assert expected == {name: model[name] for name in expected}
    assert model["InferenceSpecification"]["Containers"][0]["ImageDigest"].startswith("sha256:")


def test_reading_a_version_takes_one_call(version: dict[str, Any], wire: Wire, engine: Engine) -> None:
    """A version has no tags of its own, so ListTags isn't called."""
    engine.run(event("READ", version))
    assert ["DescribeModelPackage"] == wire.operations()


def test_reading_an_unversioned_package_takes_two_calls(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """Its tags need a second call."""
    made = client.create_model_package(ModelPackageName="n", InferenceSpecification=SPECIFICATION)
    wire.reset()
    engine.run(event("READ", {"ModelPackageArn": made["ModelPackageArn"]}))
    assert ["DescribeModelPackage", "ListTags"] == wire.operations()


def test_all_pages_of_tags_are_read(client: "SageMakerClient", engine: Engine) -> None:
    """ListTags has pages (TAG-4)."""
    tags: Any = [{"Key": f"key{number:02}", "Value": "v"} for number in range(50)]
    made = client.create_model_package(ModelPackageName="n", InferenceSpecification=SPECIFICATION, Tags=tags)
    model = engine.run(event("READ", {"ModelPackageArn": made["ModelPackageArn"]}))["resourceModel"]
    assert tags == sorted(model["Tags"], key=lambda tag: str(tag["Key"]))


def test_an_answer_without_tags_has_none(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """An answer of ListTags without a list means no tags."""
    made = client.create_model_package(ModelPackageName="n", InferenceSpecification=SPECIFICATION)
    wire.fail("ListTags", Fault(200, body={}))
    assert [] == engine.run(event("READ", {"ModelPackageArn": made["ModelPackageArn"]}))["resourceModel"]["Tags"]


def test_properties_in_the_event_are_ignored(version: dict[str, Any], engine: Engine) -> None:
    """Read returns the package's values, not those of the event, and no write-only properties (READ-2)."""
    sent = version | {"Task": "REGRESSION", "ClientToken": "t", "Environment": {"A": "1"}, "Unknown": [1]}
    model = engine.run(event("READ", sent))["resourceModel"]
    assert "OTHER" == model["Task"]
    assert not {"ClientToken", "Environment", "Unknown"} & model.keys()


@pytest.mark.parametrize(
    "identifier", [{"ModelPackageArn": f"{ARN}/nothing"}, {"ModelPackageArn": f"{ARN}/churn/9"}, {}, {"Task": None}]
)
def test_a_missing_package_is_not_found(engine: Engine, identifier: dict[str, Any]) -> None:
    """NotFound with a message, also when no identifier is given (READ-1)."""
    answer = engine.run(event("READ", identifier))
    assert "NotFound" == answer["errorCode"]
    assert answer["message"].startswith("Could not read ")
    assert "resourceModel" not in answer


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (
            Fault(400, "AccessDeniedException", "User is not authorized to perform: sagemaker:DescribeModelPackage"),
            "AccessDenied",
        ),
        (
            Fault(400, "ExpiredTokenException", "The security token included in the request is expired"),
            "InvalidCredentials",
        ),
        (Fault(400, "ThrottlingException", "Rate exceeded"), "Throttling"),
        (Fault(500, "InternalFailure", ""), "ServiceInternalError"),
        (Fault(418, "Teapot", "I am a teapot"), "GeneralServiceException"),
        (Fault(None), "NetworkFailure"),
    ],
)
def test_an_error_of_sagemaker_has_its_code_and_message(
    version: dict[str, Any], wire: Wire, engine: Engine, fault: Fault, code: str
) -> None:
    """Read doesn't wait: each error has its code, and a message with the attempt and SageMaker's words."""
    wire.fail("DescribeModelPackage", fault, times=9)
    answer = engine.run(event("READ", version))
    assert code == answer["errorCode"]
    assert f"Could not read {ARN}/churn/1." in answer["message"]
    assert fault.message in answer["message"]


def test_a_read_does_not_wait_for_tags(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """A read never ends IN_PROGRESS, whatever ListTags answers (READ-1)."""
    arn = client.create_model_package(**PACKAGE)["ModelPackageArn"]
    wire.fail("ListTags", Fault(400, "ThrottlingException", "Rate exceeded"), times=3)
    answer = invoke(event("READ", {"ModelPackageArn": arn}))
    assert ("FAILED", "Throttling") == (answer["status"], answer["errorCode"])


def test_an_empty_object_is_not_reported(version: dict[str, Any], engine: Engine) -> None:
    """Describe answers `SecurityConfig: {}` for a version without a key (CARD-9)."""
    assert "SecurityConfig" not in engine.run(event("READ", version))["resourceModel"]


def test_model_data_without_its_uri_fits_the_schema(version: dict[str, Any], wire: Wire, engine: Engine) -> None:
    """A package with restricted storage may not say where its model data is (READ-2)."""
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "CompressionType": "None"}}
    answer = {
        **version,
        "ModelPackageStatus": "Completed",
        "InferenceSpecification": {"Containers": [{"ModelDataSource": source}]},
    }
    wire.fail("DescribeModelPackage", Fault(200, body=answer))
    model = engine.run(event("READ", version))["resourceModel"]
    assert source == model["InferenceSpecification"]["Containers"][0]["ModelDataSource"]
    assert [] == violations(model)


_DESCRIBED: Any = (
    botocore.session.get_session().get_service_model("sagemaker").operation_model("DescribeModelPackage").output_shape
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(answer=answers(_DESCRIBED), versioned=st.booleans())
def test_the_model_of_any_description_fits_the_schema(
    wire: Wire, engine: Engine, answer: dict[str, Any], versioned: bool
) -> None:
    """Optional members may be there or not, at every depth; nulls and empty objects are left out (READ-2, CARD-9)."""
    wire.reset()
    answer |= {"ModelPackageArn": f"{ARN}/churn/1" if versioned else f"{ARN}/name"}
    if not versioned:
        answer.pop("ModelPackageGroupName", None)
        wire.fail("ListTags", Fault(200, body={}))
    wire.fail("DescribeModelPackage", Fault(200, body=answer))
    read = engine.run(event("READ", {"ModelPackageArn": answer["ModelPackageArn"]}))
    assert "SUCCESS" == read["status"], read["message"]
    assert [] == violations(read["resourceModel"])
    assert [] == list(checks.violations(read["resourceModel"]))
    assert {} not in _members(read["resourceModel"])


def _members(value: Any) -> list[Any]:
    """Return what every member of every object inside a value holds."""
    inside = list(value.values()) if isinstance(value, dict) else []
    below = inside if isinstance(value, dict) else value if isinstance(value, list) else []
    return inside + [found for item in below for found in _members(item)]
