"""Resource types with a handler: those of the registry, of projects, of plug-ins, and some of AWS's."""

import json
from functools import cached_property
from typing import Any, Final

from ...engine import CREDENTIALS, Answer, Event, HandledType, answers_to, event
from .base import CreatedResource, ResourceFailure, ResourceRequest, ResourceType, Tags
from .schemas import Properties, TypeSchema, schema_of

MAX_IDLE_ANSWERS: Final = 1_000  # one after the other that are IN_PROGRESS and ask for the same invocation at once
_STATUSES: Final = ("SUCCESS", "FAILED", "IN_PROGRESS")


class HandlerBackedType(ResourceType):
    """A type whose handler is invoked. Its primary identifier is one property."""

    def __init__(self, handled: HandledType):
        super().__init__(handled.name)
        self._handled = handled

    @cached_property
    def schema(self) -> TypeSchema:
        """Return the schema that came with the handler; for a type of AWS's, the one in cfn-lint."""
        return schema_of(self.name) if self._handled.schema is None else TypeSchema(self._handled.schema)

    @property
    def identifier(self) -> str:
        """Return the name of the property that is the primary identifier, of a compound one that of its last part."""
        return self.schema.primary_identifier[-1][0]

    def attribute(self, created: CreatedResource, name: str) -> Any:
        """Return an attribute from the last model that the handler returned, "" if it isn't there."""
        found = super().attribute(created, name)
        return "" if found is None else found

    def create(self, request: ResourceRequest) -> CreatedResource:
        """Invoke the create handler."""
        return self._created(self._invoke(request, "CREATE", self.schema.with_texts(request.properties)))

    def update(
        self, request: ResourceRequest, created: CreatedResource, previous: Properties, previous_tags: Tags
    ) -> CreatedResource:
        """Invoke the update handler. Both models have the identifier, as CloudFormation sends them."""
        identifier, data = self._primary(created.physical_id), {"previousStackTags": previous_tags}
        desired = self.schema.with_texts(request.properties) | identifier
        answer = self._invoke(request, "UPDATE", desired, self.schema.with_texts(previous) | identifier, data)
        return self._created(answer)

    def delete(self, request: ResourceRequest, created: CreatedResource) -> None:
        """Invoke the delete handler."""
        self._invoke(request, "DELETE", request.properties | self._primary(created.physical_id))

    def list_page(self, request: ResourceRequest, token: str | None) -> tuple[list[Properties], str | None]:
        """Invoke the list handler, and return a page of models and the token of the next page."""
        answer = self._invoke(request, "LIST", request.properties, nextToken=token)
        if not isinstance(answer.get("resourceModels"), list):
            raise self._broken_contract("LIST handler returned no resourceModels")
        return answer["resourceModels"], answer.get("nextToken")

    def find(self, request: ResourceRequest, identifier: str) -> CreatedResource:
        """Invoke the read handler, and return the resource. Raises `ResourceFailure` (NotFound) if there is none."""
        return self._created(self._invoke(request, "READ", self._primary(identifier)))

    def _primary(self, identifier: str) -> Properties:
        return {self.identifier: identifier}

    def _broken_contract(self, problem: str) -> ResourceFailure:
        text = f"The {self.name} {problem}, which breaks the contract of handlers. Is the handler implemented?"
        return ResourceFailure("InternalFailure", text)

    def _created(self, answer: Answer) -> CreatedResource:
        model: Properties = answer.get("resourceModel") or {}
        if not model.get(self.identifier):
            raise self._broken_contract(f"handler returned no {self.identifier}, its primary identifier")
        return CreatedResource(model[self.identifier], model)

    def _invoke(
        self,
        request: ResourceRequest,
        action: str,
        properties: Properties,
        previous: Properties | None = None,
        data: Properties | None = None,
        **fields: Any,
    ) -> Answer:
        """Return the last answer. `data` are members of requestData. Raises `ResourceFailure`, or `Cancelled`."""
        credentials = CREDENTIALS | {"accessKeyId": request.access_key}
        log_group = self._handled.log_group
        log = {"providerLogGroupName": log_group, "providerCredentials": credentials} if log_group else {}
        request_data = {
            "logicalResourceId": request.logical_id or None,
            "stackTags": request.tags,
            "callerCredentials": credentials,
            **log,
            **(data or {}),
        }
        first = event(
            self.name,
            action,
            properties,
            previous,
            token=request.token,
            data=request_data,
            awsAccountId=request.location.account,
            region=request.location.region,
            stackId=request.stack_id,
            **fields,
        )

        def invoke(sent: Event) -> Answer:
            try:
                # As in Lambda, event and answer pass as JSON: the handler gets no object of the sandbox's.
                answer = json.loads(
                    json.dumps(request.runner.invoke(self._handled.handler, json.loads(json.dumps(sent))))
                )
            except Exception as error:  # whatever it raises
                text = f"The handler of {self.name} gave no answer to {action}: {type(error).__name__}: {error}"
                raise ResourceFailure("InternalFailure", text) from None
            if not isinstance(answer, dict) or answer.get("status") not in _STATUSES:
                raise self._broken_contract(f"{action} handler returned no status of {', '.join(_STATUSES)}")
            return answer

        last: Answer = {}
        idle = 0
        for last in answers_to(first, invoke, lambda seconds: request.runner.sleep(seconds, request.is_cancelled)):
            request.on_identifier((last.get("resourceModel") or {}).get(self.identifier) or "")
            idle = 0 if last.get("callbackDelaySeconds") or last.get("callbackContext") else idle + 1
            if idle > MAX_IDLE_ANSWERS:
                raise self._broken_contract(f"{action} handler stays IN_PROGRESS without a callback delay or context")
        if last["status"] != "SUCCESS":
            raise ResourceFailure(last.get("errorCode") or "InternalFailure", last.get("message") or "")
        return last
