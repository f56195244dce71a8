"""CloudFormation's errors, as moto's exceptions: moto turns them into answers."""

from moto.cloudformation.exceptions import CloudFormationError, ValidationError


def invalid(message: str) -> ValidationError:
    """Return the error for a template or a request that is refused: ValidationError."""
    return ValidationError(message=message)


class ChangeSetNotFound(CloudFormationError):
    """There is no such change set."""

    code = "ChangeSetNotFound"


class RegistryError(CloudFormationError):
    """The registry of types refuses a request."""

    code = "CFNRegistryException"


class TypeNotFound(CloudFormationError):
    """There is no such type, or no such version of it."""

    code = "TypeNotFoundException"
