"""One resource of an input set, from its creation to its deletion, with what the handlers answered."""

import copy
from dataclasses import dataclass
from typing import Any, Final

from rpdk.core.contract.interface import Action, OperationStatus
from rpdk.core.contract.resource_client import ResourceClient

from mlops_sagemaker_modelpackage.schema import READ_ONLY

State = dict[str, Any]
IDENTIFIER: Final = "ModelPackageArn"


@dataclass(frozen=True)
class Outcome:
    """How an operation ended: the last progress event of the handler, and what it had been asked for."""

    event: dict[str, Any]
    desired: State

    @property
    def succeeded(self) -> bool:
        """Return whether the operation succeeded."""
        return bool(self.event["status"] == OperationStatus.SUCCESS.name)

    @property
    def ended(self) -> str:
        """Return SUCCESS, or the handler error code of a failure with its message."""
        return "SUCCESS" if self.succeeded else f"{self.event['errorCode']}: {self.event.get('message')}"

    @property
    def model(self) -> State:
        """Return the model of the event; an empty one if it has none."""
        return self.event.get("resourceModel") or {}

    @property
    def identifier(self) -> str | None:
        """Return the primary identifier."""
        return self.model.get(IDENTIFIER)


class Lifecycle:
    """The operations on one resource in their order: an attribute for each outcome.

    Args:
        client: AWS's client of a handler under test, which waits for the end of an operation and asserts that each progress
            event on the way has the form of the handler contract.
        create: What the create asks for.
        update: What the update asks for.

    """

    def __init__(self, client: ResourceClient, create: State, update: State):
        self.client = client
        self.create = create
        self.reads: list[Outcome] = []

        self.created = self._call(Action.CREATE, create)
        assert self.created.succeeded, self.created.ended
        self.read_after_create = self._read(self.created, create)
        self.created_twice = self._call(Action.CREATE, create)
        if self.created_twice.succeeded and self.created_twice.identifier != self.created.identifier:
            self._call(Action.DELETE, self.created_twice.model)
        self.read_after_second_create = self._read(self.created, create)
        self.listed = self._list()
        self.reads_of_listed = [self._read_model(identifier) for identifier in self.listed]

        reported = {name: value for name, value in self.created.model.items() if name in READ_ONLY}
        self.updated = self._call(Action.UPDATE, {**reported, **update}, self.created.model)
        self.read_by_update = self._read(self.updated, update)
        self.read_by_create = self._read(self.created, update)
        self.listed_after_update = self._list()

        self.deleted = self._call(Action.DELETE, self.created.model)
        self.read_after_delete = self._call(Action.READ, self.created.model)
        self.updated_after_delete = self._call(Action.UPDATE, {**reported, **update}, self.created.model)
        self.deleted_twice = self._call(Action.DELETE, self.created.model)
        self.listed_after_delete = self._list()

        self.created_after_delete = self._call(Action.CREATE, create)
        self._call(Action.DELETE, self.created_after_delete.model)
        template = {name: value for name, value in self.read_after_create.model.items() if name not in READ_ONLY}
        self.created_from_read = self._call(Action.CREATE, template)
        self._call(Action.DELETE, self.created_from_read.model)

    def _call(self, action: Action, desired: State, previous: State | None = None) -> Outcome:
        asked = copy.deepcopy(desired)
        _, event = self.client.call(action, desired, previous)
        return Outcome(event, asked)

    def _read(self, after: Outcome, state: State) -> Outcome:
        """Read by the identifier that an operation returned; the outcome has the state that was asked for last."""
        read = Outcome(self._read_model(after.identifier).event, state)
        self.reads.append(read)
        return read

    def _read_model(self, identifier: str | None) -> Outcome:
        return self._call(Action.READ, {IDENTIFIER: identifier})

    def _list(self) -> list[str]:
        """Return the identifiers of all pages of a list."""
        identifiers: list[str] = []
        token = None
        while True:
            _, event = self.client.call(Action.LIST, self.created.model, nextToken=token)
            assert event["status"] == OperationStatus.SUCCESS.name, event
            identifiers += [model[IDENTIFIER] for model in event["resourceModels"]]
            token = event.get("nextToken")
            if token is None:
                return identifiers
