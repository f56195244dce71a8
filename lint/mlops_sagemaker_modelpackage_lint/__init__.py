"""Rules of cfn-lint for templates with MLOps::SageMaker::ModelPackage: `cfn-lint --append-rules <this module>`."""

from . import schema as _schema  # noqa: F401 - loading it teaches cfn-lint the schema
from .contents import ModelCardContent, ModelData
from .guards import ApprovedVersionKept, BornApproved, ClientToken, UnversionedApproval
from .instance_types import InstanceTypes
from .rules import (
    AdditionalSources,
    Environment,
    InstanceTypeLists,
    KindOfPackage,
    Names,
    ReadOnly,
    Source,
    SourceOrSpecification,
    SpecificationNames,
)

__all__ = [
    "AdditionalSources",
    "ApprovedVersionKept",
    "BornApproved",
    "ClientToken",
    "Environment",
    "InstanceTypeLists",
    "InstanceTypes",
    "KindOfPackage",
    "ModelCardContent",
    "ModelData",
    "Names",
    "ReadOnly",
    "Source",
    "SourceOrSpecification",
    "SpecificationNames",
    "UnversionedApproval",
]
