"""A version's round with version 2 of the SageMaker Python SDK: create, list, get, update, approve, add, delete."""

import boto3
from sagemaker import ModelPackage
from sagemaker.session import Session

GROUP = "churn-round"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1"
FORMATS = {"content_types": ["text/csv"], "response_types": ["text/csv"]}
INSTANCES = {"inference_instances": ["ml.m5.large"], "transform_instances": ["ml.m5.large"]}

client = boto3.client("sagemaker")
session = Session(sagemaker_client=client, default_bucket="churn")


def versions() -> list[str]:
    """Return the ARNs of the versions of the group."""
    found = client.list_model_packages(ModelPackageGroupName=GROUP)["ModelPackageSummaryList"]
    return [summary["ModelPackageArn"] for summary in found]


session.create_model_package_from_containers(
    containers=[{"Image": IMAGE}], model_package_group_name=GROUP, **FORMATS, **INSTANCES
)
(arn,) = versions()
package = ModelPackage(role="arn:aws:iam::123456789012:role/churn", model_package_arn=arn, sagemaker_session=session)
package.update_customer_metadata({"team": "churn", "stage": "test"})
package.remove_customer_metadata_properties(["stage"])
package.update_approval_status("Approved", approval_description="measured")
package.add_inference_specification(name="fast", image_uris=[IMAGE], **FORMATS)
found = client.describe_model_package(ModelPackageName=arn)
names = [item["Name"] for item in found["AdditionalInferenceSpecifications"]]
print(found["ModelApprovalStatus"], found["CustomerMetadataProperties"], names)
client.delete_model_package(ModelPackageName=arn)
print(versions())
