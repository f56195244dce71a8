"""Sessions that keep their clients from one invocation to the next, but not the credentials (LIB-4).

Creating a session and a client parses SageMaker's service model and loads the certificates, which would take nearly all
of a warm invocation's time. A cached session belongs to one thread, one role (caller or provider) and one region, so
that two invocations never use it at the same time. The credentials of an invocation are set for that invocation only.
"""

import os
import threading
from collections.abc import Mapping
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError
from cloudformation_cli_python_lib import SessionProxy
from cloudformation_cli_python_lib.utils import Credentials as Keys

# For logs and metrics, which must not use up the 30 s of an invocation.
LOG_CLIENT_CONFIG: Final = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1}
)

CALLER: Final = "callerCredentials"  # a role has the name of its credentials in an event
PROVIDER: Final = "providerCredentials"


class InvocationCredentials(Credentials):
    """The credentials of the current invocation. Between two invocations there are none."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.clear()

    def set(self, keys: Keys) -> None:
        """Sign requests with these keys."""
        self._frozen: ReadOnlyCredentials | None = ReadOnlyCredentials(
            keys.accessKeyId, keys.secretAccessKey, keys.sessionToken or None
        )

    def clear(self) -> None:
        """Forget the keys: no request can be signed until `set` is called."""
        self._frozen = None

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the keys. Raises NoCredentialsError between two invocations."""
        if self._frozen is None:
            raise NoCredentialsError
        return self._frozen


class CachedSession(boto3.Session):
    """A boto3 session that creates each client once."""

    def __init__(self, region: str | None):
        self.keys = InvocationCredentials()
        self._clients: dict[Any, Any] = {}
        self._lock = threading.Lock()  # logs and metrics are delivered in threads of their own
        core: Any = botocore.session.get_session()
        core._credentials = self.keys  # botocore has no public way to pass a credentials object
        super().__init__(botocore_session=core, region_name=region)

    def client(self, *arguments: Any, **options: Any) -> Any:
        """Return the client for these arguments; the same arguments return the same client."""
        options = {"config": LOG_CLIENT_CONFIG, **options}
        key = (arguments, tuple(sorted(options.items(), key=lambda option: option[0])))
        with self._lock:
            if key not in self._clients:
                self._clients[key] = super().client(*arguments, **options)
            return self._clients[key]


class _ThreadSessions(threading.local):
    """The sessions of a thread, by role, region and endpoints."""

    def __init__(self) -> None:
        self.sessions: dict[Any, CachedSession] = {}


_CACHED: Final = _ThreadSessions()


def cached_session(role: str, region: str | None) -> CachedSession:
    """Return the cached session of a role in a region, for the endpoints that the environment sets.

    botocore reads these endpoints when it creates a client, so a changed one needs another session.
    """
    endpoints = tuple(
        sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_ENDPOINT_URL"))
    )
    key = (role, region, endpoints)
    if key not in _CACHED.sessions:
        _CACHED.sessions[key] = CachedSession(region)
    return _CACHED.sessions[key]


def prewarm_client(role: str, service: str, **options: Any) -> None:
    """Create a client without credentials if this is Lambda's initialization, which is faster than an invocation."""
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ and os.environ.get("AWS_REGION"):
        cached_session(role, os.environ["AWS_REGION"]).client(service, **options)


def session_with_keys(role: str, keys: Keys | None, region: str | None) -> SessionProxy | None:
    """Return the session of a role in a region, with the keys of this invocation; None without keys."""
    if keys is None:
        return None
    cached = cached_session(role, region)
    cached.keys.set(keys)
    return SessionProxy(cached)


def complete_keys(given: Any) -> Keys | None:
    """Return the credentials of an event, or None if they are missing or incomplete."""
    keys = given if isinstance(given, Mapping) else {}
    key, secret, token = (keys.get(name) or "" for name in ("accessKeyId", "secretAccessKey", "sessionToken"))
    complete = key and secret and all(isinstance(text, str) and text.isascii() for text in (key, secret, token))
    return Keys(key, secret, token) if complete else None


def forget_keys() -> None:
    """Forget the keys of the invocation that ended, in every session of this thread."""
    for cached in _CACHED.sessions.values():
        cached.keys.clear()
