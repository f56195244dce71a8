"""Generates the data of `lint/`: the schema that cfn-lint checks templates with, and SageMaker's instance types."""

import json
from collections.abc import Mapping

import botocore.session

from mlops_sagemaker_modelpackage.schema import SCHEMA

FOLDER = "lint/mlops_sagemaker_modelpackage_lint"
_ENUMS = ("TransformInstanceType", "ProductionVariantInstanceType")


def instance_types() -> list[str]:
    """Return the instance types of batch transform jobs and endpoints that the SageMaker API lists."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    return sorted({name for shape in _ENUMS for name in model.shape_for(shape).metadata["enum"]})


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project.

    The schema is a copy, not a link as in `src`: teams copy the folder into their own repositories.
    """
    made = {"schemas/schema.json": SCHEMA, "instance_types.json": instance_types()}
    return {
        f"{FOLDER}/{name}": json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()
    }
