"""The operations on model packages and their groups. The limits of the input are checked first."""

import threading
from typing import Any, Final

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import get_service_model
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.models import sagemaker_backends
from moto.sagemaker.responses import SageMakerResponse

from cfn_sandbox.api_requests import describe_violations

from .model_registry import ModelPackageBackend, ModelRegistry, backend_for

_LOCK: Final = threading.RLock()  # the server has threads, and versions are numbered in order


class ModelPackageOperations(SageMakerResponse):
    """moto's operations of SageMaker, where those on model packages and groups are replaced."""

    @property
    def backend(self) -> ModelPackageBackend:
        """Return the backend of the request's account and region."""
        backend = sagemaker_backends[self.current_account][self.region]
        assert isinstance(backend, ModelPackageBackend), "cfn_sandbox_sagemaker.install() was not called"  # noqa: S101
        return backend

    @property
    def registry(self) -> ModelRegistry:
        """Return the registry of the account in the request's ARN, by default of the caller's account."""
        names = (self.params.get(name) for name in ("ModelPackageArn", "ModelPackageName", "ModelPackageGroupName"))
        return backend_for(str(next(filter(None, names), "")), self.backend).registry

    def call_action(self) -> Any:
        """Run one operation at a time."""
        with _LOCK:
            return super().call_action()

    def _checked_parameters(self) -> dict[str, Any]:
        """Return the parameters. Raises moto's ValidationError if they break limits of the operation's input."""
        parameters = dict(self.params)
        violations = describe_violations(parameters, get_service_model("sagemaker").operation_model(self._get_action()))
        if violations:
            raise ValidationError(violations)
        return parameters

    def create_model_package(self) -> ActionResult:
        """CreateModelPackage."""
        return ActionResult({"ModelPackageArn": self.registry.create(self._checked_parameters())})

    def describe_model_package(self) -> ActionResult:
        """DescribeModelPackage."""
        parameters = self._checked_parameters()
        return ActionResult(
            self.registry.describe(parameters["ModelPackageName"], included=parameters.get("IncludedData", "AllData"))
        )

    def update_model_package(self) -> ActionResult:
        """UpdateModelPackage."""
        return ActionResult({"ModelPackageArn": self.registry.update(self._checked_parameters())})

    def delete_model_package(self) -> ActionResult:
        """DeleteModelPackage."""
        self.registry.delete(self._checked_parameters()["ModelPackageName"])
        return EmptyResult()

    def list_model_packages(self) -> ActionResult:
        """ListModelPackages."""
        return ActionResult(self.registry.list_packages(self._checked_parameters()))

    def create_model_package_group(self) -> ActionResult:
        """CreateModelPackageGroup."""
        parameters = self._checked_parameters()
        name, description = parameters["ModelPackageGroupName"], parameters.get("ModelPackageGroupDescription", "")
        return ActionResult(
            {"ModelPackageGroupArn": self.backend.create_group(name, description, parameters.get("Tags"))}
        )

    def delete_model_package_group(self) -> ActionResult:
        """DeleteModelPackageGroup."""
        self.backend.delete_group(self._checked_parameters()["ModelPackageGroupName"])
        return EmptyResult()

    def list_tags(self) -> ActionResult:
        """ListTags."""
        if not self._is_package():
            return super().list_tags()
        parameters = self._checked_parameters()
        tags, token = self.registry.tags(parameters["ResourceArn"], parameters.get("NextToken"))
        return ActionResult({"Tags": tags, "NextToken": token})

    def add_tags(self) -> ActionResult:
        """AddTags."""
        if not self._is_package():
            return super().add_tags()
        parameters = self._checked_parameters()
        return ActionResult({"Tags": self.registry.add_tags(parameters["ResourceArn"], parameters["Tags"])})

    def delete_tags(self) -> ActionResult:
        """DeleteTags."""
        if not self._is_package():
            return super().delete_tags()
        parameters = self._checked_parameters()
        self.registry.delete_tags(parameters["ResourceArn"], parameters["TagKeys"])
        return EmptyResult()

    def _is_package(self) -> bool:
        return ":model-package/" in str(self.params.get("ResourceArn"))
