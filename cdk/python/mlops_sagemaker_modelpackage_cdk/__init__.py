"""AWS CDK construct for the CloudFormation type MLOps::SageMaker::ModelPackage."""

from .model_package import CfnModelPackage

__all__ = ["CfnModelPackage"]
