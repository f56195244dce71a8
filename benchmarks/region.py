"""Servers with the latency of a region: SageMaker in the sandbox, CloudWatch in processes of their own.

A service answers a fixed time after a request, however long its stand-in needs. Connections to CloudWatch are kept,
as in a region.
"""

import multiprocessing
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from sandbox.server import Application

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SAGEMAKER_SECONDS: Final = 0.030
CLOUDWATCH_SECONDS: Final = 0.012  # logs and metrics
_SAGEMAKER: Final = re.compile(r"Credential=[^/]+/\d+/[^/]+/sagemaker/")


def with_latency(application: Application) -> Application:
    """Return an application that answers SageMaker's calls after `SAGEMAKER_SECONDS`, and others at once."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        began = time.perf_counter()
        answer = application(environ, start_response)
        if _SAGEMAKER.search(environ.get("HTTP_AUTHORIZATION", "")):
            time.sleep(max(0.0, began + SAGEMAKER_SECONDS - time.perf_counter()))
        return answer

    return wrapped


class _CloudWatch(BaseHTTPRequestHandler):
    """Takes every PutLogEvents and PutMetricData."""

    protocol_version = "HTTP/1.1"  # keeps connections

    def do_POST(self) -> None:
        """Answer with an empty success."""
        began = time.perf_counter()
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(max(0.0, began + CLOUDWATCH_SECONDS - time.perf_counter()))
        is_cbor = self.headers.get("smithy-protocol") == "rpc-v2-cbor"
        body = b"" if is_cbor else b"{}"
        self.send_response(200)
        if is_cbor:
            self.send_header("smithy-protocol", "rpc-v2-cbor")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Log nothing."""


def _serve(port: "Connection") -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _CloudWatch)
    port.send(server.server_port)
    server.serve_forever()


@contextmanager
def cloudwatch() -> Iterator[None]:
    """Let the AWS clients of this process, and of those that it starts, send logs and metrics to stand-ins."""
    variables = ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_CLOUDWATCH")
    with ExitStack() as stack:
        for variable in variables:
            ours, theirs = multiprocessing.Pipe()
            process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            stack.callback(process.join)
            stack.callback(process.kill)
            os.environ[variable] = f"http://127.0.0.1:{ours.recv()}"
            stack.callback(os.environ.pop, variable)
        yield
