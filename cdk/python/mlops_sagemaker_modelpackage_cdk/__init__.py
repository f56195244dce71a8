"""AWS CDK construct for the CloudFormation type MLOps::SageMaker::ModelPackage."""

from .base import ModelPackageBase, on_group_approval_change
from .model_package import CfnModelPackage

__all__ = ["CfnModelPackage", "ModelPackageBase", "on_group_approval_change"]
