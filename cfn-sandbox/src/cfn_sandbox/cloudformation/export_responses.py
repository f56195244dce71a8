"""The operations of CloudFormation's API on exports."""

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult, BaseResponse

from .exports import importers
from .intrinsics import invalid

if TYPE_CHECKING:
    from .models import SandboxBackend


class ExportOperations(BaseResponse):
    """ListExports and ListImports, to be mixed into the other operations of CloudFormation."""

    @property
    def backend(self) -> "SandboxBackend":
        """Return the backend of the request's account and region."""
        raise NotImplementedError

    def list_exports(self) -> ActionResult:
        """ListExports."""
        exports = [
            {"ExportingStackId": stack.stack_id, "Name": name, "Value": value}
            for stack in self.backend.stacks.values()
            for name, value in stack.exports.items()
        ]
        return ActionResult({"Exports": exports})

    def list_imports(self) -> ActionResult:
        """ListImports: an export that no stack imports is an error."""
        name = self._get_param("ExportName")
        found = importers(list(self.backend.stacks.values()), name)
        if not found:
            raise invalid(f"Export '{name}' is not imported by any stack.")
        return ActionResult({"Imports": found})
