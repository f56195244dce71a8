"""Types that nobody knows: with `--unknown-types ignore` a resource of one is recorded, and nothing is created."""

import uuid
from typing import Any

from .schemas import State
from .types import Made, Request, Tags

NOTE = "The sandbox doesn't know this type: recorded, nothing was created"


class UnknownType:
    """A type without a handler and without an object of moto's. Its attributes are made up."""

    schema = None

    def __init__(self, name: str):
        self.name = name

    def has_attribute(self, _name: str) -> bool:
        """Tell whether `Fn::GetAtt` knows an attribute: any may be one."""
        return True

    def attribute(self, made: Made, name: str) -> Any:
        """Return a text in the place of the attribute."""
        return f"{made.physical_id}.{name}"

    def create(self, request: Request) -> Made:
        """Return an ID like those that CloudFormation generates."""
        generated = uuid.uuid4().hex[:12].upper()
        return Made(f"{request.stack_name}-{request.logical_id}-{generated}", note=NOTE)

    def update(self, _request: Request, made: Made, _previous: State, _previous_tags: Tags) -> Made:
        """Leave it as it is."""
        return made

    def delete(self, _request: Request, _made: Made) -> None:
        """Do nothing."""
