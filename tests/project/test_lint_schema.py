"""`make lint` on the schema: what breaks the templates of the last release is found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools import lint_schema

pytestmark = pytest.mark.slow

Change = Callable[[dict[str, Any]], Any]
BREAKING: dict[str, Change] = {
    "ensure_old_property_not_removed": lambda schema: schema["properties"].pop("SamplePayloadUrl"),
    "ensure_maxlength_not_contracted": lambda schema: schema["properties"]["ApprovalDescription"].update(maxLength=10),
    "ensure_enum_not_changed": lambda schema: schema["properties"]["ModelApprovalStatus"]["enum"].remove("Rejected"),
    "ensure_no_more_required_properties": lambda schema: schema.update(required=["Domain"]),
    "ensure_primary_identifier_not_changed": lambda schema: schema.update(
        primaryIdentifier=["/properties/ModelPackageName"]
    ),
}


def test_what_breaks_templates_is_found(tmp_path: Path) -> None:
    """A removed property, tighter limits, fewer values, a new required property, and another identifier."""
    schema = json.loads(lint_schema.RELEASED.read_text(encoding="utf-8"))
    for change in BREAKING.values():
        change(schema)
    changed = tmp_path / "schema.json"
    changed.write_text(json.dumps(schema), encoding="utf-8")

    found = lint_schema.breaking_changes(changed)

    if found is None:
        pytest.skip("guard-rail needs Python 3.8, 3.9 or 3.10")
    assert set(BREAKING) == {sentence.split(": ")[1] for sentence in found}


def test_what_permits_more_is_not_found(tmp_path: Path) -> None:
    """A new property, and a wider limit."""
    schema = json.loads(lint_schema.RELEASED.read_text(encoding="utf-8"))
    schema["properties"]["Purpose"] = {"type": "string", "description": "Why there is such a model."}
    schema["properties"]["ApprovalDescription"]["maxLength"] = 2048
    changed = tmp_path / "schema.json"
    changed.write_text(json.dumps(schema), encoding="utf-8")
    assert not lint_schema.breaking_changes(changed)
