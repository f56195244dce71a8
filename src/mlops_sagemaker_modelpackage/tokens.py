"""What is derived from the token of CloudFormation's request, so that a repeated request has the same effect. Pure."""

import hashlib
import re
import uuid
from typing import Final

from cloudformation_cli_python_lib import identifier_utils

from .schema import PROPERTIES

_CLIENT_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,36}")  # ClientToken in the API
_MAX_NAME_LENGTH: Final[int] = PROPERTIES["ModelPackageName"]["maxLength"]


def client_token(request_token: str | None) -> str | None:
    """Return the ClientToken for a request token, always the same one (TOKEN-1).

    Args:
        request_token: CloudFormation's, at most 128 characters; the API takes 36 of `[a-zA-Z0-9-]`.

    Returns:
        None if there is no request token: botocore makes a ClientToken up then.

    """
    if not request_token:
        return None
    if _CLIENT_TOKEN.fullmatch(request_token):
        return request_token
    return hashlib.sha256(request_token.encode(errors="surrogatepass")).hexdigest()[:36]


def generated_name(stack_id: str | None, logical_id: str | None, request_token: str | None) -> str:
    """Return a name for an unversioned package that has none, always the same one for a request token (NAME-1)."""
    unique = client_token(request_token) or str(uuid.uuid4())
    name = identifier_utils.generate_resource_identifier(stack_id, logical_id, unique, _MAX_NAME_LENGTH)
    return re.sub(r"[^a-zA-Z0-9-]", "-", name).lstrip("-")


def fingerprint(request_token: str | None) -> str:
    """Return twelve hexadecimal digits by which a request is recognised in logs without its token, which is private."""
    return hashlib.sha256((request_token or "").encode(errors="surrogatepass")).hexdigest()[:12]
