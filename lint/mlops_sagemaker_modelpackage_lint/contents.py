"""Rules for single values of a model package that need nothing but the value."""

import json
from pathlib import Path
from typing import Any, Final

from cfnlint.jsonschema import ValidationError, ValidationResult, Validator
from cfnlint.rules.jsonschema.CfnLintKeyword import CfnLintKeyword

_DATA: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("data.json").read_text(encoding="utf-8"))
_PROPERTIES: Final = f"Resources/{_DATA['type']}/Properties"


class ModelCardContent(CfnLintKeyword):  # type: ignore[misc] # cfn-lint has no types
    """Refuses a model card that isn't a JSON object."""

    id = "E9005"
    shortdesc = "The content of a model card is a JSON object"
    description = "ModelCardContent is the text of a JSON object, after the model card schema of model packages"
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageModelCard.html"
    tags = ["resources", "sagemaker"]  # noqa: RUF012 - cfn-lint's own form

    def __init__(self) -> None:
        super().__init__(keywords=[f"{_PROPERTIES}/ModelCard/ModelCardContent"])

    def validate(self, _validator: Validator, _keywords: Any, instance: Any, _schema: Any) -> ValidationResult:
        """Yield an error if a text isn't a JSON object. Never quotes it: a card may be private."""
        if not isinstance(instance, str) or not instance:
            return
        try:
            wrong = "" if isinstance(json.loads(instance), dict) else "it is JSON, but not an object"
        except (ValueError, RecursionError) as error:
            wrong = str(error)
        if wrong:
            yield ValidationError(f"ModelCard.ModelCardContent must be a JSON object, as text: {wrong}", rule=self)


class ModelData(CfnLintKeyword):  # type: ignore[misc] # cfn-lint has no types
    """Wants the address of model data, which SageMaker reports without it where storage is restricted."""

    id = "E9011"
    shortdesc = "Model data has an S3 path"
    description = "The schema lets S3Uri be missing since SageMaker may not report it; a create call needs it"
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html"
    tags = ["resources", "sagemaker"]  # noqa: RUF012 - cfn-lint's own form

    def __init__(self) -> None:
        super().__init__(keywords=[f"{_PROPERTIES}/{place}" for place in _DATA["model_data"]])

    def validate(self, _validator: Validator, _keywords: Any, instance: Any, _schema: Any) -> ValidationResult:
        """Yield an error if there is no S3Uri. An object with a function in its place is the deployment's to know."""
        if isinstance(instance, dict) and "S3Uri" not in instance and not any("::" in key for key in instance):
            yield ValidationError("'S3Uri' is a required property", rule=self)
