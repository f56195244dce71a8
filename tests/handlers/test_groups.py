"""Groups that are given by name or by ARN, of the caller's account and of another one."""

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from mlops_sagemaker_modelpackage import changes, names, translate
from sandbox.engine import Engine, event
from sandbox.server import Sandbox

from ..faults import Wire
from ..stack import Stack
from ..templates import GROUP, SPECIFICATION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

OWNER = "210987654321"
OTHERS = f"arn:aws:sagemaker:us-east-1:{OWNER}:model-package-group/{GROUP}"
OWN = f"arn:aws:sagemaker:us-east-1:123456789012:model-package-group/{GROUP}"


def _version(group: str) -> dict[str, Any]:
    return {"ModelPackageGroupName": group, "InferenceSpecification": SPECIFICATION}


@pytest.fixture
def owner(client: "SageMakerClient", wire: Wire, server: Sandbox) -> "SageMakerClient":
    """Return a client of another account, which has a group of the same name."""
    role = f"arn:aws:iam::{OWNER}:role/owner"
    keys = boto3.client("sts", endpoint_url=server.url).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    owner = boto3.client(
        "sagemaker",
        endpoint_url=server.url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    owner.create_model_package_group(ModelPackageGroupName=GROUP)
    wire.reset()
    return owner


def test_a_version_of_another_accounts_group_lives_there(
    owner: "SageMakerClient", client: "SageMakerClient", engine: Engine, wire: Wire
) -> None:
    """It is created, read, updated, listed and deleted in the group's account; Read returns the group's ARN (GROUP-2)."""
    stack = Stack(engine, wire, _version(OTHERS))
    arn = stack.identifier["ModelPackageArn"]
    assert f"arn:aws:sagemaker:us-east-1:{OWNER}:model-package/{GROUP}/1" == arn
    assert [] == client.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
    read = engine.run(event("READ", stack.identifier))["resourceModel"]
    assert (OTHERS, GROUP) == (read["ModelPackageGroupName"], read["ModelPackageStatusItem"]["Name"])
    updated = stack.update(_version(OTHERS) | {"ModelApprovalStatus": "Approved"})["resourceModel"]
    assert (OTHERS, "Approved") == (updated["ModelPackageGroupName"], updated["ModelApprovalStatus"])
    listed = engine.run(event("LIST", {"ModelPackageGroupName": OTHERS}))["resourceModels"]
    assert [arn] == [model["ModelPackageArn"] for model in listed]
    assert [] == engine.run(event("LIST", {"ModelPackageGroupName": GROUP}))["resourceModels"]
    assert "SUCCESS" == engine.run(event("DELETE", stack.identifier))["status"]
    assert [] == owner.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]


def test_a_group_of_the_callers_account_is_reported_by_its_name(engine: Engine, wire: Wire) -> None:
    """Name and ARN identify the same group: Read returns the name, and the other form is no change (GROUP-1)."""
    stack = Stack(engine, wire, _version(OWN))
    assert GROUP == engine.run(event("READ", stack.identifier))["resourceModel"]["ModelPackageGroupName"]
    assert ["SUCCESS"] * 2 == [stack.update(_version(group))["status"] for group in (GROUP, OWN)]


def test_a_missing_group_is_named(engine: Engine) -> None:
    """A missing group is InvalidRequest with the name of the group, in any account."""
    answer = engine.run(event("CREATE", _version(OTHERS)))
    assert "InvalidRequest" == answer["errorCode"]
    assert f"Could not create a version of group {OTHERS}." in answer["message"]


@pytest.mark.parametrize(
    ("before", "after", "account"),
    [
        (GROUP, OTHERS, "123456789012"),
        (OWN, OTHERS, "123456789012"),
        (GROUP, f"{OWN}-two", "123456789012"),
        (OWN, OWN.replace("us-east-1", "eu-west-1"), "123456789012"),
        (OTHERS, GROUP, "123456789012"),
        (OWN, GROUP, OWNER),
    ],
)
def test_another_group_is_not_updatable(before: str, after: str, account: str) -> None:
    """A name is a group of the caller's account and of the package's region; an ARN contains both (GROUP-4)."""
    arn = f"{OWN.replace('-group', '')}/1"
    assert ["ModelPackageGroupName"] == changes.properties_to_replace(
        _version(before), _version(after) | {"ModelPackageArn": arn}, account
    )


@pytest.mark.parametrize("other", ["Churn", "arn:", "arn:aws:sagemaker:us-east-1:123456789012:x", ""])
def test_unusual_names_are_compared_exactly(other: str) -> None:
    """Names are compared with their case; a value that is no ARN of a group is no error."""
    assert not names.is_same_group(GROUP, other, f"{OWN.replace('-group', '')}/1", "123456789012")


def test_the_case_of_a_name_in_an_arn_is_ignored() -> None:
    """The case of a name in an ARN is ignored, since SageMaker writes it in lower case."""
    assert names.is_same_group("Churn", OWN, f"{OWN.replace('-group', '')}/1", "123456789012")


@pytest.mark.parametrize("said", [GROUP, OWN])
def test_the_form_of_the_group_in_describe_causes_no_drift(said: str) -> None:
    """Read returns the same value whether SageMaker answers with the name or the ARN of the group."""
    described: Any = {"ModelPackageGroupName": said, "ModelPackageStatus": "Completed"}
    for account, expected in (("123456789012", GROUP), (OWNER, OWN)):
        arn = f"{OWN.replace('-group', '')}/1"
        state = translate.from_api(described | {"ModelPackageArn": arn}, {}, account)
        assert (expected, GROUP) == (state["ModelPackageGroupName"], state["ModelPackageStatusItem"]["Name"])


def test_an_event_without_an_account_reports_names() -> None:
    """Without the caller's account, the group is reported by its name."""
    assert GROUP == names.group_identifier(GROUP, f"arn:aws:sagemaker:us-east-1:{OWNER}:model-package/{GROUP}/1", None)
