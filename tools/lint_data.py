"""Generates the data of `lint/`: the schema that cfn-lint checks templates with, and what the rules know of it."""

import json
from collections.abc import Mapping
from typing import Any

import botocore.session

from mlops_sagemaker_modelpackage import checks
from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME, resolve

from .schema_paths import schema_paths

FOLDER = "lint/mlops_sagemaker_modelpackage_lint"
_ENUMS = ("TransformInstanceType", "ProductionVariantInstanceType")
_MODEL_DATA = "#/definitions/S3ModelDataSource"


def instance_types() -> list[str]:
    """Return the instance types of batch transform jobs and endpoints that the SageMaker API lists."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    return sorted({name for shape in _ENUMS for name in model.shape_for(shape).metadata["enum"]})


def rules_data() -> dict[str, Any]:
    """Return what the rules know: places in the properties, properties of one kind of package, and instance types."""
    paths = dict(schema_paths())
    objects = {path: resolve(schema).get("properties", {}) for path, schema in paths.items()}
    return {
        "type": TYPE_NAME,
        "specifications": [path for path, members in objects.items() if "Containers" in members],
        "model_data": [path for path, schema in paths.items() if schema.get("$ref") == _MODEL_DATA],
        "instance_type_places": [path for path in paths if path.endswith(("/InstanceType", "InstanceTypes/*"))],
        "unversioned_only": checks.UNVERSIONED_ONLY,
        "versioned_only": checks.VERSIONED_ONLY,
        "versioned_only_in_containers": checks.VERSIONED_ONLY_IN_CONTAINERS,
        "instance_type_lists": checks.INSTANCE_TYPE_LISTS,
        "instance_types": instance_types(),
    }


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project.

    The schema is a copy, not a link as in `src`: teams copy the folder into their own repositories.
    """
    made = {"schemas/schema.json": SCHEMA, "data.json": rules_data()}
    return {
        f"{FOLDER}/{name}": json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()
    }
