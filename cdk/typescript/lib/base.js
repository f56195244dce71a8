'use strict';

const cdk = require('aws-cdk-lib');
const events = require('aws-cdk-lib/aws-events');
const iam = require('aws-cdk-lib/aws-iam');

/** Return a class with what a model package can be asked for, whether the app defines it or only names it. */
const withModelPackageMethods = (Base) => class extends Base {
  grant(grantee, ...actions) {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.modelPackageArn] });
  }

  grantDescribe(grantee) {
    return this.grant(grantee, 'sagemaker:DescribeModelPackage');
  }

  onApprovalChange(id, options = {}) {
    return approvalRule(this, id, { ModelPackageArn: [this.modelPackageArn] }, options);
  }
};

class ImportedModelPackage extends withModelPackageMethods(cdk.Resource) {
  constructor(scope, id, modelPackageArn) {
    super(scope, id, { environmentFromArn: modelPackageArn });
    this.modelPackageArn = modelPackageArn;
  }
}

function onGroupApprovalChange(scope, id, group, options = {}) {
  const name = typeof group === 'string' ? group : group.modelPackageGroupName;
  return approvalRule(scope, id, { ModelPackageGroupName: [name] }, options);
}

function approvalRule(scope, id, which, { target, approvalStatus, ruleName, description }) {
  return new events.Rule(scope, id, {
    eventPattern: {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Model Package State Change'],
      detail: {
        ...which,
        UpdatedModelPackageFields: ['ModelApprovalStatus'],
        ...(approvalStatus?.length ? { ModelApprovalStatus: approvalStatus } : {}),
      },
    },
    targets: target && [target],
    ruleName,
    description,
  });
}

module.exports = { ImportedModelPackage, onGroupApprovalChange, withModelPackageMethods };
