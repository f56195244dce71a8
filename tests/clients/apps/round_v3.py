"""A version's round with version 3 of the SageMaker Python SDK: create, list, get, update, approve, add, delete."""

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.model_registry import create_model_package_from_containers
from sagemaker.core.resources import ModelPackage
from sagemaker.core.shapes import AdditionalInferenceSpecificationDefinition, ModelPackageContainerDefinition

GROUP = "churn-round"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1"
SPECIFICATION = AdditionalInferenceSpecificationDefinition(
    name="fast", containers=[ModelPackageContainerDefinition(image=IMAGE)]
)

create_model_package_from_containers(
    Session(sagemaker_client=boto3.client("sagemaker"), default_bucket="churn"),
    containers=[{"Image": IMAGE}],
    content_types=["text/csv"],
    response_types=["text/csv"],
    inference_instances=["ml.m5.large"],
    transform_instances=["ml.m5.large"],
    model_package_group_name=GROUP,
)
(listed,) = ModelPackage.get_all(model_package_group_name=GROUP)
package = ModelPackage.get(model_package_name=listed.model_package_arn)
package.update(customer_metadata_properties={"team": "churn"}, model_approval_status="Approved")
package.update(additional_inference_specifications_to_add=[SPECIFICATION])
names = [item.name for item in package.additional_inference_specifications]
print(package.model_approval_status, package.customer_metadata_properties, names)
package.model_package_name = package.model_package_arn  # a version has no name, and the SDK deletes by it
package.delete()
print(list(ModelPackage.get_all(model_package_group_name=GROUP)))
