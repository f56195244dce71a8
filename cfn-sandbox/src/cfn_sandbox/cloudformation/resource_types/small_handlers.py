"""Builds handlers from functions, for types of AWS's that moto's CloudFormation lacks or that are the sandbox's own."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from botocore.exceptions import ClientError
from moto.core.exceptions import ServiceException

from ...engine import Answer, Event, Function
from .schemas import Properties

_NOT_FOUND: Final = re.compile("NoSuch|NotFound|cannot be found")


class HandlerError(Exception):
    """The handler's answer is FAILED with this HandlerErrorCode."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def build_handler(
    put: Callable[[Event, Properties], Properties],
    read: Callable[[Event, Properties], Properties],
    delete: Callable[[Event, Properties], None],
) -> Function:
    """Return a handler.

    Args:
        put: Creates or overwrites a resource, and returns its model.
        read: Returns the model of a resource.
        delete: Deletes a resource.

    """

    def resource(event: Event, _context: Any) -> Answer:
        properties, action = event["requestData"]["resourceProperties"], event["action"]
        try:
            with _translated_errors():
                if action in ("CREATE", "UPDATE"):
                    return {"status": "SUCCESS", "resourceModel": put(event, properties)}
                if action == "READ":
                    return {"status": "SUCCESS", "resourceModel": read(event, properties)}
                if action == "DELETE":
                    delete(event, properties)
                    return {"status": "SUCCESS"}
        except HandlerError as error:
            return {"status": "FAILED", "errorCode": error.code, "message": str(error)}
        message = f"The sandbox can't {action.lower()} resources of this type"
        return {"status": "FAILED", "errorCode": "InvalidRequest", "message": message}

    return resource


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn the errors of clients and of moto into `HandlerError`."""
    try:
        yield
    except ClientError as error:
        is_missing = _NOT_FOUND.search(error.response["Error"]["Code"])
        raise HandlerError("NotFound" if is_missing else "InvalidRequest", str(error)) from None
    except ServiceException as error:
        is_missing = _NOT_FOUND.search(f"{error.code} {error.message}")
        raise HandlerError("NotFound" if is_missing else "InvalidRequest", error.message) from None
