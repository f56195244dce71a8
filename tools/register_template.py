"""Copies the execution role of deploy/execution-role.yaml into deploy/register.yaml."""

import re
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
REGISTER = DEPLOY / "register.yaml"
_ROLE = re.compile(r"^Resources:\n(.*?)^\n", re.DOTALL | re.MULTILINE)
_PLACE = re.compile(r"(?<=  # <execution-role\.yaml>\n).*?(?=  # </execution-role\.yaml>)", re.DOTALL)


def role() -> str:
    """Return the text of the one resource of execution-role.yaml."""
    (found,) = _ROLE.findall((DEPLOY / "execution-role.yaml").read_text(encoding="utf-8"))
    return str(found)


def with_role(text: str) -> str:
    """Return a template with its role replaced by the current one."""
    return _PLACE.sub(lambda _: role(), text)


if __name__ == "__main__":
    REGISTER.write_text(with_role(REGISTER.read_text(encoding="utf-8")), encoding="utf-8")
