"""The variables of `make adopt`, which make passes in the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .console import Problem

USAGE: Final = "make adopt GROUP=churn, or make adopt STACK=churn-model"
_NO: Final = ("", "0", "no", "false", "off")


@dataclass(frozen=True)
class Options:
    """What the user wants.

    Attributes:
        group: The name or the ARN of the group whose versions are adopted; empty if a stack is moved.
        stack: The stack whose packages are moved from the type of AWS; empty if a group is adopted.
        folder: Where the templates are written.
        approved: Whether only approved versions are adopted.
        latest: How many versions are adopted, the newest first; None for all.
        imports: Whether the change sets are made, and run.
        yes: Whether no question is asked.
        bucket: The bucket for templates that are too large for a request; empty for the command's own.

    """

    group: str
    stack: str
    folder: Path
    approved: bool
    latest: int | None
    imports: bool
    yes: bool
    bucket: str

    @classmethod
    def from_environment(cls, given: Mapping[str, str]) -> "Options":
        """Return the options in environment variables. Raises Problem if they make no sense."""
        group, stack, latest = (given.get(name, "").strip() for name in ("GROUP", "STACK", "LATEST"))
        if bool(group) == bool(stack):
            raise Problem(f"Give either GROUP or STACK. For example: {USAGE}")
        if latest and not re.fullmatch(r"[1-9]\d{0,8}", latest):
            raise Problem(f"LATEST must be a number of versions, such as LATEST=10, not {latest}.")
        approved, imports, yes = (
            given.get(name, "").strip().lower() not in _NO for name in ("APPROVED", "IMPORT", "YES")
        )
        if stack and (latest or approved):
            raise Problem("LATEST and APPROVED choose versions of a GROUP. All packages of a STACK are moved.")
        folder = Path(given.get("OUT", "").strip() or "adopted")
        return cls(
            group, stack, folder, approved, int(latest) if latest else None, imports, yes, given.get("BUCKET", "")
        )
