"""Teaches cfn-lint the schema of the type, so that its own rules hold templates against it.

They find misspelt properties, wrong types, values, lengths and patterns, and attributes that aren't there.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, Schema
from cfnlint.schema.manager import ProviderSchemaManager

TYPE_NAME: Final = "MLOps::SageMaker::ModelPackage"


def use_schema() -> None:
    """Let cfn-lint check the properties, references and attributes of the type.

    From 1.43 on, cfn-lint loads registry schemas, so that the type exists, and never looks at them again: its rules
    ask `get_resource_schemas_by_regions`, which knows only the types in AWS's own index. The answer for this one type
    is added there. Where cfn-lint has an answer, as before 1.43 and perhaps again one day, nothing is changed.
    """
    PROVIDER_SCHEMA_MANAGER.load_registry_schemas(str(Path(__file__).with_name("schemas")))
    original = ProviderSchemaManager.get_resource_schemas_by_regions

    def by_regions(
        self: ProviderSchemaManager, resource_type: str, regions: Sequence[str]
    ) -> Iterator[tuple[list[str], Schema]]:
        answers = list(original(self, resource_type, regions))
        if not answers and resource_type == TYPE_NAME and regions:
            answers = [(list(regions), self.get_resource_schema(regions[0], resource_type))]
        yield from answers

    ProviderSchemaManager.get_resource_schemas_by_regions = by_regions


use_schema()
