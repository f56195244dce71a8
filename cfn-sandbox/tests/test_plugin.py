"""The pytest plugin, as a test of somebody's own template uses it."""

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
    """The fixture deploys a template, shows what came of it, and starts empty."""
    assert (cfn_sandbox.url or "").startswith("http://127.0.0.1:")
    _lives(cfn_sandbox)


def test_a_template_lives_in_the_process(cfn_sandbox_in_process: Stacks) -> None:
    """The same without a server."""
    _lives(cfn_sandbox_in_process)


def test_a_failure_says_its_reason(cfn_sandbox: Stacks) -> None:
    """What fails to deploy raises with the reason of the first failure."""
    broken = {
        "Resources": {"Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "no", "PolicyDocument": {}}}}
    }
    with pytest.raises(DeploymentFailed, match=r"Policy: .*NoSuchBucket"):
        cfn_sandbox.deploy(broken)
