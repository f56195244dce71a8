"""Stack policies: what an update may do. Source: CloudFormation guide, "Prevent updates to stack resources"."""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from ..errors import invalid

_ACTIONS: Final = {"Update:*", "Update:Modify", "Update:Replace", "Update:Delete"}
_MEMBERS: Final = {"Effect", "Action", "NotAction", "Principal", "Resource", "NotResource", "Condition", "Sid"}
_OPERATORS: Final = {"StringEquals", "StringLike"}


@dataclass(frozen=True)
class StackPolicy:
    """A policy by its statements. Without any, everything is allowed."""

    statements: tuple[dict[str, Any], ...] = ()

    @classmethod
    def parse(cls, text: str | None) -> "StackPolicy":
        """Return a policy. Raises moto's ValidationError if it is malformed."""
        try:
            document = json.loads(text or "{}")
            statements = document.get("Statement", [])
            statements = tuple(statements if isinstance(statements, list) else [statements])
            is_valid = document.keys() <= {"Statement", "Version", "Id"} and all(map(_is_statement, statements))
        except (ValueError, AttributeError, TypeError):
            is_valid = False
        if not is_valid:
            raise invalid("Error validating stack policy: Invalid stack policy")
        return cls(statements)

    def denial(self, action: str, logical_id: str, type_name: str) -> str:
        """Return why an action (Modify, Replace or Delete) on a resource isn't allowed, "" if it is."""
        action, resource = f"Update:{action}", f"LogicalResourceId/{logical_id}"
        matching = {
            index: statement["Effect"]
            for index, statement in enumerate(self.statements)
            if _matches(statement, "Action", action)
            and _matches(statement, "Resource", resource)
            and _is_met(statement.get("Condition", {}), type_name)
        }
        denying = next((index for index, effect in matching.items() if effect == "Deny"), None)
        if denying is not None:
            text = f"Statement [#{denying}] does not allow [{action}] for resource [{resource}]"
            return f"Action denied by stack policy: {text}"
        return f"Action not allowed by stack policy: {action}" if self.statements and not matching else ""


def _values(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _is_statement(statement: dict[str, Any]) -> bool:
    actions = _values(statement.get("Action", statement.get("NotAction")))
    condition = statement.get("Condition", {})
    return (
        statement.keys() <= _MEMBERS
        and statement.get("Effect") in ("Allow", "Deny")
        and statement.get("Principal") == "*"
        and _ACTIONS.issuperset(actions)
        and ("Resource" in statement) != ("NotResource" in statement)
        and condition.keys() <= _OPERATORS
        and all(test.keys() == {"ResourceType"} for test in condition.values())
    )


def _matches(statement: dict[str, Any], member: str, value: str) -> bool:
    if member in statement:
        return any(fnmatchcase(value, pattern) for pattern in _values(statement[member]))
    return not any(fnmatchcase(value, pattern) for pattern in _values(statement[f"Not{member}"]))


def _is_met(condition: dict[str, Any], type_name: str) -> bool:
    return all(
        any(fnmatchcase(type_name, value) if operator == "StringLike" else type_name == value for value in _values(one))
        for operator, test in condition.items()
        for one in test.values()
    )
