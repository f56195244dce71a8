"""What a request says about an operation on a stack."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OperationOptions:
    """What a request says about an operation on a stack.

    Attributes:
        access_key: The caller's.
        token: The ClientRequestToken.
        roll_back: Whether a failure rolls back an update or the execution of a change set.
        deletes_new: RetainExceptOnCreate: whether a rollback deletes new resources that their policy would retain.
        policy: The text of the stack policy during this operation, by default the stack's.

    """

    access_key: str
    token: str = ""
    roll_back: bool = True
    deletes_new: bool = False
    policy: str | None = None
