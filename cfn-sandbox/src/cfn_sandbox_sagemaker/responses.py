"""The operations on model packages and their groups: limits first, then the registry."""

import threading
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import get_service_model
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.models import sagemaker_backends
from moto.sagemaker.responses import SageMakerResponse

from .limits import violations
from .models import ModelRegistry, SandboxBackend, backend_of

_LOCK = threading.RLock()  # the server has threads, and a version number is read and then written


class SandboxResponse(SageMakerResponse):
    """Moto's operations of SageMaker, with ours in the place of those on model packages."""

    @property
    def backend(self) -> SandboxBackend:
        """Return the backend of the request's account and region."""
        backend = sagemaker_backends[self.current_account][self.region]
        assert isinstance(backend, SandboxBackend), "sandbox.sagemaker.install() was not called"  # noqa: S101
        return backend

    @property
    def registry(self) -> ModelRegistry:
        """Return the registry that the request is about: its account's, or that of another account's ARN in it."""
        named = (self.params.get(name) for name in ("ModelPackageArn", "ModelPackageName", "ModelPackageGroupName"))
        return backend_of(str(next(filter(None, named), "")), self.backend).registry

    def call_action(self) -> Any:
        """Do one operation at a time."""
        with _LOCK:
            return super().call_action()

    def _checked(self) -> dict[str, Any]:
        """Return the parameters; raises what SageMaker would say if they break a limit of the operation's input."""
        parameters = dict(self.params)
        wrong = list(
            violations(parameters, get_service_model("sagemaker").operation_model(self._get_action()).input_shape)
        )
        if wrong:
            count = f"{len(wrong)} validation error{'s' if len(wrong) > 1 else ''} detected"
            raise ValidationError(f"{count}: {'; '.join(wrong)}")
        return parameters

    def create_model_package(self) -> ActionResult:
        """CreateModelPackage."""
        return ActionResult({"ModelPackageArn": self.registry.create(self._checked())})

    def describe_model_package(self) -> ActionResult:
        """DescribeModelPackage."""
        given = self._checked()
        return ActionResult(
            self.registry.describe(given["ModelPackageName"], included=given.get("IncludedData", "AllData"))
        )

    def update_model_package(self) -> ActionResult:
        """UpdateModelPackage."""
        return ActionResult({"ModelPackageArn": self.registry.update(self._checked())})

    def delete_model_package(self) -> ActionResult:
        """DeleteModelPackage."""
        self.registry.delete(self._checked()["ModelPackageName"])
        return EmptyResult()

    def list_model_packages(self) -> ActionResult:
        """ListModelPackages."""
        return ActionResult(self.registry.page(self._checked()))

    def create_model_package_group(self) -> ActionResult:
        """CreateModelPackageGroup."""
        given = self._checked()
        name, description = given["ModelPackageGroupName"], given.get("ModelPackageGroupDescription", "")
        return ActionResult({"ModelPackageGroupArn": self.backend.create_group(name, description, given.get("Tags"))})

    def delete_model_package_group(self) -> ActionResult:
        """DeleteModelPackageGroup."""
        self.backend.delete_group(self._checked()["ModelPackageGroupName"])
        return EmptyResult()

    def list_tags(self) -> ActionResult:
        """ListTags."""
        if not self._is_package():
            return super().list_tags()
        given = self._checked()
        tags, token = self.registry.tags(given["ResourceArn"], given.get("NextToken"))
        return ActionResult({"Tags": tags, "NextToken": token})

    def add_tags(self) -> ActionResult:
        """AddTags."""
        if not self._is_package():
            return super().add_tags()
        given = self._checked()
        return ActionResult({"Tags": self.registry.add_tags(given["ResourceArn"], given["Tags"])})

    def delete_tags(self) -> ActionResult:
        """DeleteTags."""
        if not self._is_package():
            return super().delete_tags()
        given = self._checked()
        self.registry.delete_tags(given["ResourceArn"], given["TagKeys"])
        return EmptyResult()

    def _is_package(self) -> bool:
        return ":model-package/" in str(self.params.get("ResourceArn"))
