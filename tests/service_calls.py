"""The actions of IAM that the clients of a sandbox use: WSGI middleware that records the calls of a command."""

import io
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qs

from sandbox.server import Application

_SIGNED: Final = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/")
_PREFIXES: Final = {"monitoring": "cloudwatch"}  # the name of a service in IAM, where it isn't that of its signatures
# The actions of S3, by method and by how much the path names: all buckets, one, or an object in it.
_S3: Final = {
    ("GET", 0): "ListAllMyBuckets",
    ("PUT", 1): "CreateBucket",
    ("GET", 1): "ListBucket",
    ("DELETE", 1): "DeleteBucket",
    ("GET", 2): "GetObject",
    ("HEAD", 2): "GetObject",
    ("PUT", 2): "PutObject",
    ("DELETE", 2): "DeleteObject",
}


class ServiceCalls:
    """Records what clients call: all of them, or those with one access key, so that the handlers' calls are left out."""

    def __init__(self, access_key: str | None = None) -> None:
        self.actions: set[str] = set()
        self._access_key = access_key

    def __call__(self, application: Application) -> Application:
        """Wrap an application."""

        def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            signed = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
            if signed and self._access_key in (None, signed[1]):
                self.actions.add(f"{_PREFIXES.get(signed[2], signed[2])}:{_operation(environ, signed[2])}")
            return application(environ, start_response)

        return wrapped


def _operation(environ: dict[str, Any], service: str) -> str:
    if service == "s3":
        named = [part for part in environ["PATH_INFO"].strip("/").split("/", 1) if part]
        return _S3[environ["REQUEST_METHOD"], len(named)]
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return str(target.rpartition(".")[2])
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return str(parse_qs(body.decode())["Action"][0])
