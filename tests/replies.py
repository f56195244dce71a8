"""Calls on the wire and SageMaker's replies to them, for the middleware of the tests."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

_JSON = [("Content-Type", "application/x-amz-json-1.1")]


@dataclass
class Call:
    """A call on the wire: the operation, its parameters (where they are JSON), and who signed it for which region."""

    operation: str
    parameters: dict[str, Any]
    access_key: str
    token: str
    region: str

    def another(self, operation: str, **parameters: Any) -> "Call":
        """Return another call of the same caller."""
        return replace(self, operation=operation, parameters=parameters)

    def package(self) -> str:
        """Return the name, or group and number, of the package that the call is about; empty if it names none."""
        for name in ("ModelPackageArn", "ModelPackageName", "ResourceArn"):
            if name in self.parameters:
                return package_name(self.parameters[name])
        return ""


@dataclass
class Reply:
    """A reply of SageMaker: the HTTP status, the body and the headers."""

    status: int
    content: bytes
    headers: list[tuple[str, str]] = field(default_factory=lambda: list(_JSON))

    @classmethod
    def of(cls, body: Any, status: int = 200) -> "Reply":
        """Return a reply with this JSON."""
        return cls(status, json.dumps(body).encode())

    @property
    def ok(self) -> bool:
        """Tell whether the call was carried out."""
        return self.status < 400

    def json(self) -> Any:
        """Return the body as JSON; {} if it is empty."""
        return json.loads(self.content or b"{}")

    def head(self) -> tuple[str, list[tuple[str, str]]]:
        """Return what a WSGI application passes to start_response."""
        kept = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        return f"{self.status} Reply", [*kept, ("Content-Length", str(len(self.content)))]


Service = Callable[[Call], Reply]
Habit = Callable[[Call, Service], Reply]  # replies to a call; the service is what lies behind it


def package_name(name_or_arn: str) -> str:
    """Return the name, or group and number, of a package."""
    return name_or_arn.rpartition(":model-package/")[2]


def refusal(code: str, message: str, status: int = 400) -> Reply:
    """Return an error of SageMaker."""
    return Reply.of({"__type": code, "message": message}, status)


def missing(package: str) -> Reply:
    """Return the error for a package that doesn't exist."""
    return refusal("ValidationException", f"ModelPackage {package} does not exist.")
