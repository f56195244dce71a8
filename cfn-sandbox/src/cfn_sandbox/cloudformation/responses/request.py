"""A request to CloudFormation's API: its parameters, and the stacks and types of its account and region."""

from fnmatch import fnmatchcase
from typing import Any, Final

from moto.iam.models import iam_backends

from ...api_requests import ApiRequest
from ...scalars import tag_map
from ..errors import invalid
from ..resource_types.base import Tags
from ..resource_types.type_registry import TypeRegistry, registry_of
from ..stacks.service import StackService, service_of
from ..stacks.stack import OperationOptions, Resource, Stack
from ..stacks.stack_policy import StackPolicy
from ..templates import parameters
from ..templates.desired_stack import DesiredStack
from ..templates.template import Template, check_capabilities
from ..templates.template_text import read_from_s3

TEMPLATE: Final = "TemplateBody TemplateURL"
STACK_POLICY: Final = "StackPolicyBody StackPolicyURL"
DESIRED_STACK: Final = f"{TEMPLATE} Parameters Tags Capabilities ResourceTypes RoleARN"
# How long a description waits for an operation to end: waiters poll every 30 seconds, clients give up after 60.
MAX_DESCRIBE_WAIT_SECONDS: Final = 20.0
MAX_BODY_BYTES: Final = 51_200
_SERVICE: Final = "cloudformation.amazonaws.com"  # named by the trust policy of a role that it can assume
_SHOWN_OPTIONS: Final = ("Capabilities", "RoleARN", "EnableTerminationProtection", "DisableRollback")  # of a stack


class CloudFormationRequest(ApiRequest):
    """What the operations on stacks, change sets, templates and types have in common."""

    @property
    def service(self) -> StackService:
        """Return the stacks of the account and region."""
        return service_of(self.location)

    @property
    def types(self) -> TypeRegistry:
        """Return the registered types of the account and region."""
        return registry_of(self.location)

    def check(self, honoured: list[str]) -> None:
        """Raise moto's ValidationError if a parameter isn't honoured, breaks a limit, or is no role to be assumed."""
        super().check(honoured)
        arn = self._get_param("RoleARN")
        roles = {item.arn: item for item in iam_backends[self.current_account][self.partition].get_roles()}
        if arn and (arn not in roles or _SERVICE not in roles[arn].assume_role_policy_document):
            raise invalid(f"Role {arn} is invalid or cannot be assumed")

    def _stack(self, missing: str = "Stack with id {} does not exist") -> Stack:
        """Return the stack that the request names. `missing` is the operation's message if there is none."""
        return self.service.find(self._get_param("StackName"), missing)

    def _resource(self, stack: Stack) -> Resource:
        name = self._get_param("LogicalResourceId")
        if name not in stack.resources:
            raise invalid(f"Resource {name} does not exist for stack {self._get_param('StackName')}")
        return stack.resources[name]

    def _tags(self) -> Tags | None:
        tags = self._get_param("Tags")
        if any(tag["Key"].lower().startswith("aws:") for tag in tags or ()):
            raise invalid("aws: prefixed tag key names are not allowed for external use.")
        return None if tags is None else tag_map(tags)

    def _options(self) -> dict[str, Any]:
        """Return the parameters that descriptions of the stack show, until an operation has others."""
        return {name: self._get_param(name) for name in _SHOWN_OPTIONS if self._get_param(name) is not None}

    def _operation_options(self) -> OperationOptions:
        return OperationOptions(
            self.access_key,
            self._get_param("ClientRequestToken") or "",
            not self._get_bool_param("DisableRollback", False),
            self._get_bool_param("RetainExceptOnCreate", False),
            self._policy("StackPolicyDuringUpdate"),
        )

    def _policy(self, name: str) -> str | None:
        """Return the text of a stack policy, checked, None if the request has none of this name."""
        body, url = self._get_param(f"{name}Body"), self._get_param(f"{name}URL")
        if body and url:
            raise invalid(f"You cannot specify both {name}URL and {name}Body")
        text = read_from_s3(url, self.location) if url else body
        StackPolicy.parse(text)
        return text

    def _parameters(self, previous: dict[str, str]) -> dict[str, str]:
        return parameters.given_values(self._get_param("Parameters") or [], previous)

    def _template(self, stack: Stack | None = None) -> Template:
        """Return the template of the request, or the stack's with `UsePreviousTemplate`."""
        body, url = self._get_param("TemplateBody"), self._get_param("TemplateURL")
        if self._get_bool_param("UsePreviousTemplate", False):
            if body or url:
                raise invalid("You cannot specify both usePreviousTemplate and Template Body/Template URL.")
            if stack is not None and stack.desired is not None:
                return stack.desired.template
        if url:
            body = read_from_s3(url, self.location)
        elif len((body or "").encode()) > MAX_BODY_BYTES:
            raise invalid(
                f"1 validation error detected: Value '{body}' at 'templateBody' failed to satisfy constraint: Member "
                f"must have length less than or equal to {MAX_BODY_BYTES}"
            )
        if not body:
            raise invalid("Either Template URL or Template Body must be specified.")
        return Template.parse(body)

    def _desired_stack(self, stack: Stack) -> DesiredStack:
        """Return the desired state of an existing stack. Without `Tags` in the request, its tags stay."""
        previous, tags = stack.desired, self._tags()
        values = parameters.with_defaults(previous.template.section("Parameters"), previous.given) if previous else {}
        return self.service.desired_stack(
            stack, self._template(stack), self._parameters(values), stack.tags if tags is None else tags
        )

    def _check_permitted(self, template: Template, *, expands: bool) -> None:
        """Raise moto's errors if a template has types or needs capabilities that the request doesn't permit."""
        permitted = self._get_param("ResourceTypes")
        for name in dict.fromkeys(declared["Type"] for declared in template.resources.values()):
            if permitted and not any(fnmatchcase(name, pattern) for pattern in permitted):
                text = f"Resource type {name} is not allowed by parameter ResourceTypes [{', '.join(permitted)}]"
                raise invalid(text)
        check_capabilities(template, self._get_param("Capabilities") or [], expands=expands)
