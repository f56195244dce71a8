"""moto's own backend of CloudFormation, for the parts of moto that look stacks up."""

from typing import Any

import moto.cloudformation.urls
from moto.cloudformation.models import CloudFormationBackend

from ..location import Location
from .stacks.service import service_of


class StackLookupBackend(CloudFormationBackend):
    """moto's backend, which finds the sandbox's stacks."""

    _url_module = moto.cloudformation.urls  # moto derives it from the name of this module

    def get_stack(self, name_or_stack_id: str) -> Any:
        """Return a stack of the sandbox. Service Catalog AppRegistry looks stacks up here."""
        return service_of(Location(self.account_id, self.region_name)).find(name_or_stack_id)
