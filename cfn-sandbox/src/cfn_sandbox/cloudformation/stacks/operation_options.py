"""What a request says about an operation on a stack."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OperationOptions:
    """What a request says about an operation on a stack."""

    access_key: str  # the caller's
    token: str = ""  # the ClientRequestToken
    roll_back: bool = True  # a failure rolls back an update or the execution of a change set
    deletes_new: bool = False  # RetainExceptOnCreate: a rollback deletes new resources that their policy would retain
    policy: str | None = None  # the text of the stack policy during this operation, by default the stack's
