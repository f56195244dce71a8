"""The stack of examples/versioned.yaml as a CDK app."""

from aws_cdk import App, CfnOutput, CfnParameter, DefaultStackSynthesizer, Stack
from constructs import Construct
from mlops_sagemaker_modelpackage_cdk import CfnModelPackage


class ModelStack(Stack):
    """A version of a model in the model registry."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(
            scope,
            construct_id,
            description="A version of a model in the model registry.",
            # The stack has no assets, so it can be deployed where nobody has run `cdk bootstrap`.
            synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
        )
        approval = CfnParameter(
            self,
            "Approval",
            default="PendingManualApproval",
            allowed_values=["PendingManualApproval", "Approved", "Rejected"],
            description="Whether the version may go to production. An update of it changes the version in place.",
        )
        group = CfnParameter(
            self,
            "GroupName",
            default="churn",
            description="The model package group that the version belongs to. It must exist.",
        )
        image = CfnParameter(
            self,
            "Image",
            default="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026-11",
            description="The image that serves the model, in Amazon ECR.",
        )
        model_data = CfnParameter(
            self,
            "ModelData",
            default="s3://amzn-s3-demo-bucket/churn/model.tar.gz",
            description="The model artifact in Amazon S3.",
        )
        version = CfnModelPackage(
            self,
            "ModelVersion",
            model_package_group_name=group.value_as_string,
            model_package_description="Gradient boosted trees on the customers of 2026",
            model_approval_status=approval.value,
            customer_metadata_properties={"owner": "customer-analytics"},
            inference_specification=CfnModelPackage.InferenceSpecificationProperty(
                containers=[
                    CfnModelPackage.ModelPackageContainerDefinitionProperty(
                        image=image.value_as_string,
                        model_data_url=model_data.value_as_string,
                    )
                ],
                supported_content_types=["text/csv"],
                supported_response_mime_types=["text/csv"],
            ),
        )
        CfnOutput(self, "ModelPackageArn", value=version.ref)
        CfnOutput(self, "Status", value=version.attr_model_package_status)


app = App()
ModelStack(app, "churn")
app.synth()
