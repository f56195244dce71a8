"""The operations on change sets."""

from contextlib import suppress

from moto.core.exceptions import ServiceException

from ...api_requests import Answer, operation
from ..errors import ChangeSetNotFound, invalid
from ..stacks import resource_import
from ..stacks.change_sets import ChangeSet
from ..stacks.planning import NESTED_STACK
from ..stacks.stack import Stack
from ..templates.desired_stack import DesiredStack
from ..templates.template import Template
from .request import DESIRED_STACK, CloudFormationRequest


class ChangeSetOperations(CloudFormationRequest):
    """The operations on change sets, to be mixed into those of CloudFormation."""

    @operation(
        "StackName ChangeSetName ChangeSetType UsePreviousTemplate Description OnStackFailure ResourcesToImport",
        "IncludeNestedStacks ClientToken DeploymentMode ImportExistingResources",
        DESIRED_STACK,
    )
    def create_change_set(self) -> Answer:
        """CreateChangeSet, for a new stack, an update or an import."""
        change_set_type = self._get_param("ChangeSetType") or "UPDATE"
        stack = self.service.stack_for_change_set(
            self._get_param("StackName"), change_set_type, self._get_param("ChangeSetName")
        )
        desired, failure = self._desired_stack_or_failure(stack)
        self._check_permitted(desired.template, expands=False)
        if self._get_bool_param("IncludeNestedStacks", False) and NESTED_STACK in map(desired.type_name, desired.order):
            raise invalid("The sandbox makes no change sets of nested stacks: leave IncludeNestedStacks out.")
        if change_set_type == "IMPORT":
            imports = resource_import.check_imports(self._get_param("ResourcesToImport") or [], stack, desired)
        elif self._get_bool_param("ImportExistingResources", False):
            imports = self.service.find_existing(desired, self.access_key)
        else:
            imports = {}
        mode = {name: self._get_param(name) for name in ("DeploymentMode", "ImportExistingResources")}
        change_set = ChangeSet(
            self._get_param("ChangeSetName"),
            change_set_type,
            stack,
            desired,
            imports,
            self.service.find_drifted(stack, self.access_key) if mode["DeploymentMode"] else (),
            self._get_param("Description"),
            self._get_param("OnStackFailure") or "ROLLBACK",
            self._options(),
            mode,
            *(("UNAVAILABLE", "FAILED", failure) if failure else ()),
        )
        self.service.change_sets.add(change_set)
        return {"Id": change_set.change_set_id, "StackId": stack.stack_id}

    def _desired_stack_or_failure(self, stack: Stack) -> tuple[DesiredStack, str | None]:
        """Return the desired state, or an empty one and why a transform failed, which makes a failed change set."""
        try:
            return self._desired_stack(stack), None
        except ServiceException as error:
            if not error.message.startswith("Transform "):
                raise
            template = Template(self._get_param("TemplateBody") or "", {})
            return DesiredStack(template, {}, stack.tags, self.service.context(stack)), error.message

    @operation("ChangeSetName StackName IncludePropertyValues NextToken")
    def describe_change_set(self) -> Answer:
        with_values = self._get_bool_param("IncludePropertyValues", False)
        return self._change_set().describe(with_values=with_values)

    def _change_set(self) -> ChangeSet:
        """Return the change set that the request names. If there isn't even the stack, the message says so."""
        try:
            return self.service.change_sets.find(self._get_param("ChangeSetName"), self._get_param("StackName"))
        except ChangeSetNotFound:
            if self._get_param("StackName"):
                self._stack("Stack [{}] does not exist")
            raise

    @operation("ChangeSetName StackName DisableRollback ClientRequestToken RetainExceptOnCreate")
    def execute_change_set(self) -> None:
        change_set_name, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        self.service.execute_change_set(change_set_name, stack_name, self._operation_options())

    @operation("ChangeSetName StackName")
    def delete_change_set(self) -> None:
        """DeleteChangeSet. If an existing stack has no such change set, it succeeds: clients rely on it."""
        if not self._get_param("StackName") and not self._get_param("ChangeSetName").startswith("arn:"):
            raise invalid("StackName must be specified if ChangeSetName is not specified as an ARN.")
        with suppress(ChangeSetNotFound):
            self.service.change_sets.delete(self._change_set())

    @operation("StackName NextToken")
    def list_change_sets(self) -> Answer:
        """ListChangeSets of a stack, without those that were executed."""
        change_sets = self.service.change_sets.of_stack(self._stack())
        summaries = [item.describe() for item in change_sets if not item.execution_status.startswith("EXECUTE_")]
        return {"Summaries": summaries}
