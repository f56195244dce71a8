"""The operations on model packages and their groups. The limits of the input are checked first."""

import threading
from collections.abc import Callable
from typing import Any, Final

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import get_service_model
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.responses import SageMakerResponse

from cfn_sandbox.api_requests import PlainResult, describe_violations

from .model_registry import ModelPackageBackend, ModelRegistry, backend_at, backend_for
from .package_rules import Parameters

_LOCK: Final = threading.RLock()  # the server has threads, and versions are numbered in order


def _operation(run: Callable[[ModelRegistry, Parameters], Any], others: Callable[[Any], Any] | None = None) -> Any:
    """Return the operation that `run` carries out with its parameters, `others` for what isn't a model package."""

    def answer(self: "ModelPackageOperations") -> Any:
        if others and ":model-package/" not in str(self.params.get("ResourceArn")):
            return others(self)
        return PlainResult(run(self.registry, self.checked_parameters()))

    return answer


class ModelPackageOperations(SageMakerResponse):
    """moto's operations of SageMaker, where those on model packages and groups are replaced."""

    @property
    def backend(self) -> ModelPackageBackend:
        """Return the backend of the request's account and region."""
        return backend_at(self.current_account, self.region)

    @property
    def registry(self) -> ModelRegistry:
        """Return the registry of the account in the request's ARN, by default of the caller's account."""
        names = (self.params.get(name) for name in ("ModelPackageArn", "ModelPackageName", "ModelPackageGroupName"))
        return backend_for(str(next(filter(None, names), "")), self.backend).registry

    def call_action(self) -> Any:
        """Run one operation at a time."""
        with _LOCK:
            return super().call_action()

    def checked_parameters(self) -> dict[str, Any]:
        """Return the parameters. Raises moto's ValidationError if they break limits of the operation's input."""
        parameters = dict(self.params)
        violations = describe_violations(parameters, get_service_model("sagemaker").operation_model(self._get_action()))
        if violations:
            raise ValidationError(violations)
        return parameters

    create_model_package = _operation(ModelRegistry.create)
    describe_model_package = _operation(ModelRegistry.describe)
    update_model_package = _operation(ModelRegistry.update)
    delete_model_package = _operation(ModelRegistry.delete)
    list_model_packages = _operation(ModelRegistry.list_packages)
    list_tags = _operation(ModelRegistry.tags, others=SageMakerResponse.list_tags)
    add_tags = _operation(ModelRegistry.add_tags, others=SageMakerResponse.add_tags)
    delete_tags = _operation(ModelRegistry.delete_tags, others=SageMakerResponse.delete_tags)

    def create_model_package_group(self) -> ActionResult:
        """CreateModelPackageGroup."""
        parameters = self.checked_parameters()
        name, description = parameters["ModelPackageGroupName"], parameters.get("ModelPackageGroupDescription", "")
        arn = self.backend.create_group(name, description, parameters.get("Tags"))
        return ActionResult({"ModelPackageGroupArn": arn})

    def delete_model_package_group(self) -> ActionResult:
        """DeleteModelPackageGroup."""
        self.backend.delete_group(self.checked_parameters()["ModelPackageGroupName"])
        return EmptyResult()
