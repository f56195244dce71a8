"""Scalars in templates."""

import json
from typing import Any


def to_text(value: Any) -> str:
    """Return a scalar as a template writes it: `true`, not `True`."""
    return json.dumps(value) if isinstance(value, bool) else str(value)
