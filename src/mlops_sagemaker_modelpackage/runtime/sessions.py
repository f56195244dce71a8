"""Sessions whose clients are kept from one invocation to the next, and whose keys are not (LIB-4).

A new session and client for each invocation parse SageMaker's service model and load the certificates again: nearly all
of a warm invocation's time. A kept session belongs to one thread, one role (caller or provider) and one region, so that
two invocations never use it at the same time. The keys of an invocation are set for that invocation only.
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

# For logs and metrics: an invocation has 30 s, and must not wait long for these.
LOG_CLIENT_CONFIG: Final = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1}
)

CALLER: Final = "callerCredentials"  # the roles are called as their keys are in an event
PROVIDER: Final = "providerCredentials"


class InvocationCredentials(Credentials):
    """The credentials of the current invocation; between two invocations nothing can be signed."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.clear()

    def set(self, keys: Keys) -> None:
        """Sign with these keys from now on."""
        self._frozen: ReadOnlyCredentials | None = ReadOnlyCredentials(
            keys.accessKeyId, keys.secretAccessKey, keys.sessionToken or None
        )

    def clear(self) -> None:
        """Sign nothing from now on."""
        self._frozen = None

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the keys; raises NoCredentialsError between two invocations."""
        if self._frozen is None:
            raise NoCredentialsError
        return self._frozen


class CachedSession(boto3.Session):
    """A boto3 session that makes each client once."""

    def __init__(self, region: str | None):
        self.keys = InvocationCredentials()
        self._clients: dict[Any, Any] = {}
        self._lock = threading.Lock()  # logs and metrics are delivered in threads of their own
        core: Any = botocore.session.get_session()
        core._credentials = self.keys  # botocore has no other way to hand over an object of one's own
        super().__init__(botocore_session=core, region_name=region)

    def client(self, *arguments: Any, **options: Any) -> Any:
        """Return the client for these arguments, the same one each time."""
        options = {"config": LOG_CLIENT_CONFIG, **options}
        wanted = (arguments, tuple(sorted(options.items(), key=lambda option: option[0])))
        with self._lock:
            if wanted not in self._clients:
                self._clients[wanted] = super().client(*arguments, **options)
            return self._clients[wanted]


class _ThreadSessions(threading.local):
    """The sessions of a thread, by role, region and endpoints."""

    def __init__(self) -> None:
        self.sessions: dict[Any, CachedSession] = {}


_CACHED: Final = _ThreadSessions()


def session_for(role: str, region: str | None) -> CachedSession:
    """Return the kept session of a role in a region.

    An endpoint that the environment names is part of what is kept apart: botocore reads it when it makes a client.
    """
    endpoints = tuple(
        sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_ENDPOINT_URL"))
    )
    wanted = (role, region, endpoints)
    if wanted not in _CACHED.sessions:
        _CACHED.sessions[wanted] = CachedSession(region)
    return _CACHED.sessions[wanted]


def prewarm_client(role: str, service: str, **options: Any) -> None:
    """Make a client before the first invocation needs it, without keys: Lambda's initialisation is the cheapest time.

    Takes what `client` takes. Anywhere else than in Lambda the region isn't known yet, and nothing is made.
    """
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ and os.environ.get("AWS_REGION"):
        session_for(role, os.environ["AWS_REGION"]).client(service, **options)


def session(role: str, keys: Keys | None, region: str | None) -> SessionProxy | None:
    """Return the session of a role in a region, with the keys of this invocation; None if it has none."""
    if keys is None:
        return None
    kept = session_for(role, region)
    kept.keys.set(keys)
    return SessionProxy(kept)


def complete_keys(given: Any) -> Keys | None:
    """Return the credentials of an event, or None if they are missing or incomplete."""
    keys = given if isinstance(given, Mapping) else {}
    key, secret, token = (keys.get(name) or "" for name in ("accessKeyId", "secretAccessKey", "sessionToken"))
    complete = key and secret and all(isinstance(text, str) and text.isascii() for text in (key, secret, token))
    return Keys(key, secret, token) if complete else None


def forget_keys() -> None:
    """Drop the keys of the invocation that ended, so that nothing can be signed with them any more."""
    for kept in _CACHED.sessions.values():
        kept.keys.clear()
