"""CloudFormation's errors, as moto's exceptions: moto turns them into answers."""

from moto.cloudformation.exceptions import CloudFormationError, ValidationError


def invalid(message: str) -> ValidationError:
    """Return the error for a template or a request that is refused: ValidationError."""
    return ValidationError(message=message)


class TokenAlreadyExists(CloudFormationError):
    """A client request token was used for another request."""

    code = "TokenAlreadyExistsException"


class InsufficientCapabilities(CloudFormationError):
    """A request doesn't acknowledge a capability that its template needs."""

    code = "InsufficientCapabilitiesException"


class ChangeSetNotFound(CloudFormationError):
    """There is no such change set."""

    code = "ChangeSetNotFound"


class InvalidChangeSetStatus(CloudFormationError):
    """A change set can't be executed in its status."""

    code = "InvalidChangeSetStatus"


class RegistryError(CloudFormationError):
    """The registry of types refuses a request."""

    code = "CFNRegistryException"


class TypeNotFound(CloudFormationError):
    """There is no such type, or no such version of it."""

    code = "TypeNotFoundException"
