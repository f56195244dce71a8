"""Warns of instance types that SageMaker doesn't list. The schema has a pattern only: new types come every month."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from cfnlint.jsonschema import ValidationError, ValidationResult, Validator
from cfnlint.rules.jsonschema.CfnLintKeyword import CfnLintKeyword

_DATA: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("data.json").read_text(encoding="utf-8"))
_INSTANCE_TYPES: Final[list[str]] = _DATA["instance_types"]
_PROPERTIES: Final = f"Resources/{_DATA['type']}/Properties"


class InstanceTypes(CfnLintKeyword):  # type: ignore[misc] # cfn-lint has no types
    """Warns of an instance type that isn't on SageMaker's list."""

    id = "W9001"
    shortdesc = "SageMaker knows the instance type"
    description = "The instance types are those of the SageMaker API when this rule was made; newer ones may be right"
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html"
    tags = ["resources", "sagemaker"]  # noqa: RUF012 - cfn-lint's own form

    def __init__(self) -> None:
        super().__init__(keywords=[f"{_PROPERTIES}/{path}" for path in _DATA["instance_type_places"]])

    def validate(self, _validator: Validator, _keywords: Any, instance: Any, _schema: Any) -> ValidationResult:
        """Yield an error if a text isn't the name of an instance type."""
        if isinstance(instance, str) and instance not in _INSTANCE_TYPES:
            close = get_close_matches(instance, _INSTANCE_TYPES, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield ValidationError(f"{instance!r} is not an instance type that SageMaker lists{hint}", rule=self)
