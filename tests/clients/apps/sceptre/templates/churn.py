"""A group and a version in it, by troposphere: resource types of the registry are AWSObjects of one's own."""

from typing import ClassVar

from troposphere import AWSObject, Template
from troposphere.sagemaker import ModelPackageGroup


class ModelPackage(AWSObject):
    """A resource of the type."""

    resource_type = "MLOps::SageMaker::ModelPackage"
    props: ClassVar = {
        "InferenceSpecification": (dict, True),
        "ModelPackageGroupName": (str, True),
    }


def sceptre_handler(sceptre_user_data: object) -> str:
    """Return the template, as sceptre wants it."""
    template = Template()
    group = template.add_resource(ModelPackageGroup("Group", ModelPackageGroupName="churn-sceptre"))
    template.add_resource(
        ModelPackage(
            "Version",
            DependsOn=group,
            ModelPackageGroupName="churn-sceptre",
            InferenceSpecification={
                "Containers": [{"Image": "churn:1"}],
                "SupportedContentTypes": ["text/csv"],
                "SupportedResponseMIMETypes": ["text/csv"],
            },
        )
    )
    return template.to_json()
