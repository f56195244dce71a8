"""guide/troubleshooting.md: the messages that it explains are those that stacks show."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.examples import EXAMPLES
from sandbox.server import Sandbox

from ..sandbox.stacks import Stacks, package, template

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

PAGE = (Path(__file__).resolve().parents[2] / "guide" / "troubleshooting.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"ModelAprovalStatus": "Approved"}, "#: extraneous key [ModelAprovalStatus] is not permitted"),
        ({"ModelApprovalStatus": "approved"}, "#/ModelApprovalStatus: approved is not a valid enum value"),
        ({"InferenceSpecification": {}}, "#/InferenceSpecification: required key [Containers] not found"),
        ({"ModelPackageGroupName": "my group"}, "#/ModelPackageGroupName: string [my group] does not match pattern"),
        ({"ModelPackageDescription": "x" * 2000}, "#/ModelPackageDescription: expected maxLength: 1024, actual: 2000"),
        (
            {"CustomerMetadataProperties": ["x"]},
            "#/CustomerMetadataProperties: expected type: JSONObject, found: JSONArray",
        ),
        (
            {"ModelPackageStatus": "Completed"},
            "#: readOnlyProperties [/properties/ModelPackageStatus] cannot be specified",
        ),
        ({"ModelPackageName": "name"}, "ModelPackageGroupName and ModelPackageName are both set"),
        ({"Environment": {"A": "b"}, "InferenceSpecification": None}, "Environment needs InferenceSpecification"),
        ({"ModelCard": {"ModelCardContent": "x"}}, "ModelCard.ModelCardContent must be a JSON object"),
        ({"InferenceSpecification": {"Containers": [{"Image": "a:missing"}]}}, "Its status is Failed: "),
    ],
    ids=lambda value: value.partition(":")[0] if isinstance(value, str) else "",
)
def test_the_page_quotes_what_stacks_say(
    client: "SageMakerClient", server: Sandbox, properties: dict[str, Any], message: str
) -> None:
    """A stack that fails in this way shows the message, and the page quotes it."""
    assert client
    stacks, given = Stacks(server.url), {name: value for name, value in properties.items() if value is not None}
    version = package(**given)
    for name in properties.keys() - given.keys():
        del version["Properties"][name]
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Version": version}))
    assert message in stacks.reason("CREATE_FAILED")
    assert message in PAGE


def test_a_value_that_the_template_does_not_allow(client: "SageMakerClient", server: Sandbox) -> None:
    """The example's parameter refuses another spelling, in the words of the page."""
    assert client
    text = (EXAMPLES / "versioned.yaml").read_text(encoding="utf-8")
    given = [{"ParameterKey": "Approval", "ParameterValue": "approved"}]
    with pytest.raises(ClientError) as refused:
        Stacks(server.url).create(text, Parameters=given)
    message = "Parameter 'Approval' must be one of AllowedValues"
    assert message in str(refused.value)
    assert message in PAGE
