"""A request to an API of the sandbox: what the operation honours of it, and its answer, once for each token, in pages.

Anything else that is set is refused by name, never ignored.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, Final, TypeVar

from botocore.model import OperationModel
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import get_service_model

from .input_limits import describe_violations
from .location import Location

# Values that ask for what happens anyway.
DEFAULTS: Final[Mapping[str, Any]] = {
    "DeletionMode": "STANDARD",
    "Type": "RESOURCE",
    "DeploymentConfig.Mode": "STANDARD",
}
OperationT = TypeVar("OperationT", bound=Callable[[Any], ActionResult])
ErrorOf = Callable[[str], Exception]
Answers = dict[tuple[str, str], tuple[dict[str, Any], ActionResult]]  # parameters and answer, by operation and token


class ApiError(ServiceException):
    """An error of an API, by its code and message. Of moto's own classes, it takes only those in a service."""


def operation(*honoured: str) -> Callable[[OperationT], OperationT]:
    """Make a method an operation of an API: its request is checked, answered once for each token, and in pages.

    Args:
        honoured: The names of the parameters that it honours, separated by spaces, nested ones with a dot.

    """
    names = " ".join(honoured).split()

    def declare(method: OperationT) -> OperationT:
        @wraps(method)
        def answer(self: "ApiRequest") -> ActionResult:
            self.check(names)
            return self.page(self.answer_once(method))

        setattr(answer, "honoured", names)  # noqa: B010 - a function has no such attribute for the type checker
        return answer  # type: ignore[return-value]

    return declare


def honoured_by(method: Any) -> list[str] | None:
    """Return the parameters that an operation honours, None if a method isn't one."""
    return getattr(method, "honoured", None)


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
    """Return the page of a list that a token names, and the token of the next page, None after the last one.

    `invalid` makes the API's error for a token that was never returned.
    """
    if token is not None and not token.isdecimal():
        raise invalid("The NextToken is invalid.")
    start = int(token or 0)
    return items[start : start + size], str(start + size) if start + size < len(items) else None


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

    @property
    def answers(self) -> Answers:
        """Return the answers to earlier requests with a token."""
        raise NotImplementedError

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

    def answer_once(self, method: Callable[[Any], ActionResult]) -> ActionResult:
        """Return the answer of an operation, or that of an earlier request with the same token."""
        token = self._get_param("ClientRequestToken") or self._get_param("ClientToken")
        if token is None:
            return method(self)
        key = (self._get_action(), token)
        if key not in self.answers:
            self.answers[key] = (self.params, method(self))
        first, answer = self.answers[key]
        if first != self.params:
            code, text = self.used_token
            raise ApiError(code, text.format(token))
        return answer

    def page(self, answer: ActionResult) -> ActionResult:
        """Return the page of an answer that `MaxResults` and `NextToken` ask for, if the operation has pages."""
        result: Any = answer.result
        shape: Any = self.model.input_shape
        if "NextToken" not in shape.members or "NextToken" in result:
            return answer
        # The other lists in an answer are in each page.
        paged = next(name for name in ("Changes", *result) if isinstance(result.get(name), list))
        size, token = self._get_param("MaxResults") or self.page_size, self._get_param("NextToken")
        items, following = page_of(result[paged], size, token, self.invalid)
        return ActionResult({**result, paged: items, "NextToken": following})
