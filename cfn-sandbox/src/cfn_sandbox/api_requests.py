"""A request to an API: what it honours, refusing the rest by name; its answer, once for each token, in pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, wraps
from typing import Any, Final

import regex
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionContext, ActionResult, BaseResponse
from moto.core.utils import get_service_model

from .engine import Location

# Values that ask for what happens anyway.
DEFAULTS: Final[Mapping[str, Any]] = {
    "DeletionMode": "STANDARD",
    "Type": "RESOURCE",
    "DeploymentConfig.Mode": "STANDARD",
}
Answer = dict[str, Any] | None
Operation = Callable[[Any], Answer]  # a method
ErrorOf = Callable[[str], Exception]


class ApiError(ServiceException):
    """An error of an API, by its code and message. Of moto's own classes, it takes only those in a service."""


class PlainResult(ActionResult):
    """An answer in which members have the API's own names; moto looks for each by several names, which takes long."""

    def execute_result(self, context: ActionContext) -> Any:
        """Return the status, headers and body of the response."""
        found = context.serializer_class(operation_model=context.operation_model).serialize(self.result)
        return found["status_code"], found["headers"], found["body"]


def operation(*honoured: str) -> Callable[[Operation], Callable[[Any], ActionResult]]:
    """Make a method an operation of an API: its request is checked, answered once for each token, and in pages.

    `honoured` are the names of the parameters that it honours, separated by spaces, nested ones with a dot. The method
    returns the answer. Of its members, those are sent that the service model has for the operation.
    """
    names = " ".join(honoured).split()

    def declare(method: Operation) -> Callable[[Any], ActionResult]:
        @wraps(method)
        def answer(self: "ApiRequest") -> ActionResult:
            self.check(names)
            return PlainResult(self.page(self.answer_once(method)))

        setattr(answer, "honoured", names)  # noqa: B010 - a function has no such attribute for the type checker
        return answer

    return declare


def find_refused(parameters: Mapping[str, Any], honoured: Iterable[str], path: str = "") -> Iterator[str]:
    """Yield the parameters that are set and not honoured. `path` is that of the structure that they are in."""
    for name, value in parameters.items():
        place = path + name
        if place in honoured or not _is_set(value) or value == DEFAULTS.get(place):
            continue
        if isinstance(value, dict) and any(item.startswith(f"{place}.") for item in (*honoured, *DEFAULTS)):
            yield from find_refused(value, honoured, f"{place}.")
        else:
            yield place


def _is_set(value: Any) -> bool:
    """Tell whether a value says something: False, empty lists and structures of nothing else don't."""
    return any(map(_is_set, value.values())) if isinstance(value, dict) else bool(value)


def page_of(items: list[Any], size: int, token: str | None, invalid: ErrorOf) -> tuple[list[Any], str | None]:
    """Return the page that a token names, and the next token. `invalid` makes the error for a token that is none."""
    if token is not None and not token.isdecimal():
        raise invalid("The NextToken is invalid.")
    start = int(token or 0)
    return items[start : start + size], str(start + size) if start + size < len(items) else None


class _Answers(BaseBackend):
    """The answers to requests with a token in an account and region, a backend of moto's, so that moto resets it."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.by_token: dict[tuple[str, str, str], tuple[dict[str, Any], Answer]] = {}  # with the parameters


_ANSWERS: Final = BackendDict(_Answers, "cloudformation")


class ApiRequest(BaseResponse):
    """A request to an API. moto creates an instance for each. Parameters and answers have the service model's form."""

    api = "cloudformation"  # the name of its service model
    page_size = 100  # by default
    invalid_code = "ValidationError"  # of the error for a request that is refused
    used_token = "TokenAlreadyExistsException", "A client request token already exists: {}"  # another request had it

    def __init__(self) -> None:
        super().__init__(self.api)
        self.automated_parameter_parsing = True

    @property
    def location(self) -> Location:
        """Return the account and region."""
        return Location(self.current_account, self.region)

    @property
    def model(self) -> OperationModel:
        """Return the model of the operation."""
        found: OperationModel = get_service_model(self.boto3_service_name).operation_model(self._get_action())
        return found

    def invalid(self, message: str) -> ServiceException:
        """Return the error for a request that is refused."""
        return ApiError(self.invalid_code, message)

    def check(self, honoured: list[str]) -> None:
        """Raise the API's error if a parameter isn't honoured, or breaks a limit."""
        refused = ", ".join(find_refused(self.params, honoured))
        if refused:
            them = "them" if ", " in refused else "it"
            raise self.invalid(f"The sandbox doesn't implement {refused} of {self.model.name}: leave {them} out.")
        violations = describe_violations(self.params, self.model)
        if violations:
            raise self.invalid(violations)

    def answer_once(self, method: Operation) -> Answer:
        """Return the answer of an operation, or that of an earlier request with the same token."""
        token = self._get_param("ClientRequestToken") or self._get_param("ClientToken")
        if token is None:
            return method(self)
        answers, key = _ANSWERS[self.current_account][self.region].by_token, (self.api, self._get_action(), token)
        if key not in answers:
            answers[key] = (self.params, method(self))
        first, answer = answers[key]
        if first != self.params:
            code, text = self.used_token
            raise ApiError(code, text.format(token))
        return answer

    def page(self, answer: Answer) -> Answer:
        """Return the page of an answer that `MaxResults` and `NextToken` ask for, if the operation has pages."""
        shape: Any = self.model.input_shape
        if answer is None or "NextToken" not in shape.members or "NextToken" in answer:
            return answer
        # The other lists in an answer are in each page.
        paged = next(name for name in ("Changes", *answer) if isinstance(answer.get(name), list))
        size, token = self._get_param("MaxResults") or self.page_size, self._get_param("NextToken")
        items, following = page_of(answer[paged], size, token, self.invalid)
        return {**answer, paged: items, "NextToken": following}


def describe_violations(parameters: dict[str, Any], operation: OperationModel) -> str:
    """Return AWS's sentence about the limits that a request breaks, "" if it breaks none."""
    shape = operation.input_shape
    found = [] if shape is None else list(violations(parameters, shape))
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
    return f"{count}: {'; '.join(found)}" if found else ""


def violations(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield AWS's message for each value that breaks a limit of its shape. `path` is the place of the value."""
    for constraint in _broken_constraints(value, shape):
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {constraint}"
    if value is None:
        return
    for item, item_shape, item_path in _members(value, shape, path):
        yield from violations(item, item_shape, item_path)


def _members(value: Any, shape: Shape, path: str) -> Iterator[tuple[Any, Shape, str]]:
    if isinstance(shape, StructureShape):
        for name in {**value, **dict.fromkeys(shape.required_members)}:
            member = f"{name[:1].lower()}{name[1:]}"
            yield value.get(name), shape.members[name], f"{path}.{member}" if path else member
    elif isinstance(shape, ListShape):
        for index, item in enumerate(value, 1):
            yield item, shape.member, f"{path}.{index}.member"
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield key, shape.key, f"{path}.key"
            yield item, shape.value, f"{path}.{key}.member"


def _broken_constraints(value: Any, shape: Shape) -> Iterator[str]:
    if value is None:
        yield "not be null"
        return
    has_length = isinstance(value, (str, list, dict))
    size, measure = (len(value), "length") if has_length else (value, "value")
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and size < minimum:
        yield f"have {measure} greater than or equal to {minimum}"
    if maximum is not None and size > maximum:
        yield f"have {measure} less than or equal to {maximum}"
    allowed, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
    if allowed and value not in allowed:
        yield f"satisfy enum value set: [{', '.join(allowed)}]"
    if pattern and not _compiled(pattern).fullmatch(value):
        yield f"satisfy regular expression pattern: {pattern}"


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    # Two patterns in the service model end in `${1,128}` and `${1,256}`: no regular expressions. `max` says the same.
    return regex.compile(regex.sub(r"\$\{1,\d+\}$", "", pattern))
