// Generated from the schema by `make generate`: edit the schema, not this file.
import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IModelPackage } from './base';

export { IModelPackage, OnApprovalChangeOptions, onGroupApprovalChange } from './base';

/**
 * Properties of MLOps::SageMaker::ModelPackage.
 */
export interface CfnModelPackageProps {
  /**
   * An additional way to serve the model, such as model artifacts compiled for other hardware.
   * Updated in place. Write-only: it can't be read.
   */
  readonly additionalInferenceSpecificationDefinition?: CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable;
  /**
   * Additional ways to serve the model. You can add a specification in place; changing or removing one replaces the package. At most 15 in all, together with AdditionalInferenceSpecificationsToAdd.
   * At most 15 items.
   * An update replaces the package unless it can be made in place.
   */
  readonly additionalInferenceSpecifications?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Specifications to add to AdditionalInferenceSpecifications. A specification whose name the package already has is not added again. At most 15 in all.
   * At most 15 items.
   * Updated in place. Write-only: it can't be read.
   */
  readonly additionalInferenceSpecificationsToAdd?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Reason for the approval or the rejection. For versioned packages only.
   * At most 1024 characters.
   * Pattern: `.*`.
   * Updated in place.
   */
  readonly approvalDescription?: string;
  /**
   * Whether to certify the package for AWS Marketplace. For unversioned packages only.
   * An update replaces the package unless it can be made in place.
   */
  readonly certifyForMarketplace?: boolean | cdk.IResolvable;
  /**
   * Token that makes the create request idempotent. Omit it: the handlers derive it from CloudFormation's request.
   * 1 to 36 characters.
   * Pattern: `^[a-zA-Z0-9-]+$`.
   * An update replaces the package. Write-only: it can't be read.
   */
  readonly clientToken?: string;
  /**
   * User who created or changed the package. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  readonly createdBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * Your own metadata: a map of keys and values. For versioned packages only.
   * At most 50 entries.
   * Each key: pattern `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$`.
   * Each value: 1 to 256 characters.
   * Each value: Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$`.
   * Updated in place.
   */
  readonly customerMetadataProperties?: Record<string, string> | cdk.IResolvable;
  /**
   * Machine learning domain of the model, such as COMPUTER_VISION or NATURAL_LANGUAGE_PROCESSING.
   * An update replaces the package.
   */
  readonly domain?: string;
  /**
   * Baselines with which a model monitor compares the model and its data to detect drift.
   * An update replaces the package.
   */
  readonly driftCheckBaselines?: CfnModelPackage.DriftCheckBaselinesProperty | cdk.IResolvable;
  /**
   * Environment variables for every container of InferenceSpecification. A container's own variables override them. For versioned packages only.
   * At most 16 entries.
   * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
   * Each value: At most 1024 characters.
   * Updated in place. Write-only: it can't be read.
   */
  readonly environment?: Record<string, string> | cdk.IResolvable;
  /**
   * How the model is used for inference: its containers, and the instance types and content types that they support.
   * An update replaces the package.
   */
  readonly inferenceSpecification?: CfnModelPackage.InferenceSpecificationProperty | cdk.IResolvable;
  /**
   * User who created or changed the package. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  readonly lastModifiedBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * Time of the last change of the package, in ISO 8601 format. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  readonly lastModifiedTime?: string;
  /**
   * Storage type of the package's model data, if SageMaker manages it.
   * One of Restricted.
   * An update replaces the package.
   */
  readonly managedStorageType?: 'Restricted' | cdk.IResolvable;
  /**
   * Origin of the package: the source code and the process that created it.
   * An update replaces the package.
   */
  readonly metadataProperties?: CfnModelPackage.MetadataPropertiesProperty | cdk.IResolvable;
  /**
   * Whether the model is approved for deployment. A version must be Approved to be deployed; unversioned packages ignore the status. If you remove it from the template, the status stays as it is.
   * One of Approved, PendingManualApproval, Rejected.
   * Updated in place.
   */
  readonly modelApprovalStatus?: 'Approved' | 'PendingManualApproval' | 'Rejected' | cdk.IResolvable;
  /**
   * The model card: documentation of the model, such as its intended use, training and evaluation. For versioned packages only. If you remove it from the template, the card stays as it is.
   * Updated in place.
   */
  readonly modelCard?: CfnModelPackage.ModelCardProperty | cdk.IResolvable;
  /**
   * Stage of the model in its life cycle. For versioned packages only. If you remove it from the template, the stage stays as it is.
   * Updated in place.
   */
  readonly modelLifeCycle?: CfnModelPackage.ModelLifeCycleProperty | cdk.IResolvable;
  /**
   * Metrics reports for the model and its data.
   * An update replaces the package.
   */
  readonly modelMetrics?: CfnModelPackage.ModelMetricsProperty | cdk.IResolvable;
  /**
   * Description of the package.
   * At most 1024 characters.
   * Pattern: `[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*`.
   * An update replaces the package.
   */
  readonly modelPackageDescription?: string;
  /**
   * Name or ARN of the model package group. With it, the package is a version of the group. A group in another account must be given by its ARN.
   * 1 to 170 characters.
   * Pattern: `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:model-package-group/)?(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package.
   */
  readonly modelPackageGroupName?: string | cdk.aws_sagemaker.CfnModelPackageGroup;
  /**
   * Name of an unversioned package. Without this and ModelPackageGroupName, a unique name is generated.
   * 1 to 63 characters.
   * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package unless it can be made in place.
   */
  readonly modelPackageName?: string;
  /**
   * Registration type: Logged, such as a model of an experiment, or Registered. For versioned packages only. If you remove it from the template, the type stays as it is.
   * One of Logged, Registered.
   * Updated in place.
   */
  readonly modelPackageRegistrationType?: 'Logged' | 'Registered' | cdk.IResolvable;
  /**
   * Status of the validation jobs and of the image scans. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  readonly modelPackageStatusDetails?: CfnModelPackage.ModelPackageStatusDetailsProperty | cdk.IResolvable;
  /**
   * A status, with the reason if it is Failed. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  readonly modelPackageStatusItem?: CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable;
  /**
   * Version number of a versioned package. SageMaker reports it; it can be in a template, but is never sent.
   * At least 1.
   * Reported by SageMaker, never sent.
   */
  readonly modelPackageVersion?: number | cdk.IResolvable;
  /**
   * S3 URI of a sample payload for load tests: a single gzip-compressed tar archive (.tar.gz).
   * At most 1024 characters.
   * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
   * An update replaces the package.
   */
  readonly samplePayloadUrl?: string;
  /**
   * Encryption of the model card. For versioned packages only.
   * An update replaces the package.
   */
  readonly securityConfig?: CfnModelPackage.SecurityConfigProperty | cdk.IResolvable;
  /**
   * Whether SageMaker skips the validation of the model: All skips it, None doesn't.
   * One of All, None.
   * Default: None.
   * An update replaces the package.
   */
  readonly skipModelValidation?: 'All' | 'None' | cdk.IResolvable;
  /**
   * The algorithm that created the model. An unversioned package needs this or InferenceSpecification.
   * An update replaces the package.
   */
  readonly sourceAlgorithmSpecification?: CfnModelPackage.SourceAlgorithmSpecificationProperty | cdk.IResolvable;
  /**
   * Source of the package. The ARN of a model package clones it; the ARN of a model registers it. Both provide the containers, so omit InferenceSpecification. Any other text, such as the URL of a Git repository or an MLflow run, is stored as it is. A change to or from such an ARN replaces the package; other text is changed in place. For versioned packages only. If you remove it from the template, it stays as it is.
   * At most 1024 characters.
   * Pattern: `^[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}$`.
   * An update replaces the package unless it can be made in place.
   */
  readonly sourceUri?: string;
  /**
   * Tags of an unversioned package. A versioned package has the tags of its group.
   * At most 50 items.
   * Updated in place.
   */
  readonly tags?: Array<cdk.CfnTag>;
  /**
   * Machine learning task of the model, such as IMAGE_CLASSIFICATION or REGRESSION.
   * An update replaces the package.
   */
  readonly task?: string;
  /**
   * Batch transform jobs that SageMaker runs to validate the package before its status becomes Completed.
   * An update replaces the package.
   */
  readonly validationSpecification?: CfnModelPackage.ValidationSpecificationProperty | cdk.IResolvable;
}

/**
 * Resource Type definition for a model package in Amazon SageMaker: a version of a model in a model package group of the model registry, or an unversioned package.
 * `ref` is the ARN of the model package.
 */
export declare class CfnModelPackage extends cdk.CfnResource implements cdk.ITaggable {
  /**
   * The CloudFormation resource type name for this resource class.
   */
  static readonly CFN_RESOURCE_TYPE_NAME: string;
  /**
   * ARN of the model package.
   * 1 to 2048 characters.
   * Pattern: `^arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]{9,16}:[0-9]{12}:model-package/[\S]{1,2048}$`.
   */
  readonly attrModelPackageArn: string;
  /**
   * Time at which the package was created, in ISO 8601 format.
   */
  readonly attrCreationTime: string;
  /**
   * Status of the package: Pending, InProgress, Completed, Failed or Deleting.
   * One of Pending, InProgress, Completed, Failed, Deleting.
   */
  readonly attrModelPackageStatus: string;
  /**
   * Tags of an unversioned package: its own, and those of `Tags.of(…)`.
   * A version of a group has none: it has the tags of its group, and SageMaker refuses others.
   */
  readonly tags: cdk.TagManager;
  /**
   * An additional way to serve the model, such as model artifacts compiled for other hardware.
   * Updated in place. Write-only: it can't be read.
   */
  additionalInferenceSpecificationDefinition?: CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable;
  /**
   * Additional ways to serve the model. You can add a specification in place; changing or removing one replaces the package. At most 15 in all, together with AdditionalInferenceSpecificationsToAdd.
   * At most 15 items.
   * An update replaces the package unless it can be made in place.
   */
  additionalInferenceSpecifications?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Specifications to add to AdditionalInferenceSpecifications. A specification whose name the package already has is not added again. At most 15 in all.
   * At most 15 items.
   * Updated in place. Write-only: it can't be read.
   */
  additionalInferenceSpecificationsToAdd?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Reason for the approval or the rejection. For versioned packages only.
   * At most 1024 characters.
   * Pattern: `.*`.
   * Updated in place.
   */
  approvalDescription?: string;
  /**
   * Whether to certify the package for AWS Marketplace. For unversioned packages only.
   * An update replaces the package unless it can be made in place.
   */
  certifyForMarketplace?: boolean | cdk.IResolvable;
  /**
   * Token that makes the create request idempotent. Omit it: the handlers derive it from CloudFormation's request.
   * 1 to 36 characters.
   * Pattern: `^[a-zA-Z0-9-]+$`.
   * An update replaces the package. Write-only: it can't be read.
   */
  clientToken?: string;
  /**
   * User who created or changed the package. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  createdBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * Your own metadata: a map of keys and values. For versioned packages only.
   * At most 50 entries.
   * Each key: pattern `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$`.
   * Each value: 1 to 256 characters.
   * Each value: Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$`.
   * Updated in place.
   */
  customerMetadataProperties?: Record<string, string> | cdk.IResolvable;
  /**
   * Machine learning domain of the model, such as COMPUTER_VISION or NATURAL_LANGUAGE_PROCESSING.
   * An update replaces the package.
   */
  domain?: string;
  /**
   * Baselines with which a model monitor compares the model and its data to detect drift.
   * An update replaces the package.
   */
  driftCheckBaselines?: CfnModelPackage.DriftCheckBaselinesProperty | cdk.IResolvable;
  /**
   * Environment variables for every container of InferenceSpecification. A container's own variables override them. For versioned packages only.
   * At most 16 entries.
   * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
   * Each value: At most 1024 characters.
   * Updated in place. Write-only: it can't be read.
   */
  environment?: Record<string, string> | cdk.IResolvable;
  /**
   * How the model is used for inference: its containers, and the instance types and content types that they support.
   * An update replaces the package.
   */
  inferenceSpecification?: CfnModelPackage.InferenceSpecificationProperty | cdk.IResolvable;
  /**
   * User who created or changed the package. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  lastModifiedBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * Time of the last change of the package, in ISO 8601 format. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  lastModifiedTime?: string;
  /**
   * Storage type of the package's model data, if SageMaker manages it.
   * One of Restricted.
   * An update replaces the package.
   */
  managedStorageType?: 'Restricted' | cdk.IResolvable;
  /**
   * Origin of the package: the source code and the process that created it.
   * An update replaces the package.
   */
  metadataProperties?: CfnModelPackage.MetadataPropertiesProperty | cdk.IResolvable;
  /**
   * Whether the model is approved for deployment. A version must be Approved to be deployed; unversioned packages ignore the status. If you remove it from the template, the status stays as it is.
   * One of Approved, PendingManualApproval, Rejected.
   * Updated in place.
   */
  modelApprovalStatus?: 'Approved' | 'PendingManualApproval' | 'Rejected' | cdk.IResolvable;
  /**
   * The model card: documentation of the model, such as its intended use, training and evaluation. For versioned packages only. If you remove it from the template, the card stays as it is.
   * Updated in place.
   */
  modelCard?: CfnModelPackage.ModelCardProperty | cdk.IResolvable;
  /**
   * Stage of the model in its life cycle. For versioned packages only. If you remove it from the template, the stage stays as it is.
   * Updated in place.
   */
  modelLifeCycle?: CfnModelPackage.ModelLifeCycleProperty | cdk.IResolvable;
  /**
   * Metrics reports for the model and its data.
   * An update replaces the package.
   */
  modelMetrics?: CfnModelPackage.ModelMetricsProperty | cdk.IResolvable;
  /**
   * Description of the package.
   * At most 1024 characters.
   * Pattern: `[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*`.
   * An update replaces the package.
   */
  modelPackageDescription?: string;
  /**
   * Name or ARN of the model package group. With it, the package is a version of the group. A group in another account must be given by its ARN.
   * 1 to 170 characters.
   * Pattern: `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:model-package-group/)?(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package.
   */
  modelPackageGroupName?: string | cdk.aws_sagemaker.CfnModelPackageGroup;
  /**
   * Name of an unversioned package. Without this and ModelPackageGroupName, a unique name is generated.
   * 1 to 63 characters.
   * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package unless it can be made in place.
   */
  modelPackageName?: string;
  /**
   * Registration type: Logged, such as a model of an experiment, or Registered. For versioned packages only. If you remove it from the template, the type stays as it is.
   * One of Logged, Registered.
   * Updated in place.
   */
  modelPackageRegistrationType?: 'Logged' | 'Registered' | cdk.IResolvable;
  /**
   * Status of the validation jobs and of the image scans. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  modelPackageStatusDetails?: CfnModelPackage.ModelPackageStatusDetailsProperty | cdk.IResolvable;
  /**
   * A status, with the reason if it is Failed. SageMaker reports it; it can be in a template, but is never sent.
   * Reported by SageMaker, never sent.
   */
  modelPackageStatusItem?: CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable;
  /**
   * Version number of a versioned package. SageMaker reports it; it can be in a template, but is never sent.
   * At least 1.
   * Reported by SageMaker, never sent.
   */
  modelPackageVersion?: number | cdk.IResolvable;
  /**
   * S3 URI of a sample payload for load tests: a single gzip-compressed tar archive (.tar.gz).
   * At most 1024 characters.
   * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
   * An update replaces the package.
   */
  samplePayloadUrl?: string;
  /**
   * Encryption of the model card. For versioned packages only.
   * An update replaces the package.
   */
  securityConfig?: CfnModelPackage.SecurityConfigProperty | cdk.IResolvable;
  /**
   * Whether SageMaker skips the validation of the model: All skips it, None doesn't.
   * One of All, None.
   * Default: None.
   * An update replaces the package.
   */
  skipModelValidation?: 'All' | 'None' | cdk.IResolvable;
  /**
   * The algorithm that created the model. An unversioned package needs this or InferenceSpecification.
   * An update replaces the package.
   */
  sourceAlgorithmSpecification?: CfnModelPackage.SourceAlgorithmSpecificationProperty | cdk.IResolvable;
  /**
   * Source of the package. The ARN of a model package clones it; the ARN of a model registers it. Both provide the containers, so omit InferenceSpecification. Any other text, such as the URL of a Git repository or an MLflow run, is stored as it is. A change to or from such an ARN replaces the package; other text is changed in place. For versioned packages only. If you remove it from the template, it stays as it is.
   * At most 1024 characters.
   * Pattern: `^[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}$`.
   * An update replaces the package unless it can be made in place.
   */
  sourceUri?: string;
  /**
   * Machine learning task of the model, such as IMAGE_CLASSIFICATION or REGRESSION.
   * An update replaces the package.
   */
  task?: string;
  /**
   * Batch transform jobs that SageMaker runs to validate the package before its status becomes Completed.
   * An update replaces the package.
   */
  validationSpecification?: CfnModelPackage.ValidationSpecificationProperty | cdk.IResolvable;
  constructor(scope: Construct, id: string, props?: CfnModelPackageProps);
  /**
   * Return a model package that another stack, or nobody's stack, has.
   */
  static fromModelPackageArn(scope: Construct, id: string, modelPackageArn: string): IModelPackage;
  protected get cfnProperties(): Record<string, any>;
}

export interface CfnModelPackage extends IModelPackage {}

export declare namespace CfnModelPackage {
  /**
   * An additional way to serve the model, such as model artifacts compiled for other hardware.
   */
  interface AdditionalInferenceSpecificationDefinitionProperty {
    /**
     * Name of the specification. It must be unique in the package.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly name: string;
    /**
     * The containers of the specification, in the order in which they run.
     * 1 to 15 items.
     */
    readonly containers: Array<CfnModelPackage.ModelPackageContainerDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * Description of the specification.
     * At most 1024 characters.
     * Pattern: `^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*$`.
     */
    readonly description?: string;
    /**
     * Instance types on which batch transform jobs can use the specification.
     * At least 1 item.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedTransformInstanceTypes?: Array<string>;
    /**
     * Instance types on which endpoints can use the specification.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedRealtimeInferenceInstanceTypes?: Array<string>;
    /**
     * MIME types of the requests that the containers accept.
     * Each item: At most 256 characters.
     * Each item: Pattern: `^.*$`.
     */
    readonly supportedContentTypes?: Array<string>;
    /**
     * MIME types of the responses that the containers return.
     * Each item: At most 1024 characters.
     * Each item: Pattern: `^[-\w]+\/.+$`.
     */
    readonly supportedResponseMimeTypes?: Array<string>;
  }
  /**
   * Model data that is available to the container in addition to ModelDataUrl or ModelDataSource.
   */
  interface AdditionalModelDataSourceProperty {
    /**
     * Name of the data source. The container finds the data in a folder of this name.
     * 1 to 64 characters.
     * Pattern: `^[A-Za-z0-9\.\-_]+$`.
     */
    readonly channelName: string;
    /**
     * Model data in Amazon S3: all objects with a key name prefix, or a single object.
     */
    readonly s3DataSource: CfnModelPackage.S3ModelDataSourceProperty | cdk.IResolvable;
  }
  /**
   * An additional data source in Amazon S3 that the container uses during inference. Only containers of additional inference specifications can have it.
   */
  interface AdditionalS3DataSourceProperty {
    /**
     * What S3Uri identifies: S3Object is a single object, S3Prefix is a key name prefix.
     * One of S3Object, S3Prefix.
     */
    readonly s3DataType: 'S3Object' | 'S3Prefix' | cdk.IResolvable;
    /**
     * S3 URI of the data.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri: string;
    /**
     * Compression of the data. None means that it isn't compressed.
     * One of None, Gzip.
     */
    readonly compressionType?: 'None' | 'Gzip' | cdk.IResolvable;
    /**
     * ETag of the object at S3Uri.
     */
    readonly eTag?: string;
  }
  /**
   * The foundation model in a SageMaker hub that the model was customized from.
   */
  interface BaseModelOfHubProperty {
    /**
     * Name of the foundation model in the hub.
     * At most 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly hubContentName?: string;
    /**
     * Version of the foundation model in the hub.
     * 5 to 14 characters.
     * Pattern: `^\d{1,4}.\d{1,4}.\d{1,4}$`.
     */
    readonly hubContentVersion?: string;
    /**
     * Name of the recipe that the model was customized with.
     * At most 255 characters.
     */
    readonly recipeName?: string;
  }
  /**
   * Bias reports for the data and the model.
   */
  interface BiasProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly report?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly preTrainingReport?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly postTrainingReport?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines with which a model monitor compares the model and its data to detect drift.
   */
  interface DriftCheckBaselinesProperty {
    /**
     * Baselines for bias drift.
     */
    readonly bias?: CfnModelPackage.DriftCheckBiasProperty | cdk.IResolvable;
    /**
     * Baselines for feature attribution drift.
     */
    readonly explainability?: CfnModelPackage.DriftCheckExplainabilityProperty | cdk.IResolvable;
    /**
     * Baselines for drift in the quality of the predictions.
     */
    readonly modelQuality?: CfnModelPackage.DriftCheckModelQualityProperty | cdk.IResolvable;
    /**
     * Baselines for drift in the quality of the input data.
     */
    readonly modelDataQuality?: CfnModelPackage.DriftCheckModelDataQualityProperty | cdk.IResolvable;
  }
  /**
   * Baselines for bias drift.
   */
  interface DriftCheckBiasProperty {
    /**
     * A file in Amazon S3.
     */
    readonly configFile?: CfnModelPackage.FileSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly preTrainingConstraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly postTrainingConstraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines for feature attribution drift.
   */
  interface DriftCheckExplainabilityProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A file in Amazon S3.
     */
    readonly configFile?: CfnModelPackage.FileSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines for drift in the quality of the input data.
   */
  interface DriftCheckModelDataQualityProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines for drift in the quality of the predictions.
   */
  interface DriftCheckModelQualityProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Explainability report of the model.
   */
  interface ExplainabilityProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly report?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * A file in Amazon S3.
   */
  interface FileSourceProperty {
    /**
     * S3 URI of the file.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri: string;
    /**
     * MIME type of the file.
     * At most 256 characters.
     * Pattern: `^.*$`.
     */
    readonly contentType?: string;
    /**
     * Digest of the file.
     * At most 72 characters.
     * Pattern: `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
     */
    readonly contentDigest?: string;
  }
  /**
   * The IAM identity of a user. SageMaker reports it.
   */
  interface IamIdentityProperty {
    /**
     * ARN of the IAM identity.
     */
    readonly arn?: string;
    /**
     * ID of the principal that assumes the IAM identity.
     */
    readonly principalId?: string;
    /**
     * Person or application that assumes the IAM identity.
     */
    readonly sourceIdentity?: string;
  }
  /**
   * Access to a model in a SageMaker hub.
   */
  interface InferenceHubAccessConfigProperty {
    /**
     * ARN of the hub content that may be deployed.
     * At most 255 characters.
     * Pattern: `^.*$`.
     */
    readonly hubContentArn: string;
  }
  /**
   * How the model is used for inference: its containers, and the instance types and content types that they support.
   */
  interface InferenceSpecificationProperty {
    /**
     * The containers of the model, in the order in which they run.
     * 1 to 15 items.
     */
    readonly containers: Array<CfnModelPackage.ModelPackageContainerDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * Instance types on which batch transform jobs can use the model. Required for unversioned packages.
     * At least 1 item.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedTransformInstanceTypes?: Array<string>;
    /**
     * Instance types on which endpoints can use the model. Required for unversioned packages.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedRealtimeInferenceInstanceTypes?: Array<string>;
    /**
     * MIME types of the requests that the containers accept.
     * Each item: At most 256 characters.
     * Each item: Pattern: `^.*$`.
     */
    readonly supportedContentTypes?: Array<string>;
    /**
     * MIME types of the responses that the containers return.
     * Each item: At most 1024 characters.
     * Each item: Pattern: `^[-\w]+\/.+$`.
     */
    readonly supportedResponseMimeTypes?: Array<string>;
  }
  /**
   * Origin of the package: the source code and the process that created it.
   */
  interface MetadataPropertiesProperty {
    /**
     * ID of the commit.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly commitId?: string;
    /**
     * Repository of the source code.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly repository?: string;
    /**
     * Entity that created the package, such as the ARN of a pipeline execution.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly generatedBy?: string;
    /**
     * ID of the project.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly projectId?: string;
  }
  /**
   * A metrics report in Amazon S3.
   */
  interface MetricsSourceProperty {
    /**
     * MIME type of the report.
     * At most 256 characters.
     * Pattern: `^.*$`.
     */
    readonly contentType: string;
    /**
     * S3 URI of the report.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri: string;
    /**
     * Digest of the report.
     * At most 72 characters.
     * Pattern: `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
     */
    readonly contentDigest?: string;
  }
  /**
   * Access to a model with an end-user license agreement.
   */
  interface ModelAccessConfigProperty {
    /**
     * Whether you accept the end-user license agreement (EULA) of the model. If the model requires one, the value must be true.
     */
    readonly acceptEula: boolean | cdk.IResolvable;
  }
  /**
   * The model card: documentation of the model, such as its intended use, training and evaluation. For versioned packages only. If you remove it from the template, the card stays as it is.
   */
  interface ModelCardProperty {
    /**
     * Content of the card: a JSON object as text that follows the model card schema for model packages. White space and the order of keys are ignored in comparisons. The content is never shown in messages or logs.
     * At most 100000 characters.
     */
    readonly modelCardContent?: string;
    /**
     * Status of the card: Draft (work in progress), PendingReview, Approved, or Archived. The content of an archived card can't be changed.
     * One of Draft, PendingReview, Approved, Archived.
     */
    readonly modelCardStatus?: 'Draft' | 'PendingReview' | 'Approved' | 'Archived' | cdk.IResolvable;
  }
  /**
   * Metrics of the quality of the input data.
   */
  interface ModelDataQualityProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Location of the model data. An alternative to ModelDataUrl, for data that isn't a single compressed archive. Containers can have it only in versioned packages.
   */
  interface ModelDataSourceProperty {
    /**
     * Model data in Amazon S3: all objects with a key name prefix, or a single object.
     */
    readonly s3DataSource?: CfnModelPackage.S3ModelDataSourceProperty | cdk.IResolvable;
  }
  /**
   * Input that the model expects.
   */
  interface ModelInputProperty {
    /**
     * Names and shapes of the model's inputs, as JSON text.
     * 1 to 16384 characters.
     * Pattern: `^[\S\s]+$`.
     */
    readonly dataInputConfig: string;
  }
  /**
   * Stage of the model in its life cycle. For versioned packages only. If you remove it from the template, the stage stays as it is.
   */
  interface ModelLifeCycleProperty {
    /**
     * Name of the stage, such as Development or Production.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly stage: string;
    /**
     * Status of the stage, such as PendingApproval.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly stageStatus: string;
    /**
     * Description of the stage.
     * At most 1024 characters.
     * Pattern: `^.{0,1024}$`.
     */
    readonly stageDescription?: string;
  }
  /**
   * Metrics reports for the model and its data.
   */
  interface ModelMetricsProperty {
    /**
     * Metrics of the quality of the predictions.
     */
    readonly modelQuality?: CfnModelPackage.ModelQualityProperty | cdk.IResolvable;
    /**
     * Metrics of the quality of the input data.
     */
    readonly modelDataQuality?: CfnModelPackage.ModelDataQualityProperty | cdk.IResolvable;
    /**
     * Bias reports for the data and the model.
     */
    readonly bias?: CfnModelPackage.BiasProperty | cdk.IResolvable;
    /**
     * Explainability report of the model.
     */
    readonly explainability?: CfnModelPackage.ExplainabilityProperty | cdk.IResolvable;
  }
  /**
   * A container of the model: its image, its model data and its settings.
   */
  interface ModelPackageContainerDefinitionProperty {
    /**
     * DNS host name of the container.
     * At most 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly containerHostname?: string;
    /**
     * Path of the container image in Amazon ECR: registry/repository:tag or registry/repository@digest.
     * At most 255 characters.
     * Pattern: `^[\S]+$`.
     */
    readonly image?: string;
    /**
     * Digest of the image. If you omit it, SageMaker sets it.
     * At most 72 characters.
     * Pattern: `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
     */
    readonly imageDigest?: string;
    /**
     * S3 URI of the model artifacts: a single gzip-compressed tar archive (.tar.gz), in the region of the package.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly modelDataUrl?: string;
    /**
     * Location of the model data. An alternative to ModelDataUrl, for data that isn't a single compressed archive. Containers can have it only in versioned packages.
     */
    readonly modelDataSource?: CfnModelPackage.ModelDataSourceProperty | cdk.IResolvable;
    /**
     * AWS Marketplace product ID of the model package.
     * At most 256 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9])*$`.
     */
    readonly productId?: string;
    /**
     * Environment variables of the container. They override those in Environment of the resource. For versioned packages only.
     * At most 100 entries.
     * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
     * Each value: At most 1024 characters.
     * Each value: Pattern: `^[\S\s]*$`.
     */
    readonly environment?: Record<string, string> | cdk.IResolvable;
    /**
     * Input that the model expects.
     */
    readonly modelInput?: CfnModelPackage.ModelInputProperty | cdk.IResolvable;
    /**
     * Machine learning framework of the container image, such as TENSORFLOW.
     */
    readonly framework?: string;
    /**
     * Version of the framework.
     * 3 to 10 characters.
     * Pattern: `^[0-9]\.[A-Za-z0-9.-]+$`.
     */
    readonly frameworkVersion?: string;
    /**
     * Name of a model that SageMaker Inference Recommender has benchmarked and that is similar to this one. ListModelMetadata returns these names.
     */
    readonly nearestModelName?: string;
    /**
     * Model data that is available to the container in addition to ModelDataUrl or ModelDataSource.
     * At most 5 items.
     */
    readonly additionalModelDataSources?: Array<CfnModelPackage.AdditionalModelDataSourceProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * An additional data source in Amazon S3 that the container uses during inference. Only containers of additional inference specifications can have it.
     */
    readonly additionalS3DataSource?: CfnModelPackage.AdditionalS3DataSourceProperty | cdk.IResolvable;
    /**
     * ETag of the object at ModelDataUrl. If you omit it, SageMaker sets it.
     */
    readonly modelDataETag?: string;
    /**
     * Whether the model data is a training checkpoint.
     */
    readonly isCheckpoint?: boolean | cdk.IResolvable;
    /**
     * The foundation model in a SageMaker hub that the model was customized from.
     */
    readonly baseModel?: CfnModelPackage.BaseModelOfHubProperty | cdk.IResolvable;
  }
  /**
   * Status of the validation jobs and of the image scans. SageMaker reports it; it can be in a template, but is never sent.
   */
  interface ModelPackageStatusDetailsProperty {
    /**
     * Status of each validation job.
     */
    readonly validationStatuses: Array<CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * Status of the security scan of each container image.
     */
    readonly imageScanStatuses?: Array<CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable> | cdk.IResolvable;
  }
  /**
   * A status, with the reason if it is Failed. SageMaker reports it; it can be in a template, but is never sent.
   */
  interface ModelPackageStatusItemProperty {
    /**
     * Name of the package, validation job or image that has the status.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly name: string;
    /**
     * The current status.
     * One of NotStarted, InProgress, Completed, Failed.
     */
    readonly status: 'NotStarted' | 'InProgress' | 'Completed' | 'Failed' | cdk.IResolvable;
    /**
     * Reason for the failure, if the status is Failed.
     */
    readonly failureReason?: string;
  }
  /**
   * Metrics of the quality of the predictions.
   */
  interface ModelQualityProperty {
    /**
     * A metrics report in Amazon S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A metrics report in Amazon S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Model data in Amazon S3: all objects with a key name prefix, or a single object.
   */
  interface S3ModelDataSourceProperty {
    /**
     * What S3Uri identifies: S3Prefix is a key name prefix that ends with a slash (/), S3Object is a single object.
     * One of S3Prefix, S3Object.
     */
    readonly s3DataType: 'S3Prefix' | 'S3Object' | cdk.IResolvable;
    /**
     * Compression of the model data. Gzip is for an S3Object that is a gzip-compressed tar archive; None is for data that isn't compressed.
     * One of None, Gzip.
     */
    readonly compressionType: 'None' | 'Gzip' | cdk.IResolvable;
    /**
     * S3 URI of the model data. Required in a template; SageMaker may omit it when it reports a package with restricted storage.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri?: string;
    /**
     * Access to a model with an end-user license agreement.
     */
    readonly modelAccessConfig?: CfnModelPackage.ModelAccessConfigProperty | cdk.IResolvable;
    /**
     * Access to a model in a SageMaker hub.
     */
    readonly hubAccessConfig?: CfnModelPackage.InferenceHubAccessConfigProperty | cdk.IResolvable;
    /**
     * S3 URI of the manifest, a file with the locations of the model artifacts.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly manifestS3Uri?: string;
    /**
     * ETag of the object at S3Uri. If you omit it, SageMaker sets it.
     */
    readonly eTag?: string;
    /**
     * ETag of the manifest. If you omit it, SageMaker sets it.
     */
    readonly manifestEtag?: string;
  }
  /**
   * Encryption of the model card. For versioned packages only.
   */
  interface SecurityConfigProperty {
    /**
     * ID, ARN or alias of the AWS KMS key that encrypts the model card.
     * At most 2048 characters.
     * Pattern: `^[a-zA-Z0-9:/_-]*$`.
     */
    readonly kmsKeyId: string;
  }
  /**
   * An algorithm, and the model artifacts that it created.
   */
  interface SourceAlgorithmProperty {
    /**
     * Name or ARN of the algorithm: one of your account, or one from AWS Marketplace that you are subscribed to.
     * 1 to 170 characters.
     * Pattern: `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)$`.
     */
    readonly algorithmName: string;
    /**
     * S3 URI of the model artifacts: a single gzip-compressed tar archive (.tar.gz), in the region of the algorithm.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly modelDataUrl?: string;
    /**
     * Location of the model data. An alternative to ModelDataUrl, for data that isn't a single compressed archive. Containers can have it only in versioned packages.
     */
    readonly modelDataSource?: CfnModelPackage.ModelDataSourceProperty | cdk.IResolvable;
    /**
     * ETag of the object at ModelDataUrl. If you omit it, SageMaker sets it.
     */
    readonly modelDataETag?: string;
  }
  /**
   * The algorithm that created the model. An unversioned package needs this or InferenceSpecification.
   */
  interface SourceAlgorithmSpecificationProperty {
    /**
     * The algorithm and its model artifacts.
     * 1 item.
     */
    readonly sourceAlgorithms: Array<CfnModelPackage.SourceAlgorithmProperty | cdk.IResolvable> | cdk.IResolvable;
  }
  /**
   * Location of the input of a batch transform job.
   */
  interface TransformDataSourceProperty {
    /**
     * Input of a batch transform job in Amazon S3.
     */
    readonly s3DataSource: CfnModelPackage.TransformS3DataSourceProperty | cdk.IResolvable;
  }
  /**
   * Input of a batch transform job.
   */
  interface TransformInputProperty {
    /**
     * Location of the input of a batch transform job.
     */
    readonly dataSource: CfnModelPackage.TransformDataSourceProperty | cdk.IResolvable;
    /**
     * MIME type of the input.
     * At most 256 characters.
     * Pattern: `^.*$`.
     */
    readonly contentType?: string;
    /**
     * Compression of the input. None means that it isn't compressed.
     * One of None, Gzip.
     */
    readonly compressionType?: 'None' | 'Gzip' | cdk.IResolvable;
    /**
     * How input files are split into records. None means that a request contains a whole file.
     * One of None, Line, RecordIO, TFRecord.
     */
    readonly splitType?: 'None' | 'Line' | 'RecordIO' | 'TFRecord' | cdk.IResolvable;
  }
  /**
   * A batch transform job: its input, its output and its instances.
   */
  interface TransformJobDefinitionProperty {
    /**
     * Input of a batch transform job.
     */
    readonly transformInput: CfnModelPackage.TransformInputProperty | cdk.IResolvable;
    /**
     * Output of a batch transform job.
     */
    readonly transformOutput: CfnModelPackage.TransformOutputProperty | cdk.IResolvable;
    /**
     * Instances of a batch transform job.
     */
    readonly transformResources: CfnModelPackage.TransformResourcesProperty | cdk.IResolvable;
    /**
     * Maximum number of parallel requests to each instance. With 0, SageMaker chooses the number.
     * At least 0.
     */
    readonly maxConcurrentTransforms?: number | cdk.IResolvable;
    /**
     * Maximum size of a request's payload, in MB. 0 means no limit: the data is sent with chunked transfer encoding.
     * At least 0.
     */
    readonly maxPayloadInMb?: number | cdk.IResolvable;
    /**
     * Number of records in a request: SingleRecord is one; MultiRecord is as many as fit into MaxPayloadInMB.
     * One of MultiRecord, SingleRecord.
     */
    readonly batchStrategy?: 'MultiRecord' | 'SingleRecord' | cdk.IResolvable;
    /**
     * Environment variables of the job.
     * At most 16 entries.
     * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
     * Each value: At most 10240 characters.
     * Each value: Pattern: `^[\S\s]*$`.
     */
    readonly environment?: Record<string, string> | cdk.IResolvable;
  }
  /**
   * Output of a batch transform job.
   */
  interface TransformOutputProperty {
    /**
     * S3 URI of the location in which SageMaker stores the results.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3OutputPath: string;
    /**
     * MIME type of the results.
     * At most 256 characters.
     * Pattern: `^.*$`.
     */
    readonly accept?: string;
    /**
     * How the results of the records are joined: None concatenates them, Line adds a newline after each record.
     * One of None, Line.
     */
    readonly assembleWith?: 'None' | 'Line' | cdk.IResolvable;
    /**
     * ID, ARN or alias of the AWS KMS key that encrypts the results.
     * At most 2048 characters.
     * Pattern: `^[a-zA-Z0-9:/_-]*$`.
     */
    readonly kmsKeyId?: string;
  }
  /**
   * Instances of a batch transform job.
   */
  interface TransformResourcesProperty {
    /**
     * Instance type of the job.
     * Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly instanceType: string;
    /**
     * Number of instances.
     * At least 1.
     */
    readonly instanceCount: number | cdk.IResolvable;
    /**
     * AWS KMS key that encrypts the storage volumes of the instances.
     * At most 2048 characters.
     * Pattern: `^[a-zA-Z0-9:/_-]*$`.
     */
    readonly volumeKmsKeyId?: string;
    /**
     * Version of the machine image (AMI) of the instances, which determines their GPU driver.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$`.
     */
    readonly transformAmiVersion?: string;
  }
  /**
   * Input of a batch transform job in Amazon S3.
   */
  interface TransformS3DataSourceProperty {
    /**
     * What S3Uri identifies: S3Prefix is a key name prefix, the other values are kinds of manifest files.
     * One of ManifestFile, S3Prefix, AugmentedManifestFile, Converse.
     */
    readonly s3DataType: 'ManifestFile' | 'S3Prefix' | 'AugmentedManifestFile' | 'Converse' | cdk.IResolvable;
    /**
     * S3 URI of the input: a key name prefix or a manifest.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri: string;
  }
  /**
   * User who created or changed the package. SageMaker reports it; it can be in a template, but is never sent.
   */
  interface UserContextProperty {
    /**
     * ARN of the user profile in SageMaker.
     */
    readonly userProfileArn?: string;
    /**
     * Name of the user profile.
     */
    readonly userProfileName?: string;
    /**
     * ID of the SageMaker domain of the user.
     */
    readonly domainId?: string;
    /**
     * The IAM identity of a user. SageMaker reports it.
     */
    readonly iamIdentity?: CfnModelPackage.IamIdentityProperty | cdk.IResolvable;
  }
  /**
   * Settings of one validation job.
   */
  interface ValidationProfileProperty {
    /**
     * Name of the validation job's settings.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly profileName: string;
    /**
     * A batch transform job: its input, its output and its instances.
     */
    readonly transformJobDefinition: CfnModelPackage.TransformJobDefinitionProperty | cdk.IResolvable;
  }
  /**
   * Batch transform jobs that SageMaker runs to validate the package before its status becomes Completed.
   */
  interface ValidationSpecificationProperty {
    /**
     * ARN of the IAM role that the validation jobs use.
     * 20 to 2048 characters.
     * Pattern: `^arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$`.
     */
    readonly validationRole: string;
    /**
     * Settings of the validation jobs.
     * At most 1 item.
     */
    readonly validationProfiles: Array<CfnModelPackage.ValidationProfileProperty | cdk.IResolvable> | cdk.IResolvable;
  }
}
