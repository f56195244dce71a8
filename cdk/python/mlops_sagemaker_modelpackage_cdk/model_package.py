"""Generated from the schema by `make generate`: edit the schema, not this file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import jsii
from aws_cdk import CfnResource, CfnTag, IResolvable, ITaggable, TagManager, TagType
from aws_cdk.aws_sagemaker import CfnModelPackageGroup
from constructs import Construct, IValidation

from .base import ImportedModelPackage, ModelPackageBase
from .rendering import Types, render
from .validation import problems

# Of each type: the properties with their names in a template, and the types of those that have one.
_TYPES: Types = {
    "AdditionalInferenceSpecificationDefinition": {
        "name": ("Name", None),
        "containers": ("Containers", "ModelPackageContainerDefinition"),
        "description": ("Description", None),
        "supported_transform_instance_types": ("SupportedTransformInstanceTypes", None),
        "supported_realtime_inference_instance_types": ("SupportedRealtimeInferenceInstanceTypes", None),
        "supported_content_types": ("SupportedContentTypes", None),
        "supported_response_mime_types": ("SupportedResponseMIMETypes", None),
    },
    "AdditionalModelDataSource": {
        "channel_name": ("ChannelName", None),
        "s3_data_source": ("S3DataSource", "S3ModelDataSource"),
    },
    "AdditionalS3DataSource": {
        "s3_data_type": ("S3DataType", None),
        "s3_uri": ("S3Uri", None),
        "compression_type": ("CompressionType", None),
        "e_tag": ("ETag", None),
    },
    "BaseModelOfHub": {
        "hub_content_name": ("HubContentName", None),
        "hub_content_version": ("HubContentVersion", None),
        "recipe_name": ("RecipeName", None),
    },
    "Bias": {
        "report": ("Report", "MetricsSource"),
        "pre_training_report": ("PreTrainingReport", "MetricsSource"),
        "post_training_report": ("PostTrainingReport", "MetricsSource"),
    },
    "DriftCheckBaselines": {
        "bias": ("Bias", "DriftCheckBias"),
        "explainability": ("Explainability", "DriftCheckExplainability"),
        "model_quality": ("ModelQuality", "DriftCheckModelQuality"),
        "model_data_quality": ("ModelDataQuality", "DriftCheckModelDataQuality"),
    },
    "DriftCheckBias": {
        "config_file": ("ConfigFile", "FileSource"),
        "pre_training_constraints": ("PreTrainingConstraints", "MetricsSource"),
        "post_training_constraints": ("PostTrainingConstraints", "MetricsSource"),
    },
    "DriftCheckExplainability": {
        "constraints": ("Constraints", "MetricsSource"),
        "config_file": ("ConfigFile", "FileSource"),
    },
    "DriftCheckModelDataQuality": {
        "statistics": ("Statistics", "MetricsSource"),
        "constraints": ("Constraints", "MetricsSource"),
    },
    "DriftCheckModelQuality": {
        "statistics": ("Statistics", "MetricsSource"),
        "constraints": ("Constraints", "MetricsSource"),
    },
    "Explainability": {
        "report": ("Report", "MetricsSource"),
    },
    "FileSource": {
        "s3_uri": ("S3Uri", None),
        "content_type": ("ContentType", None),
        "content_digest": ("ContentDigest", None),
    },
    "IamIdentity": {
        "arn": ("Arn", None),
        "principal_id": ("PrincipalId", None),
        "source_identity": ("SourceIdentity", None),
    },
    "InferenceHubAccessConfig": {
        "hub_content_arn": ("HubContentArn", None),
    },
    "InferenceSpecification": {
        "containers": ("Containers", "ModelPackageContainerDefinition"),
        "supported_transform_instance_types": ("SupportedTransformInstanceTypes", None),
        "supported_realtime_inference_instance_types": ("SupportedRealtimeInferenceInstanceTypes", None),
        "supported_content_types": ("SupportedContentTypes", None),
        "supported_response_mime_types": ("SupportedResponseMIMETypes", None),
    },
    "MetadataProperties": {
        "commit_id": ("CommitId", None),
        "repository": ("Repository", None),
        "generated_by": ("GeneratedBy", None),
        "project_id": ("ProjectId", None),
    },
    "MetricsSource": {
        "content_type": ("ContentType", None),
        "s3_uri": ("S3Uri", None),
        "content_digest": ("ContentDigest", None),
    },
    "ModelAccessConfig": {
        "accept_eula": ("AcceptEula", None),
    },
    "ModelCard": {
        "model_card_content": ("ModelCardContent", None),
        "model_card_status": ("ModelCardStatus", None),
    },
    "ModelDataQuality": {
        "statistics": ("Statistics", "MetricsSource"),
        "constraints": ("Constraints", "MetricsSource"),
    },
    "ModelDataSource": {
        "s3_data_source": ("S3DataSource", "S3ModelDataSource"),
    },
    "ModelInput": {
        "data_input_config": ("DataInputConfig", None),
    },
    "ModelLifeCycle": {
        "stage": ("Stage", None),
        "stage_status": ("StageStatus", None),
        "stage_description": ("StageDescription", None),
    },
    "ModelMetrics": {
        "model_quality": ("ModelQuality", "ModelQuality"),
        "model_data_quality": ("ModelDataQuality", "ModelDataQuality"),
        "bias": ("Bias", "Bias"),
        "explainability": ("Explainability", "Explainability"),
    },
    "ModelPackageContainerDefinition": {
        "container_hostname": ("ContainerHostname", None),
        "image": ("Image", None),
        "image_digest": ("ImageDigest", None),
        "model_data_url": ("ModelDataUrl", None),
        "model_data_source": ("ModelDataSource", "ModelDataSource"),
        "product_id": ("ProductId", None),
        "environment": ("Environment", None),
        "model_input": ("ModelInput", "ModelInput"),
        "framework": ("Framework", None),
        "framework_version": ("FrameworkVersion", None),
        "nearest_model_name": ("NearestModelName", None),
        "additional_model_data_sources": ("AdditionalModelDataSources", "AdditionalModelDataSource"),
        "additional_s3_data_source": ("AdditionalS3DataSource", "AdditionalS3DataSource"),
        "model_data_e_tag": ("ModelDataETag", None),
        "is_checkpoint": ("IsCheckpoint", None),
        "base_model": ("BaseModel", "BaseModelOfHub"),
    },
    "ModelPackageStatusDetails": {
        "validation_statuses": ("ValidationStatuses", "ModelPackageStatusItem"),
        "image_scan_statuses": ("ImageScanStatuses", "ModelPackageStatusItem"),
    },
    "ModelPackageStatusItem": {
        "name": ("Name", None),
        "status": ("Status", None),
        "failure_reason": ("FailureReason", None),
    },
    "ModelQuality": {
        "statistics": ("Statistics", "MetricsSource"),
        "constraints": ("Constraints", "MetricsSource"),
    },
    "S3ModelDataSource": {
        "s3_data_type": ("S3DataType", None),
        "compression_type": ("CompressionType", None),
        "s3_uri": ("S3Uri", None),
        "model_access_config": ("ModelAccessConfig", "ModelAccessConfig"),
        "hub_access_config": ("HubAccessConfig", "InferenceHubAccessConfig"),
        "manifest_s3_uri": ("ManifestS3Uri", None),
        "e_tag": ("ETag", None),
        "manifest_etag": ("ManifestEtag", None),
    },
    "SecurityConfig": {
        "kms_key_id": ("KmsKeyId", None),
    },
    "SourceAlgorithm": {
        "algorithm_name": ("AlgorithmName", None),
        "model_data_url": ("ModelDataUrl", None),
        "model_data_source": ("ModelDataSource", "ModelDataSource"),
        "model_data_e_tag": ("ModelDataETag", None),
    },
    "SourceAlgorithmSpecification": {
        "source_algorithms": ("SourceAlgorithms", "SourceAlgorithm"),
    },
    "Tag": {
        "key": ("Key", None),
        "value": ("Value", None),
    },
    "TransformDataSource": {
        "s3_data_source": ("S3DataSource", "TransformS3DataSource"),
    },
    "TransformInput": {
        "data_source": ("DataSource", "TransformDataSource"),
        "content_type": ("ContentType", None),
        "compression_type": ("CompressionType", None),
        "split_type": ("SplitType", None),
    },
    "TransformJobDefinition": {
        "transform_input": ("TransformInput", "TransformInput"),
        "transform_output": ("TransformOutput", "TransformOutput"),
        "transform_resources": ("TransformResources", "TransformResources"),
        "max_concurrent_transforms": ("MaxConcurrentTransforms", None),
        "max_payload_in_mb": ("MaxPayloadInMB", None),
        "batch_strategy": ("BatchStrategy", None),
        "environment": ("Environment", None),
    },
    "TransformOutput": {
        "s3_output_path": ("S3OutputPath", None),
        "accept": ("Accept", None),
        "assemble_with": ("AssembleWith", None),
        "kms_key_id": ("KmsKeyId", None),
    },
    "TransformResources": {
        "instance_type": ("InstanceType", None),
        "instance_count": ("InstanceCount", None),
        "volume_kms_key_id": ("VolumeKmsKeyId", None),
        "transform_ami_version": ("TransformAmiVersion", None),
    },
    "TransformS3DataSource": {
        "s3_data_type": ("S3DataType", None),
        "s3_uri": ("S3Uri", None),
    },
    "UserContext": {
        "user_profile_arn": ("UserProfileArn", None),
        "user_profile_name": ("UserProfileName", None),
        "domain_id": ("DomainId", None),
        "iam_identity": ("IamIdentity", "IamIdentity"),
    },
    "ValidationProfile": {
        "profile_name": ("ProfileName", None),
        "transform_job_definition": ("TransformJobDefinition", "TransformJobDefinition"),
    },
    "ValidationSpecification": {
        "validation_role": ("ValidationRole", None),
        "validation_profiles": ("ValidationProfiles", "ValidationProfile"),
    },
    "": {
        "additional_inference_specification_definition": (
            "AdditionalInferenceSpecificationDefinition",
            "AdditionalInferenceSpecificationDefinition",
        ),
        "additional_inference_specifications": (
            "AdditionalInferenceSpecifications",
            "AdditionalInferenceSpecificationDefinition",
        ),
        "additional_inference_specifications_to_add": (
            "AdditionalInferenceSpecificationsToAdd",
            "AdditionalInferenceSpecificationDefinition",
        ),
        "approval_description": ("ApprovalDescription", None),
        "certify_for_marketplace": ("CertifyForMarketplace", None),
        "client_token": ("ClientToken", None),
        "created_by": ("CreatedBy", "UserContext"),
        "customer_metadata_properties": ("CustomerMetadataProperties", None),
        "domain": ("Domain", None),
        "drift_check_baselines": ("DriftCheckBaselines", "DriftCheckBaselines"),
        "environment": ("Environment", None),
        "inference_specification": ("InferenceSpecification", "InferenceSpecification"),
        "last_modified_by": ("LastModifiedBy", "UserContext"),
        "last_modified_time": ("LastModifiedTime", None),
        "managed_storage_type": ("ManagedStorageType", None),
        "metadata_properties": ("MetadataProperties", "MetadataProperties"),
        "model_approval_status": ("ModelApprovalStatus", None),
        "model_card": ("ModelCard", "ModelCard"),
        "model_life_cycle": ("ModelLifeCycle", "ModelLifeCycle"),
        "model_metrics": ("ModelMetrics", "ModelMetrics"),
        "model_package_description": ("ModelPackageDescription", None),
        "model_package_group_name": ("ModelPackageGroupName", None),
        "model_package_name": ("ModelPackageName", None),
        "model_package_registration_type": ("ModelPackageRegistrationType", None),
        "model_package_status_details": ("ModelPackageStatusDetails", "ModelPackageStatusDetails"),
        "model_package_status_item": ("ModelPackageStatusItem", "ModelPackageStatusItem"),
        "model_package_version": ("ModelPackageVersion", None),
        "sample_payload_url": ("SamplePayloadUrl", None),
        "security_config": ("SecurityConfig", "SecurityConfig"),
        "skip_model_validation": ("SkipModelValidation", None),
        "source_algorithm_specification": ("SourceAlgorithmSpecification", "SourceAlgorithmSpecification"),
        "source_uri": ("SourceUri", None),
        "tags": ("Tags", "Tag"),
        "task": ("Task", None),
        "validation_specification": ("ValidationSpecification", "ValidationSpecification"),
    },
}


@jsii.implements(ITaggable)
class CfnModelPackage(ModelPackageBase, CfnResource):
    r"""Resource Type definition for a model package in Amazon SageMaker: a version of a model in a model package
    group of the model registry, or an unversioned package.

    `ref` is the ARN of the model package.
    """

    CFN_RESOURCE_TYPE_NAME: ClassVar[str] = "MLOps::SageMaker::ModelPackage"

    @dataclass(kw_only=True)
    class AdditionalInferenceSpecificationDefinitionProperty:
        r"""An additional way to serve the model, such as model artifacts compiled for other hardware.

        Attributes:
            name: Name of the specification. It must be unique in the package. 1 to 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            containers: The containers of the specification, in the order in which they run. 1 to 15 items.
            description: Description of the specification. At most 1024 characters. Pattern:
                `^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*$`.
            supported_transform_instance_types: Instance types on which batch transform jobs can use the
                specification. At least 1 item. Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
            supported_realtime_inference_instance_types: Instance types on which endpoints can use the
                specification. Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
            supported_content_types: MIME types of the requests that the containers accept. Each item: At most 256
                characters. Each item: Pattern: `^.*$`.
            supported_response_mime_types: MIME types of the responses that the containers return. Each item: At
                most 1024 characters. Each item: Pattern: `^[-\w]+\/.+$`.
        """

        _type: ClassVar[str] = "AdditionalInferenceSpecificationDefinition"
        name: str
        containers: (
            Sequence[CfnModelPackage.ModelPackageContainerDefinitionProperty | Mapping[str, Any] | IResolvable]
            | IResolvable
        )
        description: str | None = None
        supported_transform_instance_types: Sequence[str] | None = None
        supported_realtime_inference_instance_types: Sequence[str] | None = None
        supported_content_types: Sequence[str] | None = None
        supported_response_mime_types: Sequence[str] | None = None

    @dataclass(kw_only=True)
    class AdditionalModelDataSourceProperty:
        r"""Model data that is available to the container in addition to ModelDataUrl or ModelDataSource.

        Attributes:
            channel_name: Name of the data source. The container finds the data in a folder of this name. 1 to 64
                characters. Pattern: `^[A-Za-z0-9\.\-_]+$`.
            s3_data_source: Model data in Amazon S3: all objects with a key name prefix, or a single object.
        """

        _type: ClassVar[str] = "AdditionalModelDataSource"
        channel_name: str
        s3_data_source: CfnModelPackage.S3ModelDataSourceProperty | Mapping[str, Any] | IResolvable

    @dataclass(kw_only=True)
    class AdditionalS3DataSourceProperty:
        r"""An additional data source in Amazon S3 that the container uses during inference. Only containers of
        additional inference specifications can have it.

        Attributes:
            s3_data_type: What S3Uri identifies: S3Object is a single object, S3Prefix is a key name prefix. One of
                S3Object, S3Prefix.
            s3_uri: S3 URI of the data. At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            compression_type: Compression of the data. None means that it isn't compressed. One of None, Gzip.
            e_tag: ETag of the object at S3Uri.
        """

        _type: ClassVar[str] = "AdditionalS3DataSource"
        s3_data_type: Literal["S3Object", "S3Prefix"] | IResolvable
        s3_uri: str
        compression_type: Literal["None", "Gzip"] | IResolvable | None = None
        e_tag: str | None = None

    @dataclass(kw_only=True)
    class BaseModelOfHubProperty:
        r"""The foundation model in a SageMaker hub that the model was customized from.

        Attributes:
            hub_content_name: Name of the foundation model in the hub. At most 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            hub_content_version: Version of the foundation model in the hub. 5 to 14 characters. Pattern:
                `^\d{1,4}.\d{1,4}.\d{1,4}$`.
            recipe_name: Name of the recipe that the model was customized with. At most 255 characters.
        """

        _type: ClassVar[str] = "BaseModelOfHub"
        hub_content_name: str | None = None
        hub_content_version: str | None = None
        recipe_name: str | None = None

    @dataclass(kw_only=True)
    class BiasProperty:
        r"""Bias reports for the data and the model.

        Attributes:
            report: A metrics report in Amazon S3.
            pre_training_report: A metrics report in Amazon S3.
            post_training_report: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "Bias"
        report: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        pre_training_report: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        post_training_report: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class DriftCheckBaselinesProperty:
        r"""Baselines with which a model monitor compares the model and its data to detect drift.

        Attributes:
            bias: Baselines for bias drift.
            explainability: Baselines for feature attribution drift.
            model_quality: Baselines for drift in the quality of the predictions.
            model_data_quality: Baselines for drift in the quality of the input data.
        """

        _type: ClassVar[str] = "DriftCheckBaselines"
        bias: CfnModelPackage.DriftCheckBiasProperty | Mapping[str, Any] | IResolvable | None = None
        explainability: CfnModelPackage.DriftCheckExplainabilityProperty | Mapping[str, Any] | IResolvable | None = None
        model_quality: CfnModelPackage.DriftCheckModelQualityProperty | Mapping[str, Any] | IResolvable | None = None
        model_data_quality: (
            CfnModelPackage.DriftCheckModelDataQualityProperty | Mapping[str, Any] | IResolvable | None
        ) = None

    @dataclass(kw_only=True)
    class DriftCheckBiasProperty:
        r"""Baselines for bias drift.

        Attributes:
            config_file: A file in Amazon S3.
            pre_training_constraints: A metrics report in Amazon S3.
            post_training_constraints: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "DriftCheckBias"
        config_file: CfnModelPackage.FileSourceProperty | Mapping[str, Any] | IResolvable | None = None
        pre_training_constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        post_training_constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class DriftCheckExplainabilityProperty:
        r"""Baselines for feature attribution drift.

        Attributes:
            constraints: A metrics report in Amazon S3.
            config_file: A file in Amazon S3.
        """

        _type: ClassVar[str] = "DriftCheckExplainability"
        constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        config_file: CfnModelPackage.FileSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class DriftCheckModelDataQualityProperty:
        r"""Baselines for drift in the quality of the input data.

        Attributes:
            statistics: A metrics report in Amazon S3.
            constraints: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "DriftCheckModelDataQuality"
        statistics: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class DriftCheckModelQualityProperty:
        r"""Baselines for drift in the quality of the predictions.

        Attributes:
            statistics: A metrics report in Amazon S3.
            constraints: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "DriftCheckModelQuality"
        statistics: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ExplainabilityProperty:
        r"""Explainability report of the model.

        Attributes:
            report: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "Explainability"
        report: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class FileSourceProperty:
        r"""A file in Amazon S3.

        Attributes:
            s3_uri: S3 URI of the file. At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            content_type: MIME type of the file. At most 256 characters. Pattern: `^.*$`.
            content_digest: Digest of the file. At most 72 characters. Pattern: `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
        """

        _type: ClassVar[str] = "FileSource"
        s3_uri: str
        content_type: str | None = None
        content_digest: str | None = None

    @dataclass(kw_only=True)
    class IamIdentityProperty:
        r"""The IAM identity of a user. SageMaker reports it.

        Attributes:
            arn: ARN of the IAM identity.
            principal_id: ID of the principal that assumes the IAM identity.
            source_identity: Person or application that assumes the IAM identity.
        """

        _type: ClassVar[str] = "IamIdentity"
        arn: str | None = None
        principal_id: str | None = None
        source_identity: str | None = None

    @dataclass(kw_only=True)
    class InferenceHubAccessConfigProperty:
        r"""Access to a model in a SageMaker hub.

        Attributes:
            hub_content_arn: ARN of the hub content that may be deployed. At most 255 characters. Pattern: `^.*$`.
        """

        _type: ClassVar[str] = "InferenceHubAccessConfig"
        hub_content_arn: str

    @dataclass(kw_only=True)
    class InferenceSpecificationProperty:
        r"""How the model is used for inference: its containers, and the instance types and content types that they
        support.

        Attributes:
            containers: The containers of the model, in the order in which they run. 1 to 15 items.
            supported_transform_instance_types: Instance types on which batch transform jobs can use the model.
                Required for unversioned packages. At least 1 item. Each item: Pattern:
                `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
            supported_realtime_inference_instance_types: Instance types on which endpoints can use the model.
                Required for unversioned packages. Each item: Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
            supported_content_types: MIME types of the requests that the containers accept. Each item: At most 256
                characters. Each item: Pattern: `^.*$`.
            supported_response_mime_types: MIME types of the responses that the containers return. Each item: At
                most 1024 characters. Each item: Pattern: `^[-\w]+\/.+$`.
        """

        _type: ClassVar[str] = "InferenceSpecification"
        containers: (
            Sequence[CfnModelPackage.ModelPackageContainerDefinitionProperty | Mapping[str, Any] | IResolvable]
            | IResolvable
        )
        supported_transform_instance_types: Sequence[str] | None = None
        supported_realtime_inference_instance_types: Sequence[str] | None = None
        supported_content_types: Sequence[str] | None = None
        supported_response_mime_types: Sequence[str] | None = None

    @dataclass(kw_only=True)
    class MetadataPropertiesProperty:
        r"""Origin of the package: the source code and the process that created it.

        Attributes:
            commit_id: ID of the commit. At most 1024 characters. Pattern: `^.*$`.
            repository: Repository of the source code. At most 1024 characters. Pattern: `^.*$`.
            generated_by: Entity that created the package, such as the ARN of a pipeline execution. At most 1024
                characters. Pattern: `^.*$`.
            project_id: ID of the project. At most 1024 characters. Pattern: `^.*$`.
        """

        _type: ClassVar[str] = "MetadataProperties"
        commit_id: str | None = None
        repository: str | None = None
        generated_by: str | None = None
        project_id: str | None = None

    @dataclass(kw_only=True)
    class MetricsSourceProperty:
        r"""A metrics report in Amazon S3.

        Attributes:
            content_type: MIME type of the report. At most 256 characters. Pattern: `^.*$`.
            s3_uri: S3 URI of the report. At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            content_digest: Digest of the report. At most 72 characters. Pattern:
                `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
        """

        _type: ClassVar[str] = "MetricsSource"
        content_type: str
        s3_uri: str
        content_digest: str | None = None

    @dataclass(kw_only=True)
    class ModelAccessConfigProperty:
        r"""Access to a model with an end-user license agreement.

        Attributes:
            accept_eula: Whether you accept the end-user license agreement (EULA) of the model. If the model
                requires one, the value must be true.
        """

        _type: ClassVar[str] = "ModelAccessConfig"
        accept_eula: bool | IResolvable

    @dataclass(kw_only=True)
    class ModelCardProperty:
        r"""The model card: documentation of the model, such as its intended use, training and evaluation. For
        versioned packages only. If you remove it from the template, the card stays as it is.

        Attributes:
            model_card_content: Content of the card: a JSON object as text that follows the model card schema for
                model packages. White space and the order of keys are ignored in comparisons. The content is never
                shown in messages or logs. At most 100000 characters.
            model_card_status: Status of the card: Draft (work in progress), PendingReview, Approved, or Archived.
                The content of an archived card can't be changed. One of Draft, PendingReview, Approved, Archived.
        """

        _type: ClassVar[str] = "ModelCard"
        model_card_content: str | None = None
        model_card_status: Literal["Draft", "PendingReview", "Approved", "Archived"] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ModelDataQualityProperty:
        r"""Metrics of the quality of the input data.

        Attributes:
            statistics: A metrics report in Amazon S3.
            constraints: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "ModelDataQuality"
        statistics: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ModelDataSourceProperty:
        r"""Location of the model data. An alternative to ModelDataUrl, for data that isn't a single compressed
        archive. Containers can have it only in versioned packages.

        Attributes:
            s3_data_source: Model data in Amazon S3: all objects with a key name prefix, or a single object.
        """

        _type: ClassVar[str] = "ModelDataSource"
        s3_data_source: CfnModelPackage.S3ModelDataSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ModelInputProperty:
        r"""Input that the model expects.

        Attributes:
            data_input_config: Names and shapes of the model's inputs, as JSON text. 1 to 16384 characters. Pattern:
                `^[\S\s]+$`.
        """

        _type: ClassVar[str] = "ModelInput"
        data_input_config: str

    @dataclass(kw_only=True)
    class ModelLifeCycleProperty:
        r"""Stage of the model in its life cycle. For versioned packages only. If you remove it from the template,
        the stage stays as it is.

        Attributes:
            stage: Name of the stage, such as Development or Production. 1 to 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            stage_status: Status of the stage, such as PendingApproval. 1 to 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            stage_description: Description of the stage. At most 1024 characters. Pattern: `^.{0,1024}$`.
        """

        _type: ClassVar[str] = "ModelLifeCycle"
        stage: str
        stage_status: str
        stage_description: str | None = None

    @dataclass(kw_only=True)
    class ModelMetricsProperty:
        r"""Metrics reports for the model and its data.

        Attributes:
            model_quality: Metrics of the quality of the predictions.
            model_data_quality: Metrics of the quality of the input data.
            bias: Bias reports for the data and the model.
            explainability: Explainability report of the model.
        """

        _type: ClassVar[str] = "ModelMetrics"
        model_quality: CfnModelPackage.ModelQualityProperty | Mapping[str, Any] | IResolvable | None = None
        model_data_quality: CfnModelPackage.ModelDataQualityProperty | Mapping[str, Any] | IResolvable | None = None
        bias: CfnModelPackage.BiasProperty | Mapping[str, Any] | IResolvable | None = None
        explainability: CfnModelPackage.ExplainabilityProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ModelPackageContainerDefinitionProperty:
        r"""A container of the model: its image, its model data and its settings.

        Attributes:
            container_hostname: DNS host name of the container. At most 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            image: Path of the container image in Amazon ECR: registry/repository:tag or registry/repository@digest.
                At most 255 characters. Pattern: `^[\S]+$`.
            image_digest: Digest of the image. If you omit it, SageMaker sets it. At most 72 characters. Pattern:
                `^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`.
            model_data_url: S3 URI of the model artifacts: a single gzip-compressed tar archive (.tar.gz), in the
                region of the package. At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            model_data_source: Location of the model data. An alternative to ModelDataUrl, for data that isn't a
                single compressed archive. Containers can have it only in versioned packages.
            product_id: AWS Marketplace product ID of the model package. At most 256 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9])*$`.
            environment: Environment variables of the container. They override those in Environment of the resource.
                For versioned packages only. At most 100 entries. Each key: pattern
                `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`. Each value: At most 1024 characters. Each value: Pattern:
                `^[\S\s]*$`.
            model_input: Input that the model expects.
            framework: Machine learning framework of the container image, such as TENSORFLOW.
            framework_version: Version of the framework. 3 to 10 characters. Pattern: `^[0-9]\.[A-Za-z0-9.-]+$`.
            nearest_model_name: Name of a model that SageMaker Inference Recommender has benchmarked and that is
                similar to this one. ListModelMetadata returns these names.
            additional_model_data_sources: Model data that is available to the container in addition to ModelDataUrl
                or ModelDataSource. At most 5 items.
            additional_s3_data_source: An additional data source in Amazon S3 that the container uses during
                inference. Only containers of additional inference specifications can have it.
            model_data_e_tag: ETag of the object at ModelDataUrl. If you omit it, SageMaker sets it.
            is_checkpoint: Whether the model data is a training checkpoint.
            base_model: The foundation model in a SageMaker hub that the model was customized from.
        """

        _type: ClassVar[str] = "ModelPackageContainerDefinition"
        container_hostname: str | None = None
        image: str | None = None
        image_digest: str | None = None
        model_data_url: str | None = None
        model_data_source: CfnModelPackage.ModelDataSourceProperty | Mapping[str, Any] | IResolvable | None = None
        product_id: str | None = None
        environment: Mapping[str, str] | IResolvable | None = None
        model_input: CfnModelPackage.ModelInputProperty | Mapping[str, Any] | IResolvable | None = None
        framework: str | None = None
        framework_version: str | None = None
        nearest_model_name: str | None = None
        additional_model_data_sources: (
            Sequence[CfnModelPackage.AdditionalModelDataSourceProperty | Mapping[str, Any] | IResolvable]
            | IResolvable
            | None
        ) = None
        additional_s3_data_source: (
            CfnModelPackage.AdditionalS3DataSourceProperty | Mapping[str, Any] | IResolvable | None
        ) = None
        model_data_e_tag: str | None = None
        is_checkpoint: bool | IResolvable | None = None
        base_model: CfnModelPackage.BaseModelOfHubProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ModelPackageStatusDetailsProperty:
        r"""Status of the validation jobs and of the image scans. SageMaker reports it; it can be in a template, but
        is never sent.

        Attributes:
            validation_statuses: Status of each validation job.
            image_scan_statuses: Status of the security scan of each container image.
        """

        _type: ClassVar[str] = "ModelPackageStatusDetails"
        validation_statuses: (
            Sequence[CfnModelPackage.ModelPackageStatusItemProperty | Mapping[str, Any] | IResolvable] | IResolvable
        )
        image_scan_statuses: (
            Sequence[CfnModelPackage.ModelPackageStatusItemProperty | Mapping[str, Any] | IResolvable]
            | IResolvable
            | None
        ) = None

    @dataclass(kw_only=True)
    class ModelPackageStatusItemProperty:
        r"""A status, with the reason if it is Failed. SageMaker reports it; it can be in a template, but is never
        sent.

        Attributes:
            name: Name of the package, validation job or image that has the status. 1 to 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            status: The current status. One of NotStarted, InProgress, Completed, Failed.
            failure_reason: Reason for the failure, if the status is Failed.
        """

        _type: ClassVar[str] = "ModelPackageStatusItem"
        name: str
        status: Literal["NotStarted", "InProgress", "Completed", "Failed"] | IResolvable
        failure_reason: str | None = None

    @dataclass(kw_only=True)
    class ModelQualityProperty:
        r"""Metrics of the quality of the predictions.

        Attributes:
            statistics: A metrics report in Amazon S3.
            constraints: A metrics report in Amazon S3.
        """

        _type: ClassVar[str] = "ModelQuality"
        statistics: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None
        constraints: CfnModelPackage.MetricsSourceProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class S3ModelDataSourceProperty:
        r"""Model data in Amazon S3: all objects with a key name prefix, or a single object.

        Attributes:
            s3_data_type: What S3Uri identifies: S3Prefix is a key name prefix that ends with a slash (/), S3Object
                is a single object. One of S3Prefix, S3Object.
            compression_type: Compression of the model data. Gzip is for an S3Object that is a gzip-compressed tar
                archive; None is for data that isn't compressed. One of None, Gzip.
            s3_uri: S3 URI of the model data. Required in a template; SageMaker may omit it when it reports a
                package with restricted storage. At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            model_access_config: Access to a model with an end-user license agreement.
            hub_access_config: Access to a model in a SageMaker hub.
            manifest_s3_uri: S3 URI of the manifest, a file with the locations of the model artifacts. At most 1024
                characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            e_tag: ETag of the object at S3Uri. If you omit it, SageMaker sets it.
            manifest_etag: ETag of the manifest. If you omit it, SageMaker sets it.
        """

        _type: ClassVar[str] = "S3ModelDataSource"
        s3_data_type: Literal["S3Prefix", "S3Object"] | IResolvable
        compression_type: Literal["None", "Gzip"] | IResolvable
        s3_uri: str | None = None
        model_access_config: CfnModelPackage.ModelAccessConfigProperty | Mapping[str, Any] | IResolvable | None = None
        hub_access_config: CfnModelPackage.InferenceHubAccessConfigProperty | Mapping[str, Any] | IResolvable | None = (
            None
        )
        manifest_s3_uri: str | None = None
        e_tag: str | None = None
        manifest_etag: str | None = None

    @dataclass(kw_only=True)
    class SecurityConfigProperty:
        r"""Encryption of the model card. For versioned packages only.

        Attributes:
            kms_key_id: ID, ARN or alias of the AWS KMS key that encrypts the model card. At most 2048 characters.
                Pattern: `^[a-zA-Z0-9:/_-]*$`.
        """

        _type: ClassVar[str] = "SecurityConfig"
        kms_key_id: str

    @dataclass(kw_only=True)
    class SourceAlgorithmProperty:
        r"""An algorithm, and the model artifacts that it created.

        Attributes:
            algorithm_name: Name or ARN of the algorithm: one of your account, or one from AWS Marketplace that you
                are subscribed to. 1 to 170 characters. Pattern:
                `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)$`.
            model_data_url: S3 URI of the model artifacts: a single gzip-compressed tar archive (.tar.gz), in the
                region of the algorithm. At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            model_data_source: Location of the model data. An alternative to ModelDataUrl, for data that isn't a
                single compressed archive. Containers can have it only in versioned packages.
            model_data_e_tag: ETag of the object at ModelDataUrl. If you omit it, SageMaker sets it.
        """

        _type: ClassVar[str] = "SourceAlgorithm"
        algorithm_name: str
        model_data_url: str | None = None
        model_data_source: CfnModelPackage.ModelDataSourceProperty | Mapping[str, Any] | IResolvable | None = None
        model_data_e_tag: str | None = None

    @dataclass(kw_only=True)
    class SourceAlgorithmSpecificationProperty:
        r"""The algorithm that created the model. An unversioned package needs this or InferenceSpecification.

        Attributes:
            source_algorithms: The algorithm and its model artifacts. 1 item.
        """

        _type: ClassVar[str] = "SourceAlgorithmSpecification"
        source_algorithms: (
            Sequence[CfnModelPackage.SourceAlgorithmProperty | Mapping[str, Any] | IResolvable] | IResolvable
        )

    @dataclass(kw_only=True)
    class TransformDataSourceProperty:
        r"""Location of the input of a batch transform job.

        Attributes:
            s3_data_source: Input of a batch transform job in Amazon S3.
        """

        _type: ClassVar[str] = "TransformDataSource"
        s3_data_source: CfnModelPackage.TransformS3DataSourceProperty | Mapping[str, Any] | IResolvable

    @dataclass(kw_only=True)
    class TransformInputProperty:
        r"""Input of a batch transform job.

        Attributes:
            data_source: Location of the input of a batch transform job.
            content_type: MIME type of the input. At most 256 characters. Pattern: `^.*$`.
            compression_type: Compression of the input. None means that it isn't compressed. One of None, Gzip.
            split_type: How input files are split into records. None means that a request contains a whole file. One
                of None, Line, RecordIO, TFRecord.
        """

        _type: ClassVar[str] = "TransformInput"
        data_source: CfnModelPackage.TransformDataSourceProperty | Mapping[str, Any] | IResolvable
        content_type: str | None = None
        compression_type: Literal["None", "Gzip"] | IResolvable | None = None
        split_type: Literal["None", "Line", "RecordIO", "TFRecord"] | IResolvable | None = None

    @dataclass(kw_only=True)
    class TransformJobDefinitionProperty:
        r"""A batch transform job: its input, its output and its instances.

        Attributes:
            transform_input: Input of a batch transform job.
            transform_output: Output of a batch transform job.
            transform_resources: Instances of a batch transform job.
            max_concurrent_transforms: Maximum number of parallel requests to each instance. With 0, SageMaker
                chooses the number. At least 0.
            max_payload_in_mb: Maximum size of a request's payload, in MB. 0 means no limit: the data is sent with
                chunked transfer encoding. At least 0.
            batch_strategy: Number of records in a request: SingleRecord is one; MultiRecord is as many as fit into
                MaxPayloadInMB. One of MultiRecord, SingleRecord.
            environment: Environment variables of the job. At most 16 entries. Each key: pattern
                `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`. Each value: At most 10240 characters. Each value: Pattern:
                `^[\S\s]*$`.
        """

        _type: ClassVar[str] = "TransformJobDefinition"
        transform_input: CfnModelPackage.TransformInputProperty | Mapping[str, Any] | IResolvable
        transform_output: CfnModelPackage.TransformOutputProperty | Mapping[str, Any] | IResolvable
        transform_resources: CfnModelPackage.TransformResourcesProperty | Mapping[str, Any] | IResolvable
        max_concurrent_transforms: float | IResolvable | None = None
        max_payload_in_mb: float | IResolvable | None = None
        batch_strategy: Literal["MultiRecord", "SingleRecord"] | IResolvable | None = None
        environment: Mapping[str, str] | IResolvable | None = None

    @dataclass(kw_only=True)
    class TransformOutputProperty:
        r"""Output of a batch transform job.

        Attributes:
            s3_output_path: S3 URI of the location in which SageMaker stores the results. At most 1024 characters.
                Pattern: `^(https|s3)://([^/]+)/?(.*)$`.
            accept: MIME type of the results. At most 256 characters. Pattern: `^.*$`.
            assemble_with: How the results of the records are joined: None concatenates them, Line adds a newline
                after each record. One of None, Line.
            kms_key_id: ID, ARN or alias of the AWS KMS key that encrypts the results. At most 2048 characters.
                Pattern: `^[a-zA-Z0-9:/_-]*$`.
        """

        _type: ClassVar[str] = "TransformOutput"
        s3_output_path: str
        accept: str | None = None
        assemble_with: Literal["None", "Line"] | IResolvable | None = None
        kms_key_id: str | None = None

    @dataclass(kw_only=True)
    class TransformResourcesProperty:
        r"""Instances of a batch transform job.

        Attributes:
            instance_type: Instance type of the job. Pattern: `^ml\.[a-z0-9-]+\.[a-z0-9]+$`.
            instance_count: Number of instances. At least 1.
            volume_kms_key_id: AWS KMS key that encrypts the storage volumes of the instances. At most 2048
                characters. Pattern: `^[a-zA-Z0-9:/_-]*$`.
            transform_ami_version: Version of the machine image (AMI) of the instances, which determines their GPU
                driver. 1 to 63 characters. Pattern: `^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$`.
        """

        _type: ClassVar[str] = "TransformResources"
        instance_type: str
        instance_count: float | IResolvable
        volume_kms_key_id: str | None = None
        transform_ami_version: str | None = None

    @dataclass(kw_only=True)
    class TransformS3DataSourceProperty:
        r"""Input of a batch transform job in Amazon S3.

        Attributes:
            s3_data_type: What S3Uri identifies: S3Prefix is a key name prefix, the other values are kinds of
                manifest files. One of ManifestFile, S3Prefix, AugmentedManifestFile, Converse.
            s3_uri: S3 URI of the input: a key name prefix or a manifest. At most 1024 characters. Pattern:
                `^(https|s3)://([^/]+)/?(.*)$`.
        """

        _type: ClassVar[str] = "TransformS3DataSource"
        s3_data_type: Literal["ManifestFile", "S3Prefix", "AugmentedManifestFile", "Converse"] | IResolvable
        s3_uri: str

    @dataclass(kw_only=True)
    class UserContextProperty:
        r"""User who created or changed the package. SageMaker reports it; it can be in a template, but is never
        sent.

        Attributes:
            user_profile_arn: ARN of the user profile in SageMaker.
            user_profile_name: Name of the user profile.
            domain_id: ID of the SageMaker domain of the user.
            iam_identity: The IAM identity of a user. SageMaker reports it.
        """

        _type: ClassVar[str] = "UserContext"
        user_profile_arn: str | None = None
        user_profile_name: str | None = None
        domain_id: str | None = None
        iam_identity: CfnModelPackage.IamIdentityProperty | Mapping[str, Any] | IResolvable | None = None

    @dataclass(kw_only=True)
    class ValidationProfileProperty:
        r"""Settings of one validation job.

        Attributes:
            profile_name: Name of the validation job's settings. 1 to 63 characters. Pattern:
                `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
            transform_job_definition: A batch transform job: its input, its output and its instances.
        """

        _type: ClassVar[str] = "ValidationProfile"
        profile_name: str
        transform_job_definition: CfnModelPackage.TransformJobDefinitionProperty | Mapping[str, Any] | IResolvable

    @dataclass(kw_only=True)
    class ValidationSpecificationProperty:
        r"""Batch transform jobs that SageMaker runs to validate the package before its status becomes Completed.

        Attributes:
            validation_role: ARN of the IAM role that the validation jobs use. 20 to 2048 characters. Pattern:
                `^arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$`.
            validation_profiles: Settings of the validation jobs. At most 1 item.
        """

        _type: ClassVar[str] = "ValidationSpecification"
        validation_role: str
        validation_profiles: (
            Sequence[CfnModelPackage.ValidationProfileProperty | Mapping[str, Any] | IResolvable] | IResolvable
        )

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        additional_inference_specification_definition: CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
        additional_inference_specifications: Sequence[
            CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | Mapping[str, Any] | IResolvable
        ]
        | IResolvable
        | None = None,
        additional_inference_specifications_to_add: Sequence[
            CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty | Mapping[str, Any] | IResolvable
        ]
        | IResolvable
        | None = None,
        approval_description: str | None = None,
        certify_for_marketplace: bool | IResolvable | None = None,
        client_token: str | None = None,
        created_by: CfnModelPackage.UserContextProperty | Mapping[str, Any] | IResolvable | None = None,
        customer_metadata_properties: Mapping[str, str] | IResolvable | None = None,
        domain: str | None = None,
        drift_check_baselines: CfnModelPackage.DriftCheckBaselinesProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
        environment: Mapping[str, str] | IResolvable | None = None,
        inference_specification: CfnModelPackage.InferenceSpecificationProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
        last_modified_by: CfnModelPackage.UserContextProperty | Mapping[str, Any] | IResolvable | None = None,
        last_modified_time: str | None = None,
        managed_storage_type: Literal["Restricted"] | IResolvable | None = None,
        metadata_properties: CfnModelPackage.MetadataPropertiesProperty | Mapping[str, Any] | IResolvable | None = None,
        model_approval_status: Literal["Approved", "PendingManualApproval", "Rejected"] | IResolvable | None = None,
        model_card: CfnModelPackage.ModelCardProperty | Mapping[str, Any] | IResolvable | None = None,
        model_life_cycle: CfnModelPackage.ModelLifeCycleProperty | Mapping[str, Any] | IResolvable | None = None,
        model_metrics: CfnModelPackage.ModelMetricsProperty | Mapping[str, Any] | IResolvable | None = None,
        model_package_description: str | None = None,
        model_package_group_name: str | CfnModelPackageGroup | None = None,
        model_package_name: str | None = None,
        model_package_registration_type: Literal["Logged", "Registered"] | IResolvable | None = None,
        model_package_status_details: CfnModelPackage.ModelPackageStatusDetailsProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
        model_package_status_item: CfnModelPackage.ModelPackageStatusItemProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
        model_package_version: float | IResolvable | None = None,
        sample_payload_url: str | None = None,
        security_config: CfnModelPackage.SecurityConfigProperty | Mapping[str, Any] | IResolvable | None = None,
        skip_model_validation: Literal["All", "None"] | IResolvable | None = None,
        source_algorithm_specification: CfnModelPackage.SourceAlgorithmSpecificationProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
        source_uri: str | None = None,
        tags: Sequence[CfnTag] | None = None,
        task: str | None = None,
        validation_specification: CfnModelPackage.ValidationSpecificationProperty
        | Mapping[str, Any]
        | IResolvable
        | None = None,
    ) -> None:
        r"""Add a model package to a stack.

        Args:
            scope: Scope in which this resource is defined.
            id: Construct identifier for this resource (unique in its scope).
            additional_inference_specification_definition: An additional way to serve the model, such as model
                artifacts compiled for other hardware. Updated in place. Write-only: it can't be read.
            additional_inference_specifications: Additional ways to serve the model. You can add a specification in
                place; changing or removing one replaces the package. At most 15 in all, together with
                AdditionalInferenceSpecificationsToAdd. At most 15 items. An update replaces the package unless it
                can be made in place.
            additional_inference_specifications_to_add: Specifications to add to AdditionalInferenceSpecifications.
                A specification whose name the package already has is not added again. At most 15 in all. At most 15
                items. Updated in place. Write-only: it can't be read.
            approval_description: Reason for the approval or the rejection. For versioned packages only. At most
                1024 characters. Pattern: `.*`. Updated in place.
            certify_for_marketplace: Whether to certify the package for AWS Marketplace. For unversioned packages
                only. An update replaces the package unless it can be made in place.
            client_token: Token that makes the create request idempotent. Omit it: the handlers derive it from
                CloudFormation's request. 1 to 36 characters. Pattern: `^[a-zA-Z0-9-]+$`. An update replaces the
                package. Write-only: it can't be read.
            created_by: User who created or changed the package. SageMaker reports it; it can be in a template, but
                is never sent. Reported by SageMaker, never sent.
            customer_metadata_properties: Your own metadata: a map of keys and values. For versioned packages only.
                At most 50 entries. Each key: pattern `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$`. Each value: 1 to 256
                characters. Each value: Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$`. Updated in place.
            domain: Machine learning domain of the model, such as COMPUTER_VISION or NATURAL_LANGUAGE_PROCESSING. An
                update replaces the package.
            drift_check_baselines: Baselines with which a model monitor compares the model and its data to detect
                drift. An update replaces the package.
            environment: Environment variables for every container of InferenceSpecification. A container's own
                variables override them. For versioned packages only. At most 16 entries. Each key: pattern
                `^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$`. Each value: At most 1024 characters. Updated in place.
                Write-only: it can't be read.
            inference_specification: How the model is used for inference: its containers, and the instance types and
                content types that they support. An update replaces the package.
            last_modified_by: User who created or changed the package. SageMaker reports it; it can be in a
                template, but is never sent. Reported by SageMaker, never sent.
            last_modified_time: Time of the last change of the package, in ISO 8601 format. SageMaker reports it; it
                can be in a template, but is never sent. Reported by SageMaker, never sent.
            managed_storage_type: Storage type of the package's model data, if SageMaker manages it. One of
                Restricted. An update replaces the package.
            metadata_properties: Origin of the package: the source code and the process that created it. An update
                replaces the package.
            model_approval_status: Whether the model is approved for deployment. A version must be Approved to be
                deployed; unversioned packages ignore the status. If you remove it from the template, the status
                stays as it is. One of Approved, PendingManualApproval, Rejected. Updated in place.
            model_card: The model card: documentation of the model, such as its intended use, training and
                evaluation. For versioned packages only. If you remove it from the template, the card stays as it
                is. Updated in place.
            model_life_cycle: Stage of the model in its life cycle. For versioned packages only. If you remove it
                from the template, the stage stays as it is. Updated in place.
            model_metrics: Metrics reports for the model and its data. An update replaces the package.
            model_package_description: Description of the package. At most 1024 characters. Pattern:
                `[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*`. An update replaces the package.
            model_package_group_name: Name or ARN of the model package group. With it, the package is a version of
                the group. A group in another account must be given by its ARN. 1 to 170 characters. Pattern:
                `^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:model-package-group/)?(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`.
                An update replaces the package.
            model_package_name: Name of an unversioned package. Without this and ModelPackageGroupName, a unique
                name is generated. 1 to 63 characters. Pattern: `^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`. An update
                replaces the package unless it can be made in place.
            model_package_registration_type: Registration type: Logged, such as a model of an experiment, or
                Registered. For versioned packages only. If you remove it from the template, the type stays as it
                is. One of Logged, Registered. Updated in place.
            model_package_status_details: Status of the validation jobs and of the image scans. SageMaker reports
                it; it can be in a template, but is never sent. Reported by SageMaker, never sent.
            model_package_status_item: A status, with the reason if it is Failed. SageMaker reports it; it can be in
                a template, but is never sent. Reported by SageMaker, never sent.
            model_package_version: Version number of a versioned package. SageMaker reports it; it can be in a
                template, but is never sent. At least 1. Reported by SageMaker, never sent.
            sample_payload_url: S3 URI of a sample payload for load tests: a single gzip-compressed tar archive
                (.tar.gz). At most 1024 characters. Pattern: `^(https|s3)://([^/]+)/?(.*)$`. An update replaces the
                package.
            security_config: Encryption of the model card. For versioned packages only. An update replaces the
                package.
            skip_model_validation: Whether SageMaker skips the validation of the model: All skips it, None doesn't.
                One of All, None. Default: None. An update replaces the package.
            source_algorithm_specification: The algorithm that created the model. An unversioned package needs this
                or InferenceSpecification. An update replaces the package.
            source_uri: Source of the package. The ARN of a model package clones it; the ARN of a model registers
                it. Both provide the containers, so omit InferenceSpecification. Any other text, such as the URL of
                a Git repository or an MLflow run, is stored as it is. A change to or from such an ARN replaces the
                package; other text is changed in place. For versioned packages only. If you remove it from the
                template, it stays as it is. At most 1024 characters. Pattern:
                `^[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}$`. An update replaces the package unless it can be made in
                place.
            tags: Tags of an unversioned package. A versioned package has the tags of its group. At most 50 items.
                Updated in place.
            task: Machine learning task of the model, such as IMAGE_CLASSIFICATION or REGRESSION. An update replaces
                the package.
            validation_specification: Batch transform jobs that SageMaker runs to validate the package before its
                status becomes Completed. An update replaces the package.
        """
        self._versioned = model_package_group_name is not None
        kind = TagType.NOT_TAGGABLE if self._versioned else TagType.STANDARD
        given = list(tags) if tags else None
        self._tags = TagManager(kind, self.CFN_RESOURCE_TYPE_NAME, given)
        super().__init__(scope, id, type=self.CFN_RESOURCE_TYPE_NAME)
        self.additional_inference_specification_definition = additional_inference_specification_definition
        self.additional_inference_specifications = additional_inference_specifications
        self.additional_inference_specifications_to_add = additional_inference_specifications_to_add
        self.approval_description = approval_description
        self.certify_for_marketplace = certify_for_marketplace
        self.client_token = client_token
        self.created_by = created_by
        self.customer_metadata_properties = customer_metadata_properties
        self.domain = domain
        self.drift_check_baselines = drift_check_baselines
        self.environment = environment
        self.inference_specification = inference_specification
        self.last_modified_by = last_modified_by
        self.last_modified_time = last_modified_time
        self.managed_storage_type = managed_storage_type
        self.metadata_properties = metadata_properties
        self.model_approval_status = model_approval_status
        self.model_card = model_card
        self.model_life_cycle = model_life_cycle
        self.model_metrics = model_metrics
        self.model_package_description = model_package_description
        self.model_package_group_name = model_package_group_name
        self.model_package_name = model_package_name
        self.model_package_registration_type = model_package_registration_type
        self.model_package_status_details = model_package_status_details
        self.model_package_status_item = model_package_status_item
        self.model_package_version = model_package_version
        self.sample_payload_url = sample_payload_url
        self.security_config = security_config
        self.skip_model_validation = skip_model_validation
        self.source_algorithm_specification = source_algorithm_specification
        self.source_uri = source_uri
        self.task = task
        self.validation_specification = validation_specification
        self._given_tags = [{"key": tag.key, "value": tag.value} for tag in tags] if tags else None
        self._rendered(self._given_tags)  # fails here, at the line that is wrong, instead of at synthesis
        self.node.add_validation(_Validation(self))

    @property
    def attr_model_package_arn(self) -> str:
        r"""ARN of the model package.

        1 to 2048 characters.

        Pattern: `^arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]{9,16}:[0-9]{12}:model-package/[\S]{1,2048}$`.
        """
        return self.get_att("ModelPackageArn").to_string()

    @property
    def attr_creation_time(self) -> str:
        r"""Time at which the package was created, in ISO 8601 format."""
        return self.get_att("CreationTime").to_string()

    @property
    def attr_model_package_status(self) -> str:
        r"""Status of the package: Pending, InProgress, Completed, Failed or Deleting.

        One of Pending, InProgress, Completed, Failed, Deleting.
        """
        return self.get_att("ModelPackageStatus").to_string()

    @property
    def model_package_arn(self) -> str:
        """The ARN of the model package."""
        return self.ref

    @staticmethod
    def from_model_package_arn(scope: Construct, id: str, model_package_arn: str) -> ModelPackageBase:
        """Return a model package that another stack, or nobody's stack, has."""
        return ImportedModelPackage(scope, id, model_package_arn)

    @property
    def tags(self) -> TagManager:
        """Tags of an unversioned package: its own, and those of `Tags.of(…)`.

        A version of a group has none: it has the tags of its group, and SageMaker refuses others.
        """
        return self._tags

    @property
    @jsii.member(jsii_name="cfnProperties")
    def _cfn_properties(self) -> Mapping[str, Any]:
        return self._rendered(self._given_tags if self._versioned else self._tags.render_tags())

    def _rendered(self, tags: Any) -> Mapping[str, Any]:
        return render(_TYPES, "", {name: tags if name == "tags" else getattr(self, name) for name in _TYPES[""]})


@jsii.implements(IValidation)
class _Validation:
    def __init__(self, package: CfnModelPackage) -> None:
        self._package = package

    def validate(self) -> list[str]:
        """Return why the package would be refused."""
        return problems(self._package._rendered(self._package._given_tags))
