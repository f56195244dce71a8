"""Builds handlers from functions, for types of AWS's that moto's CloudFormation lacks or that are the sandbox's own."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from botocore.exceptions import ClientError
from moto.core.exceptions import ServiceException

from ...engine import Answer, Event, Function
from .base import ResourceFailure
from .schemas import Properties

_ERROR_CODES: Final = {  # by what the code or the message of a service says
    "NotFound": re.compile("NoSuch|NotFound|cannot be found|does not exist"),
    "AlreadyExists": re.compile("AlreadyExists|already exists"),
    "ResourceConflict": re.compile("Conflict"),
}


def build_handler(
    put: Callable[[Event, Properties], Properties],
    read: Callable[[Event, Properties], Properties],
    delete: Callable[[Event, Properties], None],
    list_all: Callable[[Event], list[Properties]] | None = None,
) -> Function:
    """Return a handler: `put` creates or overwrites a resource, and returns its model, as `read` does."""

    def run(event: Event) -> Answer:
        properties, action = event["requestData"]["resourceProperties"], event["action"]
        if action == "LIST" and list_all:
            return {"resourceModels": list_all(event)}
        if action == "DELETE":
            delete(event, properties)
            return {}
        if action in ("CREATE", "UPDATE", "READ"):
            return {"resourceModel": (read if action == "READ" else put)(event, properties)}
        raise ResourceFailure("InvalidRequest", f"The sandbox can't {action.lower()} resources of this type")

    return partial(_answer, run)


def _answer(run: Callable[[Event], Answer], event: Event, _context: Any) -> Answer:
    try:
        return {"status": "SUCCESS", **run(event)}
    except ResourceFailure as failure:
        code, message = failure.code, failure.message
    except ClientError as error:
        code, message = error_code(error.response["Error"]["Code"]), str(error)
    except ServiceException as error:
        code, message = error_code(f"{error.code} {error.message}"), error.message
    return {"status": "FAILED", "errorCode": code, "message": message}


def error_code(text: str) -> str:
    """Return the HandlerErrorCode for the code or the message of an error of a service."""
    return next((code for code, pattern in _ERROR_CODES.items() if pattern.search(text)), "InvalidRequest")
