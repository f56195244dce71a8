/** Prints the template of a stack that uses what CDK's users count on: tokens, conditions, tags, changes afterwards. */
import { App, CfnCondition, CfnParameter, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnModelPackage } from 'mlops-sagemaker-modelpackage-cdk';

const stack = new Stack(new App(), 'stack');
Tags.of(stack).add('team', 'customers');
Tags.of(stack).add('stage', 'test', { includeResourceTypes: [CfnModelPackage.CFN_RESOURCE_TYPE_NAME] });
const approval = new CfnParameter(stack, 'Approval');
new CfnCondition(stack, 'Accelerated', { expression: Fn.conditionEquals(approval.value, 'Approved') });
const container: CfnModelPackage.ModelPackageContainerDefinitionProperty = {
  image: Lazy.string({ produce: () => Fn.join('/', ['registry', 'image:1']) }),
  environment: { camelCase: '1', snake_case: '2' },
};
const version = new CfnModelPackage(stack, 'Version', {
  modelPackageGroupName: 'churn',
  modelApprovalStatus: approval.value,
  inferenceSpecification: { containers: [container, { image: 'image:2', modelDataETag: 'tag' }] },
  driftCheckBaselines: Fn.conditionIf('Accelerated', { Bias: {} }, Fn.ref('AWS::NoValue')),
  customerMetadataProperties: { model_package_name: 'as it is' },
});
version.modelPackageDescription = 'said later';
new CfnModelPackage(stack, 'Unversioned', {
  samplePayloadUrl: version.ref,
  certifyForMarketplace: true,
  modelPackageDescription: version.attrCreationTime,
  tags: [{ key: 'owner', value: 'me' }],
});
// @ts-expect-error: a property that isn't there
const wrong: CfnModelPackage.InferenceSpecificationProperty = { Containers: [] };
// @ts-expect-error: a value that isn't there
const aproved: CfnModelPackage['modelApprovalStatus'] = 'Aproved';
let taken = true;
try {
  new CfnModelPackage(stack, 'Wrong', { inferenceSpecification: wrong, modelApprovalStatus: aproved });
} catch {
  stack.node.tryRemoveChild('Wrong');
  taken = false;
}
if (taken) {
  throw new Error('Containers was taken');
}
console.log(JSON.stringify(Template.fromStack(stack).toJSON()));
