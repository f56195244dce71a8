"""Rules about permissions and metrics, which SageMaker itself doesn't decide."""

import time
from contextlib import suppress
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError
from cloudformation_cli_python_lib.metrics import MetricsPublisher

from mlops_sagemaker_modelpackage.schema import TYPE_NAME

from .plugin import Acceptance
from .report import Observation
from .run import Run

rule = pytest.mark.rule
PROPAGATION_POLLS: Final = 8


@rule("LIB-5", "accepted")
def test_the_namespace_of_metrics(run: Run, seen: Observation) -> None:
    """A metric in the namespace of the plugin library, which begins with `AWS/`."""
    namespace = MetricsPublisher._make_namespace(TYPE_NAME)
    metric = {"MetricName": "AcceptanceTest", "Value": 1}
    cloudwatch = run.target.client("cloudwatch")
    sent = {"Namespace": namespace, "MetricData": [metric]}
    assert "accepted" == seen.saw(run.refusal("put_metric_data", sent, cloudwatch))


@rule("PERM-2", "accepted with kms:Decrypt, refused without")
def test_encrypted_model_data(run: Run, seen: Observation, acceptance: Acceptance) -> None:
    """A role creates a version of model data that a key of the caller's encrypts."""
    if not acceptance.key:
        pytest.skip("needs a KMS key: KEY=arn:…")
    model = run.version()
    (container,) = model["InferenceSpecification"]["Containers"]
    container["ModelDataUrl"] = run.archive.replace("model", "encrypted")
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": acceptance.key}
    archive = run.s3.get_object(Bucket=run.bucket, Key="model.tar.gz")["Body"].read()
    run.s3.put_object(Bucket=run.bucket, Key="encrypted.tar.gz", Body=archive, **encryption)
    with_it, without = _said_to_a_role(run, model, "kms:Decrypt")
    seen.saw(f"with: {with_it}; without: {without}")
    assert "accepted" == with_it
    assert without != "accepted"


def _said_to_a_role(run: Run, model: dict[str, Any], taken_away: str) -> list[str]:
    """Create a version as a role with an action, and then without it; return what SageMaker says each time."""
    role = run.create_role("reader", {"AWS": f"arn:{run.partition()}:iam::{run.target.account}:root"})
    actions, said = ["sagemaker:CreateModelPackage", "s3:GetObject", "s3:ListBucket", "ecr:*"], []
    for allowed in ([*actions, taken_away], actions):
        run.allow("reader", allowed, "*")
        answer = "the role could not be assumed"
        for _ in range(PROPAGATION_POLLS):  # IAM takes some seconds to make roles and policies known everywhere
            time.sleep(run.target.poll_seconds)
            with suppress(ClientError):
                keys = run.target.client("sts").assume_role(RoleArn=role, RoleSessionName="acceptance")["Credentials"]
                as_role = run.target.client_with("sagemaker", keys)
                answer = run.refusal("create_model_package", model, as_role)
        said.append(answer)
    return said
