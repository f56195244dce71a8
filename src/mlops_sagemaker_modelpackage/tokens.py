"""Derives values from CloudFormation's request token, so that a repeated request creates no second package. Pure."""

import hashlib
import re
import uuid
from typing import Final

from cloudformation_cli_python_lib import identifier_utils

from .schema import PROPERTIES

_CLIENT_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,36}")  # the pattern of ClientToken in the API
_MAX_NAME_LENGTH: Final[int] = PROPERTIES["ModelPackageName"]["maxLength"]


def client_token(request_token: str | None) -> str | None:
    """Return the ClientToken for a request token, always the same one (TOKEN-1).

    Args:
        request_token: CloudFormation's request token, up to 128 characters. The API takes 36 of `[a-zA-Z0-9-]`.

    Returns:
        None if there is no request token: botocore then generates a random ClientToken.

    """
    if not request_token:
        return None
    if _CLIENT_TOKEN.fullmatch(request_token):
        return request_token
    return hashlib.sha256(request_token.encode(errors="surrogatepass")).hexdigest()[:36]


def generated_name(stack_id: str | None, logical_id: str | None, request_token: str | None) -> str:
    """Return a name for an unversioned package, always the same one for the same request token (NAME-1)."""
    unique = client_token(request_token) or str(uuid.uuid4())
    name = identifier_utils.generate_resource_identifier(stack_id, logical_id, unique, _MAX_NAME_LENGTH)
    return re.sub(r"[^a-zA-Z0-9-]", "-", name).lstrip("-")


def fingerprint(request_token: str | None) -> str:
    """Return twelve hexadecimal digits that identify a request in logs; the token can't be found from them."""
    return hashlib.sha256((request_token or "").encode(errors="surrogatepass")).hexdigest()[:12]
