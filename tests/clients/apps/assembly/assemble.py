"""Write the cloud assembly `cdk.out` of an app with one stack and one asset: `python assemble.py <description> <image>`.

It is what `cdk synth` writes, without a construct library: the CLI is what is tried.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

ENVIRONMENT = "123456789012-us-east-1"
BUCKET = f"cdk-hnb659fds-assets-{ENVIRONMENT}"
VERSION = {"requiresBootstrapStackVersion": 6, "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"}
OUT = Path("cdk.out")
DATA = "the data of a model\n"


def role(name: str) -> str:
    """Return the ARN of a role that `cdk bootstrap` makes."""
    return f"arn:${{AWS::Partition}}:iam::123456789012:role/cdk-hnb659fds-{name}-role-{ENVIRONMENT}"


def template(description: str, image: str, data: str) -> dict[str, Any]:
    """Return the template of the stack, with the asset as the model's data."""
    specification = {
        "Containers": [{"Image": image, "ModelDataUrl": f"s3://{BUCKET}/{data}.txt"}],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    }
    version = {
        "ModelPackageGroupName": "churn-cdk",
        "ModelPackageDescription": description,
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": specification,
    }
    group = {"ModelPackageGroupName": "churn-cdk"}
    return {
        "Resources": {
            "Group": {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": group},
            "Version": {"Type": "MLOps::SageMaker::ModelPackage", "DependsOn": "Group", "Properties": version},
            "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:H4sI"}},
        },
        "Parameters": {
            "BootstrapVersion": {
                "Type": "AWS::SSM::Parameter::Value<String>",
                "Default": "/cdk-bootstrap/hnb659fds/version",
            }
        },
    }


def write(description: str, image: str) -> None:
    """Write the assembly."""
    OUT.mkdir(exist_ok=True)
    files = {}

    def add(text: str, suffix: str, name: str | None = None) -> str:
        found = hashlib.sha256(text.encode()).hexdigest()
        path = name or f"asset.{found}{suffix}"
        (OUT / path).write_text(text)
        key = {"bucketName": BUCKET, "objectKey": found + suffix, "assumeRoleArn": role("file-publishing")}
        source = {"path": path, "packaging": "file"}
        files[found] = {"source": source, "destinations": {ENVIRONMENT: key | {"region": "us-east-1"}}}
        return found

    data = add(DATA, ".txt")
    text = json.dumps(template(description, image, data), indent=1)
    found = add(text, ".json", "churn.template.json")
    (OUT / "churn.assets.json").write_text(json.dumps({"version": "36.0.0", "files": files, "dockerImages": {}}))
    stack = {
        "templateFile": "churn.template.json",
        "assumeRoleArn": role("deploy"),
        "cloudFormationExecutionRoleArn": role("cfn-exec"),
        "stackTemplateAssetObjectUrl": f"s3://{BUCKET}/{found}.json",
        "additionalDependencies": ["churn.assets"],
        "lookupRole": {"arn": role("lookup")} | VERSION,
    } | VERSION
    artifacts = {
        "churn.assets": {"type": "cdk:asset-manifest", "properties": {"file": "churn.assets.json"} | VERSION},
        "churn": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://123456789012/us-east-1",
            "properties": stack,
            "dependencies": ["churn.assets"],
            "displayName": "churn",
        },
    }
    (OUT / "manifest.json").write_text(json.dumps({"version": "36.0.0", "artifacts": artifacts}))


if __name__ == "__main__":
    write(*sys.argv[1:])
