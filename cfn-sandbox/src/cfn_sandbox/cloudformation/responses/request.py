"""A request to CloudFormation's API: its parameters, and the stacks and types of its account and region."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from moto.cloudformation.utils import get_stack_from_s3_url
from moto.core.exceptions import ServiceException
from moto.core.responses import BaseResponse

from ...location import Location
from ..errors import invalid
from ..resource_types.base import Tags
from ..resource_types.type_registry import TypeRegistry, registry_of
from ..stacks.service import StackService, service_of
from ..stacks.stack import Resource, Stack
from ..templates import capabilities, parameters
from ..templates.desired_stack import DesiredStack
from ..templates.template import Template

_LOOPBACK: Final = re.compile(r"localhost|[\d.]+|\[?::1\]?")  # hosts that have no bucket in their name
# Parameters that are shown in descriptions of the stack, and have no other effect.
_SHOWN_OPTIONS: Final = (
    *("Capabilities", "RoleARN", "NotificationARNs"),
    *("TimeoutInMinutes", "EnableTerminationProtection", "DisableRollback"),
)


class CloudFormationRequest(BaseResponse):
    """What the operations on stacks, change sets, templates and types have in common."""

    @property
    def location(self) -> Location:
        """Return the account and region."""
        return Location(self.current_account, self.region)

    @property
    def service(self) -> StackService:
        """Return the stacks of the account and region."""
        return service_of(self.location)

    @property
    def types(self) -> TypeRegistry:
        """Return the registered types of the account and region."""
        return registry_of(self.location)

    def _stack(self) -> Stack:
        return self.service.find(self._get_param("StackName"))

    def _resource(self, stack: Stack) -> Resource:
        name = self._get_param("LogicalResourceId")
        if name not in stack.resources:
            raise invalid(f"Resource {name} does not exist for stack {stack.name}")
        return stack.resources[name]

    def _tags(self) -> Tags | None:
        tags = self._get_param("Tags")
        return None if tags is None else {tag["Key"]: tag["Value"] for tag in tags}

    def _options(self) -> dict[str, Any]:
        return {name: self._get_param(name) for name in _SHOWN_OPTIONS if self._get_param(name) is not None}

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
            body = self._template_in_s3(url)
        if not body:
            raise invalid("Either Template URL or Template Body must be specified.")
        return Template.parse(body)

    def _template_in_s3(self, url: str) -> str:
        """Return a template in S3. The URL may have the address of the sandbox as its host."""
        parts = urlsplit(url)
        if _LOOPBACK.fullmatch(parts.hostname or ""):
            url = parts._replace(netloc="s3.amazonaws.com").geturl()
        try:
            return str(get_stack_from_s3_url(url, self.current_account, self.partition))
        except (AttributeError, ValueError):  # from moto, if the object doesn't exist or the URL has no key
            raise invalid("S3 error: The specified key does not exist.") from None
        except ServiceException as error:
            raise invalid(f"S3 error: {error.message}") from None

    def _desired_stack(self, stack: Stack) -> DesiredStack:
        """Return the desired state of an existing stack. Without `Tags` in the request, its tags stay."""
        previous = stack.desired.given if stack.desired else {}
        tags = self._tags()
        return self.service.desired_stack(
            stack, self._template(stack), self._parameters(previous), stack.tags if tags is None else tags
        )

    def _check_capabilities(self, template: Template, *, expands: bool) -> None:
        capabilities.check_capabilities(template, self._get_param("Capabilities") or [], expands=expands)
