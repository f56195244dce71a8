"""Evaluates IAM policies: whether they allow a request, as far as the policies of this project go.

Source: "Policy evaluation logic" and "IAM JSON policy elements: Condition" in the IAM guide. A request is denied by any
statement that denies it, else allowed by any that allows it. Condition operators of one statement all have to be true; a key
that the request lacks makes an operator false, unless it ends in `IfExists`, is negated, or is `Null`.
"""

import fnmatch
from collections.abc import Iterable, Mapping
from typing import Any, Final

Policy = Mapping[str, Any]
Context = Mapping[str, str | list[str]]
_SETS: Final = ("ForAnyValue", "ForAllValues")


def is_allowed(policies: Iterable[Policy], action: str, resource: str = "*", context: Context | None = None) -> bool:
    """Return whether identity-based policies allow a request.

    Args:
        policies: the policies of the caller.
        action: the action, such as `sagemaker:CreateModelPackage`.
        resource: the ARN of the resource.
        context: the values of the condition keys of the request; a list for a key with several values.

    """
    statements = [item for policy in policies for item in _listed(policy["Statement"])]
    effects = {item["Effect"] for item in statements if _applies(item, action, resource, context or {})}
    return effects == {"Allow"}


def _applies(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    return (
        _matches_any(statement["Action"], action.lower(), str.lower)
        and _matches_any(statement["Resource"], resource)
        and all(
            _is_met(operator, context.get(key), _listed(expected))
            for operator, keys in statement.get("Condition", {}).items()
            for key, expected in keys.items()
        )
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _matches_any(patterns: str | list[str], text: str, fold: Any = str) -> bool:
    return any(_is_like(text, fold(pattern)) for pattern in _listed(patterns))


def _is_like(text: str, pattern: str) -> bool:
    """Return whether a text matches a pattern with `*` and `?`; brackets mean themselves."""
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))


def _is_met(operator: str, actual: str | list[str] | None, expected: list[Any]) -> bool:
    quantifier, _, rest = operator.rpartition(":")
    operator = rest.removesuffix("IfExists")
    if operator == "Null":
        return (actual is None) == (str(expected[0]).lower() == "true")
    if actual is None or actual == []:
        negated = operator in ("StringNotEquals", "StringNotLike")
        return quantifier == "ForAllValues" or (quantifier != "ForAnyValue" and (rest != operator or negated))
    results = [_compares(operator, value, expected) for value in _listed(actual)]
    assert quantifier in _SETS or len(results) == 1, "several values need ForAnyValue or ForAllValues"
    return any(results) if quantifier == "ForAnyValue" else all(results)


def _compares(operator: str, value: str, expected: list[Any]) -> bool:
    if operator == "Bool":
        return value.lower() == str(expected[0]).lower()
    comparison = {"StringEquals": str.__eq__, "StringLike": _is_like, "ArnLike": _is_like}
    if operator.startswith("StringNot"):
        return not _compares(operator.replace("Not", ""), value, expected)
    return any(comparison[operator](value, str(item)) for item in expected)
