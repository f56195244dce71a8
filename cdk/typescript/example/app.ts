/** The stack of examples/versioned.yaml as a CDK app. */
import { App, CfnOutput, CfnParameter, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CfnModelPackage } from 'mlops-sagemaker-modelpackage-cdk';

/** A version of a model in the model registry. */
class ModelStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'A version of a model in the model registry.',
      // The stack has no assets, so it can be deployed where nobody has run `cdk bootstrap`.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const approval = new CfnParameter(this, 'Approval', {
      default: 'PendingManualApproval',
      allowedValues: ['PendingManualApproval', 'Approved', 'Rejected'],
      description: 'Whether the version may go to production. An update of it changes the version in place.',
    });
    const group = new CfnParameter(this, 'GroupName', {
      default: 'churn',
      description: 'The model package group that the version belongs to. It must exist.',
    });
    const image = new CfnParameter(this, 'Image', {
      default: '123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026-11',
      description: 'The image that serves the model, in Amazon ECR.',
    });
    const modelData = new CfnParameter(this, 'ModelData', {
      default: 's3://amzn-s3-demo-bucket/churn/model.tar.gz',
      description: 'The model artifact in Amazon S3.',
    });
    const version = new CfnModelPackage(this, 'ModelVersion', {
      modelPackageGroupName: group.valueAsString,
      modelPackageDescription: 'Gradient boosted trees on the customers of 2026',
      modelApprovalStatus: approval.value,
      customerMetadataProperties: { owner: 'customer-analytics' },
      inferenceSpecification: {
        containers: [{ image: image.valueAsString, modelDataUrl: modelData.valueAsString }],
        supportedContentTypes: ['text/csv'],
        supportedResponseMimeTypes: ['text/csv'],
      },
    });
    new CfnOutput(this, 'ModelPackageArn', { value: version.ref });
    new CfnOutput(this, 'Status', { value: version.attrModelPackageStatus });
  }
}

const app = new App();
new ModelStack(app, 'churn');
