"""The handlers of the CloudFormation resource type MLOps::SageMaker::ModelPackage."""
