"""The exceptions that this package raises. Pure.

`HandlerFailure` ends an operation as FAILED; `ContinueLater` and `NeverShown` end the wait for a package. A call to
SageMaker may raise `OutOfTime` and `UnreadableResponse`, which are classified like botocore's own errors.
"""

from typing import Any, Final

from botocore.exceptions import BotoCoreError
from cloudformation_cli_python_lib import HandlerErrorCode, ProgressEvent
from cloudformation_cli_python_lib.exceptions import _HandlerError
from cloudformation_cli_python_lib.interface import BaseModel

MAX_MESSAGE_LENGTH: Final = 1024  # characters: the limit of StatusMessage in RecordHandlerProgress (ERR-8)


class HandlerFailure(_HandlerError):
    """The operation failed, with an error code and a message for a person.

    Attributes:
        code: CloudFormation's error code.
        model: the model of the FAILED event, which `outcome.operation` sets. CloudFormation needs the identifier in it
            to delete the package of a failed create (CREATE-2).

    """

    def __init__(self, code: HandlerErrorCode, message: str):
        Exception.__init__(self, message)
        self.code = code
        self.model: BaseModel | None = None

    def to_progress_event(self) -> ProgressEvent:
        """Return the FAILED event, with the model in it."""
        event = ProgressEvent.failed(self.code, truncate_message(self))
        event.resourceModel = self.model
        return event


class ContinueLater(Exception):
    """The invocation ends as IN_PROGRESS: the operation continues in the next one."""


class NeverShown(Exception):
    """A package that was just created or changed still can't be found after the maximum number of polls."""


class OutOfTime(BotoCoreError):
    """The invocation has no time left for another request."""

    fmt = "no time is left in this invocation for another request"


class UnreadableResponse(BotoCoreError):
    """A response lacks a member that the API always returns, so it is unknown whether the call had an effect."""

    fmt = "the response to {operation} can't be read"


def truncate_message(text: Any) -> str:
    """Return a text, cut to the maximum length of CloudFormation's status messages."""
    message = str(text)
    return message if len(message) <= MAX_MESSAGE_LENGTH else f"{message[: MAX_MESSAGE_LENGTH - 1]}…"
