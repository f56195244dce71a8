"""Writes what the sandbox refuses into guide/sandbox.md, from what its code declares to honour or to refuse."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import botocore.session
from botocore import xform_name
from botocore.model import OperationModel

from cfn_sandbox.api_requests import DEFAULTS
from cfn_sandbox.cloudcontrol import CloudControlOperations
from cfn_sandbox.cloudformation.responses import CloudFormationOperations
from cfn_sandbox.cloudformation.templates import template_format

from .generated_part import page_with

_WIDTH: Final = 140  # characters of a line of prose


def files() -> Mapping[str, str]:
    """Return the text of the page by its path in the project."""
    return page_with("sandbox.md", "\n".join(_sections()))


def _sections() -> Iterator[str]:
    yield "### In templates\n"
    yield _table(("In a template", "Instead"), _refused_in_templates())
    apis: tuple[tuple[str, str, type], ...] = (
        ("CloudFormation", "cloudformation", CloudFormationOperations),
        ("Cloud Control", "cloudcontrol", CloudControlOperations),
    )
    for title, service, api in apis:
        model = botocore.session.get_session().get_service_model(service)
        operations = {
            name: getattr(getattr(api, xform_name(name), None), "honoured", None) for name in model.operation_names
        }
        there = {name: honoured for name, honoured in operations.items() if honoured is not None}
        parameters = {name: _refused(model.operation_model(name), honoured) for name, honoured in there.items()}
        yield f"### In requests of {title}\n"
        yield _table(
            ("Operation", "Refused"), ((f"`{name}`", "; ".join(left)) for name, left in parameters.items() if left)
        )
        names = ", ".join(f"`{name}`" for name in there)
        text = f"{len(there)} of {len(operations)} operations are there, and the others are refused: {names}."
        yield textwrap.fill(text, _WIDTH, break_on_hyphens=False) + "\n"


def _refused_in_templates() -> Iterator[tuple[str, str]]:
    kinds = (
        ("section", template_format.REFUSED_SECTIONS),
        ("attribute of a resource", template_format.REFUSED_ATTRIBUTES),
        ("policy", template_format.REFUSED_POLICIES),
        ("function", template_format.REFUSED_FUNCTIONS),
    )
    for kind, refused in kinds:
        yield from ((f"{kind} `{name}`", advice) for name, advice in refused.items())


def _refused(operation: OperationModel, honoured: Iterable[str]) -> list[str]:
    """Return the parameters that an operation doesn't honour, in the order of the service model."""
    shapes: Mapping[str, Any] = operation.input_shape.members if operation.input_shape else {}
    nested = {name: getattr(shape, "members", {}) for name, shape in shapes.items()}
    partly = {item.partition(".")[0] for item in (*honoured, *DEFAULTS) if "." in item}
    names = [name if name not in partly else [f"{name}.{member}" for member in nested[name]] for name in shapes]
    flat = [item for name in names for item in ([name] if isinstance(name, str) else name)]
    return [_with_default(name) for name in flat if name not in set(honoured)]


def _with_default(name: str) -> str:
    return f"`{name}`, other than `{DEFAULTS[name]}`" if name in DEFAULTS else f"`{name}`"


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"| {first} | {second} |" for first, second in (head, ("---", "---"), *rows)) + "\n"
