"""Reads templates from S3."""

import re
from typing import Final
from urllib.parse import urlsplit

from moto.cloudformation.utils import get_stack_from_s3_url
from moto.core.exceptions import ServiceException
from moto.utilities.utils import get_partition

from ...location import Location
from ..errors import invalid

_LOOPBACK: Final = re.compile(r"localhost|[\d.]+|\[?::1\]?")  # hosts that have no bucket in their name


def read_from_s3(url: str, location: Location) -> str:
    """Return an object in S3, a template or a stack policy. The URL may have the address of the sandbox as its host."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        raise invalid(f"S3 error: Domain name specified in {parts.netloc} is not a valid S3 domain")
    if parts.scheme not in ("http", "https"):
        raise invalid("TemplateURL must be a supported URL.")
    if _LOOPBACK.fullmatch(parts.hostname or ""):
        url = parts._replace(netloc="s3.amazonaws.com").geturl()
    try:
        return str(get_stack_from_s3_url(url, location.account, get_partition(location.region)))
    except (AttributeError, ValueError):  # from moto, if the object doesn't exist or the URL has no key
        raise invalid("S3 error: The specified key does not exist.") from None
    except ServiceException as error:
        raise invalid(f"S3 error: {error.message}") from None
