"""The operations on a resource as CloudFormation calls them, and the types of the registry, which have a handler."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from ..engine import CREDENTIALS, Answer, Engine, Event, event
from .runner import Handler, Runner
from .schemas import State, TypeSchema, schema_of

Tags = dict[str, str]


class Failed(Exception):
    """An operation on a resource failed; `code` is a HandlerErrorCode, empty if no handler was invoked."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Made:
    """A resource that is there: its physical ID, how to get an attribute of it, and what its type knows of it.

    `note` is what the event of its creation says.
    """

    physical_id: str
    attributes: State = field(default_factory=dict)
    model: Any = None
    note: str = ""


@dataclass
class Request:
    """What an operation on a resource is given.

    `seen` is called with the identifier in each answer of the handler, a failed one too, or with an empty text;
    `token` is the request token.
    """

    account: str
    region: str
    access_key: str
    runner: Runner
    token: str
    properties: State
    tags: Tags = field(default_factory=dict)
    stack_id: str | None = None
    stack_name: str = ""
    logical_id: str = ""
    seen: Callable[[str], None] = lambda _identifier: None


class ResourceType(Protocol):
    """The operations of a type. Each raises `Failed`."""

    name: str

    @property
    def schema(self) -> TypeSchema | None:
        """Return the type's schema, if there is one."""

    def has_attribute(self, name: str) -> bool:
        """Tell whether `Fn::GetAtt` knows an attribute."""

    def attribute(self, made: Made, name: str) -> Any:
        """Return an attribute of a resource, for `Fn::GetAtt`."""

    def create(self, request: Request) -> Made:
        """Create a resource."""

    def update(self, request: Request, made: Made, previous: State, previous_tags: Tags) -> Made:
        """Change a resource in place."""

    def delete(self, request: Request, made: Made) -> None:
        """Delete a resource."""


class Registered:
    """A type of the registry, whose handler is invoked. The identifier is one property."""

    def __init__(self, name: str, handler: Handler, schema: dict[str, Any] | None = None):
        self.name = name
        self._handler = handler
        self._schema = schema

    @cached_property
    def schema(self) -> TypeSchema:
        """Return the schema that came with the handler, for a type of AWS's the one of cfn-lint."""
        found = schema_of(self.name) if self._schema is None else TypeSchema(self._schema)
        assert found is not None  # noqa: S101
        return found

    def has_attribute(self, name: str) -> bool:
        """Tell whether `Fn::GetAtt` knows an attribute: the read-only properties are the attributes."""
        return name in self.schema.attributes

    def attribute(self, made: Made, name: str) -> Any:
        """Return an attribute as the handler's last model has it."""
        return made.attributes.get(name, "")

    @property
    def identifier(self) -> str:
        """Return the name of the property that is the primary identifier."""
        return self.schema.primary_identifier[0][0]

    def create(self, request: Request) -> Made:
        """Invoke the create handler."""
        return self._made(self._last(request, "CREATE", request.properties))

    def update(self, request: Request, made: Made, previous: State, previous_tags: Tags) -> Made:
        """Invoke the update handler; both states have the identifier, as CloudFormation sends them."""
        named, data = self._named(made.physical_id), {"previousStackTags": previous_tags}
        return self._made(self._last(request, "UPDATE", request.properties | named, previous | named, data))

    def delete(self, request: Request, made: Made) -> None:
        """Invoke the delete handler."""
        self._last(request, "DELETE", request.properties | self._named(made.physical_id))

    def read(self, request: Request, identifier: str) -> State:
        """Invoke the read handler."""
        model: State = self._last(request, "READ", self._named(identifier))["resourceModel"]
        return model

    def page(self, request: Request, token: str | None) -> tuple[list[State], str | None]:
        """Invoke the list handler, and return identifiers as models and the token of the next page."""
        answer = self._last(request, "LIST", request.properties, nextToken=token)
        return answer["resourceModels"], answer.get("nextToken")

    def existing(self, request: Request, identifier: str) -> Made:
        """Return a resource that was made elsewhere. Raises `Failed` (NotFound) if it isn't there."""
        return self._made({"resourceModel": self.read(request, identifier)})

    def _named(self, identifier: str) -> State:
        return {self.identifier: identifier}

    def _made(self, answer: Answer) -> Made:
        model = answer["resourceModel"]
        attributes = {name: model[name] for name in self.schema.attributes if name in model}
        return Made(model[self.identifier], attributes, model)

    def _last(
        self,
        request: Request,
        action: str,
        properties: State,
        previous: State | None = None,
        data: State | None = None,
        **others: Any,
    ) -> Answer:
        given = {
            "logicalResourceId": request.logical_id or None,
            "stackTags": request.tags,
            "callerCredentials": CREDENTIALS | {"accessKeyId": request.access_key},
        }
        place = {"awsAccountId": request.account, "region": request.region, "stackId": request.stack_id}
        first = event(
            self.name, action, properties, previous, token=request.token, data=given | (data or {}), **place, **others
        )

        def invoke(sent: Event) -> Answer:
            # As Lambda does: what the handler gets and returns is JSON, not ours.
            answer: Answer = json.loads(json.dumps(request.runner.invoke(self._handler, json.loads(json.dumps(sent)))))
            return answer

        last: Answer = {}
        for last in Engine(invoke, request.runner.sleep).answers_to(first):
            request.seen((last.get("resourceModel") or {}).get(self.identifier, ""))
        if last["status"] != "SUCCESS":
            raise Failed(last["errorCode"], last.get("message", ""))
        return last
