"""The operations on exports."""

from moto.core.responses import ActionResult

from ..errors import invalid
from .request import CloudFormationRequest, operation


class ExportOperations(CloudFormationRequest):
    """The operations on exports, to be mixed into those of CloudFormation."""

    @operation("NextToken")
    def list_exports(self) -> ActionResult:
        """ListExports."""
        exports = [
            {"ExportingStackId": stack.stack_id, "Name": name, "Value": value}
            for stack in self.service.stacks.values()
            for name, value in stack.exports.items()
        ]
        return ActionResult({"Exports": exports})

    @operation("ExportName NextToken")
    def list_imports(self) -> ActionResult:
        """ListImports. For an export that no stack imports it is an error, as in CloudFormation."""
        name = self._get_param("ExportName")
        importers = self.service.exports.importers(name)
        if not importers:
            raise invalid(f"Export '{name}' is not imported by any stack.")
        return ActionResult({"Imports": importers})
