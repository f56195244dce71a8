"""A naive handler: a new session and client for each invocation, as the library creates them."""

import json
from dataclasses import fields
from typing import Any

from cloudformation_cli_python_lib import Action, OperationStatus, ProgressEvent, Resource

from mlops_sagemaker_modelpackage.models import ResourceModel

resource = Resource("MLOps::SageMaker::ModelPackage", ResourceModel)


@resource.handler(Action.READ)
def read(session: Any, request: Any, _context: Any) -> ProgressEvent:
    """Report what DescribeModelPackage says."""
    client = session.client("sagemaker")
    described = client.describe_model_package(ModelPackageName=request.desiredResourceState.ModelPackageArn)
    known = {field.name: described[field.name] for field in fields(ResourceModel) if field.name in described}
    plain = json.loads(json.dumps(known, default=str))
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=ResourceModel._deserialize(plain))
