"""What the sandbox honours of the requests to an API. Anything else that is set is refused by name, never ignored."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from botocore.model import OperationModel

from .input_limits import describe_violations

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

# Values that ask for what happens anyway.
DEFAULTS: Final[Mapping[str, Any]] = {
    "DeletionMode": "STANDARD",
    "Type": "RESOURCE",
    "DeploymentConfig.Mode": "STANDARD",
}


def honours(*parameters: str) -> Callable[[FunctionT], FunctionT]:
    """Declare the parameters that an operation honours, by their names in the service model; nested ones with a dot."""

    def declare(operation: FunctionT) -> FunctionT:
        setattr(operation, "honoured", parameters)  # noqa: B010 - a function has no such attribute for the type checker
        return operation

    return declare


def honoured_by(operation: Any) -> tuple[str, ...] | None:
    """Return the parameters that an operation honours, None if it isn't one."""
    return getattr(operation, "honoured", None)


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


def find_problem(operation: OperationModel, parameters: dict[str, Any], honoured: Iterable[str]) -> str:
    """Return a sentence about what the sandbox doesn't implement or which limits are broken, "" if all is well."""
    refused = ", ".join(find_refused(parameters, honoured))
    if refused:
        them = "them" if ", " in refused else "it"
        return f"The sandbox doesn't implement {refused} of {operation.name}: leave {them} out."
    return describe_violations(parameters, operation)
