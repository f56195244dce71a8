/** Prints a template with grants, rules and a group, and why packages that a deployment would refuse aren't synthesized. */
import { App, Stack, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnModelPackage, CfnModelPackageProps, IModelPackage, onGroupApprovalChange } from 'mlops-sagemaker-modelpackage-cdk';

const OTHER = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1';

const stack = new Stack(new App(), 'stack');
const group = new sagemaker.CfnModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'churn' });
const version = new CfnModelPackage(stack, 'Version', { modelPackageGroupName: group });
const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
const other: IModelPackage = CfnModelPackage.fromModelPackageArn(stack, 'Other', OTHER);
for (const modelPackage of [version, other]) {
  modelPackage.grantDescribe(role);
}
version.onApprovalChange('Approved', { approvalStatus: ['Approved'] });
other.onApprovalChange('Changed', { ruleName: 'changed' });
onGroupApprovalChange(stack, 'GroupChanged', group);

const wrong: Record<string, unknown>[] = [
  { modelPackageGroupName: 'a', modelPackageName: 'b' },
  { modelPackageGroupName: 'a', tags: [{ key: 'key', value: 'value' }] },
  { modelPackageName: 'b', sourceUri: 'text' },
  { modelPackageGroupName: 'a b' },
  { inferenceSpecification: {} },
  { inferenceSpecification: { containers: [] } },
  {
    customerMetadataProperties: Object.fromEntries([...Array(51).keys()].map((number) => [`key${number}`, 'value'])),
    modelPackageGroupName: 'a',
  },
  { modelPackageDescription: 'x'.repeat(1025) },
  { modelApprovalStatus: 'Aproved' },
];

/** Return why a package can't be synthesized. */
function problems(properties: Record<string, unknown>): string[] {
  const refused = new Stack(new App(), 'wrong');
  new CfnModelPackage(refused, 'Package', properties as CfnModelPackageProps);
  try {
    Template.fromStack(refused);
  } catch (error) {
    return [...String(error).matchAll(/\[wrong\/Package\] (.*)/g)].map((found) => found[1] ?? '');
  }
  return [];
}

const found = wrong.map(problems);
console.log(JSON.stringify({ resources: Template.fromStack(stack).toJSON().Resources, problems: found }));
