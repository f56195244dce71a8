"""Reads a model and answers with it: with the type's own code, and with the library's."""

from typing import Any

from cloudformation_cli_python_lib import Action, OperationStatus, ProgressEvent, Resource

from mlops_sagemaker_modelpackage.models import ResourceModel


def _echo(_session: Any, request: Any, _context: Any) -> ProgressEvent:
    return ProgressEvent(status=OperationStatus.SUCCESS, resourceModel=request.desiredResourceState)


library = Resource("MLOps::SageMaker::ModelPackage", ResourceModel)
library.handler(Action.READ)(_echo)


def ours(event: Any, context: Any) -> Any:
    """Answer with the type's own resource; importing it patches the library, so it is imported here."""
    from mlops_sagemaker_modelpackage.model import Model
    from mlops_sagemaker_modelpackage.names import package_arn
    from mlops_sagemaker_modelpackage.runtime.events import TypeResource

    resource = TypeResource("MLOps::SageMaker::ModelPackage", Model, package_arn)
    resource.handler(Action.READ)(_echo)
    return resource(event, context)
