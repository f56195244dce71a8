import { aws_events as events, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** Which changes of an approval a rule is for, and what receives them. */
export interface OnApprovalChangeOptions {
  /** What receives the events; `addTarget` of the rule adds more. */
  readonly target?: events.IRuleTarget;
  /** Only changes to these; by default to any. */
  readonly approvalStatus?: Array<'Approved' | 'PendingManualApproval' | 'Rejected'>;
  /** A name for the rule. */
  readonly ruleName?: string;
  /** A description of the rule. */
  readonly description?: string;
}

/** A model package, whether the app defines it or only names it. */
export interface IModelPackage extends IConstruct {
  /** The ARN of the model package. */
  readonly modelPackageArn: string;
  /** Allow actions of SageMaker on this model package. */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;
  /** Allow reading the model package, which whoever deploys it needs. */
  grantDescribe(grantee: iam.IGrantable): iam.Grant;
  /**
   * Return a rule for each change of the approval of this model package.
   * The approval that a version is created with is no change.
   */
  onApprovalChange(id: string, options?: OnApprovalChangeOptions): events.Rule;
}

/** Return a rule for each change of the approval of any version of a group, given as an object or by its name. */
export declare function onGroupApprovalChange(
  scope: Construct,
  id: string,
  group: sagemaker.CfnModelPackageGroup | string,
  options?: OnApprovalChangeOptions,
): events.Rule;
