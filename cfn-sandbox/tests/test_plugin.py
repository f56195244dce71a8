"""The fixtures of the pytest plugin."""

from typing import Any

import pytest

from cfn_sandbox.testing import DeploymentFailed, Stacks

BUCKET: dict[str, Any] = {
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
    "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}},
}


def _lives(stacks: Stacks) -> None:
    deployed = stacks.deploy(BUCKET)
    assert [deployed.outputs["Name"]] == [item["Name"] for item in stacks.client("s3").list_buckets()["Buckets"]]
    assert "CREATE_COMPLETE" == stacks.events()[-1]["ResourceStatus"]
    stacks.delete()
    assert [] == stacks.client("s3").list_buckets()["Buckets"]


def test_a_template_lives_on_a_server(cfn_sandbox: Stacks) -> None:
    """The fixture deploys a template, returns its outputs and events, and starts without resources."""
    assert (cfn_sandbox.url or "").startswith("http://127.0.0.1:")
    _lives(cfn_sandbox)


def test_a_template_lives_in_the_process(cfn_sandbox_in_process: Stacks) -> None:
    """The fixture without a server does the same."""
    _lives(cfn_sandbox_in_process)


def test_a_failure_has_its_reason(cfn_sandbox: Stacks) -> None:
    """A failed deployment raises an error with the reason of the first failure."""
    broken = {
        "Resources": {"Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "no", "PolicyDocument": {}}}}
    }
    with pytest.raises(DeploymentFailed, match=r"Policy: .*NoSuchBucket"):
        cfn_sandbox.deploy(broken)
