"""Copies the execution role of deploy/execution-role.yaml, with its parameters, into deploy/register.yaml."""

import re
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
REGISTER = DEPLOY / "register.yaml"
SECTIONS = ("Parameters", "Conditions", "Resources")


def section(name: str) -> str:
    """Return the text of a section of execution-role.yaml, without its heading."""
    text = (DEPLOY / "execution-role.yaml").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{name}:\n(.*?)^(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    return str(found)


def with_role(text: str) -> str:
    """Return a template whose parts that are copies are current."""
    for name in SECTIONS:
        place = rf"(?<=  # <execution-role\.yaml {name}>\n).*?(?=  # </execution-role\.yaml {name}>)"
        text = re.sub(place, lambda _, name=name: section(name), text, flags=re.DOTALL)  # type: ignore[misc]
    return text


def files() -> dict[str, str]:
    """Return the current text of deploy/register.yaml by its path in the project."""
    return {"deploy/register.yaml": with_role(REGISTER.read_text(encoding="utf-8"))}
