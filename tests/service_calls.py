"""The actions of IAM that the clients of a sandbox use: WSGI middleware that records the calls of a command."""

import io
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qs

from sandbox.server import Application

from .pages import KEYS

_SIGNED: Final = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/")
_PREFIXES: Final = {"monitoring": "cloudwatch"}  # the name of a service in IAM, where it isn't that of its signatures
_OBJECT_ACTIONS: Final = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject"}


class ServiceCalls:
    """Records what clients with the keys of a user call, and not what the handlers call."""

    def __init__(self) -> None:
        self.actions: set[str] = set()

    def __call__(self, application: Application) -> Application:
        """Wrap an application."""

        def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            signed = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
            if signed and signed[1] == KEYS["AWS_ACCESS_KEY_ID"]:
                self.actions.add(f"{_PREFIXES.get(signed[2], signed[2])}:{self._operation(environ, signed[2])}")
            return application(environ, start_response)

        return wrapped

    @staticmethod
    def _operation(environ: dict[str, Any], service: str) -> str:
        if service == "s3":
            has_key = "/" in environ["PATH_INFO"].strip("/")
            return _OBJECT_ACTIONS[environ["REQUEST_METHOD"]] if has_key else "bucket"
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target:
            return str(target.rpartition(".")[2])
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        return str(parse_qs(body.decode())["Action"][0])
