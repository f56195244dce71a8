// Generated from the schema by `make generate`: edit the schema, not this file.
import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Properties of MLOps::SageMaker::ModelPackage.
 */
export interface CfnModelPackageProps {
  /**
   * One more way to serve the model, such as an artifact compiled for an accelerator.
   * Updated in place. Not read back.
   */
  readonly additionalInferenceSpecificationDefinition?: CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable;
  /**
   * More ways to serve the model. A specification can be added in place; changing or removing one needs a new package.
   * At most 15 items.
   * An update replaces the package where it can't be done in place.
   */
  readonly additionalInferenceSpecifications?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Specifications that are added to AdditionalInferenceSpecifications unless their names are there already. 15 in total.
   * At most 15 items.
   * Updated in place. Not read back.
   */
  readonly additionalInferenceSpecificationsToAdd?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Why the model was approved or rejected. For versioned packages only.
   * At most 1024 characters.
   * Pattern: `.*`.
   * Updated in place.
   */
  readonly approvalDescription?: string;
  /**
   * Whether the package is to be certified for AWS Marketplace. For unversioned packages only.
   * An update replaces the package where it can't be done in place.
   */
  readonly certifyForMarketplace?: boolean | cdk.IResolvable;
  /**
   * Token that makes the creation idempotent. Leave it out: it is derived from the request of CloudFormation.
   * 1 to 36 characters.
   * Pattern: `^[a-zA-Z0-9-]+$`.
   * An update replaces the package. Not read back.
   */
  readonly clientToken?: string;
  /**
   * Who created or changed the package.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  readonly createdBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * Metadata of your own. For versioned packages only.
   * At most 50 entries.
   * Each key: pattern `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$`.
   * Each value: 1 to 256 characters.
   * Each value: Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$`.
   * Updated in place.
   */
  readonly customerMetadataProperties?: Record<string, string> | cdk.IResolvable;
  /**
   * Machine learning domain of the model, such as computer vision.
   * An update replaces the package.
   */
  readonly domain?: string;
  /**
   * Baselines against which a monitor of this model measures drift.
   * An update replaces the package.
   */
  readonly driftCheckBaselines?: CfnModelPackage.DriftCheckBaselinesProperty | cdk.IResolvable;
  /**
   * Environment variables for every container of InferenceSpecification; the own variables of a container win. For versioned packages only.
   * At most 16 entries.
   * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
   * Each value: At most 1024 characters.
   * Updated in place. Not read back.
   */
  readonly environment?: Record<string, string> | cdk.IResolvable;
  /**
   * How the model serves predictions: its containers, and the instance and content types that they support.
   * An update replaces the package.
   */
  readonly inferenceSpecification?: CfnModelPackage.InferenceSpecificationProperty | cdk.IResolvable;
  /**
   * Who created or changed the package.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  readonly lastModifiedBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * When the package was last changed, as ISO 8601 text. SageMaker reports it.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  readonly lastModifiedTime?: string;
  /**
   * How SageMaker keeps the model data that it manages for the package.
   * One of Restricted.
   * An update replaces the package.
   */
  readonly managedStorageType?: 'Restricted' | cdk.IResolvable;
  /**
   * Where the package came from.
   * An update replaces the package.
   */
  readonly metadataProperties?: CfnModelPackage.MetadataPropertiesProperty | cdk.IResolvable;
  /**
   * Whether the model may be deployed. Has no effect on an unversioned package. Removed from a template, the status stays as it is.
   * One of Approved, PendingManualApproval, Rejected.
   * Updated in place.
   */
  readonly modelApprovalStatus?: 'Approved' | 'PendingManualApproval' | 'Rejected' | cdk.IResolvable;
  /**
   * The model card of the package: what the model is for, how it was made, how well it does. For versioned packages only. Left out of a later template, it stays as it is.
   * Updated in place.
   */
  readonly modelCard?: CfnModelPackage.ModelCardProperty | cdk.IResolvable;
  /**
   * Where the model is in its life cycle. For versioned packages only. Left out of a later template, it stays as it is.
   * Updated in place.
   */
  readonly modelLifeCycle?: CfnModelPackage.ModelLifeCycleProperty | cdk.IResolvable;
  /**
   * Reports on the quality of the model and of its data.
   * An update replaces the package.
   */
  readonly modelMetrics?: CfnModelPackage.ModelMetricsProperty | cdk.IResolvable;
  /**
   * What the package is.
   * At most 1024 characters.
   * Pattern: `[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*`.
   * An update replaces the package.
   */
  readonly modelPackageDescription?: string;
  /**
   * Name or ARN of the model package group. Given, the package is a version of that group. The group of another account needs its ARN.
   * 1 to 170 characters.
   * Pattern: `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:model-package-group/)?(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package.
   */
  readonly modelPackageGroupName?: string;
  /**
   * Name of an unversioned package. Without it and without ModelPackageGroupName a name is generated.
   * 1 to 63 characters.
   * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package where it can't be done in place.
   */
  readonly modelPackageName?: string;
  /**
   * Whether the version was logged, as by an experiment, or registered for use. For versioned packages only. Left out of a later template, it stays as it is.
   * One of Logged, Registered.
   * Updated in place.
   */
  readonly modelPackageRegistrationType?: 'Logged' | 'Registered' | cdk.IResolvable;
  /**
   * Status of the validation and of the scan of the images.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  readonly modelPackageStatusDetails?: CfnModelPackage.ModelPackageStatusDetailsProperty | cdk.IResolvable;
  /**
   * A status, with the reason of a failure.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  readonly modelPackageStatusItem?: CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable;
  /**
   * Version number of a versioned package. SageMaker reports it.
   * At least 1.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  readonly modelPackageVersion?: number | cdk.IResolvable;
  /**
   * S3 path of a sample payload, a single gzip compressed tar archive.
   * At most 1024 characters.
   * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
   * An update replaces the package.
   */
  readonly samplePayloadUrl?: string;
  /**
   * With which key SageMaker encrypts the model card.
   * An update replaces the package.
   */
  readonly securityConfig?: CfnModelPackage.SecurityConfigProperty | cdk.IResolvable;
  /**
   * Whether SageMaker leaves out to validate the model.
   * One of All, None.
   * Default: None.
   * An update replaces the package.
   */
  readonly skipModelValidation?: 'All' | 'None' | cdk.IResolvable;
  /**
   * The algorithm that made the model.
   * An update replaces the package.
   */
  readonly sourceAlgorithmSpecification?: CfnModelPackage.SourceAlgorithmSpecificationProperty | cdk.IResolvable;
  /**
   * Where the package comes from, for versioned packages only. The ARN of a model package clones that package and the ARN of a model registers that model: the source brings the containers, so InferenceSpecification must not be set beside it. Any other text, such as a Git or MLflow address, is kept as it is. Text can be changed in place; another ARN replaces the package. Removed from a template, it stays as it is.
   * At most 1024 characters.
   * Pattern: `^[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}$`.
   * An update replaces the package where it can't be done in place.
   */
  readonly sourceUri?: string;
  /**
   * Tags of an unversioned package. A versioned package has the tags of its group.
   * At most 50 items.
   * Updated in place.
   */
  readonly tags?: Array<cdk.CfnTag>;
  /**
   * Machine learning task of the model, such as IMAGE_CLASSIFICATION.
   * An update replaces the package.
   */
  readonly task?: string;
  /**
   * Batch transform jobs that SageMaker runs to check the package before it is Completed.
   * An update replaces the package.
   */
  readonly validationSpecification?: CfnModelPackage.ValidationSpecificationProperty | cdk.IResolvable;
}

/**
 * Resource Type definition for SageMaker model packages: versions of a model in the model registry, and unversioned packages.
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
   * When the package was created, as ISO 8601 text.
   */
  readonly attrCreationTime: string;
  /**
   * Status of the package.
   * One of Pending, InProgress, Completed, Failed, Deleting.
   */
  readonly attrModelPackageStatus: string;
  /**
   * Tags of an unversioned package: its own, and those of `Tags.of(…)`.
   * A version of a group has none: it has the tags of its group, and SageMaker refuses others.
   */
  readonly tags: cdk.TagManager;
  /**
   * One more way to serve the model, such as an artifact compiled for an accelerator.
   * Updated in place. Not read back.
   */
  additionalInferenceSpecificationDefinition?: CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable;
  /**
   * More ways to serve the model. A specification can be added in place; changing or removing one needs a new package.
   * At most 15 items.
   * An update replaces the package where it can't be done in place.
   */
  additionalInferenceSpecifications?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Specifications that are added to AdditionalInferenceSpecifications unless their names are there already. 15 in total.
   * At most 15 items.
   * Updated in place. Not read back.
   */
  additionalInferenceSpecificationsToAdd?: Array<CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
  /**
   * Why the model was approved or rejected. For versioned packages only.
   * At most 1024 characters.
   * Pattern: `.*`.
   * Updated in place.
   */
  approvalDescription?: string;
  /**
   * Whether the package is to be certified for AWS Marketplace. For unversioned packages only.
   * An update replaces the package where it can't be done in place.
   */
  certifyForMarketplace?: boolean | cdk.IResolvable;
  /**
   * Token that makes the creation idempotent. Leave it out: it is derived from the request of CloudFormation.
   * 1 to 36 characters.
   * Pattern: `^[a-zA-Z0-9-]+$`.
   * An update replaces the package. Not read back.
   */
  clientToken?: string;
  /**
   * Who created or changed the package.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  createdBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * Metadata of your own. For versioned packages only.
   * At most 50 entries.
   * Each key: pattern `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$`.
   * Each value: 1 to 256 characters.
   * Each value: Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$`.
   * Updated in place.
   */
  customerMetadataProperties?: Record<string, string> | cdk.IResolvable;
  /**
   * Machine learning domain of the model, such as computer vision.
   * An update replaces the package.
   */
  domain?: string;
  /**
   * Baselines against which a monitor of this model measures drift.
   * An update replaces the package.
   */
  driftCheckBaselines?: CfnModelPackage.DriftCheckBaselinesProperty | cdk.IResolvable;
  /**
   * Environment variables for every container of InferenceSpecification; the own variables of a container win. For versioned packages only.
   * At most 16 entries.
   * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
   * Each value: At most 1024 characters.
   * Updated in place. Not read back.
   */
  environment?: Record<string, string> | cdk.IResolvable;
  /**
   * How the model serves predictions: its containers, and the instance and content types that they support.
   * An update replaces the package.
   */
  inferenceSpecification?: CfnModelPackage.InferenceSpecificationProperty | cdk.IResolvable;
  /**
   * Who created or changed the package.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  lastModifiedBy?: CfnModelPackage.UserContextProperty | cdk.IResolvable;
  /**
   * When the package was last changed, as ISO 8601 text. SageMaker reports it.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  lastModifiedTime?: string;
  /**
   * How SageMaker keeps the model data that it manages for the package.
   * One of Restricted.
   * An update replaces the package.
   */
  managedStorageType?: 'Restricted' | cdk.IResolvable;
  /**
   * Where the package came from.
   * An update replaces the package.
   */
  metadataProperties?: CfnModelPackage.MetadataPropertiesProperty | cdk.IResolvable;
  /**
   * Whether the model may be deployed. Has no effect on an unversioned package. Removed from a template, the status stays as it is.
   * One of Approved, PendingManualApproval, Rejected.
   * Updated in place.
   */
  modelApprovalStatus?: 'Approved' | 'PendingManualApproval' | 'Rejected' | cdk.IResolvable;
  /**
   * The model card of the package: what the model is for, how it was made, how well it does. For versioned packages only. Left out of a later template, it stays as it is.
   * Updated in place.
   */
  modelCard?: CfnModelPackage.ModelCardProperty | cdk.IResolvable;
  /**
   * Where the model is in its life cycle. For versioned packages only. Left out of a later template, it stays as it is.
   * Updated in place.
   */
  modelLifeCycle?: CfnModelPackage.ModelLifeCycleProperty | cdk.IResolvable;
  /**
   * Reports on the quality of the model and of its data.
   * An update replaces the package.
   */
  modelMetrics?: CfnModelPackage.ModelMetricsProperty | cdk.IResolvable;
  /**
   * What the package is.
   * At most 1024 characters.
   * Pattern: `[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*`.
   * An update replaces the package.
   */
  modelPackageDescription?: string;
  /**
   * Name or ARN of the model package group. Given, the package is a version of that group. The group of another account needs its ARN.
   * 1 to 170 characters.
   * Pattern: `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:model-package-group/)?(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package.
   */
  modelPackageGroupName?: string;
  /**
   * Name of an unversioned package. Without it and without ModelPackageGroupName a name is generated.
   * 1 to 63 characters.
   * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
   * An update replaces the package where it can't be done in place.
   */
  modelPackageName?: string;
  /**
   * Whether the version was logged, as by an experiment, or registered for use. For versioned packages only. Left out of a later template, it stays as it is.
   * One of Logged, Registered.
   * Updated in place.
   */
  modelPackageRegistrationType?: 'Logged' | 'Registered' | cdk.IResolvable;
  /**
   * Status of the validation and of the scan of the images.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  modelPackageStatusDetails?: CfnModelPackage.ModelPackageStatusDetailsProperty | cdk.IResolvable;
  /**
   * A status, with the reason of a failure.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  modelPackageStatusItem?: CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable;
  /**
   * Version number of a versioned package. SageMaker reports it.
   * At least 1.
   * Reported by SageMaker: a template may carry it, and it is never sent.
   */
  modelPackageVersion?: number | cdk.IResolvable;
  /**
   * S3 path of a sample payload, a single gzip compressed tar archive.
   * At most 1024 characters.
   * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
   * An update replaces the package.
   */
  samplePayloadUrl?: string;
  /**
   * With which key SageMaker encrypts the model card.
   * An update replaces the package.
   */
  securityConfig?: CfnModelPackage.SecurityConfigProperty | cdk.IResolvable;
  /**
   * Whether SageMaker leaves out to validate the model.
   * One of All, None.
   * Default: None.
   * An update replaces the package.
   */
  skipModelValidation?: 'All' | 'None' | cdk.IResolvable;
  /**
   * The algorithm that made the model.
   * An update replaces the package.
   */
  sourceAlgorithmSpecification?: CfnModelPackage.SourceAlgorithmSpecificationProperty | cdk.IResolvable;
  /**
   * Where the package comes from, for versioned packages only. The ARN of a model package clones that package and the ARN of a model registers that model: the source brings the containers, so InferenceSpecification must not be set beside it. Any other text, such as a Git or MLflow address, is kept as it is. Text can be changed in place; another ARN replaces the package. Removed from a template, it stays as it is.
   * At most 1024 characters.
   * Pattern: `^[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}$`.
   * An update replaces the package where it can't be done in place.
   */
  sourceUri?: string;
  /**
   * Machine learning task of the model, such as IMAGE_CLASSIFICATION.
   * An update replaces the package.
   */
  task?: string;
  /**
   * Batch transform jobs that SageMaker runs to check the package before it is Completed.
   * An update replaces the package.
   */
  validationSpecification?: CfnModelPackage.ValidationSpecificationProperty | cdk.IResolvable;
  constructor(scope: Construct, id: string, props?: CfnModelPackageProps);
  protected get cfnProperties(): Record<string, any>;
}

export declare namespace CfnModelPackage {
  /**
   * One more way to serve the model, such as an artifact compiled for an accelerator.
   */
  interface AdditionalInferenceSpecificationDefinitionProperty {
    /**
     * Name of the specification, unique in the package.
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
     * What the specification is for.
     * At most 1024 characters.
     * Pattern: `^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*$`.
     */
    readonly description?: string;
    /**
     * Instance types on which a batch transform job may run the specification.
     * At least 1 item.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedTransformInstanceTypes?: Array<string>;
    /**
     * Instance types on which an endpoint may serve the specification.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedRealtimeInferenceInstanceTypes?: Array<string>;
    /**
     * MIME types that the specification accepts.
     * Each item: At most 256 characters.
     * Each item: Pattern: `^.*$`.
     */
    readonly supportedContentTypes?: Array<string>;
    /**
     * MIME types that the specification answers with.
     * Each item: At most 1024 characters.
     * Each item: Pattern: `^[-\w]+\/.+$`.
     */
    readonly supportedResponseMimeTypes?: Array<string>;
  }
  /**
   * Model data that is put beside the model.
   */
  interface AdditionalModelDataSourceProperty {
    /**
     * Name of the folder under which the container finds the data.
     * 1 to 64 characters.
     * Pattern: `^[A-Za-z0-9\.\-_]+$`.
     */
    readonly channelName: string;
    /**
     * Model data in S3: a prefix or a single object.
     */
    readonly s3DataSource: CfnModelPackage.S3ModelDataSourceProperty | cdk.IResolvable;
  }
  /**
   * One more source of data in S3 that the container reads during inference.
   */
  interface AdditionalS3DataSourceProperty {
    /**
     * Whether S3Uri names one object or a prefix.
     * One of S3Object, S3Prefix.
     */
    readonly s3DataType: 'S3Object' | 'S3Prefix' | cdk.IResolvable;
    /**
     * S3 path of the data.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri: string;
    /**
     * Whether the data is compressed.
     * One of None, Gzip.
     */
    readonly compressionType?: 'None' | 'Gzip' | cdk.IResolvable;
    /**
     * ETag of the object at S3Uri.
     */
    readonly eTag?: string;
  }
  /**
   * The foundation model that a model was made from.
   */
  interface BaseModelOfHubProperty {
    /**
     * Name of the hub content.
     * At most 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly hubContentName?: string;
    /**
     * Version of the hub content.
     * 5 to 14 characters.
     * Pattern: `^\d{1,4}.\d{1,4}.\d{1,4}$`.
     */
    readonly hubContentVersion?: string;
    /**
     * Name of the recipe that made the model.
     * At most 255 characters.
     */
    readonly recipeName?: string;
  }
  /**
   * Bias of data and model.
   */
  interface BiasProperty {
    /**
     * A report in S3.
     */
    readonly report?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly preTrainingReport?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly postTrainingReport?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines against which a monitor of this model measures drift.
   */
  interface DriftCheckBaselinesProperty {
    /**
     * Baselines of bias.
     */
    readonly bias?: CfnModelPackage.DriftCheckBiasProperty | cdk.IResolvable;
    /**
     * Baselines of feature attribution.
     */
    readonly explainability?: CfnModelPackage.DriftCheckExplainabilityProperty | cdk.IResolvable;
    /**
     * Baselines of the quality of the predictions.
     */
    readonly modelQuality?: CfnModelPackage.DriftCheckModelQualityProperty | cdk.IResolvable;
    /**
     * Baselines of the quality of the input data.
     */
    readonly modelDataQuality?: CfnModelPackage.DriftCheckModelDataQualityProperty | cdk.IResolvable;
  }
  /**
   * Baselines of bias.
   */
  interface DriftCheckBiasProperty {
    /**
     * A file in S3.
     */
    readonly configFile?: CfnModelPackage.FileSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly preTrainingConstraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly postTrainingConstraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines of feature attribution.
   */
  interface DriftCheckExplainabilityProperty {
    /**
     * A report in S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A file in S3.
     */
    readonly configFile?: CfnModelPackage.FileSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines of the quality of the input data.
   */
  interface DriftCheckModelDataQualityProperty {
    /**
     * A report in S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Baselines of the quality of the predictions.
   */
  interface DriftCheckModelQualityProperty {
    /**
     * A report in S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Feature attribution.
   */
  interface ExplainabilityProperty {
    /**
     * A report in S3.
     */
    readonly report?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * A file in S3.
   */
  interface FileSourceProperty {
    /**
     * S3 path of the file.
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
   * An IAM identity.
   */
  interface IamIdentityProperty {
    /**
     * ARN of the identity.
     */
    readonly arn?: string;
    /**
     * ID of the principal.
     */
    readonly principalId?: string;
    /**
     * The person or application behind a role.
     */
    readonly sourceIdentity?: string;
  }
  /**
   * Access to a model of a SageMaker hub.
   */
  interface InferenceHubAccessConfigProperty {
    /**
     * ARN of the hub content.
     * At most 255 characters.
     * Pattern: `^.*$`.
     */
    readonly hubContentArn: string;
  }
  /**
   * How the model serves predictions: its containers, and the instance and content types that they support.
   */
  interface InferenceSpecificationProperty {
    /**
     * The containers of the model, in the order in which they run.
     * 1 to 15 items.
     */
    readonly containers: Array<CfnModelPackage.ModelPackageContainerDefinitionProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * Instance types on which a batch transform job may run the model. An unversioned package needs it.
     * At least 1 item.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedTransformInstanceTypes?: Array<string>;
    /**
     * Instance types on which an endpoint may serve the model. An unversioned package needs it.
     * Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly supportedRealtimeInferenceInstanceTypes?: Array<string>;
    /**
     * MIME types that the model accepts.
     * Each item: At most 256 characters.
     * Each item: Pattern: `^.*$`.
     */
    readonly supportedContentTypes?: Array<string>;
    /**
     * MIME types that the model answers with.
     * Each item: At most 1024 characters.
     * Each item: Pattern: `^[-\w]+\/.+$`.
     */
    readonly supportedResponseMimeTypes?: Array<string>;
  }
  /**
   * Where the package came from.
   */
  interface MetadataPropertiesProperty {
    /**
     * Commit ID.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly commitId?: string;
    /**
     * Repository.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly repository?: string;
    /**
     * What made the package, such as the ARN of a pipeline step.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly generatedBy?: string;
    /**
     * Project ID.
     * At most 1024 characters.
     * Pattern: `^.*$`.
     */
    readonly projectId?: string;
  }
  /**
   * A report in S3.
   */
  interface MetricsSourceProperty {
    /**
     * MIME type of the report.
     * At most 256 characters.
     * Pattern: `^.*$`.
     */
    readonly contentType: string;
    /**
     * S3 path of the report.
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
   * Consent to the terms of a gated model.
   */
  interface ModelAccessConfigProperty {
    /**
     * True if the end user licence of the model is accepted.
     */
    readonly acceptEula: boolean | cdk.IResolvable;
  }
  /**
   * The model card of the package: what the model is for, how it was made, how well it does. For versioned packages only. Left out of a later template, it stays as it is.
   */
  interface ModelCardProperty {
    /**
     * The card as JSON text, after the model card schema for model packages. White space and the order of keys say nothing. No message or log shows it.
     * At most 100000 characters.
     */
    readonly modelCardContent?: string;
    /**
     * How far the card has come. SageMaker lets the content of an archived card be changed no more.
     * One of Draft, PendingReview, Approved, Archived.
     */
    readonly modelCardStatus?: 'Draft' | 'PendingReview' | 'Approved' | 'Archived' | cdk.IResolvable;
  }
  /**
   * Quality of the input data.
   */
  interface ModelDataQualityProperty {
    /**
     * A report in S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Where the model data lies.
   */
  interface ModelDataSourceProperty {
    /**
     * Model data in S3: a prefix or a single object.
     */
    readonly s3DataSource?: CfnModelPackage.S3ModelDataSourceProperty | cdk.IResolvable;
  }
  /**
   * What the model takes as its input.
   */
  interface ModelInputProperty {
    /**
     * Names and shapes of the inputs, as JSON text.
     * 1 to 16384 characters.
     * Pattern: `^[\S\s]+$`.
     */
    readonly dataInputConfig: string;
  }
  /**
   * Where the model is in its life cycle. For versioned packages only. Left out of a later template, it stays as it is.
   */
  interface ModelLifeCycleProperty {
    /**
     * Stage, such as Development or Production.
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
     * More about the stage.
     * At most 1024 characters.
     * Pattern: `^.{0,1024}$`.
     */
    readonly stageDescription?: string;
  }
  /**
   * Reports on the quality of the model and of its data.
   */
  interface ModelMetricsProperty {
    /**
     * Quality of the predictions.
     */
    readonly modelQuality?: CfnModelPackage.ModelQualityProperty | cdk.IResolvable;
    /**
     * Quality of the input data.
     */
    readonly modelDataQuality?: CfnModelPackage.ModelDataQualityProperty | cdk.IResolvable;
    /**
     * Bias of data and model.
     */
    readonly bias?: CfnModelPackage.BiasProperty | cdk.IResolvable;
    /**
     * Feature attribution.
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
     * Path of the image in Amazon ECR, with a tag or a digest.
     * At most 255 characters.
     * Pattern: `^[\S]+$`.
     */
    readonly image?: string;
    /**
     * Digest of the image. SageMaker fills it in when it is left out.
     * At most 72 characters.
     * Pattern: `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
     */
    readonly imageDigest?: string;
    /**
     * S3 path of the model artifact, a single gzip compressed tar archive.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly modelDataUrl?: string;
    /**
     * Where the model data lies.
     */
    readonly modelDataSource?: CfnModelPackage.ModelDataSourceProperty | cdk.IResolvable;
    /**
     * Product ID of the package in AWS Marketplace.
     * At most 256 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9])*$`.
     */
    readonly productId?: string;
    /**
     * Environment variables of the container. For versioned packages only.
     * At most 100 entries.
     * Each key: pattern `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`.
     * Each value: At most 1024 characters.
     * Each value: Pattern: `^[\S\s]*$`.
     */
    readonly environment?: Record<string, string> | cdk.IResolvable;
    /**
     * What the model takes as its input.
     */
    readonly modelInput?: CfnModelPackage.ModelInputProperty | cdk.IResolvable;
    /**
     * Machine learning framework of the image.
     */
    readonly framework?: string;
    /**
     * Version of the framework.
     * 3 to 10 characters.
     * Pattern: `^[0-9]\.[A-Za-z0-9.-]+$`.
     */
    readonly frameworkVersion?: string;
    /**
     * A benchmarked model of SageMaker Inference Recommender that comes close to this one.
     */
    readonly nearestModelName?: string;
    /**
     * More model data that is put beside the model, each under a channel name.
     * At most 5 items.
     */
    readonly additionalModelDataSources?: Array<CfnModelPackage.AdditionalModelDataSourceProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * One more source of data in S3 that the container reads during inference.
     */
    readonly additionalS3DataSource?: CfnModelPackage.AdditionalS3DataSourceProperty | cdk.IResolvable;
    /**
     * ETag of the object at ModelDataUrl. SageMaker fills it in when it is left out.
     */
    readonly modelDataETag?: string;
    /**
     * Whether the model data is a checkpoint of a training job.
     */
    readonly isCheckpoint?: boolean | cdk.IResolvable;
    /**
     * The foundation model that a model was made from.
     */
    readonly baseModel?: CfnModelPackage.BaseModelOfHubProperty | cdk.IResolvable;
  }
  /**
   * Status of the validation and of the scan of the images.
   */
  interface ModelPackageStatusDetailsProperty {
    /**
     * Status of each validation job.
     */
    readonly validationStatuses: Array<CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable> | cdk.IResolvable;
    /**
     * Status of the scan of each image.
     */
    readonly imageScanStatuses?: Array<CfnModelPackage.ModelPackageStatusItemProperty | cdk.IResolvable> | cdk.IResolvable;
  }
  /**
   * A status, with the reason of a failure.
   */
  interface ModelPackageStatusItemProperty {
    /**
     * What the status is about.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
     */
    readonly name: string;
    /**
     * The status.
     * One of NotStarted, InProgress, Completed, Failed.
     */
    readonly status: 'NotStarted' | 'InProgress' | 'Completed' | 'Failed' | cdk.IResolvable;
    /**
     * Why it failed, if it did.
     */
    readonly failureReason?: string;
  }
  /**
   * Quality of the predictions.
   */
  interface ModelQualityProperty {
    /**
     * A report in S3.
     */
    readonly statistics?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
    /**
     * A report in S3.
     */
    readonly constraints?: CfnModelPackage.MetricsSourceProperty | cdk.IResolvable;
  }
  /**
   * Model data in S3: a prefix or a single object.
   */
  interface S3ModelDataSourceProperty {
    /**
     * Whether S3Uri names one object or a prefix with all that is under it.
     * One of S3Prefix, S3Object.
     */
    readonly s3DataType: 'S3Prefix' | 'S3Object' | cdk.IResolvable;
    /**
     * Whether the model data is compressed.
     * One of None, Gzip.
     */
    readonly compressionType: 'None' | 'Gzip' | cdk.IResolvable;
    /**
     * S3 path of the model data. A template has to give it; SageMaker may leave it out for a package with restricted storage.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri?: string;
    /**
     * Consent to the terms of a gated model.
     */
    readonly modelAccessConfig?: CfnModelPackage.ModelAccessConfigProperty | cdk.IResolvable;
    /**
     * Access to a model of a SageMaker hub.
     */
    readonly hubAccessConfig?: CfnModelPackage.InferenceHubAccessConfigProperty | cdk.IResolvable;
    /**
     * S3 path of a manifest of the model data.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly manifestS3Uri?: string;
    /**
     * ETag of the object at S3Uri. SageMaker fills it in when it is left out.
     */
    readonly eTag?: string;
    /**
     * ETag of the manifest. SageMaker fills it in when it is left out.
     */
    readonly manifestEtag?: string;
  }
  /**
   * With which key SageMaker encrypts the model card.
   */
  interface SecurityConfigProperty {
    /**
     * ID, ARN or alias of a customer managed key of AWS KMS.
     * At most 2048 characters.
     * Pattern: `^[a-zA-Z0-9:/_-]*$`.
     */
    readonly kmsKeyId: string;
  }
  /**
   * An algorithm and the model data that it made.
   */
  interface SourceAlgorithmProperty {
    /**
     * Name or ARN of the algorithm.
     * 1 to 170 characters.
     * Pattern: `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)$`.
     */
    readonly algorithmName: string;
    /**
     * S3 path of the model artifact, a single gzip compressed tar archive.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly modelDataUrl?: string;
    /**
     * Where the model data lies.
     */
    readonly modelDataSource?: CfnModelPackage.ModelDataSourceProperty | cdk.IResolvable;
    /**
     * ETag of the object at ModelDataUrl. SageMaker fills it in when it is left out.
     */
    readonly modelDataETag?: string;
  }
  /**
   * The algorithm that made the model.
   */
  interface SourceAlgorithmSpecificationProperty {
    /**
     * The algorithm and its model data.
     * 1 item.
     */
    readonly sourceAlgorithms: Array<CfnModelPackage.SourceAlgorithmProperty | cdk.IResolvable> | cdk.IResolvable;
  }
  /**
   * Where the input of a batch transform job lies.
   */
  interface TransformDataSourceProperty {
    /**
     * Input of a batch transform job in S3.
     */
    readonly s3DataSource: CfnModelPackage.TransformS3DataSourceProperty | cdk.IResolvable;
  }
  /**
   * What a batch transform job reads.
   */
  interface TransformInputProperty {
    /**
     * Where the input of a batch transform job lies.
     */
    readonly dataSource: CfnModelPackage.TransformDataSourceProperty | cdk.IResolvable;
    /**
     * MIME type of the input.
     * At most 256 characters.
     * Pattern: `^.*$`.
     */
    readonly contentType?: string;
    /**
     * How the input is compressed.
     * One of None, Gzip.
     */
    readonly compressionType?: 'None' | 'Gzip' | cdk.IResolvable;
    /**
     * How the input is split into records.
     * One of None, Line, RecordIO, TFRecord.
     */
    readonly splitType?: 'None' | 'Line' | 'RecordIO' | 'TFRecord' | cdk.IResolvable;
  }
  /**
   * A batch transform job: its input, its output and its instances.
   */
  interface TransformJobDefinitionProperty {
    /**
     * What a batch transform job reads.
     */
    readonly transformInput: CfnModelPackage.TransformInputProperty | cdk.IResolvable;
    /**
     * What a batch transform job writes.
     */
    readonly transformOutput: CfnModelPackage.TransformOutputProperty | cdk.IResolvable;
    /**
     * The instances of a batch transform job.
     */
    readonly transformResources: CfnModelPackage.TransformResourcesProperty | cdk.IResolvable;
    /**
     * Most requests that are sent to one instance at a time. 0 leaves it to SageMaker.
     * At least 0.
     */
    readonly maxConcurrentTransforms?: number | cdk.IResolvable;
    /**
     * Largest payload of one request, in MB. 0 means no limit, with chunked requests.
     * At least 0.
     */
    readonly maxPayloadInMb?: number | cdk.IResolvable;
    /**
     * How many records go into one request.
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
   * What a batch transform job writes.
   */
  interface TransformOutputProperty {
    /**
     * S3 path under which the results are written.
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
     * How the results of the records are put together.
     * One of None, Line.
     */
    readonly assembleWith?: 'None' | 'Line' | cdk.IResolvable;
    /**
     * KMS key that encrypts the results.
     * At most 2048 characters.
     * Pattern: `^[a-zA-Z0-9:/_-]*$`.
     */
    readonly kmsKeyId?: string;
  }
  /**
   * The instances of a batch transform job.
   */
  interface TransformResourcesProperty {
    /**
     * Type of the instances.
     * Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
     */
    readonly instanceType: string;
    /**
     * Number of the instances.
     * At least 1.
     */
    readonly instanceCount: number | cdk.IResolvable;
    /**
     * KMS key that encrypts the storage volumes of the instances.
     * At most 2048 characters.
     * Pattern: `^[a-zA-Z0-9:/_-]*$`.
     */
    readonly volumeKmsKeyId?: string;
    /**
     * Version of the machine image of the instances.
     * 1 to 63 characters.
     * Pattern: `^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$`.
     */
    readonly transformAmiVersion?: string;
  }
  /**
   * Input of a batch transform job in S3.
   */
  interface TransformS3DataSourceProperty {
    /**
     * What S3Uri names: a prefix or a manifest.
     * One of ManifestFile, S3Prefix, AugmentedManifestFile, Converse.
     */
    readonly s3DataType: 'ManifestFile' | 'S3Prefix' | 'AugmentedManifestFile' | 'Converse' | cdk.IResolvable;
    /**
     * S3 path of the input.
     * At most 1024 characters.
     * Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
     */
    readonly s3Uri: string;
  }
  /**
   * Who created or changed the package.
   */
  interface UserContextProperty {
    /**
     * ARN of the user profile in SageMaker Studio.
     */
    readonly userProfileArn?: string;
    /**
     * Name of the user profile.
     */
    readonly userProfileName?: string;
    /**
     * ID of the domain of the user profile.
     */
    readonly domainId?: string;
    /**
     * An IAM identity.
     */
    readonly iamIdentity?: CfnModelPackage.IamIdentityProperty | cdk.IResolvable;
  }
  /**
   * One validation job.
   */
  interface ValidationProfileProperty {
    /**
     * Name of the profile.
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
   * Batch transform jobs that SageMaker runs to check the package before it is Completed.
   */
  interface ValidationSpecificationProperty {
    /**
     * ARN of the IAM role that runs the jobs.
     * 20 to 2048 characters.
     * Pattern: `^arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$`.
     */
    readonly validationRole: string;
    /**
     * The jobs, one profile each.
     * At most 1 item.
     */
    readonly validationProfiles: Array<CfnModelPackage.ValidationProfileProperty | cdk.IResolvable> | cdk.IResolvable;
  }
}
