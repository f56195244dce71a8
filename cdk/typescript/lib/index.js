// Generated from the schema by `make generate`: edit the schema, not this file.
'use strict';

const cdk = require('aws-cdk-lib');
const { ImportedModelPackage, onGroupApprovalChange, withModelPackageMethods } = require('./base');
const { render } = require('./render');
const { problems } = require('./validation');

// Of each type: the properties with their names in a template, and the types of those that have one.
const TYPES = {
  'AdditionalInferenceSpecificationDefinition': {
    name: ['Name'],
    containers: ['Containers', 'ModelPackageContainerDefinition'],
    description: ['Description'],
    supportedTransformInstanceTypes: ['SupportedTransformInstanceTypes'],
    supportedRealtimeInferenceInstanceTypes: ['SupportedRealtimeInferenceInstanceTypes'],
    supportedContentTypes: ['SupportedContentTypes'],
    supportedResponseMimeTypes: ['SupportedResponseMIMETypes'],
  },
  'AdditionalModelDataSource': {
    channelName: ['ChannelName'],
    s3DataSource: ['S3DataSource', 'S3ModelDataSource'],
  },
  'AdditionalS3DataSource': {
    s3DataType: ['S3DataType'],
    s3Uri: ['S3Uri'],
    compressionType: ['CompressionType'],
    eTag: ['ETag'],
  },
  'BaseModelOfHub': {
    hubContentName: ['HubContentName'],
    hubContentVersion: ['HubContentVersion'],
    recipeName: ['RecipeName'],
  },
  'Bias': {
    report: ['Report', 'MetricsSource'],
    preTrainingReport: ['PreTrainingReport', 'MetricsSource'],
    postTrainingReport: ['PostTrainingReport', 'MetricsSource'],
  },
  'DriftCheckBaselines': {
    bias: ['Bias', 'DriftCheckBias'],
    explainability: ['Explainability', 'DriftCheckExplainability'],
    modelQuality: ['ModelQuality', 'DriftCheckModelQuality'],
    modelDataQuality: ['ModelDataQuality', 'DriftCheckModelDataQuality'],
  },
  'DriftCheckBias': {
    configFile: ['ConfigFile', 'FileSource'],
    preTrainingConstraints: ['PreTrainingConstraints', 'MetricsSource'],
    postTrainingConstraints: ['PostTrainingConstraints', 'MetricsSource'],
  },
  'DriftCheckExplainability': {
    constraints: ['Constraints', 'MetricsSource'],
    configFile: ['ConfigFile', 'FileSource'],
  },
  'DriftCheckModelDataQuality': {
    statistics: ['Statistics', 'MetricsSource'],
    constraints: ['Constraints', 'MetricsSource'],
  },
  'DriftCheckModelQuality': {
    statistics: ['Statistics', 'MetricsSource'],
    constraints: ['Constraints', 'MetricsSource'],
  },
  'Explainability': {
    report: ['Report', 'MetricsSource'],
  },
  'FileSource': {
    s3Uri: ['S3Uri'],
    contentType: ['ContentType'],
    contentDigest: ['ContentDigest'],
  },
  'IamIdentity': {
    arn: ['Arn'],
    principalId: ['PrincipalId'],
    sourceIdentity: ['SourceIdentity'],
  },
  'InferenceHubAccessConfig': {
    hubContentArn: ['HubContentArn'],
  },
  'InferenceSpecification': {
    containers: ['Containers', 'ModelPackageContainerDefinition'],
    supportedTransformInstanceTypes: ['SupportedTransformInstanceTypes'],
    supportedRealtimeInferenceInstanceTypes: ['SupportedRealtimeInferenceInstanceTypes'],
    supportedContentTypes: ['SupportedContentTypes'],
    supportedResponseMimeTypes: ['SupportedResponseMIMETypes'],
  },
  'MetadataProperties': {
    commitId: ['CommitId'],
    repository: ['Repository'],
    generatedBy: ['GeneratedBy'],
    projectId: ['ProjectId'],
  },
  'MetricsSource': {
    contentType: ['ContentType'],
    s3Uri: ['S3Uri'],
    contentDigest: ['ContentDigest'],
  },
  'ModelAccessConfig': {
    acceptEula: ['AcceptEula'],
  },
  'ModelCard': {
    modelCardContent: ['ModelCardContent'],
    modelCardStatus: ['ModelCardStatus'],
  },
  'ModelDataQuality': {
    statistics: ['Statistics', 'MetricsSource'],
    constraints: ['Constraints', 'MetricsSource'],
  },
  'ModelDataSource': {
    s3DataSource: ['S3DataSource', 'S3ModelDataSource'],
  },
  'ModelInput': {
    dataInputConfig: ['DataInputConfig'],
  },
  'ModelLifeCycle': {
    stage: ['Stage'],
    stageStatus: ['StageStatus'],
    stageDescription: ['StageDescription'],
  },
  'ModelMetrics': {
    modelQuality: ['ModelQuality', 'ModelQuality'],
    modelDataQuality: ['ModelDataQuality', 'ModelDataQuality'],
    bias: ['Bias', 'Bias'],
    explainability: ['Explainability', 'Explainability'],
  },
  'ModelPackageContainerDefinition': {
    containerHostname: ['ContainerHostname'],
    image: ['Image'],
    imageDigest: ['ImageDigest'],
    modelDataUrl: ['ModelDataUrl'],
    modelDataSource: ['ModelDataSource', 'ModelDataSource'],
    productId: ['ProductId'],
    environment: ['Environment'],
    modelInput: ['ModelInput', 'ModelInput'],
    framework: ['Framework'],
    frameworkVersion: ['FrameworkVersion'],
    nearestModelName: ['NearestModelName'],
    additionalModelDataSources: ['AdditionalModelDataSources', 'AdditionalModelDataSource'],
    additionalS3DataSource: ['AdditionalS3DataSource', 'AdditionalS3DataSource'],
    modelDataETag: ['ModelDataETag'],
    isCheckpoint: ['IsCheckpoint'],
    baseModel: ['BaseModel', 'BaseModelOfHub'],
  },
  'ModelPackageStatusDetails': {
    validationStatuses: ['ValidationStatuses', 'ModelPackageStatusItem'],
    imageScanStatuses: ['ImageScanStatuses', 'ModelPackageStatusItem'],
  },
  'ModelPackageStatusItem': {
    name: ['Name'],
    status: ['Status'],
    failureReason: ['FailureReason'],
  },
  'ModelQuality': {
    statistics: ['Statistics', 'MetricsSource'],
    constraints: ['Constraints', 'MetricsSource'],
  },
  'S3ModelDataSource': {
    s3DataType: ['S3DataType'],
    compressionType: ['CompressionType'],
    s3Uri: ['S3Uri'],
    modelAccessConfig: ['ModelAccessConfig', 'ModelAccessConfig'],
    hubAccessConfig: ['HubAccessConfig', 'InferenceHubAccessConfig'],
    manifestS3Uri: ['ManifestS3Uri'],
    eTag: ['ETag'],
    manifestEtag: ['ManifestEtag'],
  },
  'SecurityConfig': {
    kmsKeyId: ['KmsKeyId'],
  },
  'SourceAlgorithm': {
    algorithmName: ['AlgorithmName'],
    modelDataUrl: ['ModelDataUrl'],
    modelDataSource: ['ModelDataSource', 'ModelDataSource'],
    modelDataETag: ['ModelDataETag'],
  },
  'SourceAlgorithmSpecification': {
    sourceAlgorithms: ['SourceAlgorithms', 'SourceAlgorithm'],
  },
  'Tag': {
    key: ['Key'],
    value: ['Value'],
  },
  'TransformDataSource': {
    s3DataSource: ['S3DataSource', 'TransformS3DataSource'],
  },
  'TransformInput': {
    dataSource: ['DataSource', 'TransformDataSource'],
    contentType: ['ContentType'],
    compressionType: ['CompressionType'],
    splitType: ['SplitType'],
  },
  'TransformJobDefinition': {
    transformInput: ['TransformInput', 'TransformInput'],
    transformOutput: ['TransformOutput', 'TransformOutput'],
    transformResources: ['TransformResources', 'TransformResources'],
    maxConcurrentTransforms: ['MaxConcurrentTransforms'],
    maxPayloadInMb: ['MaxPayloadInMB'],
    batchStrategy: ['BatchStrategy'],
    environment: ['Environment'],
  },
  'TransformOutput': {
    s3OutputPath: ['S3OutputPath'],
    accept: ['Accept'],
    assembleWith: ['AssembleWith'],
    kmsKeyId: ['KmsKeyId'],
  },
  'TransformResources': {
    instanceType: ['InstanceType'],
    instanceCount: ['InstanceCount'],
    volumeKmsKeyId: ['VolumeKmsKeyId'],
    transformAmiVersion: ['TransformAmiVersion'],
  },
  'TransformS3DataSource': {
    s3DataType: ['S3DataType'],
    s3Uri: ['S3Uri'],
  },
  'UserContext': {
    userProfileArn: ['UserProfileArn'],
    userProfileName: ['UserProfileName'],
    domainId: ['DomainId'],
    iamIdentity: ['IamIdentity', 'IamIdentity'],
  },
  'ValidationProfile': {
    profileName: ['ProfileName'],
    transformJobDefinition: ['TransformJobDefinition', 'TransformJobDefinition'],
  },
  'ValidationSpecification': {
    validationRole: ['ValidationRole'],
    validationProfiles: ['ValidationProfiles', 'ValidationProfile'],
  },
  '': {
    additionalInferenceSpecificationDefinition: ['AdditionalInferenceSpecificationDefinition', 'AdditionalInferenceSpecificationDefinition'],
    additionalInferenceSpecifications: ['AdditionalInferenceSpecifications', 'AdditionalInferenceSpecificationDefinition'],
    additionalInferenceSpecificationsToAdd: ['AdditionalInferenceSpecificationsToAdd', 'AdditionalInferenceSpecificationDefinition'],
    approvalDescription: ['ApprovalDescription'],
    certifyForMarketplace: ['CertifyForMarketplace'],
    clientToken: ['ClientToken'],
    createdBy: ['CreatedBy', 'UserContext'],
    customerMetadataProperties: ['CustomerMetadataProperties'],
    domain: ['Domain'],
    driftCheckBaselines: ['DriftCheckBaselines', 'DriftCheckBaselines'],
    environment: ['Environment'],
    inferenceSpecification: ['InferenceSpecification', 'InferenceSpecification'],
    lastModifiedBy: ['LastModifiedBy', 'UserContext'],
    lastModifiedTime: ['LastModifiedTime'],
    managedStorageType: ['ManagedStorageType'],
    metadataProperties: ['MetadataProperties', 'MetadataProperties'],
    modelApprovalStatus: ['ModelApprovalStatus'],
    modelCard: ['ModelCard', 'ModelCard'],
    modelLifeCycle: ['ModelLifeCycle', 'ModelLifeCycle'],
    modelMetrics: ['ModelMetrics', 'ModelMetrics'],
    modelPackageDescription: ['ModelPackageDescription'],
    modelPackageGroupName: ['ModelPackageGroupName'],
    modelPackageName: ['ModelPackageName'],
    modelPackageRegistrationType: ['ModelPackageRegistrationType'],
    modelPackageStatusDetails: ['ModelPackageStatusDetails', 'ModelPackageStatusDetails'],
    modelPackageStatusItem: ['ModelPackageStatusItem', 'ModelPackageStatusItem'],
    modelPackageVersion: ['ModelPackageVersion'],
    samplePayloadUrl: ['SamplePayloadUrl'],
    securityConfig: ['SecurityConfig', 'SecurityConfig'],
    skipModelValidation: ['SkipModelValidation'],
    sourceAlgorithmSpecification: ['SourceAlgorithmSpecification', 'SourceAlgorithmSpecification'],
    sourceUri: ['SourceUri'],
    tags: ['Tags', 'Tag'],
    task: ['Task'],
    validationSpecification: ['ValidationSpecification', 'ValidationSpecification'],
  },
};

class CfnModelPackage extends withModelPackageMethods(cdk.CfnResource) {
  constructor(scope, id, props = {}) {
    super(scope, id, { type: CfnModelPackage.CFN_RESOURCE_TYPE_NAME });
    render(TYPES, '', props); // fails here, at the line that is wrong, instead of at synthesis
    this.attrModelPackageArn = cdk.Token.asString(this.getAtt('ModelPackageArn'));
    this.attrCreationTime = cdk.Token.asString(this.getAtt('CreationTime'));
    this.attrModelPackageStatus = cdk.Token.asString(this.getAtt('ModelPackageStatus'));
    for (const name of Object.keys(TYPES[''])) {
      if (name !== 'tags') {
        this[name] = props[name];
      }
    }
    this._versioned = props.modelPackageGroupName !== undefined;
    const kind = this._versioned ? cdk.TagType.NOT_TAGGABLE : cdk.TagType.STANDARD;
    this.tags = new cdk.TagManager(kind, CfnModelPackage.CFN_RESOURCE_TYPE_NAME, props.tags);
    this._givenTags = props.tags; // kept for a version, too, so that the validation refuses them by name
    this.node.addValidation({ validate: () => problems(this._rendered(this._givenTags)) });
  }

  static fromModelPackageArn(scope, id, modelPackageArn) {
    return new ImportedModelPackage(scope, id, modelPackageArn);
  }

  get modelPackageArn() {
    return this.ref;
  }

  get cfnProperties() {
    return this._rendered(this._versioned ? this._givenTags : this.tags.renderTags());
  }

  _rendered(tags) {
    const properties = Object.fromEntries(Object.keys(TYPES['']).map((name) => [name, this[name]]));
    return render(TYPES, '', { ...properties, tags });
  }
}

CfnModelPackage.CFN_RESOURCE_TYPE_NAME = 'MLOps::SageMaker::ModelPackage';

module.exports = { CfnModelPackage, onGroupApprovalChange };
